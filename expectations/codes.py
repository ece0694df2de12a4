"""Closed lists of the schema that more than one suite checks.

Belongs here: code lists of `methods.md` sections 1, 4 and 5 as the gate knows them, on purpose
apart from the models it judges. Does not belong here: a rule about a table (`suites/`).
"""

from __future__ import annotations

AREA_TYPES = (
    "city", "metro", "municipality", "comuna", "corregimiento", "barrio", "delegacion", "ageb",
    "colonia", "police_precinct", "ward", "small_area", "survey_domain", "state", "province",
    "country", "facility", "unlocated",
)  # fmt: skip
#: Areas that are context beside a city and never its value (methods 4.7).
CONTEXT_SCOPES = ("state", "province", "country")
CALENDARS = ("gregorian", "za_saps", "za_municipal", "survey_reference")
GRAINS = ("day", "month", "quarter", "half_year", "year", "rolling_12m", "survey")
COUNTING_UNITS = (
    "incident", "offence", "case_file", "victim", "charge", "death", "suspect",
    "published_quantity",
)  # fmt: skip
NODE_STATUSES = ("exact", "core", "interval", "approximation", "unavailable")
#: SDMX CL_OBS_STATUS in the order in which one is chosen when several apply (methods 4.3).
OBS_STATUSES = ("Q", "M", "L", "K", "O", "B", "D", "E", "G", "I", "U", "P", "V", "W", "A")
#: Statuses under which there is no value.
VALUELESS_STATUSES = ("Q", "M", "L", "K", "O")
CONF_STATUSES = ("F", "A", "D", "N")
SEXES = ("0", "1", "2", "3", "4")
AGE_BANDS = ("0", "1", "2", "3", "4", "5", "6")
ROW_ROLES = ("leaf", "total", "part", "excluded")
RELATIONS = ("equal", "source_narrower", "source_broader", "overlap", "none")

#: Exact 95 % Poisson limits of counts 0 to 9 (methods 5): chi2.ppf(0.025, 2n)/2 and
#: chi2.ppf(0.975, 2n + 2)/2, with 0 below for n = 0. The unit test recomputes them.
EXACT_LIMITS = (
    (0, 0.0, 3.6888794541),
    (1, 0.0253178080, 5.5716433909),
    (2, 0.2422092785, 7.2246876677),
    (3, 0.6186721229, 8.7672730697),
    (4, 1.0898653736, 10.2415886754),
    (5, 1.6234863901, 11.6683320793),
    (6, 2.2018942535, 13.0594740225),
    (7, 2.8143630515, 14.4226753617),
    (8, 3.4538321767, 15.7631892202),
    (9, 4.1153730974, 17.0848034514),
)
#: Normal quantile of a two-sided 95 % interval.
Z_95 = 1.959963984540054


#: Units of published scores and ratios (`core.fct_governance_indicator`).
SCORE_UNITS = (
    "index_0_100", "points", "percent", "ratio", "count", "per_1000", "per_10k",
    "per_1000_live_births", "cop_per_inhabitant", "zar",
)  # fmt: skip
#: Those that cannot be negative; a balance or a saving can.
UNSIGNED_UNITS = ("count", "per_1000", "per_10k", "per_1000_live_births", "zar")
BUDGET_STAGES = ("original", "adjusted", "committed", "accrued", "paid", "audited")
#: Rows of a city's own files (seed city_file_codes).
SERVICE_STATUSES = ("open", "closed", "rejected", "duplicate")
SERVICE_CATEGORIES = (
    "lighting", "roads", "waste", "water", "public_space", "noise", "security", "traffic",
    "buildings", "social", "other",
)  # fmt: skip
SERVICE_CHANNELS = ("phone", "web", "app", "in_person", "letter", "other")
INFORMATION_OUTCOMES = (
    "full", "partial", "denied", "not_competent", "non_existent", "no_answer", "pending",
)  # fmt: skip
APPEAL_OUTCOMES = ("upheld", "partly_upheld", "dismissed", "pending")
CONTRACT_METHODS = ("open", "restricted", "direct", "other")
MANNERS_OF_DEATH = ("homicide", "suicide", "accident", "undetermined")

#: Victims (reference/iccs_tags.csv) and why a breakdown has no count.
VICTIM_SEXES = ("1", "2", "3", "4")
VICTIM_AGES = ("1", "2", "3", "4", "5", "6")
RELATIONSHIPS = tuple(str(value) for value in range(1, 12))
CITIZENSHIPS = ("1", "2", "3", "4")
LEGAL_STATUSES = ("1", "1a", "1b", "2", "2a", "2b", "3", "4")
VICTIM_TAGS = ("SV", "AV", "We", "ViP")
VICTIM_GAPS = ("no_figure", "not_published", "below_gate", "small_cells", "one_value")

#: Programmes (methods 1.3, 8).
PROGRAMME_DESIGNS = ("its", "did", "synthetic_control", "rct")
PREVENTION_TYPES = ("social", "community", "situational", "reintegration")
RECORDING_CHANGES = ("no", "yes", "unknown")
AREA_ROLES = ("target", "comparison", "ring")
IDENTIFICATIONS = ("identified", "not_identified", "not_estimated")

#: Geography (methods 1.2, 4.7).
GEOMETRY_ROLES = ("boundary", "station_point")
GEOMETRY_TYPES = ("Point", "Polygon", "MultiPolygon")
NAME_ROLES = ("current", "former", "as_published")
WEIGHT_BASES = ("area", "population", "dwelling", "majority_50")
#: West, south, east, north of a country with its inhabited islands, in degrees, a little wide.
COUNTRY_BOXES = {
    "COL": (-82.0, -4.3, -66.8, 13.5),
    "MEX": (-118.5, 14.5, -86.6, 32.8),
    "ZAF": (16.4, -34.9, 33.0, -22.1),
}


def sql_list(values: tuple[str, ...]) -> str:
    """Return `values` as an SQL list: `('A', 'B')`."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
