"""What is inside a file: itself, or the bytes in a `.gz`, `.bz2` or `.zip`, within caps.

Belongs here: decompression to the end with its checksum (F14), caps (F58), hostile members (F59).
Does not belong here: keeping bytes (`archive.py`), or what a file is for (`inbox.py`).
Nothing is ever written by a member's name.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from orchestration.contracts import Limits
from orchestration.errors import ExtractRefused

RATIO_LIMIT = 200
"""Bytes produced per byte stored, once `RATIO_FROM` bytes were produced (S3)."""
RATIO_FROM = 8 << 20
MEMBER_LIMIT = 1_000
CHUNK = 1 << 20
COMPRESSED = (".gz", ".bz2")
ARCHIVES = (".zip",)
_ZIP_END, _ZIP64 = b"PK\x05\x06", 0xFFFF
_ZIP_TAIL = 22 + 0xFFFF
"""Bytes in which a zip file's end stands: 22, and a comment."""
UNOPENED = (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".7z", ".rar", ".xz", ".zst", ".lz4", ".z")
"""Forms of packing that no publisher of ours uses and that are not opened."""


@dataclass
class Budget:
    """Bytes that may still be produced from one file of `stored` bytes, `limit` at most."""

    name: str
    stored: int
    limit: int
    produced: int = 0

    def spend(self, size: int) -> None:
        """Count `size` produced bytes.

        Errors: ExtractRefused F58 at the cap, long before memory or disk are full.
        """
        self.produced += size
        ratio = self.produced / max(self.stored, 1)
        if self.produced > RATIO_FROM and ratio > RATIO_LIMIT:
            raise self._passes(f"the cap of {RATIO_LIMIT}:1", ratio)
        if self.produced > self.limit:
            raise self._passes(f"the cap of {self.limit:,}", ratio)

    def _passes(self, cap: str, ratio: float) -> ExtractRefused:
        """The refusal F58."""
        return ExtractRefused(
            "F58",
            f"F58: {self.name}: unpacked size passes {cap}"
            f" ({self.produced:,} bytes so far, ratio {ratio:,.0f}:1)",
            "Ask the publisher for a sound file; nothing of it is used. A file that is as large"
            " as that needs `limits.unpacked_bytes` in the contract.",
        )


@dataclass(frozen=True)
class Inner:
    """One inner file: its own name, where it came from, and its bytes as a stream of chunks."""

    name: str
    origin: str
    chunks: Iterator[bytes]


