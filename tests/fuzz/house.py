"""Whole loads into a home that has published: what was there before must not change.

Belongs here: a home with a release of all samples, loading batches of inputs into it as a refresh
does, comparing bytes of releases, rows of landing and the ledger before and after.
Does not belong here: the claims on one reading (`doors.py`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract
from orchestration.extract.archive import archived
from orchestration.extract.inbox import collect
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.pipeline import refresh
from orchestration.settings import Settings
from tests.fuzz import recount
from tests.fuzz.bases import Base
from tests.fuzz.doors import Broken, check_words, hold, time_cap
from tests.fuzz.inputs import Input

Rows = list[tuple[Any, ...]]


@dataclass
class Found:
    """What loading batches of inputs came to."""

    inputs: int = 0
    loaded: int = 0
    refused: int = 0
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, detail, and the inputs that were loaded together."""


class ReleasedHome:
    """A home whose release was built from the samples, and its state right after that.

    `built` is such a home, to be copied instead of building another one.
    """

    def __init__(
        self, folder: Path, samples: Path, bases: Sequence[Base], built: Path | None = None
    ) -> None:
        self.settings = Settings(home=folder / "released")
        if built is not None:
            shutil.copytree(built, self.settings.home, symlinks=True)
        else:
            report = refresh(self.settings, samples)
            if report.release_id is None:
                raise RuntimeError(f"the samples give no release: {report}")
        self._contracts = {base.declared.source_id: base.declared for base in bases}
        with Landing(self.settings) as landing:
            prepare_landing(landing, self._contracts.values())
        self._kept = folder / "kept.duckdb"
        shutil.copy2(self.settings.landing, self._kept)
        self._archived = _files(self.settings.archive)
        self._releases = digests(self.settings.releases)
        self._columns, self._known = self._shape()
        self._before = self._fingerprint()

    def load(self, batch: Sequence[Input], found: Found) -> None:
        """Load a batch and look at everything that stood before; then put the home back."""
        names = ", ".join(entry.id for entry in batch)
        found.inputs += len(batch)
        try:
            with time_cap(30 + 10 * len(batch)):
                self._load(batch, found)
            hold(digests(self.settings.releases) == self._releases, "release", "it changed")
            hold(self._fingerprint() == self._before, "landing", "earlier rows changed")
        except Broken as broken:
            found.problems.append((broken.kind, str(broken), names))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - what is looked for
            found.problems.append(("uncaught", f"{type(error).__name__}: {error}"[:400], names))
        finally:
            self._put_back()

    def refresh(self, batch: Sequence[Input], found: Found) -> None:
        """A whole refresh with spoilt files in its inbox: the release that was there stays."""
        inbox = self._drop(batch)
        found.inputs += len(batch)
        report = refresh(self.settings, inbox)
        after = digests(self.settings.releases)
        kept = {name: digest for name, digest in after.items() if name in self._releases}
        unpointed = {name: digest for name, digest in self._releases.items() if name != "current"}
        if not unpointed.items() <= kept.items():
            found.problems.append(("release", "a published file changed", str(report)[:300]))
        found.refused += sum(len(source.refused) for source in report.sources)

    # -- loading ---------------------------------------------------------------------------------

    def _drop(self, batch: Sequence[Input]) -> Path:
        """Each file in a folder of its own below its source's inbox."""
        inbox = self.settings.inbox
        shutil.rmtree(inbox, ignore_errors=True)
        for number, entry in enumerate(batch):
            folder = inbox / entry.base.declared.source_id / f"{number:03}"
            folder.mkdir(parents=True)
            (folder / entry.file_name).write_bytes(entry.data)
        return inbox

    def _load(self, batch: Sequence[Input], found: Found) -> None:
        """Collect and load every source of the batch, as a refresh does."""
        inbox = self._drop(batch)
        bases: dict[str, list[Input]] = defaultdict(list)
        for entry in batch:
            bases[entry.base.declared.source_id].append(entry)
        for entries in bases.values():
            base = entries[0].base
            # Other limits are another layout: the samples of the release would be read again.
            lenient = base.group == "synthetic" and entries[0].lenient
            declared = base.lenient if lenient else base.declared
            with Landing(self.settings) as landing:
                result = collect(self.settings, declared, inbox)
                said = [*result.refused, *result.warnings]
                load_source(self.settings, landing, declared, collected=said)
                self._check_ledger(landing, declared, found)

    def _check_ledger(self, landing: Landing, declared: Contract, found: Found) -> None:
        """Each new extract is loaded with an exact account, or explained without any row."""
        source_id = declared.source_id
        extracts = {one.sha256: one for one in archived(self.settings, source_id)}
        rows = landing.connection.execute(
            "select extract_sha256, status, layout, encoding, physical_lines, loaded_lines"
            " + quarantined_lines + declared_lines, row_count, fault, message, next_step,"
            " file_name from ledger.extracts where source_id = ?",
            [source_id],
        ).fetchall()
        new = [row for row in rows if f"{source_id} {row[0]}" not in self._known]
        known = {row[0] for row in rows}
        hold(extracts.keys() <= known, "unaccounted", "an archived extract is not in the ledger")
        tables = {one.name: one for one in declared.tables}
        for sha, status, name, encoding, physical, parts, count, *words in new:
            landed = self._landed(landing, declared, sha)
            if status != "loaded":
                hold(landed == 0, "unaccounted", f"{landed:,} rows of a {status} extract")
                # F38 is no refusal: the same rows are loaded already, there is nothing to do.
                step = "none" if words[0] == "F38" else words[2]
                check_words(words[0], words[1], step, source_id)
                found.refused += 1
                continue
            found.loaded += 1
            base = Base("", "", declared, tables[name], words[3], b"")
            counted = recount.physical(base, extracts[sha].path.read_bytes(), encoding)
            hold(parts == physical == counted, "unaccounted",
                 f"{parts:,} of {physical:,} lines, {counted:,} counted")  # fmt: skip
            hold(landed == count, "unaccounted", f"{landed:,} rows of {count:,}")

    def _landed(self, landing: Landing, declared: Contract, sha: str) -> int:
        """Rows of an extract in all tables of its source."""
        total = 0
        for table in declared.tables:
            row = landing.connection.execute(
                f'select count(*) from "{declared.source_id}"."{table.name}"'
                " where _extract_sha256 = ?",
                [sha],
            ).fetchone()
            total += row[0] if row else 0
        return total

    # -- what stood before -----------------------------------------------------------------------

    def _shape(self) -> tuple[dict[str, list[str]], set[str]]:
        """The columns of every table of landing and ledger; source and hash of known extracts."""
        with Landing(self.settings) as landing:
            rows = landing.connection.execute(
                "select table_schema, table_name, column_name from information_schema.columns"
                " order by all"
            ).fetchall()
            known = landing.connection.execute(
                "select source_id || ' ' || extract_sha256 from ledger.extracts"
            ).fetchall()
        columns: dict[str, list[str]] = defaultdict(list)
        for schema, table, column in rows:
            columns[f'"{schema}"."{table}"'].append(f'"{column}"')
        return dict(columns), {name for (name,) in known}

    def _fingerprint(self) -> Rows:
        """Number and hash of the rows of the extracts that were there before."""
        found: Rows = []
        with Landing(self.settings) as landing:
            for table, columns in sorted(self._columns.items()):
                mark = "_" if '"_extract_sha256"' in columns else ""
                if f'"{mark}extract_sha256"' not in columns or table == '"ledger"."findings"':
                    continue
                row = landing.connection.execute(
                    f"select count(*), bit_xor(hash({', '.join(columns)})) from {table}"
                    f" where {mark}source_id || ' ' || {mark}extract_sha256"
                    " in (select unnest(?::varchar[]))",
                    [sorted(self._known)],
                ).fetchone()
                found.append((table, *(row or ())))
        return found

    def _put_back(self) -> None:
        """The home as it was after its release."""
        shutil.copy2(self._kept, self.settings.landing)
        self.settings.landing.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        for path in _files(self.settings.archive) - self._archived:
            path.unlink()


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder; links by what they lead to."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def batches(entries: Iterable[Input], size: int) -> Iterable[list[Input]]:
    """Entries in lists of `size`."""
    batch: list[Input] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
