"""Ways to spoil what an extract comes in: gzip, bzip2 and zip files, and file names.

Belongs here: sound and damaged containers, bombs, nested archives, members with hostile names.
Does not belong here: what is inside them (`mutators.py`), trying the result.
"""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

from tests.fuzz.bases import Base
from tests.fuzz.mutators import swap_bytes
from tests.fuzz.sheets import zip_fields

Packer = Callable[[Random, Base, bytes], tuple[str, bytes]]


def _ratio(size: int) -> bytes:
    """Bytes that compress far beyond any cap on the ratio."""
    return b"0" * size


@cache
def _bomb(kind: str) -> bytes:
    """A few kilobytes that unpack to far more than the ratio allows."""
    content = _ratio(40 << 20)
    return gzip.compress(content, mtime=0) if kind == "gz" else bz2.compress(content)


def compressed(chance: Random, base: Base, data: bytes) -> tuple[str, bytes]:
    """gzip and bzip2: sound, cut, damaged, several streams, with bytes behind, a bomb, nested."""
    kind = chance.choice(("gz", "bz2"))
    squeeze = (lambda raw: gzip.compress(raw, 1, mtime=0)) if kind == "gz" else (
        lambda raw: bz2.compress(raw, 1))  # fmt: skip
    sound = squeeze(data)
    half = len(data) // 2
    several = squeeze(data[:half]) + squeeze(data[half:])
    options = (
        lambda: sound,
        lambda: sound[: chance.randrange(len(sound) + 1)],
        lambda: swap_bytes(chance, base, sound),
        lambda: several,
        lambda: swap_bytes(chance, base, several),
        lambda: squeeze(data[:half]) + swap_bytes(chance, base, squeeze(data[half:])),
        lambda: sound + chance.randbytes(chance.randint(1, 50)),
        lambda: sound + b"\0" * chance.randint(1, 600),
        lambda: sound + squeeze(b""),
        lambda: _bomb(kind),
        lambda: squeeze(sound),
        lambda: data,
        lambda: b"",
        lambda: sound[:10] + b"\0" * 4 + sound[14:],
    )
    weights = (2, 3, 4, 2, 3, 3, 2, 1, 1, 0.2, 1, 1, 0.3, 1)
    suffix = kind if chance.random() < 0.95 else chance.choice(("gz", "bz2", "GZ", "Bz2"))
    (make,) = chance.choices(options, weights)
    return f"{base.file_name}.{suffix}", make()


_NAMES = (
    "../x.csv", "../../../../tmp/x.csv", "/etc/x.csv", "\\\\host\\x.csv", "C:/x.csv", "C:x.csv",
    "a/../../x.csv", "..\\x.csv", "x.csv/", "./x.csv", "", " ", ".", "..", "~/x.csv", "nul.csv",
    "x.csv\0.txt", "a\nb.csv", "desempeño.csv", "x" * 300 + ".csv", "inner.zip", "inner.csv.gz",
    "x.csv.bz2", "README.txt", "MANIFEST.csv", ".hidden.csv", "__MACOSX/._a.csv", "a:b.csv",
    "-rf.csv",
)  # fmt: skip


def zipped(chance: Random, base: Base, data: bytes) -> tuple[str, bytes]:
    """Zip files: sound, damaged, with hostile, doubled, linked, encrypted or very many members."""
    options = (_sound_zip, _named_zip, _flagged_zip, _crowded_zip, _nested_zip, _bomb_zip)
    (make,) = chance.choices(options, (3, 4, 2, 0.2, 1, 0.2))
    packed = make(chance, base, data)
    roll = chance.random()
    if roll < 0.25:
        packed = zip_fields(chance, base, packed)
    elif roll < 0.45:
        packed = swap_bytes(chance, base, packed)
    elif roll < 0.55:
        packed = packed[: chance.randrange(len(packed) + 1)]
    return "archive.zip" if chance.random() < 0.9 else f"{base.file_name}.ZIP", packed


