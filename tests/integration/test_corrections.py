"""A declared correction speaks up on the day on which the publisher mends the error.

Belongs here: mending the files as a publisher would, and what the gate then says, on the synthetic
samples and on the real extracts.
Does not belong here: the form of a correction (`contracts/test_corrections.py`), how it matches
rows (dbt unit tests), what the real corrections touch today (`test_revisions.py`).
"""

from __future__ import annotations

import re
import shutil

import duckdb
import pytest

from orchestration import stages
from orchestration.settings import Settings
from orchestration.warehouse import candidate as candidates
from tests.integration.small_project import inbox_of, project_of

STATIONS = "za_saps_stations_annual"
STATES = "mx_sesnsp_offences"
POLICE = "co_ponal_offences"
#: The domains that core cannot do without, here without an extract.
OTHERS = ("co_medata_homicides", "co_dane_population", "za_statssa_police_districts")


@pytest.fixture
def judged_after(tmp_path):
    """A function that loads these sources of an inbox, builds and judges."""

    def judge(inbox, *sources):
        settings = Settings(
            home=tmp_path / "home",
            project=project_of({*sources, *OTHERS}, tmp_path / "dbt_project"),
        )
        for source_id in sources:
            outcome = stages.ingest_source(settings, source_id, inbox)
            assert not [one for one in outcome.findings if one.severity == "refused"]
        candidate_id = candidates.new_run_id()
        stages.build_candidate(settings, candidate_id)
        return stages.run_gate(settings, candidate_id)

    return judge


def give_isipingo_its_year(folder):
    """Move the second block of 2024 from the file of Amanzimtoti to that of Isipingo."""
    [amanzimtoti], [isipingo] = folder.glob("Amanzimtoti*"), folder.glob("Isipingo*")
    seen, first, second = set(), [], []
    for line in amanzimtoti.read_text(encoding="utf-8").split("\n"):
        key = line.rsplit(",", 1)[0]
        (second if key in seen and line else first).append(line)
        seen.add(key)
    assert len(second) == 37
    amanzimtoti.write_text("\n".join(first), encoding="utf-8", newline="")
    kept = isipingo.read_text(encoding="utf-8").rstrip("\n")
    isipingo.write_text("\n".join([kept, *second]), encoding="utf-8", newline="")


def held_in(home):
    """Why extracts of a home are held, once each."""
    with duckdb.connect(str(Settings(home=home).landing), read_only=True) as landing:
        found = landing.sql("select distinct message from ledger.extracts where status = 'held'")
        return [message for (message,) in found.fetchall()]


ONE_OF_EACH_PAIR = (
    "2018_*automotores_2018_1.*", "2018_*financieras_2018_3.*", "2018_*personales_2018_1.*",
    "2018_*secuestro_2018_2.*", "2018_*intrafamiliar_2018_1.*", "2020_*terrorismo_2020_1.*",
)  # fmt: skip
MENDED = (
    "correction_still_fits: amanzimtoti_2024 expects rows=74, met rows=37 in 1 extracts;"
    " isipingo_2024 expects rows=0, met rows=37 in 1 extracts. Has the publisher mended it? Then"
    " date or retire it in corrections__za_saps_stations_annual.csv"
)


def test_a_mended_file_is_refused_with_the_name_of_the_correction(judged_after, samples, tmp_path):
    inbox = inbox_of([STATIONS], samples, tmp_path / "inbox")
    give_isipingo_its_year(inbox / STATIONS)

    judged = judged_after(inbox, STATIONS)

    assert (MENDED, frozenset({STATIONS})) in {(one.reason, one.sources) for one in judged.refusals}


@pytest.mark.real
def test_every_declared_correction_notices_that_its_error_is_gone(judged_after, extracts, tmp_path):
    """Issue 3, part 7: the block of 2024, the thousands commas, one file of a pair."""
    inbox = inbox_of([STATIONS, STATES], extracts, tmp_path / "inbox")
    give_isipingo_its_year(inbox / STATIONS)
    for path in (inbox / STATES).iterdir():
        if "feb2024__trim" in path.name:
            plain = re.sub(rb'"(\d+),(\d{3})"', rb"\1\2", path.read_bytes())
            path.write_bytes(plain)
        else:
            path.unlink()
    (inbox / POLICE).mkdir()
    for pattern in ONE_OF_EACH_PAIR:
        [path] = (extracts / POLICE / "trimmed").glob(pattern)
        shutil.copyfile(path, inbox / POLICE / path.name)

    judged = judged_after(inbox, STATIONS, STATES, POLICE)

    # The other two sources are sound, so the stations are held alone and the rest judged again.
    assert any(MENDED in message for message in held_in(tmp_path / "home"))
    flags = {one.check_name: one.failures for one in judged.warnings if "flags" in one.check_name}
    assert flags == {f"{STATES}_flags_still_fit": 1, f"{POLICE}_flags_still_fit": 6}
