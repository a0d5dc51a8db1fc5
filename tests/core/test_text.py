"""Numbers as people read them."""

import pytest

from vrd.core.text import percent, seconds_text

NAN = float("nan")


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [(0.344, 0, "34 %"), (1, 0, "100 %"), (0, 0, "0 %"), (0.125, 1, "12.5 %"), (0.25, 1, "25 %")],
)
def test_a_share_is_not_parted_from_its_sign(share, digits, text):
    assert percent(share, digits) == text.replace(" ", "\N{NO-BREAK SPACE}")
    assert percent(NAN) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(31, "31.0"), (12.37, "12.4"), (1234.5, "1,234.5"), (-3, "−3.0"), (-0.04, "0.0"), (NAN, "–")],
)
def test_seconds_in_a_column_have_one_decimal(value, text):
    assert seconds_text(value) == text
