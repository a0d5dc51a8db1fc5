from __future__ import annotations

import base64
import io

import pytest
from jinja2 import TemplateError
from PIL import Image

from vrd.core.text import clean, distance_text, hms, number, shorten
from vrd.core.thumbnails import jpeg_data_uri
from vrd.views.html import STYLE, Markup, Page, escape, page, paragraph, render


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "00:00:00"),
        (756, "00:12:36"),
        (59.999, "00:00:59"),
        (29.9999999999, "00:00:30"),
        (3600 * 123 + 61, "123:01:01"),
        (-5, "-00:00:05"),
        (-0.2, "00:00:00"),
        (float("inf"), "--:--:--"),
        (float("nan"), "--:--:--"),
    ],
)
def test_hms_rounds_down_and_passes_99_hours(seconds: float, shown: str) -> None:
    assert hms(seconds) == shown


def test_escaped_text_is_inert_in_elements_and_attributes() -> None:
    escaped = escape("\"'><img src=x onerror=alert(1)>&.mp4")
    assert not set(escaped) & set("<>\"'")
    assert escape(Markup("<b>")) == "<b>"


def test_text_that_cannot_be_saved_or_drives_a_terminal_is_replaced() -> None:
    name = clean("a\udc80b\x1b[31mc\u202egp4.mp4")
    name.encode("utf-8")
    assert name == "a�b�[31mc�gp4.mp4"
    assert clean("Förväntningar 日本.mp4") == "Förväntningar 日本.mp4"


def test_templates_escape_every_value_and_know_no_name_they_were_not_given() -> None:
    shown = render("table.html", headers=["<b>"], rows=[["x\x07", Markup("<i>y</i>")]],
                   caption="", numeric=(1,))  # fmt: skip
    assert "&lt;b&gt;" in shown
    assert "<bdi>x\N{REPLACEMENT CHARACTER}</bdi>" in shown
    assert "<i>y</i>" in shown
    with pytest.raises(TemplateError):
        render("table.html", headers=[], rows=[])


def test_a_paragraph_escapes_text_and_keeps_markup() -> None:
    assert paragraph("<b>") == '<p class="vrd-p">&lt;b&gt;</p>'
    assert paragraph(Markup("<b>a</b>"), muted=True) == '<p class="vrd-p vrd-muted"><b>a</b></p>'


def test_the_body_of_a_page_lacks_its_style_sheet() -> None:
    shown = page(paragraph("a"), "a")
    assert shown.html.startswith(STYLE)
    assert shown.body == '<div class="vrd"><p class="vrd-p">a</p></div>'


def test_a_page_gives_html_and_plain_text() -> None:
    shown = Page("<p>a</p>", "a")
    assert repr(shown) == "a"
    assert shown._repr_html_() == "<p>a</p>"
    assert shown._repr_mimebundle_() == {"text/html": "<p>a</p>", "text/plain": "a"}


def _decoded(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1])))


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "jpeg"), ("WEBP", "webp"), ("PNG", "png")])
def test_pictures_fit_their_box_and_keep_their_proportions(kind: str, mime: str) -> None:
    uri = jpeg_data_uri(Image.new("RGBA", (640, 320), "red"), (90, 90), convert_format=kind)
    assert uri.startswith(f"data:image/{mime};base64,")
    assert _decoded(uri).size == (90, 45)


def test_a_file_that_is_no_picture_raises_oserror(tmp_path) -> None:
    with pytest.raises(OSError):
        jpeg_data_uri(tmp_path / "absent.jpg", (9, 9))
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(OSError):
        jpeg_data_uri(tmp_path / "text.jpg", (9, 9))


def test_numbers_are_plain_and_never_nan() -> None:
    assert [number(v) for v in (5.0, 1234.5, -3, 0.001, float("nan"))] == [
        *("5", "1,234.5", "−3", "0", "–")
    ]
    assert [distance_text(v) for v in (0.01234, 67.6, 1234.56, float("inf"), float("nan"))] == [
        *("0.0123", "67.60", "1,234.6", "–", "–")
    ]


def test_long_names_are_cut_in_the_middle() -> None:
    assert shorten("abcdefghij.mp4", 9) == "abcd….mp4"
    assert shorten("short.mp4", 9) == "short.mp4"
