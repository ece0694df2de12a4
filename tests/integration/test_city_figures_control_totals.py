"""The control totals of `sources.md` 2.6 on the effectiveness of Querétaro's government.

Belongs here: figures printed there, from the governance indicators of the real release, and that no
figure of a form stands in it. Does not belong here: what runs on samples (`test_city_figures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

pytestmark = pytest.mark.real

Query = Callable[..., Sequence[tuple[object, ...]]]

#: sources.md 2.6: "muy o algo efectivo", % of residents 18+, by first day of the quarter.
EFFECTIVE = {
    "2019-01-01": 38.55, "2019-04-01": 34.89, "2019-07-01": 28.00, "2019-10-01": 33.91,
    "2020-01-01": 37.56, "2020-07-01": 30.16, "2020-10-01": 34.96, "2021-01-01": 42.25,
    "2021-07-01": 44.85, "2021-10-01": 43.60, "2024-01-01": 52.56, "2024-04-01": 51.71,
    "2024-07-01": 49.69, "2025-01-01": 54.77, "2025-04-01": 38.83,
}  # fmt: skip


def effectiveness(release: Query) -> Sequence[tuple[object, ...]]:
    """Quarter, value and flags of the city's government, current rows."""
    return release(
        """
        select cast(period.period_start as varchar), fact.value, fact.obs_flag_codes
        from core.fct_governance_indicator as fact
        join core.dim_period as period using (period_id)
        where fact.known_to_at is null and fact.source_id = 'mx_inegi_ensu'
          and fact.local_indicator_code = 'government_effective'
          and fact.area_id = 'MEX:survey_domain:ENSU37'
        """
    )


def test_the_effectiveness_of_the_citys_government_by_quarter(release: Query) -> None:
    found = {str(quarter): float(str(value)) for quarter, value, _ in effectiveness(release)}

    assert found == pytest.approx(EFFECTIVE, abs=5e-3)


def test_the_break_of_household_victimisation_is_none_of_an_opinion(release: Query) -> None:
    flags = {str(quarter): flags for quarter, _, flags in effectiveness(release)}

    assert "B" not in str(flags["2024-07-01"]).split(";")


def test_no_amount_or_opinion_of_ethekwini_is_made_up(release: Query) -> None:
    """The real extracts hold the code lists and none of the amounts (sources.md 3.8)."""
    assert release("select * from marts.observation where indicator_id in ('G02', 'G03')") == []
