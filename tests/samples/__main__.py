"""`python -m tests.samples --out DIR [--seed N]`: write the synthetic inbox.

Belongs here: the command line. Does not belong here: anything about a source.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tests.samples import DEFAULT_SEED, source_ids, write_samples


def main(
    out: Annotated[Path, typer.Option(help="Folder that becomes an inbox.", file_okay=False)],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = DEFAULT_SEED,
) -> None:
    """Write the synthetic samples of every source below OUT."""
    files = write_samples(out, seed)
    size = sum(path.stat().st_size for path in files)
    typer.echo(f"{len(files)} SYNTHETIC files of {len(source_ids())} sources, {size:,} bytes")


typer.run(main)
