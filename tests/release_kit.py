"""Toy releases, told apart by one number, and readers who look for a mix of two.

Belongs here: publishing and rolling back toy releases, also with a fault armed in a process of its
own, and what a reader sees.
Does not belong here: assertions, or the toy candidate itself (`unit/built_candidate.py`).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration import analyst
from orchestration.errors import WarehouseError
from orchestration.release import catalogue, rollback
from orchestration.release.publish import publish
from orchestration.warehouse import candidate as candidates
from tests.unit import built_candidate as built

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.synchronize import Event

    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

#: Exit code of a process that ended with an error it could say.
REFUSED = 9
#: Everything slow is imported once, by the server that forks the processes.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])

_NUMBER = "select cast(rate_per_100k as integer) from marts.offence_rate"
#: The toy candidate's fingerprint is made of its number.
_NAMED = (
    "select release_id, cast(cast(replace(fingerprint, 'print ', '') as double) as integer)"
    " from meta.release"
)


def make_number(settings: Settings, number: int) -> str:
    """Make a candidate whose one rate is `number`; its id. Its table of cases is restricted."""
    made = built.make(settings, rate=float(number))
    document = json.loads(made.manifest.read_bytes())
    document["nodes"]["model.x.fct_offence_event"]["config"]["meta"]["publication"] = "restricted"
    made.manifest.write_text(json.dumps(document), encoding="utf-8")
    return made.candidate_id


def publish_number(settings: Settings, number: int) -> catalogue.Release:
    """Publish a release whose one rate is `number`."""
    return publish_made(settings, make_number(settings, number))


def publish_made(settings: Settings, candidate_id: str) -> catalogue.Release:
    """Publish a candidate that is made already."""
    made: Candidate = candidates.find(settings, candidate_id)
    return publish(settings, made, built.judge(settings, made), built.NO_FINDINGS)


def number_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of a toy release."""
    ((number,),) = connection.execute(_NUMBER).fetchall()
    return int(number)


def ends_with(settings: Settings, fault: str, act: str, name: str) -> int:
    """The exit code of a process that publishes or rolls back to `name` with a fault armed."""
    process = PROCESSES.Process(target=_act, args=(settings, fault, act, name))
    process.start()
    process.join(600)
    return process.exitcode if process.exitcode is not None else 1


def _act(settings: Settings, fault: str, act: str, name: str) -> None:
    os.environ["SAFERCITIES_FAULT"] = fault
    acts: dict[str, Callable[[Settings, str], object]] = {
        "publish": publish_made,
        "rollback": rollback.roll_back,
    }
    try:
        acts[act](settings, name)
    except (WarehouseError, OSError, duckdb.Error):
        os._exit(REFUSED)


# --- readers --------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What one reader saw. A session is one connection; `numbers` are those of its sessions."""

    queries: int = 0
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def read_until(settings: Settings, stop: Event, seed: int, target: Path) -> None:
    """Open, ask, close, again and again, until `stop`; then write what was seen to `target`.

    Half of the readers take the path `current`, as DuckDB alone would; half take the helper. A
    session lasts 1 to 200 questions, so that some go on while several releases come and go.
    """
    os.nice(5)  # or else the publisher would starve on a small machine
    chance = random.Random(seed)
    seen = Seen()
    while not stop.is_set():
        try:
            with _open(settings, by_path=bool(seed % 2)) as connection:
                _session(connection, chance.randint(1, 200), seen, stop)
        except (duckdb.Error, OSError, WarehouseError) as error:
            seen.failed.append(f"{type(error).__name__}: {error}")
    target.write_text(json.dumps(vars(seen)), encoding="utf-8")


def _open(settings: Settings, *, by_path: bool) -> duckdb.DuckDBPyConnection:
    if by_path:
        database = settings.releases / "current" / "public" / "warehouse.duckdb"
        return duckdb.connect(str(database), read_only=True)
    return analyst.connect(settings.home)


def _session(
    connection: duckdb.DuckDBPyConnection, questions: int, seen: Seen, stop: Event
) -> None:
    """Ask for the number and the release's name in turn; both must stay those of one release."""
    first = number_of(connection)
    ((name, stated),) = connection.execute(_NAMED).fetchall()
    seen.numbers.append(first)
    if stated != first:
        seen.mixed.append(f"{name}, made of {stated}, holds {first}")
    for _ in range(questions):
        if stop.is_set():
            return
        number = number_of(connection)
        ((again, _),) = connection.execute(_NAMED).fetchall()
        seen.queries += 2
        if (number, again) != (first, name):
            seen.mixed.append(f"{name} became {again} with {number}")


def readers_over(
    settings: Settings, releases: int, readers: int, folder: Path, tell: Callable[[int], None]
) -> list[Seen]:
    """Publish numbers 2 to `releases` while `readers` processes read; 1 is published before.

    `tell` hears each number as it is published. An interrupt ends it early.
    """
    stop = PROCESSES.Event()
    files = [folder / f"reader_{seed}.json" for seed in range(readers)]
    processes = [
        PROCESSES.Process(target=read_until, args=(settings, stop, seed, file))
        for seed, file in enumerate(files)
    ]
    publish_number(settings, 1)
    for process in processes:
        process.start()
    try:
        for number in range(2, releases + 1):
            publish_number(settings, number)
            candidates.sweep(settings, keep=2)
            tell(number)
    except KeyboardInterrupt:
        tell(-1)
    finally:
        stop.set()
        for process in processes:
            process.join(60)
    return [Seen(**json.loads(file.read_text(encoding="utf-8"))) for file in files]
