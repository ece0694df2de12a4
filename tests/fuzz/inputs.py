"""One input from (family, base, seed), the same on every machine and in every run.

Belongs here: which families suit which base, drawing inputs, making one again.
Does not belong here: how a family changes bytes, trying the result.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.fuzz.bases import Base
from tests.fuzz.containers import PACKED
from tests.fuzz.mutators import ANY, LINES, TEXT, Mutator
from tests.fuzz.sheets import BOOK, BOOKS
from tests.fuzz.structures import OF_KIND


@dataclass(frozen=True)
class Input:
    """A spoilt file as it is dropped into the inbox."""

    family: str
    base: Base
    seed: int
    file_name: str
    data: bytes

    @property
    def id(self) -> str:
        """What makes it again: `family base seed`."""
        return f"{self.family} {self.base.key} {self.seed}"

    @property
    def lenient(self) -> bool:
        """Read under limits that refuse nothing, or under the contract's own."""
        return self.seed % 4 != 0


def families(base: Base) -> list[str]:
    """The families that suit a base, in a fixed order."""
    return [*_mutators(base), *PACKED, "splice"]


def _mutators(base: Base) -> dict[str, Mutator]:
    """The families that change the bytes of a base in place."""
    found = dict(ANY)
    if base.kind in TEXT:
        found |= LINES
    if base.kind in BOOKS:
        found |= BOOK
    return found | OF_KIND.get(base.kind, {})


def make(family: str, base: Base, seed: int, others: Sequence[Base]) -> Input:
    """The input of a family, a base and a seed; `others` are what splices are made of."""
    chance = Random(f"{family} {base.key} {seed}")
    mutators, name, data = _mutators(base), base.file_name, base.data
    if family == "splice":
        return Input(family, base, seed, name, _splice(chance, base, others))
    if family in PACKED:
        inner = chance.choice(list(mutators)) if chance.random() < 0.3 else None
        data = mutators[inner](chance, base, data) if inner else data
        name, data = PACKED[family](chance, base, data)
        return Input(family, base, seed, name, data)
    data = mutators[family](chance, base, data)
    # Some faults show only together: a second change of any family.
    if chance.random() < 0.25:
        data = mutators[chance.choice(list(ANY))](chance, base, data)
    return Input(family, base, seed, name, data)


def _splice(chance: Random, base: Base, others: Sequence[Base]) -> bytes:
    """The beginning of one file and the end of another, or another source's file (F44)."""
    # Without the real extracts the splices of all other bases stay what they are.
    groups = ("synthetic", "sample", base.group)
    other = chance.choice([one for one in others if one.weight >= 1.0 and one.group in groups])
    if chance.random() < 0.3:
        return other.data
    cut = chance.randrange(len(base.data) + 1)
    return base.data[:cut] + other.data[chance.randrange(len(other.data) + 1) :]


def draw(bases: Sequence[Base], seed: int, count: int) -> Iterator[Input]:
    """`count` inputs of one seed; the first ones of a longer run are those of a shorter one."""
    chance = Random(seed)
    weights = [base.weight * (0.15 if base.kind in BOOKS else 1.0) for base in bases]
    for number in range(count):
        (base,) = chance.choices(bases, weights)
        family = chance.choice(families(base))
        # The dear ones less often: bytes by the megabyte, and names that are nobody's.
        if family in ("huge", "sheet-bombs", "file-name") and chance.random() < 0.7:
            family = chance.choice(["inject", "bytes", "blocks"])
        if base.weight < 1.0 and family in ("huge", "twice"):
            family = "inject"
        yield make(family, base, seed * 10_000_000 + number, bases)


def checksum(entry: Input) -> int:
    """A short checksum of the bytes, to see that an input was made again."""
    return zlib.crc32(entry.data)
