"""Names of persons in raw files: what the loader says, logs and keeps never repeats them.

Belongs here: F62 and F63 as far as files coming in go (S11, S13): every message and every file
outside archive, landing and quarantine after a bad file that holds three invented persons. Does not
belong here: what a release holds, which is looked at where releases are made.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.errors import Exit
from orchestration.release.publish import environment_of
from orchestration.settings import PROJECT_ROOT, Settings
from tests.faults.test_archives import published  # noqa: F401 - a fixture
from tests.ingest_kit import book_bytes

pytestmark = pytest.mark.faults

#: Invented: one plain, one with accents and an apostrophe, one in capitals with two surnames.
PERSONS = ("Ludovica Inventada", "Íñigo D'Almeida-Núñez", "TELESFORO QUIMBAYA ZARRALUQUI")
IDENTITY, COORDINATE = "9876543210123", "6.2718281828"
CANARIES = (*PERSONS, IDENTITY, COORDINATE)
SOURCE = "co_medata_homicides"
NAME = "medellin_homicides_2010_2019__SYNTHETIC_canary.csv"


def planted(sound: bytes) -> list[list[str]]:
    """The cells of the sample, header first, with a canary in each cell of the first rows."""
    rows = [line.split(";") for line in sound.decode().splitlines()]
    for number, row in enumerate(rows[1:40]):
        row[number % len(row)] = CANARIES[number % len(CANARIES)]
    return rows


def written(rows: list[list[str]]) -> bytes:
    return "".join(";".join(row) + "\n" for row in rows).encode()


def without_header(sound: bytes) -> bytes:
    rows = planted(sound)[1:]
    rows[0] = [*CANARIES, "x", "y"][: len(rows[0])]
    return written(rows)


def renamed_column(sound: bytes) -> bytes:
    rows = planted(sound)
    rows[0][0] = "fecha"
    return written(rows)


def broken_quotes(sound: bytes) -> bytes:
    return written([[f'"{cell}' if cell in CANARIES else cell for cell in row]
                    for row in planted(sound)])  # fmt: skip


def ragged(sound: bytes) -> bytes:
    rows = planted(sound)
    return written([rows[0], *([*row, PERSONS[1]] for row in rows[1:])])


def cut(sound: bytes) -> bytes:
    return written(planted(sound))[:-4]


def other_bytes(sound: bytes) -> bytes:
    return written(planted(sound)).decode().encode("cp1252")


def other_delimiter(sound: bytes) -> bytes:
    return written(planted(sound)).replace(b";", b"|")


def a_workbook(sound: bytes) -> bytes:
    return book_bytes(planted(sound))


FILES: dict[str, Callable[[bytes], bytes]] = {
    "as dates and codes": lambda sound: written(planted(sound)),
    "without a header": without_header,
    "a renamed column": renamed_column,
    "broken quotes": broken_quotes,
    "too many fields": ragged,
    "cut": cut,
    "another encoding": other_bytes,
    "another delimiter": other_delimiter,
    "a workbook": a_workbook,
}


def everywhere_else(settings: Settings, also: str) -> dict[str, bytes]:
    """All bytes outside archive and landing, what the command printed, and the ledger as text.

    The ledger without its quarantine: that one may hold the lines themselves.
    """
    found = {"printed": also.encode()}
    for path in settings.home.rglob("*"):
        if path.is_file() and settings.archive not in path.parents and path != settings.landing:
            found[str(path.relative_to(settings.home))] = path.read_bytes()
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'ledger'"
        ).fetchall()
        for (table,) in tables:
            if table != "quarantine":
                rows = connection.execute(f"select * from ledger.{table}").fetchall()
                found[f"ledger.{table}"] = str(rows).encode()
    return found


def unpacked(data: bytes) -> list[bytes]:
    """The bytes and, of an archive, those of its members."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [data, *(archive.read(member) for member in archive.infolist())]


def spoken(settings: Settings, also: str) -> list[tuple[str, str]]:
    """Where a canary is found, in any of three encodings or with JSON's escapes."""
    return [
        (place, canary)
        for place, data in everywhere_else(settings, also).items()
        for canary in CANARIES
        for encoding in ("utf-8", "latin-1", "utf-16-le", "unicode_escape")
        if any(canary.encode(encoding) in part for part in unpacked(data))
    ]


@pytest.mark.parametrize("case", FILES)
def test_a_name_in_a_bad_file_is_repeated_nowhere(
    published: Settings,  # noqa: F811
    samples: Path,
    tmp_path: Path,
    case: str,
) -> None:
    sound = next((samples / SOURCE).glob("*.csv")).read_bytes()
    path = tmp_path / SOURCE / NAME
    path.parent.mkdir()
    path.write_bytes(FILES[case](sound))
    runner = CliRunner(env=environment_of(published))
    result = runner.invoke(app, ["refresh", "--inbox", str(tmp_path)])
    assert result.exit_code == Exit.FINDINGS, result.stderr
    said = result.stdout + result.stderr
    for more in (["status"], ["status", "--json"], ["quarantine", "show", SOURCE, "--json"],
                 ["drift", SOURCE, str(path)]):  # fmt: skip
        shown = runner.invoke(app, more)
        said += shown.stdout + shown.stderr
    assert "Traceback" not in said
    assert spoken(published, said) == []


def test_the_search_finds_what_is_there(published: Settings, samples: Path) -> None:  # noqa: F811
    """A search that finds nothing proves nothing, unless it can find."""
    assert spoken(published, f"by {PERSONS[1]}") == [("printed", PERSONS[1])]
    log = published.logs / "planted.log"
    log.write_text(PERSONS[2], encoding="utf-16")
    try:
        assert spoken(published, "") == [("work/logs/planted.log", PERSONS[2])]
    finally:
        log.unlink()


def test_nothing_that_a_refresh_writes_is_open_to_others_whatever_the_umask(
    published: Settings,  # noqa: F811
    samples: Path,
    tmp_path: Path,
) -> None:
    """F63: what dbt, the gate and the libraries write, too; only a release is for readers."""
    folder = tmp_path / SOURCE
    folder.mkdir()
    (folder / NAME).write_bytes(cut(next((samples / SOURCE).glob("*.csv")).read_bytes() + b";1\n"))
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh", "--inbox", str(tmp_path)],
        cwd=PROJECT_ROOT,
        env={**os.environ, **environment_of(published)},
        capture_output=True,
        text=True,
        check=False,
        umask=0,
    )
    assert done.returncode == Exit.FINDINGS, done.stderr
    restricted = [
        path
        for top in (published.archive, published.work)
        for path in (top, *top.rglob("*"))
        if not path.is_symlink()
    ]
    assert len(restricted) > 100
    assert [str(path) for path in restricted if path.stat().st_mode & 0o077] == []
    readable = list(published.releases.rglob("public/*"))
    assert readable
    assert [path.name for path in readable if path.stat().st_mode & 0o444 != 0o444] == []
