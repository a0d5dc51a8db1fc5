"""The workbench in a real JupyterLab (`vrd lab`), with a real Chromium.

JupyterLab gives single keys a meaning of its own: they delete, cut, add and change cells.
"""

import json

import pytest

from tests.support.browser import (
    Watched,
    browsing,
    expect,
    must_have_a_browser,
    review_of,
    serving,
    verdicts_of,
    wait_for_judgements,
)
from vrd.cli.notebook_cells import write_notebook

must_have_a_browser()
pytestmark = pytest.mark.slow

# Each of them does something to the cells, to the kernel or to the notebook in JupyterLab.
SHORTCUTS = (
    *("a", "b", "c", "v", "x", "z", "m", "y", "r", "1", "2", "3", "4", "5", "6", "j", "k", "o"),
    *("d", "d", "i", "i", "0", "0", "Enter", "Space", "Shift+Enter", "Control+Enter", "Alt+Enter"),
    *("Shift+M", "Shift+V", "Shift+ArrowDown", "ArrowUp", "ArrowDown", "Control+Shift+Minus"),
)
CELLS = """() => {
  const { model } = window.jupyterapp.shell.currentWidget.content;
  return model.sharedModel.toJSON().cells.map((cell) =>
    [cell.id, cell.cell_type, cell.source, cell.execution_count]);
}"""
OPEN = "name => window.jupyterapp.shell.currentWidget?.context?.path === name"
IDLE = """() => {
  const { session } = window.jupyterapp.shell.currentWidget.sessionContext;
  return session?.kernel?.status === 'idle';
}"""
MANY = """
from pathlib import Path
import numpy as np
from PIL import Image
from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.annotations.judgement_log import JudgementLog
from vrd.storage.database import Database
from vrd.widgets.review import ReviewWidget

frames = timeline(2000, 2000, 2000, 2000, folder=Path("many"))
generator = np.random.default_rng(0)
for row in range(len(frames)):
    path = frames.still(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    if row < 50:
        noise = generator.integers(0, 255, (9, 16, 3), dtype=np.uint8)
        Image.fromarray(noise).resize((320, 180)).save(path)
    else:
        path.hardlink_to(frames.still(row % 50))
found = [
    (int(query), int(2000 * film + place), 5)
    for query, film, place in zip(
        generator.integers(0, 1990, 10_000),
        generator.integers(1, 4, 10_000),
        generator.integers(0, 1990, 10_000),
    )
]
neighbours = neighbours_of(frames, diagonal(0, 2000, 5), k=5)
ReviewWidget(found, neighbours, JudgementLog(Database(Path("many_file")), "Reader"))
"""
# Count the elements that each key press adds to the page.
COUNTER = """() => {
  window.vrdAdded = [];
  const size = (node) => 1 + (node.querySelectorAll?.('*').length ?? 0);
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).map(size);
    if (vrdAdded.length) vrdAdded[vrdAdded.length - 1] += added.reduce((a, b) => a + b, 0);
  }).observe(document.querySelector('.vrd-review'), { childList: true, subtree: true });
  document.addEventListener('keydown', () => vrdAdded.push(0), true);
}"""


@pytest.fixture(scope="module")
def folder(browsed):
    """The folder of a project with four sequences, and a notebook with ten thousand."""
    write_notebook(browsed / "many.ipynb", [("code", MANY.strip())])
    return browsed


@pytest.fixture(scope="module")
def lab(folder, tmp_path_factory):
    """The address of JupyterLab, and a Chromium."""
    with (
        serving("lab", folder, tmp_path_factory.mktemp("jupyter")) as address,
        browsing() as browser,
    ):
        yield address, browser


@pytest.fixture(scope="module")
def watched(lab):
    """The notebook of the project, all of its cells run."""
    address, browser = lab
    watched = Watched(browser)
    run_all(watched.page, address, "tune_and_review.ipynb")
    return watched


@pytest.fixture
def page(watched):
    """The notebook; unharmed after whatever the test did with it, its cells the same."""
    watched.page.wait_for_function(IDLE)
    before = watched.page.evaluate(CELLS)
    assert len(before) == 8
    yield watched.page
    watched.page.wait_for_function(IDLE)
    assert watched.page.evaluate(CELLS) == before
    expect(watched.page.locator(".jp-Dialog")).to_have_count(0)
    watched.must_be_unharmed()


