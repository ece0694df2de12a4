"""Places where a crash would hurt, and the switch a test uses to crash there.

Belongs here: `point`, which every stage calls between two steps that must not be torn apart.
Does not belong here: any handling of the fault. In production a point returns at once.
"""

from __future__ import annotations

import errno
import os
import signal

_passes: dict[str, int] = {}


def point(name: str) -> None:
    """Do nothing, unless a test asked for a fault at the n-th pass through `name`.

    `SAFERCITIES_FAULT=release.before_flip#2=full` fails the second pass; kinds: kill, io, full.
    Errors: OSError (EIO or ENOSPC) for the kinds io and full.
    """
    wanted, _, how = os.environ.get("SAFERCITIES_FAULT", "").partition("=")
    point_name, _, nth = wanted.partition("#")
    if point_name != name:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if _passes[name] == int(nth or 1):
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError({"io": errno.EIO, "full": errno.ENOSPC}[how], f"injected at {name}")