def _zip(entries: list[tuple[zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of entries as they are, doubled names included."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry, content in entries:
            archive.writestr(entry, content, method)
    return stream.getvalue()


def _sound_zip(chance: Random, base: Base, data: bytes) -> bytes:
    """One or two members in a folder, stored by any method."""
    method = chance.choice(
        (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    folder = chance.choice(("", "folder/", "a/b/"))
    entries = [(zipfile.ZipInfo(f"{folder}{base.file_name}"), data)]
    if chance.random() < 0.3:
        entries.append((zipfile.ZipInfo(f"x/other_{base.file_name}"), base.data))
    if folder and chance.random() < 0.5:
        entries.insert(0, (zipfile.ZipInfo(folder), b""))
    return _zip(entries, method)


def _named_zip(chance: Random, base: Base, data: bytes) -> bytes:
    """Members with hostile names beside a sound one."""
    entries = [(zipfile.ZipInfo(base.file_name), data)]
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(
            (*_NAMES, base.file_name, f"z/{base.file_name}", base.file_name.upper())
        )
        entry = zipfile.ZipInfo("x")
        entry.filename = entry.orig_filename = name
        entries.insert(chance.randrange(len(entries) + 1), (entry, data))
    try:
        return _zip(entries)
    except (ValueError, OSError):  # what Python itself does not write
        return _sound_zip(chance, base, data)


def _flagged_zip(chance: Random, base: Base, data: bytes) -> bytes:
    """A member that is a link, a device or encrypted, or of an unknown method."""
    entry = zipfile.ZipInfo(base.file_name)
    kind = chance.choice((stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFREG))
    entry.external_attr = (kind | 0o777) << 16
    packed = bytearray(_zip([(entry, data)]))
    if chance.random() < 0.5:
        at = packed.rfind(b"PK\x01\x02")
        packed[at + 8] |= chance.choice((0x1, 0x8, 0x20, 0x40))
        packed[at + 10] = chance.choice((0, 1, 8, 9, 12, 14, 93, 99))
    return bytes(packed)


@cache
def _crowd() -> bytes:
    return _zip([(zipfile.ZipInfo(f"m{i}.csv"), b"") for i in range(1_500)])


def _crowded_zip(chance: Random, base: Base, data: bytes) -> bytes:
    """More members than the cap."""
    return _crowd()


def _nested_zip(chance: Random, base: Base, data: bytes) -> bytes:
    """Archives inside an archive, under their own or another name."""
    inner = _sound_zip(chance, base, data)
    name = chance.choice(("inner.zip", base.file_name, "inner.csv.gz", "inner.ZIP"))
    return _zip([(zipfile.ZipInfo(name), inner)])


@cache
def _zip_bomb(name: str) -> bytes:
    return _zip([(zipfile.ZipInfo(name), _ratio(40 << 20))])


def _bomb_zip(chance: Random, base: Base, data: bytes) -> bytes:
    """A member that unpacks to far more than the ratio allows."""
    return _zip_bomb(base.file_name)


def file_name(chance: Random, base: Base, data: bytes) -> tuple[str, bytes]:
    """The file under another name: of another layout, hostile, not text, too long, hidden."""
    suffix = "." + base.file_name.rpartition(".")[2]
    options = (
        base.file_name.upper(), f" {base.file_name}", f".{base.file_name}", f"{base.file_name} ",
        f"a\nb{suffix}", f'a"; drop table x; --{suffix}', f"$(x)`y`{suffix}", f"a\x1b[31m{suffix}",
        f"\udce9\udcff{suffix}", f"a\udcc3{base.file_name}", f"ñandú{suffix}",
        f"%00%2e%2e%2f{suffix}",
        "x" * (255 - len(suffix)) + suffix, f"[red]{base.file_name}", f"a{suffix}{suffix}", "x.exe",
        f"{base.file_name}.gz", f"{base.file_name}.bz2", "a.zip", suffix, f"*?[x]{suffix}",
        f"homicidios_20032010_\u0663{suffix}", f"{base.file_name}.csv", f"{base.file_name}.xlsx",
        f"2018_x_\u00b2{suffix}", f"-rf{suffix}", f"SYNTHETIC {base.file_name}",
        f"a\u202eb{suffix}",
    )  # fmt: skip
    return chance.choice(options), data


PACKED: dict[str, Packer] = {"compressed": compressed, "zip": zipped, "file-name": file_name}
