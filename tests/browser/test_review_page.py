"""The review's page in a real browser, joined to the real widget without a server between them."""

import shutil

import pytest

from tests.support.browser import browsing, must_have_a_browser
from tests.support.joined_page import join
from vrd.vrd_project import open_project
from vrd.widgets.names import TASKS
from vrd.widgets.widget import widget_script

pytest.importorskip("anywidget")
must_have_a_browser()


@pytest.fixture(scope="module")
def chromium():
    with browsing() as browser:
        yield browser


@pytest.fixture
def show(chromium, searched, tmp_path):
    """Give a function that shows a review of a project of its own, and returns the page."""
    opened = []

    def shown(read_only=False, **settings):
        shutil.copytree(searched, tmp_path / "project", dirs_exist_ok=True)
        project = open_project(tmp_path / "project", read_only=read_only)
        widget = project.review(reviewer="Reader", **settings)
        page = chromium.new_page()
        opened.extend([widget, project, page])
        join(page, widget)
        page.locator(".vrd-line").first.wait_for()
        return page

    yield shown
    for closable in reversed(opened):
        closable.close()


def verdict(page):
    pressed = page.locator('.vrd-line .vrd-verdict[aria-pressed="true"]')
    return pressed.first.get_attribute("data-verdict") if pressed.count() else ""


def press(page, key, expected):
    page.keyboard.press(key)
    page.wait_for_function(
        "(text) => document.querySelector('.vrd-review > [role=status]').textContent === text",
        arg=expected,
    )


def test_keys_judge_undo_and_redo(show):
    page = show()
    page.locator(".vrd-line").first.focus()
    press(page, "1", "Judged: match. This was the last sequence.")
    assert verdict(page) == "match"
    for key, said, then in [
        ("z", "Undone: match.", ""),
        ("r", "Restored: match.", "match"),
        ("Control+z", "Undone: match.", ""),
        ("Shift+Z", "Restored: match.", "match"),
        ("Control+z", "Undone: match.", ""),
        ("Control+y", "Restored: match.", "match"),
        ("z", "Undone: match.", ""),
        ("Control+Shift+Z", "Restored: match.", "match"),
        ("r", "There is no judgement to restore.", "match"),
    ]:
        press(page, key, said)
        assert verdict(page) == then


def write_note(page, text):
    page.locator(".vrd-line").first.focus()
    page.keyboard.press("c")
    page.keyboard.type(text)


def test_a_note_that_could_not_be_kept_can_still_be_copied(show, monkeypatch):
    def full(*_, **__):
        raise OSError("the disk is full")

    page = show()
    monkeypatch.setattr("vrd.annotations.judgement_log.JudgementLog.judge", full)
    write_note(page, "<b>the same flag</b>")
    page.keyboard.press("Control+Enter")
    alert = page.locator(".vrd-review > .vrd-alert")
    alert.get_by_text("the disk is full").wait_for()
    assert alert.inner_text() == "the disk is full Not saved: “<b>the same flag</b>”"


def test_a_note_is_kept_though_its_page_goes_meanwhile(show, tmp_path):
    page = show()
    write_note(page, "the same flag")
    page.evaluate("window.endWidget()")
    page.wait_for_timeout(500)
    with open_project(tmp_path / "project", read_only=True) as again:
        assert [judgement.note for judgement in again.annotations.judgements().current()] == [
            "the same flag"
        ]


def test_changed_keys_do_what_they_are_changed_to(show):
    page = show(keys={"match": "Shift+M", "redo": "x", "undo": "w"})
    page.locator(".vrd-line").first.focus()
    press(page, "Shift+M", "Judged: match. This was the last sequence.")
    press(page, "w", "Undone: match.")
    press(page, "x", "Restored: match.")
    page.keyboard.press("?")
    told = page.locator(".vrd-help").inner_text()
    assert "⇧M" in told
    assert page.get_by_role("button", name="Redo").get_attribute("aria-keyshortcuts") == "x"


