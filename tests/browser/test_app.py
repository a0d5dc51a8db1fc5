"""The workbench as a page (`vrd app`), used as people use it: with a real Voila and Chromium."""

import re
import statistics

import pytest

from tests.support.browser import (
    Watched,
    browsing,
    expect,
    must_have_a_browser,
    played,
    review_of,
    serving,
    verdicts_of,
    wait_for_judgements,
)
from tests.support.browser_project import HOSTILE

must_have_a_browser()
pytestmark = pytest.mark.slow
# Where both films are, ten times a second for two seconds.
SAMPLED = """async () => {
  const films = [...document.querySelectorAll('.vrd-review video')];
  const seen = [];
  for (let i = 0; i < 20; i += 1) {
    await new Promise((go) => setTimeout(go, 100));
    if (!films.some((film) => film.seeking)) seen.push(films.map((film) => film.currentTime));
  }
  return seen;
}"""


@pytest.fixture(scope="module")
def folder(browsed):
    """The folder of a project with four sequences."""
    return browsed


@pytest.fixture(scope="module")
def watched(folder, tmp_path_factory):
    """The page, loaded; the same one for all tests of this file."""
    with (
        serving("app", folder, tmp_path_factory.mktemp("jupyter")) as address,
        browsing() as browser,
    ):
        watched = Watched(browser)
        watched.page.goto(address)
        watched.page.locator(".vrd-line").first.wait_for()
        yield watched


@pytest.fixture
def page(watched):
    """The page with its list of sequences; unharmed after whatever the test did with it."""
    review = review_of(watched.page)
    review.press("Escape")
    watched.page.locator(".vrd-list").wait_for()
    yield watched.page
    watched.must_be_unharmed()


def handle_of(page):
    """The limit of the histogram that is seen, and what is said of it."""
    handle = page.locator(".vrd-limits [role=slider]:visible").first
    handle.scroll_into_view_if_needed()
    return handle, page.locator("[role=status]:visible b").first


LUMINANCE = """where => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const told = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const linear = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) =>
      (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const bright = (name) => told(getComputedStyle(document.querySelector(where))[name]);
  return [bright('color'), bright('backgroundColor')];
}"""
# The height of the smallest line of words in a histogram, in pixels.
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.vrd-limits text')]
  .map((node) => node.getBoundingClientRect().height).filter(Boolean))"""
# Buttons whose words are wider than they are, and parts wider than their place.
TOO_WIDE = """() => [...document.querySelectorAll('.vrd-widget button, .vrd-widget')]
  .filter((node) => node.offsetParent && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.textContent)"""


@pytest.mark.parametrize("width", [1280, 900, 600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_readable_as_light_and_dark_and_narrow(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 1000})
    # The page around the parts; the text and the paper of the parts; a ready-made widget.
    body, part = (page.evaluate(LUMINANCE, where) for where in ("body", ".vrd-review"))
    assert (body[1] < 0.2) == (part[1] < 0.2) == (scheme == "dark")
    for ink, paper in (part, page.evaluate(LUMINANCE, ".vrd-muted, .vrd-facts")[:1] + part[1:]):
        assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) > 4.5
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALLEST) >= 10
    review_of(page).press("Enter")
    played(page, playing=True)
    assert page.evaluate(TOO_WIDE) == []


def test_nothing_is_fetched_from_elsewhere(watched, page):
    assert watched.asked_elsewhere == []


def test_the_limit_is_dragged(page):
    handle, said = handle_of(page)
    expect(said).to_have_text("4 sequences")
    plot = page.locator(".vrd-limits svg:visible").first.bounding_box()
    box = handle.locator("path").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.5, box["y"], steps=4)
    page.mouse.move(plot["x"] + plot["width"] * 0.75, box["y"], steps=4)
    page.mouse.up()
    # One of the four has five seconds of evidence, the others nine.
    expect(said).to_have_text("3 sequences")
    told = page.locator("pre:visible", has_text="project.find").first
    value = float(handle.get_attribute("aria-valuenow"))
    expect(told).to_contain_text(f"min_score={value}")
    # Whoever lets go has let go.
    page.mouse.move(plot["x"] + 5, box["y"])
    expect(said).to_have_text("3 sequences")


def test_the_limit_is_moved_with_the_arrow_keys(page):
    handle, said = handle_of(page)
    handle.focus()
    page.keyboard.press("Home")
    expect(said).to_have_text("4 sequences")
    page.keyboard.press("ArrowRight")
    lowest = float(handle.get_attribute("aria-valuenow"))
    page.keyboard.press("Shift+ArrowRight")
    assert 0 < lowest < float(handle.get_attribute("aria-valuenow"))
    page.keyboard.press("End")
    expect(said).to_have_text(re.compile("^[01] sequence"))
    page.keyboard.press("ArrowLeft")
    assert float(handle.get_attribute("aria-valuenow")) < float(
        handle.get_attribute("aria-valuemax")
    )


def test_judged_with_keys_undone_and_found_again(page, folder):
    count = page.locator(".vrd-count")
    review = review_of(page)
    review.press("1")
    review.press("2")
    wait_for_judgements(folder, ["match", "not a match"])
    expect(count).to_contain_text("2 judged")
    review.press("z")
    wait_for_judgements(folder, ["match"])
    expect(count).to_contain_text("1 judged")
    page.locator(".vrd-line").nth(1).get_by_role("button", name="Unsure").click()
    wait_for_judgements(folder, ["match", "unsure"])
    review.press("c")
    page.keyboard.type(f"a note, {HOSTILE}")
    page.keyboard.press("Control+Enter")
    wait_for_judgements(folder, ["", "match", "unsure"])
    page.reload()
    page.locator(".vrd-line").first.wait_for()
    expect(page.locator(".vrd-count")).to_contain_text("2 judged")
    assert verdicts_of(page) == ["match", "unsure"]
    expect(page.locator(".vrd-note:visible")).to_have_text(f"a note, {HOSTILE}")


def test_both_clips_play_in_step(page):
    review = review_of(page)
    page.locator(".vrd-line").first.focus()
    review.press("Enter")
    played(page, playing=True)
    both = page.evaluate(SAMPLED)
    assert both[-1][0] - both[0][0] > 0.3
    # A frame of these films is 83 ms long: which frame is shown is what people see.
    assert statistics.median(abs(first - second) for first, second in both) < 0.083
    review.press("Space")
    paused = played(page, playing=False)
    assert abs(paused[0] - paused[1]) < 0.04
    review.press(".")
    page.wait_for_function(
        f"() => document.querySelector('.vrd-review video').currentTime > {paused[0]} + 0.02"
    )
    stepped = played(page, playing=False)
    assert abs(stepped[0] - stepped[1]) < 0.04
    review.press("j")
    expect(page.locator(".vrd-look h3")).to_contain_text("Sequence 2")


def test_names_of_films_are_text_and_nothing_else(page):
    names = page.locator(".vrd-review .vrd-name").all_inner_texts()
    assert HOSTILE in names
    page.get_by_role("tab", name="As published").click()
    page.get_by_role("button", name="Review these sequences").click()
    page.locator(".vrd-review").nth(1).locator(".vrd-line").first.wait_for()
    expect(page.locator(".vrd-review")).to_have_count(2)
