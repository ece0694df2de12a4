"""dbt, in this process.

Belongs here: the command line of dbt as a pure function, running it on one candidate, and turning
its results into values without a cell in them (S13).
Does not belong here: deciding whether a result lets a candidate be published
(`release/verdict.py`).
dbt writes only below the target path it is given; the project may be read-only.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.contracts import Contract, sources_by_domain
from orchestration.errors import GateRefused, ResourcesExhausted
from orchestration.fault_point import point
from orchestration.settings import switch_telemetry_off
from orchestration.warehouse.fingerprint import fingerprint
from orchestration.warehouse.nodes import DbtManifest, NodeResult, without_cells

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate

Progress = Callable[[str], None]

OUT_OF_RESOURCES = ("Out of Memory Error", "No space left on device", "File too large")


@dataclass(frozen=True)
class BuildResult:
    """How each node of a build ended."""

    nodes: tuple[NodeResult, ...]

    @property
    def bad(self) -> tuple[NodeResult, ...]:
        """The nodes that failed by themselves; skipped ones are their consequence."""
        return tuple(node for node in self.nodes if node.is_bad)


def build_arguments(
    command: Literal["build", "parse"],
    *,
    project: Path,
    target: Path,
    variables: dict[str, Any],
    data_tests: bool = True,
) -> list[str]:
    """The arguments of one dbt call: everything given, nothing left to the machine's defaults."""
    arguments = [
        command,
        *("--project-dir", str(project)),
        *("--profiles-dir", str(project)),
        *("--target-path", str(target)),
        *("--log-path", str(target / "logs")),
        *("--vars", json.dumps(variables, sort_keys=True)),
        *("--log-level", "none"),
        "--quiet",
        "--no-use-colors",
        "--no-partial-parse",
        "--no-version-check",
        "--no-send-anonymous-usage-stats",
    ]
    if command == "build":
        left_out = ["unit_test"] if data_tests else ["unit_test", "test"]
        arguments += ["--exclude-resource-type", *left_out]
    return arguments


def variables(
    contracts: dict[str, Contract], *, release_date: date, is_synthetic: bool
) -> dict[str, Any]:
    """The dbt variables that are always passed; a source that is missing here is not built."""
    return {
        "sources_by_domain": sources_by_domain(contracts),
        "release_date": release_date.isoformat(),
        "is_synthetic": is_synthetic,
    }


def build(
    settings: Settings,
    candidate: Candidate,
    contracts: dict[str, Contract],
    *,
    project: Path | None = None,
    data_tests: bool = True,
    progress: Progress | None = None,
) -> BuildResult:
    """Run seeds, models and data tests on the candidate; failures are results, not errors.

    Without `data_tests` the models are built and nothing is judged.

    Copies `manifest.json` and `run_results.json` into the candidate's folder. After memory ran out
    it tries once more with one thread (F13).
    Errors: GateRefused when dbt could not even begin; ResourcesExhausted.
    """
    arguments = build_arguments(
        "build",
        project=project or settings.project,
        target=candidate.dbt_target,
        variables=variables(
            contracts,
            release_date=candidate.record.created_at.date(),
            is_synthetic=candidate.record.is_synthetic,
        ),
        data_tests=data_tests,
    )
    point("warehouse.before_dbt")
    result = _run(settings, candidate, arguments, progress)
    point("warehouse.after_dbt")
    return result


def _run(
    settings: Settings, candidate: Candidate, arguments: list[str], progress: Progress | None
) -> BuildResult:
    """Run dbt on an empty candidate, with all threads and then with one.

    Errors: ResourcesExhausted when one thread does not get by either.
    """
    results: list[Any] = []
    for threads in dict.fromkeys((settings.threads, 1)):
        candidate.database.unlink(missing_ok=True)
        with _environment(settings, candidate.database, threads):
            manifest = _parsed(arguments)
            results = list(getattr(_invoke(arguments, progress, manifest), "results", ()))
        result = _collect(candidate, results)
        if not _starved(results):
            return result
    raise _out_of_resources(settings, results)


def parse(settings: Settings, contracts: dict[str, Contract], project: Path | None = None) -> Path:
    """Build the manifest without touching a database; return its path below `dbt_target`."""
    arguments = build_arguments(
        "parse",
        project=project or settings.project,
        target=settings.dbt_target,
        variables=variables(contracts, release_date=date(1970, 1, 1), is_synthetic=False),
    )
    with _environment(settings, None, settings.threads):
        _invoke(arguments, None)
    return settings.dbt_target / "manifest.json"


@contextmanager
def _environment(settings: Settings, database: Path | None, threads: int) -> Iterator[None]:
    """The variables that `profiles.yml` reads, for the time of one call."""
    switch_telemetry_off()
    wanted = {
        "SAFERCITIES_MEMORY": settings.memory,
        "SAFERCITIES_THREADS": str(threads),
        "SAFERCITIES_TEMP": str(settings.temp),
        "SAFERCITIES_TEMP_LIMIT": settings.temp_limit,
    }
    if database is not None:
        wanted |= {
            "SAFERCITIES_CANDIDATE": str(database),
            "SAFERCITIES_LANDING": str(settings.landing),
        }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


