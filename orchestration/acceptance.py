"""A person releases a hold: who, why, for which bytes (F57).

Belongs here: finding the held extract or candidate somebody names, recording the acceptance,
reading the extract again with it.
Does not belong here: which holds can be accepted (`load/objection.py`), or the command.
An acceptance is for one extract's SHA-256: another file of the same source is held again. What only
a candidate's floors refuse is accepted for its fingerprint, and for the very words of the refusal.
"""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.errors import UsageError
from orchestration.load import ledger
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.load.objection import ACCEPTABLE, FLOOR
from orchestration.release import verdict
from orchestration.report import WAREHOUSE
from orchestration.stages import Progress, guarded, quiet
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse.project import usable_project

if TYPE_CHECKING:
    from orchestration.settings import Settings

_SHORTEST = 4
_HELD = """
    select source_id, extract_sha256, file_name, fault, message, loaded_at
    from ledger.extracts where status = 'held' order by source_id, file_name, extract_sha256
"""


@dataclass(frozen=True)
class Accepted:
    """One extract whose hold was released, and whether it is loaded now.

    Of a floor of a candidate: the candidate's fingerprint and id, and nothing to load.
    """

    source_id: str
    extract_sha256: str
    file_name: str
    fault: str
    is_loaded: bool
    message: str
    """Why it is held or refused still; empty when it is loaded."""


def accept(
    settings: Settings, target: str, because: str, *, progress: Progress = quiet
) -> tuple[Accepted, ...]:
    """Release a hold, record who did it and why, and load the extract.

    `target` is the beginning of an extract's SHA-256, or the id of a candidate that had to do
    without one or more held extracts, or that its floors refuse.
    Errors: UsageError when nothing that can be accepted is named so, or no reason is given; Locked.
    """
    if not because.strip():
        raise UsageError("An acceptance needs its reason.", 'Give it: --because "…"')
    with guarded(settings, "accept", candidates.new_run_id()):
        project = usable_project(settings)
        refused = _refused_by_floors(settings, target)
        with Landing(settings) as landing:
            prepare_landing(landing, project.contracts.values())
            held = [*refused, *_named(settings, landing, target, is_needed=not refused)]
            with landing.transaction() as connection:
                for row in held:
                    ledger.insert(connection, "acceptances", _record(row, because))
                    # The state under which it was held no longer stands: it is read again.
                    connection.execute(
                        "update ledger.extracts set rules_hash = null"
                        " where source_id = ? and extract_sha256 = ?",
                        [row["source_id"], row["extract_sha256"]],
                    )
            for source_id in sorted({row["source_id"] for row in held} & project.contracts.keys()):
                progress("load", source_id)
                load_source(settings, landing, project.contracts[source_id])
            return tuple(_outcome(landing, row) for row in held)


def _refused_by_floors(settings: Settings, target: str) -> list[dict[str, Any]]:
    """What the floors have against the candidate `target`; nothing when it is an extract."""
    if "-" not in target:
        return []
    candidate = candidates.find(settings, target)
    return [
        {
            "source_id": WAREHOUSE,
            "extract_sha256": candidate.record.fingerprint,
            "file_name": candidate.candidate_id,
            "fault": FLOOR,
            "message": refusal.reason,
        }
        for refusal in verdict.judge_floors(settings, candidate).refusals
        if refusal.is_acceptable
    ]


def _named(
    settings: Settings, landing: Landing, target: str, *, is_needed: bool
) -> list[dict[str, Any]]:
    """The held extracts that `target` means.

    Errors: UsageError when there are none and `is_needed`, when they are several by accident, or
    when the hold is not of the kind that a person may accept.
    """
    names = ("source_id", "extract_sha256", "file_name", "fault", "message", "loaded_at")
    rows = landing.connection.execute(_HELD).fetchall()
    held = [dict(zip(names, row, strict=True)) for row in rows]
    of_candidate = _of_candidate(settings, target, held, is_needed=is_needed)
    if of_candidate is not None:
        return of_candidate
    found = [row for row in held if row["extract_sha256"].startswith(target.lower())]
    if len(target) < _SHORTEST or not found:
        raise UsageError(f"No extract or candidate {target!r} is held.", "safercities status")
    if len(found) > 1:
        raise UsageError(f"{target!r} begins {len(found)} held extracts.", "Give more of the hash.")
    if found[0]["fault"] not in ACCEPTABLE:
        raise UsageError(
            f"{found[0]['message']}: this hold cannot be accepted.",
            "Correct what it names; it is tried again by itself.",
        )
    return found


def _of_candidate(
    settings: Settings, target: str, held: list[dict[str, Any]], *, is_needed: bool
) -> list[dict[str, Any]] | None:
    """Held extracts that a candidate was built without; None if `target` is no candidate."""
    if "-" not in target:  # a hash has none, a candidate id has
        return None
    record = candidates.find(settings, target).record
    built_at = record.created_at.replace(tzinfo=None)
    waiting = [row for row in held if row["loaded_at"] <= built_at and row["fault"] in ACCEPTABLE]
    if not waiting and is_needed:
        raise UsageError(
            f"Candidate {target} waits for no hold that can be accepted.",
            f"safercities status {target}",
        )
    return waiting


def _record(row: dict[str, Any], because: str) -> dict[str, Any]:
    """The row of `ledger.acceptances`."""
    return {
        "source_id": row["source_id"],
        "extract_sha256": row["extract_sha256"],
        "file_name": row["file_name"],
        "fault": row["fault"],
        "message": row["message"],
        "because": because.strip(),
        "accepted_by": user_name(),
        "accepted_at": ledger.utc_now(),
    }


def user_name() -> str:
    """The account that runs the command: not a variable that anybody may set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _outcome(landing: Landing, row: dict[str, Any]) -> Accepted:
    """What became of one extract after it was read again; a floor asks for no reading."""
    if row["source_id"] == WAREHOUSE:
        return Accepted(WAREHOUSE, row["extract_sha256"], row["file_name"], row["fault"], True, "")
    state = landing.connection.execute(
        "select status, message from ledger.extracts where source_id = ? and extract_sha256 = ?",
        [row["source_id"], row["extract_sha256"]],
    ).fetchone()
    status, message = state or ("gone", "")
    is_loaded = status == "loaded"
    return Accepted(
        row["source_id"],
        row["extract_sha256"],
        row["file_name"],
        row["fault"],
        is_loaded,
        "" if is_loaded else message or "",
    )
