"""Which releases there are.

Belongs here: listing releases, finding one, deleting old ones.
Does not belong here: making one (`publish.py`), the pointer itself (`pointer.py`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from orchestration.errors import Damaged, UsageError
from orchestration.fault_point import point
from orchestration.release import pointer
from orchestration.release.manifest import (
    DATABASE,
    ReleaseManifest,
    is_release_id,
    read_manifest,
    sort_key,
)

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings


@dataclass(frozen=True)
class Release:
    """A published release. `manifest` is None when its `release.json` cannot be read."""

    release_id: str
    path: Path
    manifest: ReleaseManifest | None
    is_current: bool

    @property
    def database(self) -> Path:
        """The public database file."""
        return self.path / DATABASE


def releases(settings: Settings) -> list[Release]:
    """All releases, oldest first."""
    if not settings.releases.is_dir():
        return []
    current = pointer.current_id(settings)
    folders = [path for path in settings.releases.iterdir() if is_release_id(path.name)]
    return [
        Release(path.name, path, _manifest(path), path.name == current)
        for path in sorted(folders, key=lambda path: sort_key(path.name))
        if path.is_dir()
    ]


def _manifest(path: Path) -> ReleaseManifest | None:
    try:
        return read_manifest(path)
    except (OSError, ValidationError):
        return None


def current(settings: Settings) -> Release | None:
    """The current release, or None before the first one. Errors: Damaged, see `current_path`."""
    path = pointer.current_path(settings)
    return Release(path.name, path, _manifest(path), True) if path else None


def standing(settings: Settings) -> Release | None:
    """The current release, or None when there is none or the pointer is damaged: publish anew."""
    try:
        return current(settings)
    except Damaged:
        return None


def find(settings: Settings, release_id: str | None) -> Release:
    """The release of that id, or the current one for None.

    Errors: UsageError when there is none.
    """
    if release_id is None:
        release = current(settings)
        if release is None:
            raise UsageError("No release has been published yet.", "safercities refresh")
        return release
    for release in releases(settings):
        if release.release_id == release_id:
            return release
    raise UsageError(f"No release {release_id!r}.", "safercities releases lists them.")


def clear_leftovers(settings: Settings) -> None:
    """Remove what a killed run left half made or half deleted. Call it under the lock only."""
    for path in settings.releases.glob(".*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def prune(settings: Settings) -> list[str]:
    """Delete all but the newest `keep_releases`, never the current one; return the ids that went.

    A reader that holds an old file open can read on (F48).
    """
    old = releases(settings)[: -settings.keep_releases]
    gone = []
    for release in old:
        if release.is_current:
            continue
        point("release.prune_before_delete")
        doomed = release.path.with_name(f".gone-{release.release_id}")
        release.path.replace(doomed)
        point("release.prune_mid_delete")
        shutil.rmtree(doomed, ignore_errors=True)
        gone.append(release.release_id)
    return gone
