"""DuckDB's own shell on a release, with the doors of the host shut (S15).

Belongs here: the arguments of the shell, and the proof that it obeys them.
Does not belong here: which release (`catalogue.py`), or starting it (`cli.py`).
"""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.errors import Damaged
from orchestration.warehouse.connection import literal

if TYPE_CHECKING:
    from orchestration.settings import Settings

_LOCKED = (
    "select current_setting('lock_configuration') and not current_setting('enable_external_access')"
)


def arguments(settings: Settings, database: Path, statements: Sequence[str] = ()) -> list[str]:
    """The shell and its arguments: read-only, capped, `statements` first, then safe mode.

    Safe mode shuts out files, other databases, extensions and the shell's own commands that reach
    the host; it cannot be left. The flag `-safe` is not used: with it 1.5.5 does not start.
    Errors: Damaged when the environment has no shell.
    """
    caps = {
        "memory_limit": literal(settings.memory),
        "threads": str(settings.threads),
        "temp_directory": literal(settings.temp),
        "max_temp_directory_size": literal(settings.temp_limit),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    first = [*(f"set {name} = {value}" for name, value in caps.items()), *statements, ".safe_mode"]
    commands = [part for command in first for part in ("-cmd", command)]
    return [_shell(), "-no-init", "-readonly", str(database), *commands]


def refuse_open(started: Sequence[str]) -> None:
    """Start the shell once to see that it is locked: an older one may not know safe mode.

    Errors: Damaged.
    """
    answer = subprocess.run(
        [*started, "-noheader", "-list", "-c", _LOCKED],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.stdout.strip().lower() != "true":
        raise Damaged(
            "The DuckDB shell does not lock itself: nothing was opened.",
            "make env renews it; safercities connect --print needs none.",
        )


def _shell() -> str:
    """The shell of this environment, else one on the PATH."""
    ours = Path(sysconfig.get_path("scripts")) / "duckdb"
    found = str(ours) if ours.exists() else shutil.which("duckdb")
    if found is None:
        raise Damaged(
            "The DuckDB shell is not installed.",
            "make env installs it; safercities connect --print needs none.",
        )
    return found
