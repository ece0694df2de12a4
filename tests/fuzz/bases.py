"""What is mutated: synthetic files of every reader, a sample of every source, the real extracts.

Belongs here: the bases with their contracts, small enough to be tried often, some at full size.
Does not belong here: changing them (`mutators.py` and its neighbours), any assertion.
Rows of real extracts stay in memory and in temporary folders.
"""

from __future__ import annotations

import bz2
import gzip
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract, Layout, Limits, discover
from orchestration.settings import PROJECT_ROOT
from tests.ingest_kit import (
    HEADER,
    book_bytes,
    column,
    columns,
    contract,
    csv_bytes,
    good_rows,
    layout,
)
from tests.reader_kit import (
    COPY_LAYOUT,
    DBF_LAYOUT,
    GEOJSON_LAYOUT,
    JSON_LAYOUT,
    dbf_bytes,
    dump_bytes,
    features,
    geojson_bytes,
    items,
    json_bytes,
)
from tests.samples import write_samples
from tests.samples.kit import Sheet, xls_bytes

REAL_EXTRACTS = PROJECT_ROOT.parent / "shared" / "extracts"
TEXT_LINES = 12
"""Lines that are left of a text file, so that it can be tried in milliseconds."""
TEXT_BYTES = 3_000
SMALL_BOOK = 20_000
"""Bytes of the largest workbook that counts as small."""
MIDDLE = 200_000
ROWS = 14
LENIENT = Limits(quarantined_share=1.0, minimum_rows=0)
"""Refuses nothing for its share, so that the account itself is what is tried."""


@dataclass(frozen=True)
class Base:
    """A sound file and the contract that reads it.

    `group` is synthetic, sample or real; `weight` how often it is drawn against the others.
    """

    group: str
    name: str
    declared: Contract
    layout: Layout
    file_name: str
    data: bytes
    weight: float = 1.0

    @property
    def kind(self) -> str:
        """The format that its contract declares."""
        return self.layout.meta.reader.format

    @property
    def key(self) -> str:
        """The name under which an input is made again."""
        return f"{self.group}/{self.name}"

    @property
    def lenient(self) -> Contract:
        """Its contract with limits that refuse nothing."""
        meta = self.declared.meta.model_copy(update={"limits": LENIENT})
        config = self.declared.config.model_copy(update={"meta": meta})
        return self.declared.model_copy(update={"config": config})


def all_bases(folder: Path) -> list[Base]:
    """Every base, in an order that does not depend on the machine; `folder` takes contracts."""
    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    found = [*_synthetic(folder / "synthetic"), *_samples(folder / "samples", contracts)]
    if REAL_EXTRACTS.is_dir():
        found += _real(contracts)
        found += _real_without_source(folder / "real", contracts)
    return found


# --- synthetic ------------------------------------------------------------------------------------


def _keyless() -> list[dict[str, Any]]:
    listed = columns()
    for one in listed:
        one["config"]["meta"]["required_value"] = False
    return listed


def _typed() -> list[dict[str, Any]]:
    """The synthetic columns with their domains."""
    return [
        column("event_date", HEADER[0], kind="date", date_formats=["%Y-%m-%d", "excel"]),
        column("area_code", HEADER[1], kind="code", pattern="[0-9]{5}", required_value=True),
        column("category", HEADER[2], codes=["Hurto, robo"]),
        column("case_count", HEADER[3], kind="integer", minimum=1, required_value=True),
    ]


_TOTAL = {"label": "^total", "column": "case_count", "partial": "accept"}
_PERIOD = {"period": {"date": "event_date"}, "measure": "case_count", "first_year": 2000}
_CAPTURES = [
    {"where": "footer", "pattern": r"Corte:? (?P<year>\d{4}) (?P<month>\w+)", "required": False}
]


