"""The archive: every extract as it was retrieved, immutable, named by its SHA-256.

Belongs here: streaming bytes to disk safely, the record beside them, listing what is there.
Does not belong here: parsing, or which files belong to a source (`inbox.py`).

Layout: `archive/<source_id>/<sha256>.bin` (mode 0400) and `<sha256>.json` (its record, 0600). The
record is written first: bytes without a record cannot come from a crash.
What was refused before it became an extract (a page instead of a file, a bomb) lies in the folder
`refused` beside them, as it came, its record with the fault; nothing there is ever loaded.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.errors import ExtractRefused, ResourcesExhausted
from orchestration.extract.unpack import Inner, inner_files
from orchestration.fault_point import point
from orchestration.settings import Settings

REFUSED = "refused"
REFUSED_FILES, REFUSED_BYTES = 20, 1 << 30
"""What is kept of one source's refused files, newest first: some pages differ every night."""


@dataclass(frozen=True)
class ArchivedExtract:
    """One extract in the archive. `byte_count` and `sha256` are those of the inner bytes.

    `file_name` is the publisher's name as it stands (never decoded), `origin` the inbox-relative
    path or the url, `retrieved_at` in UTC.
    """

    source_id: str
    sha256: str
    file_name: str
    origin: str
    byte_count: int
    retrieved_at: dt.datetime
    path: Path
    etag: str | None = None
    """As the portal sent it with these bytes; None for a dropped file."""
    last_modified: str | None = None


def archive_file(
    settings: Settings,
    source_id: str,
    path: Path,
    origin: str,
    *,
    retrieved_at: dt.datetime | None = None,
) -> list[tuple[ArchivedExtract, bool]]:
    """Archive what is in the file at `path`: itself, or its inner bytes if it is compressed.

    Returns each extract with True if it is new; the same bytes again change nothing (F37).
    Errors: ExtractRefused F14, F58, F59; then nothing of the file is kept.
    """
    when = retrieved_at or dt.datetime.now(dt.UTC)
    return [keep(settings, source_id, inner, when) for inner in inner_files(path, origin)]


def keep(
    settings: Settings,
    source_id: str,
    inner: Inner,
    retrieved_at: dt.datetime,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
) -> tuple[ArchivedExtract, bool]:
    """Archive one inner file. Returns its record, and True if its bytes are new."""
    folder = settings.archive / source_id
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _temporary(folder) as temporary:
        size = _write(temporary, _hashed(inner.chunks, digest))
        sha256 = digest.hexdigest()
        target = folder / f"{sha256}.bin"
        known = _read_record(folder / f"{sha256}.json")
        if target.exists() and known is not None:
            return known, False
        record = ArchivedExtract(
            source_id,
            sha256,
            inner.name,
            inner.origin,
            size,
            retrieved_at,
            target,
            etag,
            last_modified,
        )
        _write_record(folder, record)
        if target.exists():
            return record, False
        # Only now: most files are known, and for each of them the disk would be waited for.
        _sync(temporary)
        temporary.chmod(0o400)
        point("extract.before_rename")
        temporary.rename(target)
        point("extract.after_rename")
        _sync(folder)
    return record, True


def keep_refused(
    settings: Settings,
    source_id: str,
    path: Path,
    refusal: ExtractRefused,
    origin: str,
    retrieved_at: dt.datetime,
    name: str | None = None,
) -> str:
    """Keep a refused file as it came, apart from the extracts, for a person who asks why.

    Returns the sentence that says where. The oldest ones go when there are more than the cap.
    Errors: ResourcesExhausted when the disk is full.
    """
    folder = settings.archive / source_id / REFUSED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _temporary(folder) as temporary, path.open("rb") as stream:
        size = _write(temporary, _hashed(iter(lambda: stream.read(1 << 20), b""), digest))
        target = folder / f"{digest.hexdigest()}.bin"
        record = ArchivedExtract(
            source_id, digest.hexdigest(), name or path.name, origin, size, retrieved_at, target
        )
        if not target.exists():
            _write_record(folder, record, fault=refusal.fault, message=refusal.message)
            _sync(temporary)
            temporary.chmod(0o400)
            temporary.rename(target)
            _forget_oldest(folder, target)
    return f"Kept as archive/{source_id}/{REFUSED}/{record.sha256[:12]}….bin."


def _forget_oldest(folder: Path, newest: Path) -> None:
    """Remove refused files beyond the caps, the newest one never."""
    files = sorted(folder.glob("*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
    others = [path for path in files if path != newest]
    room = REFUSED_BYTES - newest.stat().st_size
    for number, path in enumerate(others, start=2):
        room -= path.stat().st_size
        if number > REFUSED_FILES or room < 0:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)


def archived(settings: Settings, source_id: str) -> list[ArchivedExtract]:
    """Every extract of a source, in the order of retrieval, then of name.

    Bytes whose record was deleted are listed under their hash as their name, so that they are seen.
    """
    folder = settings.archive / source_id
    extracts = []
    for path in sorted(folder.glob("*.bin")):
        record = _read_record(path.with_suffix(".json"))
        extracts.append(record or _nameless(source_id, path))
    return sorted(extracts, key=lambda e: (e.retrieved_at, e.origin, e.sha256))


def _nameless(source_id: str, path: Path) -> ArchivedExtract:
    """An extract whose record is lost: the bytes are there, their name is not known."""
    facts = path.stat()
    when = dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC)
    return ArchivedExtract(
        source_id, path.stem, path.name, "record lost", facts.st_size, when, path
    )


def _hashed(chunks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    """Pass chunks through, feeding the digest."""
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A private temporary name in `folder`, gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    """Write chunks. Returns the number of bytes.

    Errors: ResourcesExhausted when the disk is full.
    """
    size = 0
    with _full_disk(path.parent), path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
            point("extract.mid_download")
            size += len(chunk)
    return size


@contextmanager
def _full_disk(folder: Path) -> Iterator[None]:
    """Turn the errors of a full disk into ResourcesExhausted."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise
        raise ResourcesExhausted(
            f"Disk: the archive {folder} cannot take more bytes.",
            "Free space, then run again: extracts already archived stay.",
        ) from None


def _write_record(folder: Path, record: ArchivedExtract, **more: str) -> None:
    """Write the record beside the bytes, whole or not at all, mode 0600; `more` joins it."""
    document = {
        key: value for key, value in asdict(record).items() if key not in ("path", "retrieved_at")
    }
    document |= {"retrieved_at": record.retrieved_at.isoformat(), **more}
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    with _temporary(folder) as temporary:
        _write(temporary, [text.encode()])
        _sync(temporary)
        temporary.chmod(0o600)
        temporary.rename(folder / f"{record.sha256}.json")


def _read_record(path: Path) -> ArchivedExtract | None:
    """Read one record, or None if there is none that can be read."""
    try:
        document = json.loads(path.read_bytes())
        return ArchivedExtract(
            source_id=document["source_id"],
            sha256=document["sha256"],
            file_name=document["file_name"],
            origin=document["origin"],
            byte_count=document["byte_count"],
            retrieved_at=dt.datetime.fromisoformat(document["retrieved_at"]),
            path=path.with_suffix(".bin"),
            etag=document.get("etag"),
            last_modified=document.get("last_modified"),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sync(path: Path) -> None:
    """Wait until a file's bytes, or the renames in a folder, are on disk.

    Errors: ResourcesExhausted when the disk is full.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        with _full_disk(path.parent):
            os.fsync(handle)
    finally:
        os.close(handle)
