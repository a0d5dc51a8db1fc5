"""Lists in plain text: as wide as the terminal, and no longer than people read."""

import os
import sys

import pandas as pd
import pytest

from vrd.cli import listing

LONG = "a film with a very long name, as archives give them, of 1962.mp4"


def table(lines=1, **values):
    one = {
        **{"query_id": LONG, "query_start": 61.5, "ref_id": "b.mp4", "ref_start": 0.0},
        **{"duration": 8.04, "speed": 0.96, "score": 12.34, "confidence": 1.0},
    }
    return pd.DataFrame([one | values] * lines)


def test_a_sequence_is_one_line():
    header, line = listing.list_sequences(table()).splitlines()
    assert header.split() == [
        *("No.", "Film", "one", "from", "Film", "two", "from", "Length"),
        *("Speed", "Evidence", "Confidence"),
    ]
    assert LONG in line, "where output is piped, names are whole"
    assert line.split()[-9:] == ["b.mp4", "00:00:00", "8", "s", "0.96", "12.3", "s", "99", "%"]


def test_runs_have_a_score():
    header, line = listing.list_sequences(table(confidence=float("nan"))).splitlines()
    assert header.split()[-1] == "Score"
    assert line.split()[-1] == "12.3"


@pytest.mark.parametrize("columns", [90, 100, 140])
def test_a_line_fits_into_the_terminal(monkeypatch, columns):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    size = os.terminal_size((columns, 30))
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: size)
    text = listing.list_sequences(table(ref_id=LONG, score=1234.5))
    assert max(map(len, text.splitlines())) <= columns


def test_of_many_sequences_the_first_are_listed():
    lines = listing.list_sequences(table(1060)).splitlines()
    assert len(lines) == 1 + listing.MAX_SEQUENCES + 1
    assert "1,010 more" in lines[-1]


def test_what_vrd_brings_comes_first():
    text = listing.list_networks()
    assert text.index("vrdnet") < text.index("dct") < text.index("convnextbase")
    assert text.count("vrdnet") == 1
