"""A counted run: drawing inputs, trying each, adding up.

Belongs here: the loop, the scores per base and family, the closing lines.
Does not belong here: the command line (`__main__.py`).
"""

from __future__ import annotations

import faulthandler
import resource
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from tests.fuzz.bases import all_bases
from tests.fuzz.doors import Bench, Outcome
from tests.fuzz.house import Found, ReleasedHome
from tests.fuzz.inputs import Input, draw

BATCH = 40
HUNG_SECONDS = 180
"""After so long on one input the process itself is stopped, with its stack on stderr."""


@dataclass
class Score:
    """What the inputs of one base or family came to. An input may be an archive of several."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "tried", "read", "refused", "set aside", "with quarantine", "unaccounted", "uncaught",
        "other claims",
    )  # fmt: skip
    tried: int = 0
    read: int = 0
    refused: int = 0
    aside: int = 0
    quarantined: int = 0
    unaccounted: int = 0
    uncaught: int = 0
    other: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one input."""
        self.tried += 1
        self.read += bool(outcome.read)
        self.refused += bool(outcome.refused)
        self.aside += not outcome.read and not outcome.refused and not outcome.problem
        self.quarantined += bool(outcome.quarantined)
        self.unaccounted += outcome.problem == "unaccounted"
        self.uncaught += outcome.problem == "uncaught"
        self.other += outcome.problem not in ("", "unaccounted", "uncaught")

    def counts(self) -> tuple[int, ...]:
        """The numbers in the order of `NAMES`."""
        return tuple(asdict(self).values())


@dataclass
class Tally:
    """The whole run."""

    seed: int
    by_base: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    by_family: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    total: Score = field(default_factory=Score)
    faults: Counter[str] = field(default_factory=Counter)
    physical: int = 0
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0
    seconds: float = 0.0
    house: Found = field(default_factory=Found)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, detail, and what makes the input again."""

    def add(self, entry: Input, outcome: Outcome, seconds: float) -> None:
        """Count one input."""
        for score in (self.by_base[entry.base.key], self.by_family[entry.family], self.total):
            score.add(outcome)
        self.faults.update(outcome.faults)
        self.physical += outcome.physical
        self.slowest = max(self.slowest, (seconds, entry.id))
        if outcome.problem:
            self.problems.append((outcome.problem, outcome.detail, entry.id))

    def lines(self) -> list[str]:
        """The closing lines."""
        one, house = self.total, self.house
        listed = ", ".join(f"{name} {count:,}" for name, count in sorted(self.faults.items()))
        changed = sum(kind in ("release", "landing") for kind, _, _ in house.problems)
        return [
            f"Seed {self.seed}: {one.tried:,} inputs, {one.read:,} read, {one.refused:,} refused,"
            f" {one.aside:,} set aside, {one.quarantined:,} with quarantine;"
            f" {self.physical:,} physical lines accounted for.",
            f"Refusals by fault: {listed}.",
            f"Loaded into a home with a release: {house.inputs:,} inputs, {house.loaded:,} extracts"
            f" loaded, {house.refused:,} refused; {changed} releases or earlier rows changed.",
            f"{self.seconds:,.0f} s, slowest {self.slowest[0]:.1f} s ({self.slowest[1]}), most"
            f" memory for one input {self.peak >> 20:,} MB.",
            *(f"FOUND {kind}: {detail} [{name}]" for kind, detail, name in self.problems[:200]),
            f"{one.unaccounted} unaccounted, {one.uncaught} uncaught, {len(self.problems)} findings"
            " in all.",
        ]

    def document(self) -> dict[str, Any]:
        """The run as JSON."""
        return {
            "seed": self.seed,
            "seconds": round(self.seconds),
            "total": asdict(self.total),
            "by_base": {name: asdict(score) for name, score in sorted(self.by_base.items())},
            "by_family": {name: asdict(score) for name, score in sorted(self.by_family.items())},
            "faults": dict(sorted(self.faults.items())),
            "physical_lines": self.physical,
            "house": asdict(self.house),
            "problems": self.problems,
        }


def run(
    folder: Path,
    count: int,
    seed: int,
    every: int,
    advance: Callable[[str], object] = lambda line: None,
    built: Path | None = None,
) -> Tally:
    """Try `count` inputs of one seed; every `every`-th is also loaded into a home (0: none).

    `advance` is told of each input: nothing, or what it broke. `built` is a home with a release of
    the samples; without one it is built.
    """
    tally, began = Tally(seed), time.monotonic()
    bases = all_bases(folder / "bases")
    bench = Bench(folder / "bench")
    home = None
    if every:
        home = ReleasedHome(folder, folder / "bases" / "samples", bases, built)
    waiting: list[Input] = []
    state = folder / "input"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of the doubled names we write
        for number, entry in enumerate(draw(bases, seed, count)):
            state.write_text(entry.id, encoding="utf-8")
            faulthandler.dump_traceback_later(HUNG_SECONDS, exit=True)
            start = time.process_time() + _children()
            outcome = bench.attempt(entry)
            tally.add(entry, outcome, time.process_time() + _children() - start)
            advance(f"{outcome.detail} [{entry.id}]" if outcome.problem else "")
            if home is not None and number % every == 0:
                waiting.append(entry)
            if home is not None and waiting and (len(waiting) == BATCH or number == count - 1):
                faulthandler.dump_traceback_later(HUNG_SECONDS * 5, exit=True)
                home.load(waiting, tally.house)
                waiting = []
    faulthandler.cancel_dump_traceback_later()
    tally.problems += tally.house.problems
    tally.peak, tally.seconds = bench.peak, time.monotonic() - began
    return tally


def _children() -> float:
    """Processor time of children that ended: the workbook parser."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