#: The last project that this process parsed, under everything that its parsing depends on.
_last_parsed: dict[tuple[str, ...], Manifest] = {}


def _parsed(arguments: list[str]) -> Manifest:
    """A manifest of one's own for the project and variables of these `build` arguments.

    Parsing takes as long as an eighth of a build. Whoever builds the same project again, as a
    second try with one thread or night after night in one process, need not parse it again. The
    key is every byte of the project, so nothing stale is built: dbt's own partial parsing, which
    compares less, is off. A build changes its manifest, hence the copy.
    """
    project, given = (arguments[arguments.index(name) + 1] for name in ("--project-dir", "--vars"))
    key = (project, given, fingerprint(Path(project), ()))
    if key not in _last_parsed:
        parse = ["parse", *arguments[1 : arguments.index("--exclude-resource-type")]]
        manifest = _invoke(parse, None)
        _last_parsed.clear()
        _last_parsed[key] = manifest
    return _last_parsed[key].deepcopy()  # type: ignore[no-untyped-call, no-any-return]


def _invoke(
    arguments: list[str], progress: Progress | None, manifest: Manifest | None = None
) -> Any:
    """Run dbt and return its result: of `parse` the manifest, of `build` the nodes' results.

    Its database is closed afterwards. Errors: GateRefused when the project cannot be read.
    """
    from dbt.cli.main import dbtRunner

    callbacks = [_narrator(progress)] if progress else []
    try:
        outcome = dbtRunner(manifest, callbacks=callbacks).invoke(arguments)
    finally:
        _close_connections()
    if isinstance(outcome.exception, (KeyboardInterrupt, OSError)):
        raise outcome.exception
    if outcome.exception is not None:
        raise GateRefused(
            f"dbt could not read the project: {without_cells(str(outcome.exception))}",
            "Correct the named file; nothing was built.",
        )
    return outcome.result


def _close_connections() -> None:
    """Give the candidate's file lock back: dbt keeps its connections open for the next call."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    reset_adapters()  # type: ignore[no-untyped-call]
    gc.collect()


def _narrator(progress: Progress) -> Callable[[Any], None]:
    """A dbt callback that tells `progress` which node just ended."""

    def tell(event: Any) -> None:
        if event.info.name == "NodeFinished":
            progress(f"dbt: {event.data.node_info.node_name}")

    return tell


def _drop_cells(results: Path) -> None:
    """Leave of each error in dbt's results only its kind: DuckDB quotes the cell (S13)."""
    if not results.exists():
        return
    document = json.loads(results.read_bytes())
    for result in document["results"]:
        if result["status"] not in {"pass", "success", "fail", "warn", "skipped"}:
            result["message"] = without_cells(result.get("message") or "")
            result["adapter_response"] = {}
    results.write_text(json.dumps(document), encoding="utf-8")


def _collect(candidate: Candidate, results: list[Any]) -> BuildResult:
    _drop_cells(candidate.dbt_target / "run_results.json")
    for name, path in (
        ("manifest.json", candidate.manifest),
        ("run_results.json", candidate.run_results),
    ):
        if (candidate.dbt_target / name).exists():
            shutil.copyfile(candidate.dbt_target / name, path)
            path.chmod(0o600)
    if candidate.database.exists():
        candidate.database.chmod(0o600)
    manifest = DbtManifest.read(candidate.manifest)
    return BuildResult(
        tuple(
            NodeResult(
                unique_id=result.node.unique_id,
                resource_type=str(result.node.resource_type),
                status=str(result.status),
                failures=result.failures,
                message=_describe(str(result.status), result.failures, result.message),
                source_id=manifest.source_id(result.node.unique_id),
                seconds=float(result.execution_time),
            )
            for result in results
        )
    )


def _describe(status: str, failures: int | None, message: str | None) -> str:
    if status in {"fail", "warn"}:
        return f"{failures or 0:,} failures"
    return without_cells(message or "") if status in {"error", "runtime error"} else ""


def _starved(results: list[Any]) -> bool:
    return any(
        sign in (result.message or "")
        for result in results
        if str(result.status) in {"error", "runtime error"}
        for sign in OUT_OF_RESOURCES
    )


def _out_of_resources(settings: Settings, results: list[Any]) -> ResourcesExhausted:
    first = next(one for one in results if _starved([one]))
    if OUT_OF_RESOURCES[0] in first.message:
        return ResourcesExhausted(
            f"Memory: {first.node.name} needs more than {settings.memory} even with one thread.",
            "Nothing published. Raise SAFERCITIES_MEMORY.",
        )
    return ResourcesExhausted(
        f"Disk full while building {first.node.name}.",
        "Nothing published. Free space or lower SAFERCITIES_KEEP_RELEASES.",
    )
