from datetime import UTC, date, datetime

import pandas as pd
import pytest

from reviewbook.params.sources import SampleEntry
from reviewbook.schema import TABLES
from reviewbook.sources import canonical, open_source, pull
from reviewbook.sources.sample import SampleOptions, simulate

SMALL = {"reps": 4, "months": 2, "until": date(2026, 11, 24)}


@pytest.fixture
def entry():
    return SampleEntry(kind="sample", name="sample", **SMALL)


def test_the_sample_passes_the_checks_of_every_source_unchanged(places, entry):
    snapshot = pull(open_source(entry, places), places, datetime(2026, 11, 24, 4, tzinfo=UTC))
    mapped = canonical(snapshot, entry)
    simulated = simulate(SampleOptions(**SMALL)).tables
    assert sorted(mapped.tables) == sorted(simulated)
    for name, frame in mapped.tables.items():
        kinds = {column: frame[column].dtype for column in TABLES[name].names}
        expected = simulated[name][list(kinds)].astype(kinds).reset_index(drop=True)
        pd.testing.assert_frame_equal(frame[list(kinds)], expected)
        assert frame["_file"].eq(f"{name}.parquet").all()
    assert mapped.rejected.values.tolist() == []


def test_another_seed_is_another_snapshot_and_the_same_is_none(places, entry):
    source = open_source(entry, places)
    assert pull(source, places, datetime(2026, 11, 24, 4, tzinfo=UTC)).is_new
    assert not pull(source, places, datetime(2026, 11, 25, 4, tzinfo=UTC)).is_new
    other = open_source(entry.model_copy(update={"seed": 7}), places)
    assert pull(other, places, datetime(2026, 11, 26, 4, tzinfo=UTC)).is_new
