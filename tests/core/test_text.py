"""Numbers as people read them."""

import pytest

from vrd.core.text import column_text, percent

NAN = float("nan")


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [(0.344, 0, "34 %"), (1, 0, "100 %"), (0, 0, "0 %"), (0.125, 1, "12.5 %"), (0.25, 1, "25 %")],
)
def test_a_share_is_not_parted_from_its_sign(share, digits, text):
    assert percent(share, digits) == text.replace(" ", "\N{NO-BREAK SPACE}")
    assert percent(NAN) == "–"


@pytest.mark.parametrize(
    ("values", "digits", "texts"),
    [
        (
            [31, 12.37, 1234.5, -3, -0.04, NAN, float("inf")],
            1,
            ["31.0", "12.4", "1,234.5", "−3.0", "0.0", "–", "–"],
        ),
        ([31.0, -3, 0.04, 1234, NAN], 1, ["31", "−3", "0", "1,234", "–"]),
        ([1, 0.8, 1.25], 2, ["1.00", "0.80", "1.25"]),
        ([1, 0.8, 1.2], 2, ["1.0", "0.8", "1.2"]),
        ([NAN], 1, ["–"]),
        ([], 1, []),
    ],
)
def test_all_numbers_of_a_column_have_as_many_decimals(values, digits, texts):
    assert column_text(values, digits) == texts
