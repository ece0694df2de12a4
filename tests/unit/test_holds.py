"""Which extracts are held after a verdict, and which are tried again."""

from __future__ import annotations

import pytest

from orchestration import holds
from orchestration.load.landing import Landing
from orchestration.load.ledger import insert
from orchestration.release.publish import publish
from orchestration.release.verdict import CandidateVerdict, Refusal
from orchestration.report import mark_new
from orchestration.stages import ingest_source
from orchestration.warehouse import ledger
from orchestration.warehouse.project import Project
from tests.unit import built_candidate as built

SOURCES = ("mx_a", "mx_b", "mx_c", "mx_d")


@pytest.fixture
def project(home):
    return Project(home.project, {}, {})


@pytest.fixture
def released(home):
    """A home whose release was made from one extract of one source."""
    candidate = built.make(home)
    publish(home, candidate, built.judge(home, candidate), built.NO_FINDINGS)
    return home


def load(settings, *source_ids):
    """Put one extract of each source into the ledger."""
    with Landing(settings) as landing:
        for source_id in source_ids:
            row = {"source_id": source_id, "extract_sha256": f"{source_id} 1", "file_name": "a.csv"}
            row |= {"layout": None, "status": "loaded", "is_synthetic": False}
            insert(landing.connection, "extracts", row)


def blaming(*sources):
    return CandidateVerdict(
        (), tuple(Refusal(f"{one} failed", frozenset({one})) for one in sources)
    )


def in_use(settings):
    return {one.source_id for one in ledger.extracts_in_use(settings)}


def test_a_source_that_shows_itself_later_is_held_too(home, project):
    load(home, *SOURCES)

    first = holds.hold_blamed(home, project, blaming("mx_a"), frozenset())
    second = holds.hold_blamed(home, project, blaming("mx_b"), first)

    assert (first, second) == ({"mx_a"}, {"mx_b"})
    assert in_use(home) == {"mx_c", "mx_d"}


def test_more_than_half_of_the_sources_are_never_held_in_whatever_rounds(home, project):
    load(home, *SOURCES)
    lost = holds.hold_blamed(home, project, blaming("mx_a", "mx_b"), frozenset())

    assert holds.hold_blamed(home, project, blaming("mx_c"), lost) == frozenset()
    assert holds.hold_blamed(home, project, blaming("mx_c"), frozenset()) == frozenset()
    assert in_use(home) == {"mx_c", "mx_d"}


def test_what_a_refused_candidate_had_anew_is_set_aside_until_the_code_changes(released, project):
    load(released, *SOURCES)

    holds.set_aside(released, project, CandidateVerdict((), (Refusal("core_test failed"),)))

    assert in_use(released) == {built.SOURCE}
    held = ledger.unused_extracts(released)
    assert {one.source_id for one in held} == set(SOURCES)
    assert all("core_test failed" in one.message for one in held)
    assert not holds.is_due(released, project, "mx_a")
    other = Project(released.home, {}, {})
    assert holds.is_due(released, other, "mx_a")


@pytest.mark.parametrize(
    "reason",
    ["F06: candidate x has no verdict", "F54: could not evaluate y: OutOfMemoryException"],
)
def test_nothing_is_set_aside_when_the_gate_itself_died(released, project, reason):
    load(released, *SOURCES)

    holds.set_aside(
        released, project, CandidateVerdict((), (Refusal(reason, could_not_evaluate=True),))
    )

    assert in_use(released) == {built.SOURCE, *SOURCES}


def test_nothing_is_set_aside_before_the_first_release(home, project):
    load(home, *SOURCES)

    holds.set_aside(home, project, CandidateVerdict((), (Refusal("core_test failed"),)))

    assert in_use(home) == set(SOURCES)


def test_a_refused_extract_is_one_finding_wherever_it_is_asked_for(home, samples, tmp_path):
    source_id = "mx_sesnsp_rnid"
    good = next((samples / source_id).glob("*feb2026*"))
    folder = tmp_path / "inbox" / source_id
    folder.mkdir(parents=True)
    (folder / good.name).write_bytes(good.read_bytes().replace(b"Modalidad", b"Modo", 1))

    outcome = ingest_source(home, source_id, tmp_path / "inbox")

    (finding,) = [one for one in outcome.findings if one.severity == "refused"]
    assert finding.column
    assert len(mark_new((*outcome.findings, *ledger.unused_extracts(home)), set())) == 1
