"""What release notes say: their shape, and the rows of a release that they are made from.

Belongs here: the typed records of `release_notes.json`. Those of the first part are read: their
fields are columns of public tables, so what is not named here is never read.
Does not belong here: comparing and writing (`notes.py`).
"""

from __future__ import annotations

from datetime import date, datetime

from orchestration.release.manifest import Record

# --- read -----------------------------------------------------------------------------------------


class Extract(Record):
    """A row of `meta.extracts`: one file, used or not."""

    source_id: str
    file_name: str
    layout: str | None
    extract_sha256: str
    status_code: str
    data_as_of_date: date | None
    physical_lines: int | None
    loaded_lines: int | None
    quarantined_lines: int | None
    declared_lines: int | None
    fault_code: str | None
    message: str | None


class Source(Record):
    """A row of `meta.sources`. Lines are physical lines over all its loaded extracts."""

    source_id: str
    status_code: str
    extract_count: int
    refused_count: int
    physical_lines: int
    loaded_lines: int
    quarantined_lines: int
    declared_lines: int
    last_extract_at: datetime | None
    newest_period_end: date | None
    message: str | None


class Acceptance(Record):
    """A held file, or a floor of a whole candidate, that a person let in.

    Who and why stand in `meta.acceptances`, not here.
    """

    source_id: str
    file_name: str
    fault_code: str
    extract_sha256: str


class Category(Record):
    """A category as its publisher words it."""

    source_id: str
    source_category_id: str
    label_group: str | None
    label_type: str | None
    label_subtype: str | None
    label_modality: str | None

    @property
    def label(self) -> str:
        """The labels from broad to narrow."""
        parts = (self.label_group, self.label_type, self.label_subtype, self.label_modality)
        return " / ".join(part for part in parts if part)


class Unmapped(Category):
    """A category that no crosswalk knows. `unit_share` is its part of the source's units."""

    row_count: int
    unit_count: float | None
    unit_share: float | None


class Restated(Record):
    """A row of `marts.revision_log`: an indicator whose publisher restated it."""

    indicator_id: str
    city_id: str
    area_id: str
    period_id: str
    breakdown_code: str
    source_id: str
    changed_at: datetime
    old_value: float | None
    new_value: float | None
    old_numerator: float | None
    new_numerator: float | None
    unit_code: str | None
    reason_code: str

    @property
    def is_window(self) -> bool:
        """True for a window of twelve months: it overlaps others and repeats what a year says."""
        return ":rolling_12m:" in self.period_id

    @property
    def size(self) -> tuple[float, float]:
        """How much it moved: events first, then the value itself."""
        events = abs((self.new_numerator or 0) - (self.old_numerator or 0))
        return events, abs((self.new_value or 0) - (self.old_value or 0))


class Indicator(Record):
    """A row of `marts.indicator_catalogue`: what a city has of an indicator."""

    indicator_id: str
    city_id: str
    name_en: str
    name_es: str
    availability_code: str


class Card(Record):
    """A row of `marts.comparability_card`: may these two figures be compared."""

    indicator_id: str
    breakdown_code: str
    city_id_a: str
    city_id_b: str
    period_id: str
    source_id_a: str | None
    source_id_b: str | None
    tier_code: str


class Check(Record):
    """A row of `meta.checks`."""

    check_name: str
    kind: str
    table_name: str | None
    column_name: str | None
    severity: str
    verdict: str
    failures: int | None
    source_id: str | None


class Named(Record):
    """The row of `meta.release`."""

    release_id: str
    created_at: datetime
    is_synthetic: bool


# --- told -----------------------------------------------------------------------------------------


class Previous(Record):
    """The release before; `is_readable` is False when its database could not be opened."""

    release_id: str
    is_readable: bool


class CameIn(Record):
    """Sources and files. What is new or gone is None where there is nothing to compare with."""

    sources: tuple[Source, ...]
    new_sources: tuple[str, ...] | None
    new_files: tuple[Extract, ...] | None
    gone_files: tuple[Extract, ...] | None


class HeldBack(Record):
    """What was not used, and the sources whose last good rows stay (their `message` says why)."""

    files: tuple[Extract, ...]
    kept_last_good: tuple[Source, ...]
    without_extract: tuple[str, ...]
    accepted: tuple[Acceptance, ...]


class RevisedCell(Record):
    """A figure that both releases give, differently."""

    table: str
    source_id: str
    cell: dict[str, str | None]
    before: float
    after: float
    change: float


class RevisedTable(Record):
    """How many cells of a source and table differ; `status` is the same figure, another status."""

    source_id: str
    table: str
    changed: int
    added: int
    removed: int
    status: int


class Revisions(Record):
    """`tables` and `largest` are None without a release before.

    `restated` is what publishers restated, largest first and without windows of twelve months,
    which `restated_count` counts too.
    """

    tables: tuple[RevisedTable, ...] | None
    largest: tuple[RevisedCell, ...] | None
    not_compared: tuple[str, ...]
    restated_count: int
    restated: tuple[Restated, ...]


class Categories(Record):
    """`new` is None without a release before."""

    new: tuple[Category, ...] | None
    unmapped: tuple[Unmapped, ...]


class Availability(Record):
    """An indicator of a city that has another availability; None where it was or is not listed."""

    indicator_id: str
    city_id: str
    name_en: str
    name_es: str
    before: str | None
    after: str | None


class TierChange(Record):
    """How many periods of two cities' comparison went from one tier to another (None: no pair)."""

    indicator_id: str
    city_id_a: str
    city_id_b: str
    before: str | None
    after: str | None
    periods: int


class Indicators(Record):
    """Counts are of today; changes are None without a release before."""

    availability_counts: dict[str, int]
    tier_counts: dict[str, int]
    availability: tuple[Availability, ...] | None
    tiers: tuple[TierChange, ...] | None


class Checks(Record):
    """Checks that ran, by verdict, and those that did not pass."""

    counts: dict[str, int]
    not_passed: tuple[Check, ...]


class Notes(Record):
    """The release notes. `absent` names tables that the notes would read and the file lacks."""

    release_id: str
    created_at: datetime
    is_synthetic: bool
    previous: Previous | None
    came_in: CameIn
    held_back: HeldBack
    revisions: Revisions
    categories: Categories
    indicators: Indicators
    checks: Checks
    absent: tuple[str, ...]
