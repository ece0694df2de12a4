"""Reading again after a correction, and reading one file without keeping it.

Belongs here: `quarantine replay`, `quarantine show` with its explanations, `drift SOURCE FILE`.
Does not belong here: setting rows aside (`load/quarantine.py`), printing (`cli.py`).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.errors import Finding, UsageError
from orchestration.extract.archive import keep
from orchestration.extract.unpack import inner_files
from orchestration.load.contract_patch import ContractText
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.stages import Progress, guarded, known_source, quiet
from orchestration.warehouse import candidate as candidates
from orchestration.warehouse import ledger
from orchestration.warehouse.project import usable_project

if TYPE_CHECKING:
    from orchestration.contracts import Contract
    from orchestration.settings import Settings

#: reason code -> (what it means, where in the contract to look, what to change there).
EXPLANATIONS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "F20": (
        "its bytes are no text in any declared encoding",
        ("reader", "encodings"),
        "add the encoding if the publisher uses it",
    ),
    "nul_byte": ("it holds a NUL byte, so the file was damaged", (), "ask for the file again"),
    "F22": (
        "a quote opens in it and does not close",
        ("reader", "delimiter"),
        "ask for a sound file; correct the delimiter if it changed",
    ),
    "escape": (
        "it holds an escape that stands for nothing",
        ("reader",),
        "ask for a sound file",
    ),
    "line_too_long": ("it is longer than one record can be", (), "ask for a sound file"),
    "duplicate_key": (
        "it names a value twice, and which one counts cannot be told",
        ("reader",),
        "ask for a sound file",
    ),
    "no_object": (
        "it is no object of named values, as every item of the array should be",
        ("reader", "items"),
        "ask for a sound file; correct items if the rows stand elsewhere in the document",
    ),
    "too_deep": (
        "its values are nested more deeply than a row's can be",
        ("reader",),
        "ask for a sound file",
    ),
    "geometry": (
        "its geometry is of a type that is not declared, or is not in WGS84 degrees",
        ("reader", "geometry_types"),
        "ask for the file in EPSG:4326; declare the type under geometry_types if it may be there",
    ),
    "deletion_mark": (
        "it opens neither as a record nor as a deleted one, so the table was damaged",
        (),
        "ask for the file again",
    ),
    "F23": (
        "it has another number of fields than the header",
        ("reader",),
        "declare it under footers if it is a note; correct the delimiter if it changed",
    ),
    "no_key": (
        "a cell is empty in a column that every record needs, and it is no declared footer",
        ("reader", "footers"),
        "declare the note under footers, or take `required_value` from the column",
    ),
}


@dataclass(frozen=True)
class Explained:
    """One quarantined row in words, without a cell of it."""

    source_id: str
    extract_sha256: str
    file_name: str
    line_number: int
    reason_code: str
    reason: str
    rule_version: str
    meaning: str
    place: str
    """`dbt_project/sources/…/source.yml, line 57`, or empty when no contract can help."""
    advice: str


@dataclass(frozen=True)
class ReplayedExtract:
    """One extract that had quarantined rows, before and after it was read again."""

    extract_sha256: str
    file_name: str
    before: int
    after: int
    released: int
    """Rows that were quarantined and are loaded or declared now."""
    status: str


@dataclass(frozen=True)
class Replay:
    """What reading a source again released."""

    source_id: str
    is_changed: bool
    """False when no extract with quarantined rows was read again: the contract is as it was."""
    extracts: tuple[ReplayedExtract, ...]
    refused: tuple[Finding, ...]

    @property
    def released(self) -> int:
        """Rows that left quarantine."""
        return sum(one.released for one in self.extracts)

    @property
    def remaining(self) -> int:
        """Rows still in quarantine, of all extracts of the source."""
        return sum(one.after for one in self.extracts)


def replay(settings: Settings, source_id: str, *, progress: Progress = quiet) -> Replay:
    """Load again from the archive what the corrected contract reads differently.

    Errors: UsageError for an unknown source; ContractError; Locked; ResourcesExhausted.
    """
    with guarded(settings, "load", candidates.new_run_id()):
        project = usable_project(settings)
        known_source(project, source_id)
        with Landing(settings) as landing:
            prepare_landing(landing, project.contracts.values())
            before = _quarantine(landing, source_id)
            hashes = _hashes(landing, source_id)
            progress("load", source_id)
            load = load_source(settings, landing, project.contracts[source_id])
            after = _quarantine(landing, source_id)
            changed = _hashes(landing, source_id) != hashes
            extracts = tuple(
                _replayed(landing, source_id, sha, before.get(sha, {}), after.get(sha, {}))
                for sha in sorted(before.keys() | after.keys())
            )
    return Replay(source_id, changed, extracts, tuple(load.refused))


def _quarantine(landing: Landing, source_id: str) -> dict[str, Counter[int]]:
    """Extract -> first lines of its quarantined records."""
    found: dict[str, Counter[int]] = {}
    for sha, line in landing.connection.execute(
        "select extract_sha256, line_number from ledger.quarantine where source_id = ?", [source_id]
    ).fetchall():
        found.setdefault(sha, Counter())[line] += 1
    return found


def _hashes(landing: Landing, source_id: str) -> set[tuple[Any, ...]]:
    """Under which layout each extract of the source was read."""
    return set(
        landing.connection.execute(
            "select extract_sha256, layout_hash, status from ledger.extracts where source_id = ?",
            [source_id],
        ).fetchall()
    )


def _replayed(
    landing: Landing, source_id: str, sha: str, before: dict[int, int], after: dict[int, int]
) -> ReplayedExtract:
    """Compare the quarantine of one extract; rows of a refused extract are not released."""
    name, status = landing.connection.execute(
        "select file_name, status from ledger.extracts where source_id = ? and extract_sha256 = ?",
        [source_id, sha],
    ).fetchone() or ("", "gone")
    released = sum(1 for line in before if line not in after) if status == "loaded" else 0
    return ReplayedExtract(sha, name, sum(before.values()), sum(after.values()), released, status)


def explained_rows(settings: Settings, target: str, limit: int) -> list[Explained]:
    """The first `limit` quarantined rows in words.

    `target` is a source id or the beginning of a SHA-256. Errors: UsageError when there are none.
    """
    contracts = usable_project(settings).contracts
    return [
        _explain(contracts.get(row.source_id), row)
        for row in ledger.quarantined_rows(settings, target, limit)
    ]


def _explain(contract: Contract | None, row: ledger.QuarantinedRow) -> Explained:
    """One row with the meaning of its reason and the line of the contract to look at."""
    unknown: tuple[str, tuple[str, ...], str] = (row.reason, (), "ask for a sound file")
    meaning, keys, advice = EXPLANATIONS.get(row.reason_code, unknown)
    place = ""
    if contract is not None and keys:
        text = ContractText.of(contract, row.layout)
        line = text.line_of(*keys) or text.line_of(*keys[:1])
        place = f"{text.path}, line {line}" if line else ""
    return Explained(
        row.source_id,
        row.extract_sha256,
        row.file_name,
        row.line_number,
        row.reason_code,
        row.reason,
        row.rule_version,
        meaning,
        place,
        advice,
    )


def drift(settings: Settings, source_id: str, file: Path) -> tuple[Finding, ...]:
    """What the source's contract says of a file, without keeping anything of it.

    The file is read and checked as in a refresh, in a home that is deleted again; it is not
    compared with extracts that are loaded. Findings carry the suggested change of the contract.
    Errors: UsageError for an unknown source or when no layout fits the file's name.
    """
    project = usable_project(settings)
    known_source(project, source_id)
    contract = project.contracts[source_id]
    near = settings.temp if settings.temp.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="drift-", dir=near) as folder:
        aside = replace_home(settings, Path(folder))
        aside.prepare()
        with Landing(aside) as landing:
            prepare_landing(landing, [contract])
            for inner in inner_files(file, file.name, limits=contract.meta.limits):
                if contract.layout_for(inner.name) is None:
                    raise UsageError(
                        f"No layout of {source_id} fits the file name {inner.name!r}.",
                        f"dbt_project/sources/{source_id}/source.yml lists them under `files`.",
                    )
                keep(aside, source_id, inner, dt.datetime.now(dt.UTC))
            load = load_source(aside, landing, contract)
    return tuple(_of_file(one) for one in (*load.refused, *load.warnings))


def replace_home(settings: Settings, home: Path) -> Settings:
    """The same settings in another home."""
    return settings.model_copy(update={"home": home})


def _of_file(finding: Finding) -> Finding:
    """A finding of a dry run: nothing can be accepted, because nothing is kept."""
    step = finding.next_step.split("\nIf it is right as it is: safercities accept")[0]
    return replace(finding, next_step=step)
