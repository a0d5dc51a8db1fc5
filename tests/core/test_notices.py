"""Notices are printed, once, and only where somebody has not silenced them."""

import logging

import pytest

from vrd.core.notices import notices


@pytest.fixture
def logger():
    made = notices("vrd.tests.notices")
    yield made
    made.setLevel(logging.INFO)


def test_a_notice_is_printed_once(logger, capsys, monkeypatch):
    # TensorFlow's libraries put a handler to the root.
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler()])
    assert notices(logger.name) is logger
    logger.info("%d of %d dropped", 3, 10)
    output = capsys.readouterr()
    assert (output.out, output.err) == ("3 of 10 dropped\n", "")


def test_notices_can_be_silenced_by_name(logger, capsys):
    logging.getLogger(logger.name).setLevel("WARNING")
    logger.info("3 of 10 dropped")
    assert capsys.readouterr().out == ""