def _layouts() -> Iterator[tuple[str, dict[str, Any], str, bytes]]:
    """Name, layout, file name and bytes of each synthetic base."""
    rows = good_rows(ROWS)
    footed = {"format": "csv", "encodings": ["utf-8-sig", "cp1252"],
              "final_newline": "optional", "footers": ["^total", "^fuente", "^corte"]}  # fmt: skip
    yield "csv", layout({"format": "csv"}, "*.csv"), "a.csv", csv_bytes(rows)
    yield (
        "csv-typed",
        layout({"format": "csv"}, "*.csv", columns=_typed(), plausibility=_PERIOD),
        "a.csv",
        csv_bytes(rows),
    )
    yield (
        "csv-keyless",
        layout(footed, "*.csv", columns=_keyless(), total=_TOTAL, captures=_CAPTURES,
               as_of={"year": "year", "month": "month"}),
        "a.csv",
        csv_bytes(rows) + b"Total,,,90\nFuente: SYNTHETIC\nCorte: 2024 marzo,,,\n",
    )  # fmt: skip
    searched = {"format": "csv", "encodings": ["cp1252"], "delimiter": ";",
                "header": {"search": "Cantidad", "below": ["^codes$"]}}  # fmt: skip
    yield (
        "csv-preamble",
        layout(searched, "*.csv", column_families=[{"pattern": r"(\d{4})", "name": r"year_\1"}]),
        "a.csv",
        "Boletín\r\n\r\n".encode("cp1252")
        + csv_bytes([("codes", "", "", ""), *rows], encoding="cp1252", newline="\r\n",
                    delimiter=";", quote_all=True),
    )  # fmt: skip
    absent = {"format": "csv", "header": {"absent": True}}
    yield "csv-absent", layout(absent, "*.csv"), "a.csv", csv_bytes(rows, None, newline="\r")
    yield from _book_layouts(rows)
    yield "json", JSON_LAYOUT, "a.json", json_bytes(items(12))
    nested = layout({"format": "json", "items": "result.records", "page_limit": 40}, "*.json")
    document = {"help": "x", "result": {"total": 12, "records": items(12)}, "success": True}
    yield "json-nested", nested, "a.json", json.dumps(document, indent=1).encode()
    yield "geojson", GEOJSON_LAYOUT, "a.geojson", geojson_bytes(features(8))
    yield "dbf", DBF_LAYOUT, "a.dbf", dbf_bytes(rows)
    yield "pg_copy", COPY_LAYOUT, "a.sql", dump_bytes(rows)


def _book_layouts(rows: list[Any]) -> Iterator[tuple[str, dict[str, Any], str, bytes]]:
    """The synthetic workbooks."""
    titled = [["Boletín"], [], list(HEADER), *[[*row[:3], int(row[3])] for row in rows]]
    titled += [["Total", None, None, 90], ["Fuente: SYNTHETIC"]]
    reader = {"format": "workbook", "sheet": "Hoja1", "header": {"search": "Cantidad"},
              "footers": ["^fuente"], "ignored_sheets": {"Notas": "notes"}}  # fmt: skip
    book = layout(reader, "*.xls*", columns=_typed(), total=_TOTAL)
    yield "xlsx", book, "a.xlsx", book_bytes(titled, others={"Notas": [["x"], [], ["y", 2]]})
    yield "xls", book, "a.xls", xls_bytes([Sheet("Hoja1", titled), Sheet("Notas", [["x"], ["y"]])])


def _synthetic(folder: Path) -> Iterator[Base]:
    """One base per reader and dress."""
    for name, table, file_name, data in _layouts():
        source_id = f"zz_{name.replace('-', '_')}_offences"
        declared = contract(folder / name, [table], source_id=source_id)
        yield Base("synthetic", name, declared, declared.tables[0], file_name, data)


# --- samples and real extracts --------------------------------------------------------------------


def _samples(folder: Path, contracts: dict[str, Contract]) -> Iterator[Base]:
    """A small sample per source and layout, and two at full size."""
    write_samples(folder)
    yield from _per_layout("sample", folder, contracts, every=2)


def _real(contracts: dict[str, Contract]) -> Iterator[Base]:
    """Small parts of the real extracts per source and layout, and some at full size."""
    yield from _per_layout("real", REAL_EXTRACTS, contracts, every=3)
    full = {"co_medata_homicides": "*.csv", "za_saps_release_2013": "*_source.csv"}
    for source_id, glob in full.items():
        for path in sorted((REAL_EXTRACTS / source_id).glob(glob)):
            data, name = _opened(path)
            table = contracts[source_id].layout_for(name)
            assert table is not None
            yield Base("real", f"{source_id}/{name} (whole)", contracts[source_id], table, name,
                       data, weight=0.01)  # fmt: skip


def _per_layout(
    group: str, inbox: Path, contracts: dict[str, Contract], every: int
) -> Iterator[Base]:
    """The `every` smallest files of each layout, text cut to some lines."""
    for source_id, declared in sorted(contracts.items()):
        sized: dict[str, list[tuple[int, str, Path]]] = {}
        for path in sorted((inbox / source_id).rglob("*")):
            name = _inner_name(path.name)
            table = declared.layout_for(name)
            if path.is_file() and table is not None and declared.ignored_reason(name) is None:
                found = sized.setdefault(table.name, [])
                found.append((path.stat().st_size, path.name, path))
        for table in declared.tables:
            for _, _, path in sorted(sized.get(table.name, []))[:every]:
                data, name = _opened(path)
                data = _short(table, data)
                weight = 1.0 if len(data) <= SMALL_BOOK else 0.1 if len(data) <= MIDDLE else 0.01
                yield Base(group, f"{source_id}/{name}", declared, table, name, data, weight)


def _inner_name(name: str) -> str:
    return name.removesuffix(".gz").removesuffix(".bz2")


