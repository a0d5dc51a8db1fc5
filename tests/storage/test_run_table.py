"""The log of runs in the database: settings, versions, outcomes, and runs that were cut off."""

import pytest


def test_runs_are_logged_with_their_outcome_and_a_cut_off_one_stays_open(database):
    with database.runs.record("stills", {"fps": 1}, {"vrd": "0"}) as outcome:
        outcome["films"] = 2
    with pytest.raises(RuntimeError), database.runs.record("search", {}, {}):
        raise RuntimeError
    done, cut = database.runs.read()
    assert (done["stage"], done["outcome"]) == ("stills", {"films": 2})
    assert done["finished"] is not None
    assert cut["finished"] is None
