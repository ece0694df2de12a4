"""Landing the same CSV with dlt: `load.py` runs this file with the Python of a throw-away venv.

Belongs here: dlt used as its documentation shows. Does not belong here: anything of ours.
Run: python load_dlt.py CSV HOME READER; prints seconds, rows and peak memory as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path


def load(path: Path, home: Path, reader: str) -> int:
    """Run one pipeline from the file into DuckDB. Returns the rows of its table."""
    import dlt
    from dlt.sources.filesystem import filesystem, read_csv, read_csv_duckdb

    files = filesystem(bucket_url=path.parent.as_uri(), file_glob=path.name)
    if reader == "read_csv":
        rows = files | read_csv(dtype=str)
    elif reader == "read_csv_duckdb":
        rows = files | read_csv_duckdb(all_varchar=True)
    else:  # not its default: tables of Arrow, twenty times as many rows at once
        rows = files | read_csv_duckdb(use_pyarrow=True, chunk_size=100_000, all_varchar=True)
    pipeline = dlt.pipeline(
        pipeline_name="benchmark",
        pipelines_dir=str(home / "pipelines"),
        destination=dlt.destinations.duckdb(str(home / "dlt.duckdb")),
        dataset_name="landing",
    )
    pipeline.run(rows.with_name("offences"), write_disposition="replace")
    with pipeline.sql_client() as client:
        ((count,),) = client.execute_sql("select count(*) from offences")
    return int(count)


def main() -> None:
    """Measure one run, imports included, as a command would be."""
    started = time.perf_counter()
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    rows = load(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    seconds = time.perf_counter() - started
    spent = resource.getrusage(resource.RUSAGE_SELF)
    facts = {"cpu": spent.ru_utime + spent.ru_stime, "peak_kb": spent.ru_maxrss}
    print(json.dumps({"seconds": seconds, "rows": rows, **facts}))


if __name__ == "__main__":
    main()
