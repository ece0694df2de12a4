"""Would another build give the same release? One hash over everything that goes in.

Belongs here: the hash over the loaded extracts, the dbt project, our code and the engines.
Does not belong here: comparing it with a release (`pipeline.py`).
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orchestration.warehouse.candidate import LoadedExtract

#: Written by dbt or by an editor, not part of the project.
IGNORED_FOLDERS = frozenset({"target", "logs", "dbt_packages", "__pycache__"})
ENGINES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "statsmodels")


def _files(folder: Path, suffix: str = "") -> Iterator[Path]:
    for path in sorted(folder.rglob(f"*{suffix}")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not IGNORED_FOLDERS.intersection(inside) and inside[-1][0] != ".":
            yield path


def fingerprint(project: Path, extracts: Iterable[LoadedExtract]) -> str:
    """SHA-256 over what a build depends on. The order of extracts and their names do not matter."""
    digest = hashlib.sha256()
    for extract in sorted(extracts, key=lambda one: (one.source_id, one.extract_sha256)):
        digest.update(
            f"extract|{extract.source_id}|{extract.extract_sha256}|{extract.layout_hash}\n".encode()
        )
    for label, root, suffix in _roots(project):
        for path in _files(root, suffix):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{label}|{path.relative_to(root).as_posix()}|{content}\n".encode())
    for engine in ENGINES:
        digest.update(f"engine|{engine}|{version(engine)}\n".encode())
    return digest.hexdigest()


def _roots(project: Path) -> list[tuple[str, Path, str]]:
    return [
        ("project", project, ""),
        ("orchestration", PROJECT_ROOT / "orchestration", ".py"),
        ("expectations", PROJECT_ROOT / "expectations", ".py"),
    ]
