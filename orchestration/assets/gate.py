"""The gate as asset checks.

Belongs here: one blocking check per suite, on the table it looks at, and one on the candidate for
the whole verdict.
Does not belong here: a rule (`expectations/suites/`), or the judgement (`release/verdict.py`).

A blocking check stops the release of the same run only; a later one would go on. That is why the
release reads every verdict again by itself.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from expectations import suites
from orchestration import stages
from orchestration.assets.names import CANDIDATE, WRITER_POOL
from orchestration.assets.runs import candidate_id, logged
from orchestration.release.verdict import CandidateVerdict, Check
from orchestration.settings import Settings

VERDICT = "verdict"


def gated_keys(built: set[dg.AssetKey]) -> dict[str, dg.AssetKey]:
    """Suite -> the asset of its table; of the candidate when the project has no such table."""
    keys = {}
    for name in suites.REQUIRED:
        table = dg.AssetKey(_table_of(name).split("."))
        keys[name] = table if table in built else CANDIDATE
    return keys


def _table_of(suite: str) -> str:
    """`core.fct_offence`; its own name for a missing suite, which the gate refuses (F53)."""
    try:
        return suites.load(suite).table
    except (LookupError, ImportError):
        return suite


def build_gate(settings: Settings, keys: Mapping[str, dg.AssetKey]) -> dg.AssetChecksDefinition:
    """The op that judges the run's candidate and reports each suite of `keys` and the whole."""
    specs = [
        dg.AssetCheckSpec(
            _check_name(suite),
            asset=key,
            blocking=True,
            description=f"Great Expectations suite {suite}: each critical expectation must pass.",
        )
        for suite, key in keys.items()
    ]
    whole = dg.AssetCheckSpec(
        VERDICT,
        asset=CANDIDATE,
        blocking=True,
        description="dbt tests, Great Expectations and line accounts together let it be published.",
    )

    # Can be subset only so that a night with nothing new may end without a result.
    @dg.multi_asset_check(name="gate", specs=[*specs, whole], can_subset=True, pool=WRITER_POOL)
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Judge the candidate; what is new of a source to blame is held, and it is built again."""
        judged = stages.run_gate(settings, candidate_id(context), progress=logged(context))
        wanted = context.selected_asset_check_keys
        for suite, key in keys.items():
            if dg.AssetCheckKey(key, _check_name(suite)) in wanted:
                yield _suite_result(suite, key, judged.checks)
        if whole.key in wanted:
            yield _whole_result(judged)

    return gate


def _check_name(suite: str) -> str:
    return f"gx_{suite}"


def _suite_result(suite: str, key: dg.AssetKey, checks: Sequence[Check]) -> dg.AssetCheckResult:
    """What one suite found; a suite that left no result counts as failed (promise 3)."""
    own = [check for check in checks if check.check_name.startswith(f"{suite}.")]
    bad = [check for check in own if check.verdict != "pass"]
    only_warnings = bool(own) and all(check.severity == "warning" for check in bad)
    said = [f"{check.check_name}: {check.verdict.replace('_', ' ')}" for check in bad]
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=_check_name(suite),
        passed=bool(own) and not bad,
        severity=dg.AssetCheckSeverity.WARN if only_warnings else dg.AssetCheckSeverity.ERROR,
        description="; ".join(said) if own else "The suite left no result.",
        metadata={"expectations": len(own), "not passed": len(bad)},
    )


def _whole_result(judged: CandidateVerdict) -> dg.AssetCheckResult:
    """The verdict with every reason to refuse."""
    reasons = "\n".join(f"- {refusal.reason}" for refusal in judged.refusals)
    return dg.AssetCheckResult(
        asset_key=CANDIDATE,
        check_name=VERDICT,
        passed=not judged.refusals,
        description=judged.headline() if judged.refusals else None,
        metadata={
            "checks": len(judged.checks),
            "warnings that did not pass": len(judged.warnings),
            "reasons to refuse": dg.MetadataValue.md(reasons or "none"),
        },
    )
