r"""Guard texts of CSV files that a spreadsheet program would take for formulas.

CSV says nothing of types: a film called ``=1+1`` is a formula to a spreadsheet program that opens
the file, and formulas can fetch web pages and start programs. An apostrophe in front makes it
text, as OWASP recommends (*CSV Injection*). The rule is exact, so that `unguarded` gives every
text back: an apostrophe is put

* before a text that begins with ``=``, ``+``, ``-``, ``@``, their wide forms of East Asia, also
  after spaces and quotation marks, or with a control character;
* before such a beginning after a semicolon, tab or line break within a text: programs that expect
  another separator begin a new cell there;
* before one that has apostrophes in front of it already, so that one too many shows that it was
  guarded.
"""

from __future__ import annotations

import re

_FORMULA = "'*(?:[^\\S\t\r\n]|\")*[=+\\-@＝＋－＠]"
_CONTROL = "'*[\x00-\x1f\x7f-\x9f]"
_CELL = "(?:\\A|(?<=[;\t\r\n]))"
_UNGUARDED = re.compile(f"{_CELL}(?={_FORMULA})|\\A(?={_CONTROL})")
_GUARDED = re.compile(f"{_CELL}'(?={_FORMULA})|\\A'(?={_CONTROL})")


def guarded(text: str) -> str:
    """Return a text with an apostrophe wherever a spreadsheet program could see a formula.

    Examples
    --------
    >>> guarded("=1+1.mp4"), guarded("film.mp4"), guarded("no;-1"), guarded("'=1")
    ("'=1+1.mp4", 'film.mp4', "no;'-1", "''=1")
    """
    return _UNGUARDED.sub("'", text)


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given; texts without its apostrophes stay as they are.

    Examples
    --------
    >>> unguarded("'=1+1.mp4"), unguarded("''=1"), unguarded("'tis nothing")
    ('=1+1.mp4', "'=1", "'tis nothing")
    """
    return _GUARDED.sub("", text)
