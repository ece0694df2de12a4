"""Synthetic samples of every source, in the publishers' formats.

Belongs here: finding the generators (one folder per source) and running them with a seed.
Does not belong here: how one source's files look (its own `generate.py`), byte-level writing
(`kit.py`), and any figure that a publisher has published.
"""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from types import ModuleType

DEFAULT_SEED = 20260101


def source_ids() -> list[str]:
    """Every source that has a generator, sorted: a folder with a `generate.py` declares one."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("*/generate.py"))


def generator(source_id: str) -> ModuleType:
    """The generator of one source: `write(folder, chance)` and its known totals `EXPECTED`."""
    return importlib.import_module(f".{source_id}.generate", __package__)


def write_samples(out: Path, seed: int = DEFAULT_SEED) -> list[Path]:
    """Write the samples of every source below `out`, laid out as an inbox.

    The same seed gives the same bytes. Each source draws from its own stream, so that a new source
    leaves the bytes of all others alone. Returns the written files, sorted.
    """
    for source_id in source_ids():
        chance = random.Random(f"{seed}:{source_id}")
        generator(source_id).write(out / source_id, chance)
    return sorted(path for path in out.rglob("*") if path.is_file())
