"""Landing a CSV with its exact line account, against bare DuckDB and dlt on the same bytes.

Belongs here: the measurement. Does not belong here: a bound on it; a slow day is not a defect.
Run: python -m benchmarks.load --rows 5000000 --best-of 3 --dlt (see --help). Each measure is a
process of its own, so that its peak memory is its own; archiving stands apart from landing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from orchestration.contracts import read_contract
from orchestration.extract.archive import keep
from orchestration.extract.unpack import Inner
from orchestration.load.landing import Landing, load_source, prepare_landing
from orchestration.settings import Settings

SOURCE = "zz_city_offences"
COLUMNS = ("event_date", "area_code", "area_name", "offence", "weapon", "sex", "case_count")
MEMORY, THREADS = "1GB", 2
DLT = ("dlt[duckdb]==1.31.0", "duckdb==1.5.5", "pandas", "pyarrow")
DLT_READERS = ("read_csv_duckdb_arrow", "read_csv_duckdb", "read_csv")
DLT_LARGEST = 5_000_000
"""dlt is not asked for more rows: it would take hours."""


def write_csv(path: Path, rows: int) -> None:
    """`rows` invented offences, written by DuckDB."""
    duckdb.execute(
        f"""
        copy (
            select date '2015-01-01' + (n * 7919 % 4000)::integer as event_date,
                   printf('%08d', 5001000 + n * 104729 % 1200) as area_code,
                   'SYNTHETIC ' || (n * 104729 % 1200) || ' de los Caballeros' as area_name,
                   ['HURTO A PERSONAS', 'LESIONES PERSONALES', 'VIOLENCIA INTRAFAMILIAR',
                    'HOMICIDIO INTENCIONAL', 'EXTORSIÓN'][1 + n % 5] as offence,
                   ['ARMA BLANCA', 'ARMA DE FUEGO', '', 'CONTUNDENTES'][1 + n * 31 % 4] as weapon,
                   ['FEMENINO', 'MASCULINO', 'NO REPORTA'][1 + n * 17 % 3] as sex,
                   1 + n * 613 % 40 as case_count
            from range({rows}) as row (n)
        ) to '{path}' (header, delimiter ',')
        """
    )


READER = {"format": "csv", "encodings": ["utf-8", "cp1252"], "footers": ["^total"]}


def write_contract(folder: Path) -> None:
    """The contract of the invented source: two key columns, a footer, no domains."""
    # Imported here: the processes that are measured do without it.
    from tests.ingest_kit import column, contract, layout

    keys = ("area_code", "case_count")
    columns = [column(name, name, required_value=name in keys) for name in COLUMNS]
    contract(folder, [layout(READER, name="offence", columns=columns)], source_id=SOURCE)


def bare(path: Path, home: Path) -> int:
    """What DuckDB alone does: text columns, no account of lines."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
    }
    with duckdb.connect(str(home / "bare.duckdb"), config=config) as connection:
        connection.execute(
            f"create table t as from read_csv('{path}', all_varchar = true, header = true)"
        )
        row = connection.execute("select count(*) from t").fetchone()
        return int(row[0]) if row else 0


def archive(path: Path, home: Path) -> int:
    """Copy the bytes into the archive, hashing them on the way.

    The door of the inbox has a cap on bytes (F58) that 50 million rows pass; this goes behind it.
    """
    settings = Settings(home=home)
    settings.prepare()
    with path.open("rb") as stream:
        chunks = iter(lambda: stream.read(1 << 20), b"")
        inner = Inner(path.name, "benchmark", chunks)
        extract, _ = keep(settings, SOURCE, inner, dt.datetime.now(dt.UTC))
    return extract.byte_count


def ours(path: Path, home: Path) -> int:
    """Land what is archived: account of every line, lineage, ledger."""
    settings = Settings(home=home, memory=MEMORY, threads=THREADS)
    contract = read_contract(path.parent / "sources" / SOURCE / "source.yml")
    with Landing(settings) as landing:
        prepare_landing(landing, [contract])
        load = load_source(settings, landing, contract)
        if not load.physical_lines == load.loaded_lines + load.declared_lines > 0:
            raise RuntimeError(f"not everything was loaded: {load}")
        return load.loaded_lines


MEASURES = {"archive": archive, "bare": bare, "ours": ours}


def measure_here(name: str, path: Path, home: Path) -> None:
    """Measure one thing in this process and print the outcome as JSON."""
    started = time.perf_counter()
    rows = MEASURES[name](path, home)
    seconds = time.perf_counter() - started
    spent = resource.getrusage(resource.RUSAGE_SELF)
    facts = {"cpu": spent.ru_utime + spent.ru_stime, "peak_kb": spent.ru_maxrss}
    print(json.dumps({"seconds": seconds, "rows": rows, **facts}))