def readable(name: str) -> str:
    """A file name as text that can be stored, sent and shown.

    Bytes that are no UTF-8 (names of an old Windows share) are read as cp1252; control characters,
    which could write to a terminal, are replaced.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("cp1252", "replace")
    return "".join("\ufffd" if unicodedata.category(one)[0] == "C" else one for one in name)


def inner_name(name: str) -> str:
    """`a.csv.gz` -> `a.csv`; other names unchanged (percent signs stay as they are)."""
    suffix = Path(name).suffix.lower()
    return name[: -len(suffix)] if suffix in COMPRESSED else name


def is_archive(name: str) -> bool:
    """True if the file holds several extracts."""
    return Path(name).suffix.lower() in ARCHIVES


def unopened(name: str) -> str | None:
    """The suffix of a kind of packing that is not opened (`a.7z`, `a.tar.gz`), or None."""
    suffix = Path(inner_name(name)).suffix.lower()
    return suffix if suffix in UNOPENED else None


def refuse_unopened(name: str) -> None:
    """Errors: ExtractRefused F59 for a file packed in a way that is not opened."""
    packed = unopened(name)
    if packed is not None:
        raise ExtractRefused(
            "F59",
            f"F59: {name}: '{packed}' files are not opened",
            "Unpack it and drop the inner files, or pack them as .zip, .gz or .bz2.",
        )


def inner_files(
    path: Path, origin: str, name: str | None = None, limits: Limits | None = None
) -> Iterator[Inner]:
    """The inner files of `path`, each to be read to its end before the next one is asked for.

    `name` is the publisher's name where `path` carries another one (a download); `limits` are those
    of the contract. A plain file may be as large as `limits.file_bytes`; what is unpacked is
    counted against `limits.unpacked_bytes`, because it costs its sender nothing.

    Errors: ExtractRefused F14 (ends early), F58 (caps), F59 (hostile member).
    """
    known_as = readable(name or path.name)
    caps = limits or Limits()
    size = path.stat().st_size
    budget = Budget(known_as, size, caps.unpacked_bytes)
    suffix = Path(known_as).suffix.lower()
    if suffix in ARCHIVES:
        yield from _members(path, origin, budget)
    elif suffix in COMPRESSED:
        yield Inner(inner_name(known_as), origin, _decompressed(path, suffix, budget))
    else:
        yield Inner(known_as, origin, _plain(path, known_as, caps.file_bytes))


def _plain(path: Path, name: str, limit: int) -> Iterator[bytes]:
    """The bytes of an uncompressed file."""
    produced = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            produced += len(chunk)
            if produced > limit:
                raise ExtractRefused(
                    "F58",
                    f"F58: {name}: passes the cap of {limit:,} bytes for a file",
                    "A source whose files are as large as that needs `limits.file_bytes` in its"
                    " contract.",
                )
            yield chunk


def _decompressed(path: Path, suffix: str, budget: Budget) -> Iterator[bytes]:
    """The bytes inside a `.gz` or `.bz2`, checksum included."""
    if suffix == ".bz2":
        yield from _bz2_chunks(path, budget)
        return
    with gzip.GzipFile(path, "rb") as stream:
        yield from _chunks(stream, budget)


def _bz2_chunks(path: Path, budget: Budget) -> Iterator[bytes]:
    """The bytes of all streams in a `.bz2`; what follows them and is none is damage.

    `bz2.BZ2File` leaves out, without a word, everything from a damaged second stream on.
    """
    opened = bz2.BZ2Decompressor()
    with _ends_early(budget.name), path.open("rb") as stream:
        while True:
            data = b""
            if opened.eof:
                data = opened.unused_data or stream.read(CHUNK)
                if not data:
                    return
                opened = bz2.BZ2Decompressor()
            elif opened.needs_input and not (data := stream.read(CHUNK)):
                raise EOFError
            chunk = opened.decompress(data, CHUNK)
            budget.spend(len(chunk))
            yield chunk


def _members(path: Path, origin: str, budget: Budget) -> Iterator[Inner]:
    """The members of a `.zip` after all of them were found harmless and were read to their end.

    Twice, so that a bad last member refuses the archive before anything of it is kept.
    """
    with _ends_early(budget.name), zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.filename.endswith("/")]
        _refuse_lost(budget.name, path, archive.infolist(), members)
        _refuse_hostile(budget.name, archive.infolist(), members)
        for member in members:
            with archive.open(member) as stream:
                deque(_chunks(stream, budget), maxlen=0)
        again = replace(budget, produced=0)
        for member in members:
            with archive.open(member) as stream:
                name = readable(member.filename)
                yield Inner(PurePosixPath(name).name, f"{origin}!{name}", _chunks(stream, again))


def _refuse_lost(
    name: str, path: Path, entries: list[zipfile.ZipInfo], members: list[zipfile.ZipInfo]
) -> None:
    """Refuse an archive without files, or with fewer than its end says there are.

    `zipfile` goes by the size of the directory and does not count.
    Errors: ExtractRefused F14 or F17.
    """
    with path.open("rb") as stream:
        stream.seek(-min(path.stat().st_size, _ZIP_TAIL), os.SEEK_END)
        tail = stream.read()
    (stated,) = struct.unpack_from("<H", tail, tail.rfind(_ZIP_END) + 10)
    if stated not in (len(entries), _ZIP64):
        raise _early(name)
    if not members:
        raise _refused("F17", name, "holds no files. An empty archive is not zero crime")


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
        inner = PurePosixPath(readable(member.filename)).name
        if inner in seen:
            raise _refused("F59", name, f"member '{inner}' is there twice")
        seen.add(inner)
        if is_archive(inner) or inner_name(inner) != inner or unopened(inner):
            raise _refused("F58", name, f"member '{inner}' is an archive inside an archive")


def _refuse_path(name: str, member: zipfile.ZipInfo) -> None:
    """Refuse a member that is encrypted, a link or device, or leaves the archive."""
    raw = member.orig_filename
    shown = readable(raw)[:80]
    parts = PurePosixPath(raw.replace("\\", "/")).parts
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.flag_bits & 0x1:
        raise _refused("F59", name, f"member '{shown}' is encrypted")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused("F59", name, f"member '{shown}' is a link or device")
    if not parts or ".." in parts or "\0" in raw or raw.startswith(("/", "\\")) or ":" in parts[0]:
        raise _refused("F59", name, f"member '{shown}' leaves the archive")


def _refused(fault: str, name: str, what: str) -> ExtractRefused:
    """The refusal of an archive."""
    return ExtractRefused(
        fault,
        f"{fault}: {name}: {what}",
        "Ask the publisher for a sound archive, or drop the inner files by themselves.",
    )


def _chunks(stream: IO[bytes] | gzip.GzipFile, budget: Budget) -> Iterator[bytes]:
    """A stream in chunks, each counted against the budget.

    Errors: ExtractRefused F14 here, because the chunks are read when the archive is out of sight.
    """
    with _ends_early(budget.name):
        while chunk := stream.read(CHUNK):
            budget.spend(len(chunk))
            yield chunk


@contextmanager
def _ends_early(name: str) -> Iterator[None]:
    """Turn the many errors of a cut or damaged archive into F14."""
    try:
        yield
    except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError):
        raise _early(name) from None
    except (RuntimeError, ValueError) as error:
        if isinstance(error, ExtractRefused):
            raise
        raise _early(name) from None
    except OSError as error:
        # gzip and bz2 report damaged bytes as an OSError without a number; a disk error has one. A
        # damaged directory of a zip file leads to places before its beginning (EINVAL).
        if error.errno in (None, errno.EINVAL):
            raise _early(name) from None
        raise


def _early(name: str) -> ExtractRefused:
    """The refusal F14."""
    return ExtractRefused(
        "F14",
        f"F14: {name}: the archive ends early or is damaged (checksum missing or wrong)",
        "Retrieve it again.",
    )
