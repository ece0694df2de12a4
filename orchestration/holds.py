"""Extracts that loaded well and then failed a check of their source: held, and until when.

Belongs here: whom to hold, under which code it was decided, and when to try again.
Does not belong here: taking rows out of landing (`load/landing.py`), or the checks.
A hold is a judgement by our models on somebody's data. When the models change it is tried again.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from orchestration.load.landing import Landing, hold_extracts
from orchestration.load.objection import FLOOR
from orchestration.release import catalogue
from orchestration.warehouse import ledger
from orchestration.warehouse.fingerprint import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.release.verdict import CandidateVerdict, Refusal
    from orchestration.settings import Settings
    from orchestration.warehouse.project import Project

#: The fault of a held extract.
HELD = "held"


#: How a refusal begins that trying again may cure: the gate died, or memory ran out.
_MAY_PASS = ("F06", "OutOfMemory", "Out of Memory", "MemoryError")

_NEXT_STEP = (
    "Its last good rows stay. Correct the model or the contract, or wait for a new extract."
)
_ACCEPT = 'Its last good rows stay. If it is right as it is: safercities accept {sha} --because "…"'


def hold_blamed(
    settings: Settings, project: Project, judged: CandidateVerdict, lost: frozenset[str]
) -> frozenset[str]:
    """Hold what the current release does not have of each source to blame; all of them or none.

    `lost` are the sources that this run held before. None are held when one of them is to blame
    again, or when with them more than half of the sources would be: then the fault is ours.
    Returns the sources that lost extracts.
    """
    new = _not_in_release(settings)
    blamed = judged.blamed_sources
    loaded = {extract.source_id for extract in ledger.extracts_in_use(settings)}
    without_rows = _read(settings).keys() - loaded
    bad = blamed | lost | without_rows
    if not blamed or not blamed <= new.keys() or 2 * len(bad) > len(loaded | bad):
        return frozenset()
    reasons = {
        source_id: [one for one in judged.refusals if source_id in one.sources]
        for source_id in blamed
    }
    _hold(settings, project, {source_id: new[source_id] for source_id in blamed}, reasons)
    return blamed


def set_aside(settings: Settings, project: Project, judged: CandidateVerdict) -> None:
    """After a refusal that no hold cures: hold all that the current release does not have.

    So the bad extract among them blocks nobody's next extract; other code tries all of them again.
    Nothing is held before the first release, for nothing would be left, nor where the next run may
    well succeed with the same extracts.
    """
    reasons = [one.reason for one in judged.refusals]
    passing = any(sign in reason for reason in reasons for sign in _MAY_PASS)
    if passing or catalogue.standing(settings) is None:
        return
    new = _not_in_release(settings)
    whole = [
        replace(
            one,
            reason=f"the candidate with it was refused: {one.reason}",
            is_acceptable=judged.is_acceptable,
        )
        for one in judged.refusals[:1]
    ]
    _hold(settings, project, new, dict.fromkeys(new, whole))


def _hold(
    settings: Settings,
    project: Project,
    extracts: dict[str, list[str]],
    reasons: dict[str, list[Refusal]],
) -> None:
    """Hold these extracts and note under which code; the note first, so that a crash loses none.

    What only floors refuse, a person may accept (F57).
    """
    _write(settings, _read(settings) | dict.fromkeys(extracts, _code(project)))
    with Landing(settings) as landing:
        for source_id, shas in sorted(extracts.items()):
            refusals = reasons[source_id]
            fault = FLOOR if all(one.is_acceptable for one in refusals) else HELD
            message = f"{source_id} {fault}: {'; '.join(one.reason for one in refusals[:3])}"
            for sha in shas:
                step = _ACCEPT.format(sha=sha[:12]) if fault == FLOOR else _NEXT_STEP
                hold_extracts(landing, source_id, [sha], fault, message, step)


def is_due(settings: Settings, project: Project, source_id: str) -> bool:
    """True when the source is held under other code than today's; asking makes it no longer due."""
    holds = _read(settings)
    if source_id not in holds or holds[source_id] == _code(project):
        return False
    _write(settings, {key: code for key, code in holds.items() if key != source_id})
    return True


def _not_in_release(settings: Settings) -> dict[str, list[str]]:
    """Loaded extracts that the current release was not made from, by source."""
    current = catalogue.standing(settings)
    published = (
        {(one.source_id, one.extract_sha256) for one in current.manifest.extracts}
        if current and current.manifest
        else set()
    )
    new: dict[str, list[str]] = {}
    for extract in ledger.extracts_in_use(settings):
        if (extract.source_id, extract.extract_sha256) not in published:
            new.setdefault(extract.source_id, []).append(extract.extract_sha256)
    return new


def _code(project: Project) -> str:
    return fingerprint(project.path, ())


def _path(settings: Settings) -> Path:
    return settings.work / "holds.json"


def _read(settings: Settings) -> dict[str, str]:
    """Source -> the code under which it was held. A lost note only delays the next try."""
    try:
        return dict(json.loads(_path(settings).read_bytes()))
    except (OSError, ValueError):
        return {}


def _write(settings: Settings, holds: dict[str, str]) -> None:
    temporary = _path(settings).with_suffix(".tmp")
    temporary.write_text(json.dumps(holds, indent=1, sort_keys=True), encoding="utf-8")
    temporary.chmod(0o600)
    temporary.replace(_path(settings))