def run_all(page, address, notebook):
    """Open a notebook, in a workspace of its own: JupyterLab opens again what was open in it."""
    # The films lie beside the project, so that what is served is the folder of both.
    path = f"project/{notebook}"
    page.goto(address.replace("/lab?", f"/lab/workspaces/{notebook[:4]}/tree/{path}?"))
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.wait_for_function(OPEN, arg=path)
    page.wait_for_function(IDLE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".vrd-line").first.wait_for()


def press_all(page, where):
    for key in SHORTCUTS:
        where.focus()
        page.keyboard.press(key)


def test_keys_of_the_review_are_not_those_of_jupyterlab(page):
    review = review_of(page)
    press_all(page, review)
    review.press("Escape")
    press_all(page, review)
    page.locator(".vrd-count").click()
    for key in SHORTCUTS:
        page.keyboard.press(key)


@pytest.mark.parametrize(
    ("tab", "control"),
    [
        ("By evidence", ".vrd-limits [role=slider]"),
        ("As published", ".vrd-limits [role=slider]"),
        ("As published", ".noUi-handle"),
        ("As published", "input[type=checkbox]"),
        ("As published", "select[multiple]"),
    ],
)
def test_keys_of_the_explorer_are_not_those_of_jupyterlab(page, tab, control):
    page.get_by_role("tab", name=tab).click()
    press_all(page, page.get_by_role("tab", name=tab))
    press_all(page, page.locator(f".widget-tab {control}:visible").first)


def test_what_is_typed_into_a_note_is_text(page):
    review = review_of(page)
    review.press("Escape")
    review.press("c")
    note = page.locator(".vrd-note-field textarea")
    expect(note).to_be_focused()
    note.fill("")
    page.keyboard.type("abddxmy 123456 jk z00ii")
    expect(note).to_have_value("abddxmy 123456 jk z00ii")
    for key in ("Shift+Enter", "Alt+Enter", "Enter", "Control+Enter", "Escape"):
        page.keyboard.press(key)
    expect(page.locator(".vrd-note:visible").first).to_contain_text("abddxmy 123456 jk z00ii")


def test_the_whole_film_is_opened_at_its_time(page):
    review = review_of(page)
    page.locator(".vrd-line").first.focus()
    review.press("Enter")
    told = page.locator(".vrd-captions .vrd-time").nth(1).inner_text()
    page.get_by_role("button", name="Open ").nth(1).click()
    film = page.locator("dialog.vrd-film video")
    page.wait_for_function("() => document.querySelector('dialog.vrd-film video')?.readyState >= 2")
    seconds = film.evaluate("film => film.currentTime")
    assert f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}" in told
    # The film itself, and not the clip of the closer look.
    assert film.evaluate("film => film.duration") > 9
    page.locator("dialog.vrd-film").get_by_role("button", name="Close").click()
    expect(film).to_have_count(0)
    review.press("Escape")


def test_judgements_are_there_when_the_notebook_is_loaded_again(page, folder):
    review_of(page).press("Escape")
    for item, key in enumerate("1243"):
        page.locator(".vrd-line").nth(item).focus()
        page.keyboard.press(key)
    verdicts = ["match", "not a match", "same scene", "unsure"]
    assert verdicts_of(page) == verdicts
    wait_for_judgements(folder, verdicts)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.reload()
    page.locator(".vrd-line").first.wait_for()
    assert verdicts_of(page) == verdicts
    saved = (folder / "tune_and_review.ipynb").read_text("utf-8")
    assert "data:image" not in saved
    assert "<img" not in "".join(outputs_of(json.loads(saved)))


def outputs_of(notebook):
    """What a saved notebook shows as HTML."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            yield "".join(output.get("data", {}).get("text/html", []))


def test_ten_thousand_sequences_stay_fluid(lab, folder):
    address, browser = lab
    watched = Watched(browser)
    page = watched.page
    run_all(page, address, "many.ipynb")
    expect(page.locator(".vrd-count")).to_contain_text("10,000 sequences")
    review = review_of(page)
    page.evaluate(COUNTER)
    for key in ("j", "PageDown", "1", "ArrowDown", "PageDown", "2") * 4:
        review.press(key)
    page.wait_for_function("() => vrdAdded.length === 24")
    # A page of the list has some 430 elements, however many sequences there are.
    assert max(page.evaluate("() => vrdAdded")) < 1000
    assert page.locator(".vrd-review *").count() < 1000
    page.wait_for_function("() => !document.querySelector('.vrd-pairs[aria-busy]')")
    expect(page.locator(".vrd-count")).to_contain_text("8 judged")
    watched.must_be_unharmed()
