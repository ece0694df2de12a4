"""What is inside a file: itself, or the bytes in a `.gz`, `.bz2` or `.zip`, within caps.

Belongs here: decompression to the end with its checksum (F14), caps (F58), hostile members (F59).
Does not belong here: keeping bytes (`archive.py`), or what a file is for (`inbox.py`).
Nothing is ever written by a member's name.
"""

from __future__ import annotations

import bz2
import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from orchestration.errors import ExtractRefused

PRODUCED_LIMIT = 2 << 30
"""Bytes that one inbox file may unpack to (S3)."""
RATIO_LIMIT = 200
"""Bytes produced per byte stored, once `RATIO_FROM` bytes were produced (S3)."""
RATIO_FROM = 8 << 20
MEMBER_LIMIT = 1_000
CHUNK = 1 << 20
COMPRESSED = (".gz", ".bz2")
ARCHIVES = (".zip",)


@dataclass
class Budget:
    """Bytes that may still be produced from one inbox file of `stored` bytes."""

    name: str
    stored: int
    produced: int = 0

    def spend(self, size: int) -> None:
        """Count `size` produced bytes.

        Errors: ExtractRefused F58 at the cap, long before memory or disk are full.
        """
        self.produced += size
        ratio = self.produced / max(self.stored, 1)
        if self.produced > PRODUCED_LIMIT or (self.produced > RATIO_FROM and ratio > RATIO_LIMIT):
            raise ExtractRefused(
                "F58",
                f"F58: {self.name}: unpacked size passes the cap ({self.produced:,} bytes so far,"
                f" ratio {ratio:,.0f}:1)",
                "Ask the publisher for a sound file; nothing of it was kept.",
            )


@dataclass(frozen=True)
class Inner:
    """One inner file: its own name, where it came from, and its bytes as a stream of chunks."""

    name: str
    origin: str
    chunks: Iterator[bytes]


def inner_name(name: str) -> str:
    """`a.csv.gz` -> `a.csv`; other names unchanged (percent signs stay as they are)."""
    suffix = Path(name).suffix.lower()
    return name[: -len(suffix)] if suffix in COMPRESSED else name


def is_archive(name: str) -> bool:
    """True if the file holds several extracts."""
    return Path(name).suffix.lower() in ARCHIVES


def inner_files(path: Path, origin: str, name: str | None = None) -> Iterator[Inner]:
    """The inner files of `path`, each to be read to its end before the next one is asked for.

    `name` is the publisher's name where `path` carries another one (a download).

    Errors: ExtractRefused F14 (ends early), F58 (caps), F59 (hostile member).
    """
    known_as = name or path.name
    budget = Budget(known_as, path.stat().st_size)
    suffix = Path(known_as).suffix.lower()
    if suffix in ARCHIVES:
        yield from _members(path, origin, budget)
    elif suffix in COMPRESSED:
        yield Inner(inner_name(known_as), origin, _decompressed(path, suffix, budget))
    else:
        yield Inner(known_as, origin, _plain(path, budget))


def _plain(path: Path, budget: Budget) -> Iterator[bytes]:
    """The bytes of an uncompressed file."""
    with path.open("rb") as stream:
        yield from _chunks(stream, budget)


def _decompressed(path: Path, suffix: str, budget: Budget) -> Iterator[bytes]:
    """The bytes inside a `.gz` or `.bz2`, checksum included."""
    opener = gzip.GzipFile if suffix == ".gz" else bz2.BZ2File
    with _ends_early(budget.name), opener(path, "rb") as stream:
        yield from _chunks(stream, budget)


def _members(path: Path, origin: str, budget: Budget) -> Iterator[Inner]:
    """The members of a `.zip` after every one of them was found harmless."""
    with _ends_early(budget.name), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _refuse_hostile(budget.name, archive.infolist(), members)
        for member in members:
            with archive.open(member) as stream:
                yield Inner(
                    PurePosixPath(member.filename).name,
                    f"{origin}!{member.filename}",
                    _chunks(stream, budget),
                )


def _refuse_hostile(
    name: str, entries: list[zipfile.ZipInfo], members: list[zipfile.ZipInfo]
) -> None:
    """Refuse an archive with members that are no plain files of their own name.

    Errors: ExtractRefused F58 (too many, nested) or F59.
    """
    if len(entries) > MEMBER_LIMIT:
        raise _refused("F58", name, f"holds {len(entries):,} members, the cap is {MEMBER_LIMIT:,}")
    seen: set[str] = set()
    for member in entries:
        _refuse_path(name, member)
    for member in members:
        inner = PurePosixPath(member.filename).name
        if inner in seen:
            raise _refused("F59", name, f"member '{inner}' is there twice")
        seen.add(inner)
        if is_archive(inner) or inner_name(inner) != inner:
            raise _refused("F58", name, f"member '{inner}' is an archive inside an archive")


def _refuse_path(name: str, member: zipfile.ZipInfo) -> None:
    """Refuse a member that is encrypted, a link or device, or leaves the archive."""
    raw = member.orig_filename
    parts = PurePosixPath(raw.replace("\\", "/")).parts
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.flag_bits & 0x1:
        raise _refused("F59", name, f"member '{raw}' is encrypted")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused("F59", name, f"member '{raw}' is a link or device")
    if ".." in parts or "\0" in raw or raw.startswith(("/", "\\")) or ":" in (parts or ("",))[0]:
        raise _refused("F59", name, f"member '{raw[:80]}' leaves the archive")


def _refused(fault: str, name: str, what: str) -> ExtractRefused:
    """The refusal of an archive."""
    return ExtractRefused(
        fault,
        f"{fault}: {name}: {what}",
        "Ask the publisher for a sound archive, or drop the inner files by themselves.",
    )


def _chunks(stream: IO[bytes] | gzip.GzipFile | bz2.BZ2File, budget: Budget) -> Iterator[bytes]:
    """A stream in chunks, each counted against the budget."""
    while chunk := stream.read(CHUNK):
        budget.spend(len(chunk))
        yield chunk


@contextmanager
def _ends_early(name: str) -> Iterator[None]:
    """Turn the many errors of a cut or damaged archive into F14."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError):
        raise _early(name) from None
    except (RuntimeError, ValueError) as error:
        if isinstance(error, ExtractRefused):
            raise
        raise _early(name) from None
    except OSError as error:
        # bz2 reports damaged bytes as an OSError without a number; a real disk error has one.
        if error.errno is None:
            raise _early(name) from None
        raise


def _early(name: str) -> ExtractRefused:
    """The refusal F14."""
    return ExtractRefused(
        "F14",
        f"F14: {name}: the archive ends early or is damaged (checksum missing or wrong)",
        "Retrieve it again.",
    )
