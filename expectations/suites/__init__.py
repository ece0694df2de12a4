"""The suites: one module per gated table, found by name.

Belongs here: discovery, and the list of suites that a release must carry.
Does not belong here: running a suite (`evaluate.py`).

A module `fct_offence.py` holds `SUITE`; a module without it, or with no critical check, is an error
that the gate records, never a pass. `REQUIRED` is written by hand on purpose: were it computed
from what is found, a deleted module would go unnoticed (F53).
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace

from expectations.checks import Suite

#: Suites that must run on every candidate before it may be released.
REQUIRED = (
    "dim_city",
    "dim_area",
    "dim_area_geometry",
    "dim_area_name",
    "bridge_area_overlap",
    "dim_period",
    "dim_offence",
    "dim_source",
    "dim_source_category",
    "dim_node_status",
    "dim_series_break",
    "crosswalk",
    "fct_population",
    "fct_offence",
    "fct_offence_open",
    "fct_offence_event",
    "fct_victim",
    "fct_death",
    "fct_source_coverage",
    "fct_survey_estimate",
    "fct_governance_indicator",
    "fct_participation",
    "fct_budget",
    "fct_audit",
    "fct_service_request",
    "fct_information_request",
    "fct_contract",
    "dim_manner_of_death",
    "dim_programme",
    "fct_programme_activity",
    "fct_programme_effect",
    "recorded_crime_by_city_month",
    "recorded_crime_by_city_year",
    "offence_rate_by_city_year",
    "homicide_victims_by_city_year",
    "victims_by_city_year",
    "homicide_deaths_by_area_year",
    "homicide_registration_triangle",
    "source_coverage",
    "observation",
    "indicator_catalogue",
    "comparability_card",
    "ranking",
    "control_chart",
    "funnel",
    "headline_by_city_year",
    "maturity_score",
    "revision_log",
    "codes",
    "extracts",
    "sources",
    "unmapped",
    "editions",
    "revisions",
    "corrections",
    "acceptances",
    "city_file_problems",
    "form_problems",
    "programme_problems",
)


def available() -> list[str]:
    """Return the names of all suite modules that exist."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str) -> Suite:
    """Return the suite `name`.

    Errors: LookupError when there is no such module or it holds no suite; whatever the module
    itself raises.
    """
    if name not in available():
        raise LookupError(f"there is no suite {name}")
    suite = getattr(importlib.import_module(f"{__name__}.{name}"), "SUITE", None)
    if not isinstance(suite, Suite):
        raise LookupError(f"module {name} holds no SUITE")
    return replace(suite, name=name)
