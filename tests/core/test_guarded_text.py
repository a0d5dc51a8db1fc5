"""No spreadsheet program finds a formula in a guarded text, and every text comes back."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vrd.core.guarded_text import guarded, unguarded

ODD = st.text(alphabet="'=+-@;\t\r\n \"a1\x00\x07ä＝", max_size=12) | st.text(max_size=12)


@given(ODD)
@example("''=1")
@example("'\t=1")
def test_every_text_comes_back(text):
    assert unguarded(guarded(text)) == text


@given(ODD)
def test_no_cell_begins_like_a_formula_whatever_the_separator(text):
    cells = re.split("[;\t\r\n]", guarded(text))
    assert not [cell for cell in cells if cell.lstrip(' "')[:1] in tuple("=+-@＝")]
    assert not re.match("[\x00-\x1f]", guarded(text))


@pytest.mark.parametrize(
    "text", ["", "a film.mp4", "1-2.mp4", "'tis", "a+b@c=d", "two\n\nlines, with; signs", "…"]
)
def test_ordinary_texts_stay_as_they_are(text):
    assert guarded(text) == text == unguarded(text)