def measure(command: list[str]) -> dict[str, float]:
    """Run one measure in a process of its own; adds the load average before it."""
    load = os.getloadavg()[0]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    outcome: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return outcome | {"load": load}


def dlt_python(folder: Path) -> str | None:
    """Install dlt into a throw-away venv. Returns its Python, None if that cannot be done."""
    venv = folder / "venv"
    python = str(venv / "bin" / "python")
    made = subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True)
    if made.returncode:
        return None
    pip = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *DLT]
    return python if subprocess.run(pip, capture_output=True).returncode == 0 else None


def commands(folder: Path, path: Path, rows: int, with_dlt: bool) -> dict[str, list[str]]:
    """What is measured: name -> command without its home folder."""
    own = [sys.executable, "-m", "benchmarks.load", "--one"]
    table = {name: [*own, name, "--csv", str(path)] for name in ("bare", "ours")}
    python = dlt_python(folder) if with_dlt and rows <= DLT_LARGEST else None
    if with_dlt and python is None:
        Console().print("dlt was not measured: it cannot be installed, or there are too many rows.")
    script = str(Path(__file__).with_name("load_dlt.py"))
    if python is not None:
        table |= {f"dlt {reader}": [python, script, str(path), reader] for reader in DLT_READERS}
    return table


def run_once(name: str, command: list[str], path: Path) -> dict[str, float]:
    """One measure in a fresh home."""
    with tempfile.TemporaryDirectory(dir=path.parent) as home:
        if name.startswith("dlt"):
            return measure([*command[:3], home, *command[3:]])
        if name == "ours":
            spent = archive_seconds([*command[:4], "archive", *command[5:]], home)
            return measure([*command, "--home", home]) | {"archive": spent}
        return measure([*command, "--home", home])


def archive_seconds(command: list[str], home: str) -> float:
    """Seconds of the archive step that precedes landing."""
    return measure([*command, "--home", home])["seconds"]


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    """The fastest run, with the least processor time and the highest peak of all."""
    fastest = min(runs, key=lambda run: run["seconds"])
    least_cpu = min(run["cpu"] for run in runs)
    return fastest | {"cpu": least_cpu, "peak_kb": max(run["peak_kb"] for run in runs)}


def show(results: dict[str, list[dict[str, float]]], title: str) -> None:
    """Print seconds, ratio to bare DuckDB, processor time, peak memory, load of the machine."""
    names = ("", "best, s", "all runs, s", "x bare", "CPU, s", "x bare CPU", "peak, MB", "load")
    table = Table(*names, title=title)
    alone = best(results["bare"]) if results.get("bare") else None
    for name, runs in results.items():
        one = best(runs)
        table.add_row(
            name,
            f"{one['seconds']:.1f}",
            " ".join(f"{run['seconds']:.1f}" for run in runs),
            f"{one['seconds'] / alone['seconds']:.2f}" if alone else "",
            f"{one['cpu']:.1f}",
            f"{one['cpu'] / alone['cpu']:.2f}" if alone else "",
            f"{one['peak_kb'] / 1024:,.0f}",
            f"{one['load']:.1f}",
        )
    Console().print(table)
    if "ours" in results:
        Console().print(f"archive before landing: {best(results['ours'])['archive']:.1f} s")


def main(
    rows: int = 500_000,
    best_of: int = 1,
    dlt: bool = False,
    only: Annotated[list[str] | None, typer.Option(help="bare, ours, 'dlt read_csv' …")] = None,
    one: Annotated[str | None, typer.Option(hidden=True)] = None,
    csv: Annotated[Path | None, typer.Option(hidden=True)] = None,
    home: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measure all on one file, in turns, so that a busy machine is busy for each."""
    if one is not None and csv is not None and home is not None:
        measure_here(one, csv, home)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offences_SYNTHETIC.csv"
        write_csv(path, rows)
        write_contract(path.parent)
        wanted = commands(Path(folder), path, rows, dlt)
        wanted = {name: part for name, part in wanted.items() if not only or name in only}
        results: dict[str, list[dict[str, float]]] = {name: [] for name in wanted}
        for _ in range(best_of):
            for name, command in wanted.items():
                results[name].append(run_once(name, command, path))
        show(results, f"{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, best of {best_of}")


if __name__ == "__main__":
    typer.run(main)