def _opened(path: Path) -> tuple[bytes, str]:
    """The bytes of a file without its compression, and its inner name."""
    data = path.read_bytes()
    opened = {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(path.suffix, bytes)
    return opened(data), _inner_name(path.name)


def _short(table: Layout, data: bytes) -> bytes:
    """The first lines of a text file; another format stays whole."""
    if table.meta.reader.format not in ("csv", "stacked_report", "pg_copy"):
        return data
    lines = data.splitlines(keepends=True)[:TEXT_LINES]
    while len(lines) > 5 and sum(map(len, lines)) > TEXT_BYTES:
        lines.pop()
    return b"".join(lines)


# --- real formats that no source of the warehouse brings yet --------------------------------------


def _named(*names: str) -> list[dict[str, Any]]:
    return [column(name.lower().replace(" ", "_"), name) for name in names]


_WITHOUT_SOURCE: tuple[tuple[str, str, dict[str, Any], list[dict[str, Any]]], ...] = (
    ("co_datosgov_socrata", "delitos_informaticos.json", {"format": "json"},
     [column("counted", "cantidad", required_value=True), *_named("fecha_hecho", "municipio")]),
    ("za_treasury_municipal_money", "scorecard_geography.json", {"format": "json"},
     _named("model", "pk", "fields")),
    ("za_saps_geography", "*.geojson", {"format": "geojson", "geometry_types": ["Point"]},
     [column("geometry", "@geometry"), *_named("code", "population")]),
    ("co_medellin_geography", "*.dbf", {"format": "dbf"}, _named("CODIGO", "NOMBRE")),
    ("za_saps_geography", "*.dbf", {"format": "dbf", "encodings": ["cp1252"]},
     _named("NAME", "PROV")),
    ("za_iec_turnout", "*municipal_2011.sql",
     {"format": "pg_copy", "table": "voter_turnout_municipal_2011"},
     _named("geo_level", "geo_code", "total_votes")),
    ("za_treasury_municipal_money", "021_demarcation_changes.sql",
     {"format": "pg_copy", "table": "municipal_finance_demarcationchanges"},
     _named("old_code", "new_code")),
    ("mx_inegi_ensu_microdata", "*cb_ensu_03_2015.csv", {"format": "csv"},
     _named("CD", "PER", "FACTOR")),
    ("mx_inegi_ensu_microdata", "viv_1t2020*.csv", {"format": "csv"}, _named("CD", "CVE_MUN")),
    ("co_medellin_geography", "comunas.csv", {"format": "csv", "delimiter": ";"},
     _named("comuna", "poblacion")),
    ("mx_inegi_mortality", "homicide-mun-2008.csv",
     {"format": "csv", "encodings": ["cp1252"], "header": {"search": "1990"},
      "footers": ["^FUENTE:"]},
     [column("area_code", "column 1"), column("sex", "column 4")]),
)  # fmt: skip


def _real_without_source(folder: Path, contracts: dict[str, Contract]) -> Iterator[Base]:
    """Parts of real files of sources without a contract, under a small one of our own."""
    for number, (source_id, glob, reader, listed) in enumerate(_WITHOUT_SOURCE):
        if source_id in contracts:
            continue
        for path in sorted((REAL_EXTRACTS / source_id).rglob(glob))[:1]:
            data, name = _opened(path)
            table = layout(reader, f"*{Path(name).suffix}", columns=listed)
            declared = contract(folder, [table], source_id=f"zz_real_{number}")
            first = declared.tables[0]
            yield Base("real", f"{source_id}/{name}", declared, first, name, _part(first, data))


def _part(table: Layout, data: bytes) -> bytes:
    """Some records of a real file."""
    kind = table.meta.reader.format
    if kind == "dbf":
        return _some_records(data)
    if kind == "pg_copy":
        return _some_copy_rows(data)
    if kind not in ("json", "geojson"):
        return _short(table, data)
    document = json.loads(data)
    if isinstance(document, list):
        return json.dumps(document[:12], ensure_ascii=False).encode()
    document["features"] = document["features"][:8]
    return json.dumps(document, ensure_ascii=False).encode()


def _some_records(data: bytes, count: int = ROWS) -> bytes:
    """A dBase table cut to its first records."""
    start, size = struct.unpack_from("<HH", data, 8)
    return data[:4] + struct.pack("<I", count) + data[8 : start + count * size] + b"\x1a"


def _some_copy_rows(data: bytes, count: int = ROWS) -> bytes:
    """A dump with `count` rows left in each COPY block."""
    kept: list[bytes] = []
    inside = 0
    for line in data.splitlines(keepends=True):
        if line.startswith(b"\\."):
            inside = 0
        elif inside:
            inside += 1
        if inside <= count + 1:
            kept.append(line)
        if line.startswith(b"COPY "):
            inside = 1
    return b"".join(kept)


def by_key(found: Iterable[Base]) -> dict[str, Base]:
    """The bases under their keys."""
    return {base.key: base for base in found}
