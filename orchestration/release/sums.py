"""`SHA256SUMS`: size and hash of every file of a release, and the file that lists them.

Belongs here: hashing in threads, writing the list and reading it again.
Does not belong here: what a difference means (`verify.py`), or who signed (`signature.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestration.warehouse.content import sha256_of

SUMS = "SHA256SUMS"
#: The signature over the list; it cannot be in the list.
SIGNATURE = "SHA256SUMS.sig"


@dataclass(frozen=True)
class Digest:
    """Size in bytes and SHA-256 (hexadecimal) of a file."""

    size: int
    sha256: str


def digest_files(
    public: Path, paths: Iterable[PurePosixPath], threads: int
) -> dict[PurePosixPath, Digest]:
    """Hash files of `public`, several at a time: hashing releases the interpreter's lock.

    Never call it for a database this process has open (decision 15). Errors: OSError.
    """
    wanted = list(paths)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return dict(zip(wanted, pool.map(lambda path: _digest(public / path), wanted), strict=True))


def listed_files(public: Path) -> list[PurePosixPath]:
    """Every file below `public` that the list must name, in order."""
    found = (path for path in sorted(public.rglob("*")) if path.is_file())
    names = (PurePosixPath(path.relative_to(public).as_posix()) for path in found)
    return [name for name in names if str(name) not in (SUMS, SIGNATURE)]


def write_sums(public: Path, known: Mapping[PurePosixPath, Digest], threads: int = 1) -> None:
    """Write `SHA256SUMS` over all files of `public`, in the format of `sha256sum -c`.

    `known` holds the hashes of files that have not changed since. Errors: OSError.
    """
    every = listed_files(public)
    unknown = digest_files(public, [path for path in every if path not in known], threads)
    digests = {**known, **unknown}
    lines = [f"{digests[path].sha256}  {path}\n" for path in every]
    (public / SUMS).write_text("".join(lines), encoding="utf-8")
    (public / SUMS).chmod(0o444)


def read_sums(public: Path) -> dict[PurePosixPath, str]:
    """Path -> stated SHA-256. Errors: OSError when the list is absent, UnicodeDecodeError."""
    lines = (public / SUMS).read_text(encoding="utf-8").splitlines()
    parts = (line.partition("  ") for line in lines)
    return {PurePosixPath(name): digest for digest, _, name in parts}


def _digest(path: Path) -> Digest:
    return Digest(path.stat().st_size, sha256_of(path))