def test_the_help_lists_every_task_that_has_a_key(show):
    page = show()
    page.locator(".vrd-line").first.focus()
    page.keyboard.press("?")
    lines = page.get_by_role("dialog", name="Keyboard shortcuts").locator("dl > div")
    assert lines.count() == len(TASKS)
    assert all(text.strip() for text in lines.locator("dd").all_inner_texts())
    page.keyboard.press("Escape")
    assert page.locator(".vrd-help").count() == 0


def test_everything_has_a_role_and_a_name(show):
    page = show()
    page.get_by_role("button", name="Look closer").click()
    page.locator(".vrd-look").wait_for()
    tree = page.locator(".vrd-review")
    assert (tree.get_attribute("role"), tree.get_attribute("aria-label")) == (
        "region",
        "Review of sequences",
    )
    for role, name in [
        ("group", "Verdict"),
        ("group", "Player"),
        ("group", "View"),
        ("slider", "Position in both films"),
        ("combobox", "Speed"),
        ("textbox", "Note"),
        ("button", "Same scene, another take"),
        ("button", "Undo"),
        ("button", "Redo"),
        ("button", "One frame forward"),
    ]:
        assert page.get_by_role(role, name=name).first.is_visible(), name
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, input, select, textarea')].filter((node) => "
        "!(node.textContent.trim() || node.getAttribute('aria-label') || node.labels?.length))"
        ".map((node) => node.outerHTML)"
    )
    assert unnamed == []
    assert page.locator('[role="alert"]').count() == 1
    pictures = page.locator("img:not([alt])")
    assert pictures.count() == 0


def test_never_again_shows_its_effect_and_can_be_taken_back(show, tmp_path):
    page = show()
    page.locator(".vrd-line").first.focus()
    page.keyboard.press("x")
    page.get_by_role("button", name="This stretch of film A").click()
    leave = page.get_by_role("button", name="Exclude from now on")
    leave.wait_for()
    told = page.locator(".vrd-exclude [role=status]")
    assert "1 of 1 sequences" in told.inner_text()
    leave.click()
    back = page.get_by_role("button", name="Undo this exclusion")
    back.wait_for()
    assert told.inner_text() == "This is excluded from every search from now on."
    with open_project(tmp_path / "project", read_only=True) as again:
        assert again.annotations.exclusions().table()["reviewer"].tolist() == ["Reader"]
    back.click()
    page.get_by_text("The exclusion was undone.").wait_for()
    page.get_by_role("button", name="Frames like this one of film B").click()
    page.get_by_role("button", name="Cancel", exact=True).click()
    assert told.inner_text() == ""
    with open_project(tmp_path / "project", read_only=True) as again:
        assert len(again.annotations.exclusions().table()) == 0


def test_reading_says_why_and_offers_no_verdicts(show):
    page = show(read_only=True)
    assert (
        page.locator(".vrd-why-not").inner_text().startswith("This project was opened for reading")
    )
    assert not any(button.is_visible() for button in page.locator(".vrd-verdict").all())
    assert page.get_by_role("button", name="Undo").count() == 0
    page.locator(".vrd-line").first.focus()
    for key in ("1", "c", "z", "r"):
        page.evaluate("document.querySelector('.vrd-review > [role=status]').textContent = ''")
        press(page, key, page.locator(".vrd-why-not").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_function(
        "[...document.querySelectorAll('video')]"
        ".filter((film) => film.readyState >= 2).length === 2"
    )
    assert not page.locator(".vrd-note-field").is_visible()
    assert not page.locator(".vrd-exclude").is_visible()


def test_a_page_that_was_exported_shows_what_was_saved(chromium):
    page = chromium.new_page()
    page.evaluate(
        """async (script) => {
          const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const widgets = (await import(address)).default;
          const state = { widget: "review", bindings: {}, saved: "<p>43 sequences</p>" };
          const model = { get: (name) => state[name], on() {}, off() {}, send() {},
            widget_manager: {} };
          widgets.render({ model, el: document.body });
        }""",
        widget_script(),
    )
    assert page.locator("body").inner_text() == "43 sequences"
    page.close()
