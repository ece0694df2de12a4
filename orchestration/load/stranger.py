"""What a file may be that its own contract does not fit: another source's (F44).

Belongs here: asking the other contracts whether the header is theirs, else whether the name is.
Does not belong here: refusing anything, or what the file's own contract says.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from orchestration.contracts import Contract, Layout, discover
from orchestration.errors import ContractError, ExtractRefused
from orchestration.load.readers import tables
from orchestration.load.reading import Context, Reading

#: Faults that a file of another source meets first.
FAULTS = frozenset({"F16", "F20", "F24", "F27", "F29", "F44", "F60"})
SIZE_LIMIT = 64 << 20
"""Bytes above which only the name is looked at: this runs once for each other layout."""


def looks_like(contract: Contract, name: str, path: Path | None) -> str | None:
    """The id of another source whose layout the file fits by its header, else by its name.

    `path` holds its bytes, None where only the name is known.
    """
    others = [one for one in _contracts(contract) if one.source_id != contract.source_id]
    by_name = [one for one in others if any(is_named_by(layout, name) for layout in one.tables)]
    # The likelier first: most files carry the name that their own contract knows.
    ordered = [*by_name, *(one for one in others if one not in by_name)]
    if path is not None and path.stat().st_size <= SIZE_LIMIT:
        for one in ordered:
            if any(_reads(one, layout, name, path) for layout in one.tables):
                return one.source_id
    return by_name[0].source_id if by_name else None


def sentence(contract: Contract, other: str, origin: str) -> str:
    """The first words of F44."""
    how = "retrieved for" if "://" in origin else "dropped in inbox/"
    joined = f"{how} {contract.source_id}" if how[-1] != "/" else f"{how}{contract.source_id}"
    return f"looks like {other}, {joined}"


def next_step(other: str) -> str:
    """What a person does about it."""
    return f"Move it to inbox/{other}/ if it is."


def is_named_by(layout: Layout, name: str) -> bool:
    """True if a glob that says more than the suffix fits the name."""
    says_more = any(glob.split(".")[0].strip("*") for glob in layout.meta.files)
    return says_more and layout.matches(name)


def _reads(contract: Contract, layout: Layout, name: str, path: Path) -> bool:
    """True if the header of the file is that of the layout."""
    rules = layout.meta.reader
    if rules.header.absent and rules.format in ("csv", "workbook"):
        return False
    reading = Reading()
    # Its values may be wrong as well; the header was found before that was seen.
    with suppress(ExtractRefused, ContractError):
        next(tables(Context(contract, layout, name), path, reading), None)
    return reading.row_count > 0 or reading.tally.count("header") > 0


def _contracts(contract: Contract) -> tuple[Contract, ...]:
    """All good contracts of the project that `contract` stands in."""
    project = contract.folder.parents[1]
    files = sorted((project / "sources").glob("*/source.yml"))
    return _read(project, tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _read(project: Path, _state: tuple[tuple[Path, int], ...]) -> tuple[Contract, ...]:
    """The contracts, read once as long as none of their files changes."""
    return tuple(discover(project)[0].values())
