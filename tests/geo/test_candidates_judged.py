"""The named facility beside judgements by hand of descriptions drawn from real files."""

import pandas as pd
import pytest

from bench import judged
from geo.candidates.shares import CALIBRATED


def test_every_judgement_says_what_it_must():
    for amended in (False, True):
        rows = judged.judgements(amended=amended)
        listed = rows["outcome"] == "listed"
        assert (rows.loc[listed, "facility_id"] != "").all()
        assert (rows.loc[~listed, "facility_id"] == "").all()
        assert set(rows["outcome"]) == {"listed", "not_listed", "ambiguous", "none"}
        assert set(rows.loc[rows["outcome"] != "none", "role"]) == {"place", "mention"}
        assert not (set(rows.loc[rows["sample"] == "evaluation", "incident_id"])
                    & set(rows.loc[rows["sample"] == "development", "incident_id"]))  # fmt: skip


@pytest.mark.long
def test_what_is_spoken_of_was_named(shared_data):
    data = judged.read(shared_data)
    said = judged.named(data)
    for sample, least in (("development", 37), ("evaluation", 126)):
        mended = judged.judgements(amended=True)
        mended = mended[mended["sample"] == sample]
        rows = judged.compare(said[said["incident_id"].isin(mended["incident_id"])], mended)
        assert len(rows) >= least
        assert rows["right"].all(), rows.loc[~rows["right"], ["incident_id", "words"]]


@pytest.mark.long
def test_the_calibration_that_pages_state_is_the_one_measured(shared_data):
    found = judged.calibration(judged.read(shared_data))
    assert found.established == CALIBRATED.established
    stated = CALIBRATED.figures
    assert found.n == stated["n"]
    measured = pd.Series({name: getattr(found, name) for name in stated})
    assert measured.round(3).to_dict() == pytest.approx(stated, abs=0.006)
