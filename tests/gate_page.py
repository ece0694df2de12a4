"""The page of the gate's rules, `docs/gate.md`: `python -m tests.gate_page` writes it anew.

Belongs here: which planted defects are caught by exactly one rule of the whole gate, and the page
that lists them. Does not belong here: planting them (`integration/test_gate_mutation.py`,
`unit/test_floors.py`, `unit/test_publish_verdict.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from expectations import suites
from expectations.checks import row_count
from orchestration.release import floors
from orchestration.settings import PROJECT_ROOT
from tests.integration.test_invariants import FOLDER as INVARIANTS
from tests.integration.test_invariants import PLANTED as VIOLATIONS
from tests.unit.test_expectations_suites import DEFECTS
from tests.unit.test_floors import SPOILT

PAGE = PROJECT_ROOT / "docs" / "gate.md"

#: Blocks of `unit/planted_defects*.sql` that one rule of the whole gate catches, on the samples.
SUITES_ALONE = (
    "dim_city: timezone_is_a_name",
    "dim_area: validity_moves_forward",
    "dim_area: a_context_area_lies_in_nothing_smaller",
    "dim_area: refers_to(parent_area_id, core.dim_area)",
    "dim_offence: the_parent_is_the_shorter_code",
    "dim_offence: police_activity_is_marked",
    "dim_source: in_set(trust_level_code)",
    "dim_node_status: an_approximation_is_never_unbiased",
    "fct_governance_indicator: missing_is_not_zero",
    "fct_budget: the_currency_is_the_citys",
    "fct_budget: refers_to(city_id, core.dim_city)",
    "fct_audit: an_address_is_no_opinion",
    "dim_programme: refers_to(city_id, core.dim_city)",
    "fct_programme_activity: an_area_has_one_role",
    "fct_offence_event: an_event_ends_after_it_starts",
    "recorded_crime_by_city_year: a_count_was_reported",
    "offence_rate_by_city_year: no_rate_has_its_reason",
    "offence_rate_by_city_year: no_rate_of_an_interval",
    "offence_rate_by_city_year: the_population_is_published",
    "offence_rate_by_city_year: the_rate_is_its_formula",
    "offence_rate_by_city_year: a_rate_has_an_interval",
    "offence_rate_by_city_year: the_limits_match_their_formula",
    "source_coverage: twelve_months_of_all_areas_are_complete",
    "sources: filled(licence_text)",
    "dim_area_geometry: begins_in_its_country",
    "dim_area_name: the_current_name_is_that_of_the_area",
    "dim_area_name: a_name_ends_after_it_began",
    "dim_area_name: filled(name_local)",
    "bridge_area_overlap: refers_to(to_area_id, core.dim_area)",
    "fct_death: sexes_are_never_more_than_all",
    "homicide_registration_triangle: registers_add_up",
    "homicide_registration_triangle: between(registered_share_pct)",
    "indicator_catalogue: what_is_missing_is_said_in_both_languages",
    "observation: nothing_at_all_says_why",
    "comparability_card: tests_are_y_p_or_n",
    "comparability_card: the_tier_is_never_better_than_its_tests",
    "comparability_card: a_lower_tier_has_its_reasons",
    "ranking: the_highest_comes_first",
    "observation: spending_is_no_definition_met",
    "observation: a_percentage_is_one",
    "funnel: beyond_the_limits_is_said",
    "headline_by_city_year: not_null(g06_flag_codes)",
    "maturity_score: the_level_follows_the_scale",
    "maturity_score: filled(evidence_es)",
    "maturity_score: in_set(component_code)",
    "control_chart: a_point_beyond_a_limit_is_a_signal",
    "control_chart: what_is_adjusted_says_so",
    "control_chart: adjusted_is_value_less_season",
    "control_chart: a_season_needs_36_months",
    "fct_service_request: an_area_lies_in_the_requests_city",
    "fct_service_request: refers_to(area_id, core.dim_area)",
    "fct_service_request: filled(category_local)",
    "fct_service_request: knowledge_does_not_overlap",
    "fct_information_request: an_appeal_comes_before_its_outcome",
    "fct_contract: an_award_is_in_the_citys_currency",
    "fct_contract: a_modality_has_one_method",
    "fct_contract: filled(method_local)",
    "fct_contract: length(supplier_id)",
)
#: Blocks of `integration/planted_violations.sql` of the same kind.
INVARIANTS_ALONE = (
    "inv14_no_zero_after_the_cutoff",
    "inv15_one_crosswalk_row_per_label",
    "inv15_unknown_labels_are_listed",
    "inv19_no_order_across_tiers",
    "inv20_adjusted_crime_is_an_interval_of_a_city",
)
#: What is wrong with the results themselves: fault, what is planted, the test that shows it.
JUDGED = (
    ("F06", "the verdict is missing", "a_missing_verdict_refuses"),
    ("F06", "the verdict is half written", "a_half_written_verdict_refuses"),
    ("F53", "a suite has no result", "a_suite_that_did_not_run_refuses"),
    ("F53", "a suite evaluated nothing", "a_suite_without_expectations_refuses"),
    ("F53", "no suite looks at a published table", "a_published_table_without_a_suite_refuses"),
    ("F53", "a dbt node has no result", "a_node_without_a_result_refuses"),
    ("F53", "a dbt test was skipped", "a_skipped_test_without_a_failure_before_it_refuses"),
    ("F54", "a check crashes", "a_check_that_crashed_refuses_and_is_not_called_failed"),
    ("F55", "the verdict is of another candidate", "the_verdict_of_another_candidate_refuses"),
    (
        "F55",
        "the candidate changed after its verdict",
        "a_verdict_refuses_once_the_candidate_has_changed_under_it",
    ),
    (
        "promise 1",
        "one physical line more than its parts",
        "lines_that_do_not_add_up_refuse_and_blame_the_source",
    ),
)


@dataclass(frozen=True)
class Planted:
    """One defect of the built warehouse, the only rule that catches it, and what the rule says."""

    rule: str
    layer: str
    severity: str
    statement: str
    sql: str


def planted() -> tuple[Planted, ...]:
    """Every defect that exactly one rule of the whole gate must catch."""
    return (*_suites(), *_invariants(), *_staging())


def _suites() -> Iterator[Planted]:
    by_title = {f"{suite}: {' + '.join(checks)}": sql for suite, checks, sql in DEFECTS}
    for title in SUITES_ALONE:
        name, check_name = title.split(": ", 1)
        suite = suites.load(name)
        checks = (row_count(suite.row_floor, suite.row_ceiling), *suite.checks)
        check = next(one for one in checks if one.name == check_name)
        severity = "error" if check.severity == "critical" else "warning"
        yield Planted(
            f"{name}.{check_name}", "great_expectations", severity, check.statement, by_title[title]
        )


def _invariants() -> Iterator[Planted]:
    for name in INVARIANTS_ALONE:
        text = (INVARIANTS / f"{name}.sql").read_text(encoding="utf-8")
        comment = " ".join(
            line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")
        )
        yield Planted(name, "dbt", "error", comment.partition(": ")[2] or comment, VIOLATIONS[name])


def _staging() -> Iterator[Planted]:
    path = Path(__file__).parent / "integration" / "gate_defects.sql"
    for block in path.read_text(encoding="utf-8").split("\n\n-- ")[1:]:
        name, sql = block.split("\n", 1)
        yield Planted(name, "dbt", "error", _words_of_generic_test(name), sql)


def _words_of_generic_test(name: str) -> str:
    """The first sentence of the generic test's own comment."""
    for path in sorted((PROJECT_ROOT / "dbt_project" / "tests" / "generic").glob("*.sql")):
        if name.startswith(path.stem):
            text = path.read_text(encoding="utf-8").split("#}")[0].lstrip("{#- \n")
            return " ".join(text.split()).rstrip("- ").partition(". ")[0].rstrip(".")
    return ""


