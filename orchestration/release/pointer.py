"""`releases/current`: the one thing a release changes for its readers.

Belongs here: reading the pointer and flipping it at once.
Does not belong here: deciding what may be current (`publish.py`), listing (`catalogue.py`).
The pointer is a relative symlink, so a home can be moved or mounted elsewhere.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from orchestration.errors import Damaged
from orchestration.fault_point import point

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings

NAME = "current"


def current_id(settings: Settings) -> str | None:
    """The id that the pointer names, whether or not that folder exists; None without a pointer."""
    try:
        return (settings.releases / NAME).readlink().name
    except FileNotFoundError:
        return None
    except OSError:
        raise Damaged(
            "F69: releases/current is not a link.", "safercities doctor --repair"
        ) from None


def current_path(settings: Settings) -> Path | None:
    """The dated folder of the current release, or None before the first one.

    Open databases below this path, never below `current`: a process that keeps a file of `current`
    open would go on seeing the old release under the same name (F49).
    Errors: Damaged when the pointer dangles (F69).
    """
    release_id = current_id(settings)
    if release_id is None:
        return None
    path = settings.releases / release_id
    if not path.is_dir():
        raise Damaged(
            f"F69: releases/current points to {release_id}, which is not there.",
            "safercities doctor --repair names the newest whole one.",
        )
    return path


def flip(settings: Settings, release_id: str) -> None:
    """Make `release_id` current in one step; a reader sees the old or the new one, never none."""
    point("release.before_pointer_tmp")
    new = settings.releases / f".{NAME}-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(release_id, target_is_directory=True)
    point("release.before_flip")
    new.replace(settings.releases / NAME)
    fsync_folder(settings.releases)
    point("release.after_flip")


def fsync_folder(folder: Path) -> None:
    """Make renames inside `folder` survive a power loss, where the system can."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
