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
from orchestration.extract.archive import ArchivedExtract, keep
from orchestration.extract.unpack import Inner, inner_files, inner_name, is_archive
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
            strangers[folder] += 1
        else:
            _place(listing, contracts[folder], path, relative)
    listing.no_contract = dict(sorted(strangers.items()))
    return listing


def collect(settings: Settings, contract: Contract, inbox: Path) -> CollectResult:
    """Archive every file of one source that the inbox holds.

    A file that cannot be archived is a finding and never stops the others.
    """
    listing = scan(inbox, {contract.source_id: contract})
    result = CollectResult(
        ignored=[(str(path), reason) for path, reason in listing.ignored if len(path.parts) > 1],
        warnings=[_no_layout(contract, path.name, str(path)) for path in listing.unmatched],
    )
    when = dt.datetime.now(dt.UTC)
    for relative in listing.files.get(contract.source_id, []):
        try:
            for inner in inner_files(inbox / relative, str(relative)):
                _keep_inner(settings, contract, inner, when, result)
        except ExtractRefused as refusal:
            result.refused.append(
                Finding(
                    contract.source_id,
                    refusal.fault,
                    "refused",
                    f"{contract.source_id} {refusal.message}",
                    refusal.next_step,
                    file_name=relative.name,
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
        result.warnings.append(_no_layout(contract, inner.name, inner.origin))
    else:
        extract, is_new = keep(settings, contract.source_id, inner, when)
        if is_new:
            result.new.append(extract)
        else:
            result.known += 1


def _place(listing: InboxListing, contract: Contract, path: Path, relative: Path) -> None:
    """Put one file of a declared source where it belongs in the listing."""
    name = inner_name(path.name)
    reason = contract.ignored_reason(name)
    if path.is_symlink():
        listing.ignored.append((relative, "a link, not a file"))
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


def _no_layout(contract: Contract, name: str, origin: str) -> Finding:
    """The warning for a file that no layout and no ignore rule of the contract fits."""
    return Finding(
        contract.source_id,
        "F44",
        "warning",
        f"{contract.source_id} F44: no layout for the file name '{name}' ({origin}): not read",
        "Is it another source's file? Else add it to `files` of a layout, or under `ignore`, in"
        f" dbt_project/sources/{contract.source_id}/source.yml.",
        file_name=name,
    )
