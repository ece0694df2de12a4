"""Another kept release becomes the current one: because a person wants it, or because it must.

Belongs here: rolling back (or forward again), remembering what was left so that the night does not
bring it back, and finding a whole release when the pointer or the current one is damaged (F68,
F69).
Does not belong here: flipping itself (`pointer.py`), the lock (`stages.py`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from orchestration.errors import Damaged, UsageError
from orchestration.fault_point import point
from orchestration.release import catalogue, pointer
from orchestration.release.manifest import Record
from orchestration.release.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings


class RolledBack(Record):
    """What a rollback left. `fingerprints` are of every release newer than `current`."""

    current: str
    left: str | None
    fingerprints: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Repair:
    """What `repair` did, and what it could only report; each a sentence."""

    done: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def roll_back(settings: Settings, release_id: str | None) -> catalogue.Release:
    """Verify a kept release and make it current; without an id, the one before the current one.

    Call it under the lock. Errors: UsageError when there is no such release; Damaged when it does
    not verify. After each of them the pointer is what it was.
    """
    target = (
        _before_current(settings) if release_id is None else catalogue.find(settings, release_id)
    )
    if problems := verify(settings, target.path):
        raise Damaged(
            f"{target.release_id} does not verify: {problems[0]}.",
            "Nothing was changed. safercities releases lists the others.",
        )
    _remember(settings, target)
    point("release.rollback_before_flip")
    pointer.flip(settings, target.release_id)
    point("release.rollback_after_flip")
    return catalogue.find(settings, target.release_id)


def standing(settings: Settings) -> RolledBack | None:
    """The rollback that is in force: its release is current and a newer one was left behind."""
    try:
        note = RolledBack.model_validate_json(_note(settings).read_bytes())
        current = pointer.current_id(settings)
    except (OSError, ValidationError, Damaged):
        return None
    return note if note.fingerprints and note.current == current else None


def was_left(settings: Settings, fingerprint: str) -> bool:
    """True when a person rolled back from what these same inputs gave: it must not come back."""
    rolled_back = standing(settings)
    return rolled_back is not None and fingerprint in rolled_back.fingerprints


def repair(settings: Settings) -> Repair:
    """Let `current` name a whole release: the one it should be, else the newest older one.

    Call it under the lock. A damaged release stays where it is, for whoever looks into it.
    """
    try:
        current = catalogue.current(settings)
        lost = "no current release"
    except Damaged as damage:
        current, lost = None, damage.message.removeprefix("F69: ").rstrip(".")
    if current is not None:
        problems = verify(settings, current.path)
        if not problems:
            return Repair()
        return _fall_back(settings, current, problems[0])
    if not catalogue.releases(settings):
        return Repair()
    whole = _newest_whole(settings, catalogue.releases(settings))
    if whole is None:
        return Repair(problems=(f"F69: {lost}, and no release verifies.",))
    pointer.flip(settings, whole.release_id)
    return Repair(done=(f"F69: {lost}; current is now {whole.release_id}.",))


def _before_current(settings: Settings) -> catalogue.Release:
    """The release that was current before the current one, else the newest older one that is kept.

    Errors: UsageError when nothing older is kept.
    """
    current = catalogue.find(settings, None)
    older = _older(settings, current)
    if not older:
        raise UsageError(
            f"No release older than {current.release_id} is kept.", "safercities releases"
        )
    named = current.manifest.previous if current.manifest else None
    return next((one for one in older if one.release_id == named), older[-1])


def _older(settings: Settings, current: catalogue.Release) -> list[catalogue.Release]:
    kept = catalogue.releases(settings)
    return kept[: [one.release_id for one in kept].index(current.release_id)]


def _fall_back(settings: Settings, damaged: catalogue.Release, problem: str) -> Repair:
    """Leave a damaged release for the newest older one that verifies, loudly (F68)."""
    sentence = f"{problem if problem.startswith('F') else f'F68: {problem}'} ({damaged.release_id})"
    whole = _newest_whole(settings, _older(settings, damaged))
    if whole is None:
        return Repair(problems=(f"{sentence}; no older release verifies.",))
    pointer.flip(settings, whole.release_id)
    return Repair(problems=(f"{sentence}; current is now {whole.release_id}.",))


def _newest_whole(
    settings: Settings, releases: list[catalogue.Release]
) -> catalogue.Release | None:
    """The release that a person rolled back to, if it verifies; else the newest that does."""
    try:
        chosen = RolledBack.model_validate_json(_note(settings).read_bytes())
    except (OSError, ValidationError):
        chosen = None
    newest_first = list(reversed(releases))
    newest_first.sort(key=lambda one: chosen is None or one.release_id != chosen.current)
    return next((one for one in newest_first if not verify(settings, one.path)), None)


def _note(settings: Settings) -> Path:
    return settings.work / "rollback.json"


def _remember(settings: Settings, target: catalogue.Release) -> None:
    """Written before the flip: a note whose release is not current is no rollback."""
    kept = catalogue.releases(settings)
    newer = kept[[one.release_id for one in kept].index(target.release_id) + 1 :]
    note = RolledBack(
        current=target.release_id,
        left=next((one.release_id for one in kept if one.is_current), None),
        fingerprints=tuple(one.manifest.fingerprint for one in newer if one.manifest),
        at=datetime.now(UTC),
    )
    temporary = _note(settings).with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(note.model_dump_json(indent=1), encoding="utf-8")
    temporary.chmod(0o600)
    temporary.replace(_note(settings))