_HEAD = """# The gate: its rules, and what proves each

Written by `python -m tests.gate_page`; a test compares it with the code. A candidate is published
only when every rule of weight `error` was asked, on this very candidate, and holds. A rule
**passes**, **fails**, or **could not be evaluated**, which refuses as well; a floor that has
nothing to stand on (no release yet) is **not applicable** and says why. A failed `warning` is
published and said.

Where all that is wrong belongs to single sources, what is new of them is held, their last good rows
stay with their date, and the rest is published. What only floors refuse a person may accept:
`safercities accept` with the extract's hash or the candidate's id, valid for those inputs and, of a
candidate, for the very words of the refusal. No other rule of the gate can be accepted, and never
one of privacy.

## One defect, one rule

Each defect below is planted into a warehouse built from the samples, in a transaction, and every
rule of the gate that reads what it changes is asked: dbt's own tests, the {checks} checks of the
{suites} suites, and the floors. Exactly the rule named catches it
(`tests/integration/test_gate_mutation.py`). Great Expectations itself is asked of the toy
candidate, for each of the {blocks} defects of `tests/unit/planted_defects*.sql`; many of those are
caught by two layers, on purpose, and so are not listed here. The invariants are in `invariants.md`.
"""
_FLOORS = """
## Floors: the candidate beside the release

Each is planted into a candidate that otherwise equals its release; of the floors exactly the one
named fails (`tests/unit/test_floors.py`). They speak of the step from one release to the next, so
they stand on the page of checks and not in `meta.checks`, which belongs to the content.
"""
_JUDGED = """
## What is wrong with the results themselves

Nothing trusts an exit code: the release step reads every result again
(`tests/unit/test_publish_verdict.py`).
"""


def page() -> str:
    """The whole page as Markdown."""
    required = [suites.load(name) for name in suites.REQUIRED]
    head = _HEAD.format(
        checks=f"{sum(len(suite.checks) + 1 for suite in required):,}",
        suites=len(required),
        blocks=len(DEFECTS),
    )
    return "\n".join(
        [
            head,
            *_table(
                ("rule", "layer", "weight", "what must hold", "planted defect", "outcome"),
                (
                    (
                        f"`{one.rule}`", one.layer.replace("_", " "), one.severity, one.statement,
                        _code(one.sql), "that rule alone refuses",
                    )
                    for one in planted()
                ),
            ),
            _FLOORS,
            *_table(
                ("floor", "weight", "what must hold", "planted defect", "outcome"),
                (
                    (
                        f"`{one.name}`", one.severity, one.statement, _code(SPOILT[one.name][0]),
                        "refuses, may be accepted" if one.severity == "error" else "is said",
                    )
                    for one in floors.FLOORS
                ),
            ),
            _JUDGED,
            *_table(
                ("fault", "planted", "shown by", "outcome"),
                ((fault, what, f"`test_{test}`", "refuses") for fault, what, test in JUDGED),
            ),
            "",
        ]
    )  # fmt: skip


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield _line(head)
    yield _line(("---",) * len(head))
    yield from map(_line, rows)


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(sql: str) -> str:
    return f"`{' '.join(sql.split()).rstrip(';')}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
