"""The secret that makes the id of a person's request unguessable.

Belongs here: where the salt comes from. Does not belong here: hashing with it (the macro
`salted_id` of the dbt project reads it from `ledger.salt`), or any other secret.

A request number or a tax number has few values: without a salt its hash could be undone by trying
them all. The salt stays in the restricted zone and is written to no log, message or release.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from orchestration.errors import UsageError

if TYPE_CHECKING:
    from orchestration.settings import Settings

MINIMUM_LENGTH = 32


def id_salt(settings: Settings) -> str:
    """The salt of this home: `SAFERCITIES_ID_SALT`, else a random one, made once, in `work/`.

    Homes that must give one request one id share the setting. Errors: UsageError when the setting
    is shorter than 32 characters, or the kept salt is damaged: a new one would change every id.
    """
    if settings.id_salt is not None:
        given = settings.id_salt.get_secret_value().strip()
        return _long_enough(given, "SAFERCITIES_ID_SALT")
    path = settings.id_salt_file
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    return _long_enough(path.read_text(encoding="ascii").strip(), str(path))


def _long_enough(salt: str, where: str) -> str:
    if len(salt) < MINIMUM_LENGTH:
        raise UsageError(
            f"{where} holds fewer than {MINIMUM_LENGTH} characters.",
            "Give it a long random text (openssl rand -hex 32); with none, one is made.",
        )
    return salt
