"""The inbox: `<DIR>/<source_id>/**`, files dropped by hand or by another program. Only read.

Belongs here: which file belongs to which source, and why a file is not input.
Does not belong here: parsing; deciding whether the content is sound (`load/`).
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.errors import ExtractRefused, Finding
from orchestration.extract.archive import ArchivedExtract, keep, keep_refused
from orchestration.extract.formats import HEAD, kind_of, title_of
from orchestration.extract.unpack import (
    COMPRESSED,
    Inner,
    inner_files,
    inner_name,
    is_archive,
    readable,
    refuse_unopened,
    unopened,
)
from orchestration.load import stranger
from orchestration.settings import Settings

_NOT_DATA = ("manifest.csv", "readme")


@dataclass
class InboxListing:
    """What lies in an inbox. Paths are relative to it.

    `no_contract` counts the files of folders that no contract declares; `ignored` says why a file
    is not input; `unmatched` are files of a declared source whose name fits no layout.
    """

    files: dict[str, list[Path]] = field(default_factory=dict)
    no_contract: dict[str, int] = field(default_factory=dict)
    ignored: list[tuple[Path, str]] = field(default_factory=list)
    unmatched: list[Path] = field(default_factory=list)


@dataclass
class CollectResult:
    """What collecting one source did. `known` counts extracts whose bytes were archived before."""

    new: list[ArchivedExtract] = field(default_factory=list)
    known: int = 0
    last_known_at: dt.datetime | None = None
    """When the newest of the known ones was archived (F37)."""
    ignored: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def scan(inbox: Path, contracts: Mapping[str, Contract]) -> InboxListing:
    """List an inbox against the contracts. Reads names only."""
    listing = InboxListing()
    strangers: Counter[str] = Counter()
    for path in _walk(inbox):
        relative = path.relative_to(inbox)
        folder = relative.parts[0]
        if len(relative.parts) == 1:
            reason = "not data" if _is_not_data(path.name) else "lies outside a source folder"
            listing.ignored.append((relative, reason))
        elif folder not in contracts:
            strangers[readable(folder)] += 1
        else:
            _place(listing, contracts[folder], path, relative)
    listing.no_contract = dict(sorted(strangers.items()))
    return listing


def collect(settings: Settings, contract: Contract, inbox: Path) -> CollectResult:
    """Archive every file of one source that the inbox holds.

    A file that cannot be archived is a finding and never stops the others.
    """
    listing = scan(inbox, {contract.source_id: contract})
    packed = [path for path in listing.unmatched if unopened(path.name)]
    result = CollectResult(
        ignored=[
            (readable(str(path)), reason) for path, reason in listing.ignored if len(path.parts) > 1
        ],
    )
    for path in listing.unmatched:
        if path not in packed:
            known_as, origin = readable(inner_name(path.name)), readable(str(path))
            _set_apart(contract, known_as, origin, inbox / path, result)
    when = dt.datetime.now(dt.UTC)
    for relative in [*listing.files.get(contract.source_id, []), *packed]:
        name, origin = readable(relative.name), readable(str(relative))
        try:
            refuse_unopened(name)
            limits = contract.meta.limits
            for inner in inner_files(inbox / relative, origin, limits=limits):
                _keep_inner(settings, contract, inner, when, result)
        except ExtractRefused as refusal:
            kept = keep_refused(
                settings, contract.source_id, inbox / relative, refusal, origin, when, name
            )
            result.refused.append(
                Finding(
                    contract.source_id,
                    refusal.fault,
                    "refused",
                    f"{contract.source_id} {refusal.message}",
                    f"{refusal.next_step} {kept}",
                    file_name=name,
                )
            )
    return result


def _keep_inner(
    settings: Settings,
    contract: Contract,
    inner: Inner,
    when: dt.datetime,
    result: CollectResult,
) -> None:
    """Archive one inner file unless its own name says that it is not input."""
    reason = contract.ignored_reason(inner.name)
    if reason is not None:
        result.ignored.append((inner.origin, reason))
    elif contract.layout_for(inner.name) is None:
        _set_apart(contract, inner.name, inner.origin, None, result)
    else:
        extract, is_new = keep(settings, contract.source_id, inner, when)
        if is_new:
            result.new.append(extract)
        else:
            result.known += 1
            before = result.last_known_at or extract.retrieved_at
            result.last_known_at = max(before, extract.retrieved_at)


def _place(listing: InboxListing, contract: Contract, path: Path, relative: Path) -> None:
    """Put one file of a declared source where it belongs in the listing."""
    name = readable(inner_name(path.name))
    reason = contract.ignored_reason(name)
    if path.is_symlink():
        listing.ignored.append((relative, "a link, not a file"))
    elif not path.is_file():
        listing.ignored.append((relative, "a pipe or device, not a file"))
    elif _is_not_data(path.name):
        listing.ignored.append((relative, "not data"))
    elif reason is not None:
        listing.ignored.append((relative, reason))
    elif contract.layout_for(name) is None and not is_archive(name):
        listing.unmatched.append(relative)
    else:
        listing.files.setdefault(contract.source_id, []).append(relative)


def _walk(inbox: Path) -> Iterator[Path]:
    """Every file below `inbox` in the order of names; linked folders are not entered."""
    for folder, subfolders, names in os.walk(inbox):
        linked = [name for name in subfolders if (Path(folder) / name).is_symlink()]
        subfolders[:] = sorted(set(subfolders) - set(linked))
        for name in sorted(names + linked):
            yield Path(folder) / name


def _is_not_data(name: str) -> bool:
    """True for hidden files, the manifest and read-me files."""
    return name.startswith(".") or name.lower().startswith(_NOT_DATA)


def _set_apart(
    contract: Contract, name: str, origin: str, path: Path | None, result: CollectResult
) -> None:
    """Say what a file is whose name no layout and no ignore rule of the contract fits.

    `path` holds its bytes; None for a member of an archive, of which the name has to do.
    """
    if path is not None and (path.suffix.lower() in COMPRESSED or not path.is_file()):
        path = None
    kind, title = _kind(path)
    other = stranger.looks_like(contract, name, path) if kind not in ("empty", "html") else None
    place = f"'{name}' ({origin}): not read"
    step = (
        "Is it another source's file? Else add it to `files` of a layout, or under `ignore`, in"
        f" dbt_project/sources/{contract.source_id}/source.yml."
    )
    retrieve = "Retrieve the file again and drop it under the publisher's name."
    fault, said, step = {
        "empty": ("F17", f"0 bytes in {place}. An empty file is not zero crime", retrieve),
        "html": ("F16", f"expected a file of data, got an HTML page{title} in {place}", retrieve),
    }.get(kind, ("F44", f"no layout for the file name {place}", step))
    if other is not None:
        said = f"{stranger.sentence(contract, other, origin)}: no layout for the file name {place}"
        step = f"{stranger.next_step(other)} {step}"
    known = fault != "F44" or other is not None
    found = result.refused if known else result.warnings
    found.append(
        Finding(
            contract.source_id,
            fault,
            "refused" if known else "warning",
            f"{contract.source_id} {fault}: {said}",
            step,
            file_name=name,
        )
    )


def _kind(path: Path | None) -> tuple[str, str]:
    """What the first bytes of a file show it to be, and the title of an HTML page in words."""
    if path is None:
        return "", ""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip():
        return "empty", ""
    kind = kind_of(head)
    title = title_of(head) if kind == "html" else ""
    return kind, f" titled '{title}'" if title else ""
