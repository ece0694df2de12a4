"""What the published tables say of victims, as numbers and sums over named cells.

Belongs here: reading every published relation that holds victim attributes, or that ties such cells
to each other: the breakdowns, the two homicide marts, indicators and their revisions, categories
that name a sex or an age, areas within areas, categories within categories, months within years.
Does not belong here: solving (`linear.py`), or what is safe (`audit.py`). Only columns that a
release carries are read: who attacks it has nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from orchestration.release.disclosure.linear import Statement

if TYPE_CHECKING:
    import duckdb

#: Attributes of a victim (ICCS tags): sex, age, relationship. Means of an act are none.
VICTIM_TAGS = frozenset({"SV", "AV", "ViP"})

#: Deaths of undetermined intent have no ICCS code; they are a node of their own here.
UNDETERMINED = "undetermined"

#: Public tables read below: there, and only there, may a column be a quasi-identifier.
READ_TABLES = frozenset(
    {
        "marts.victims_by_city_year",
        "marts.homicide_victims_by_city_year",
        "marts.homicide_deaths_by_area_year",
        "marts.observation",
        "marts.revision_log",
    }
)


class Cell(NamedTuple):
    """One count of victims: of a node, area and period, with one value of one attribute."""

    source_id: str
    area_id: str
    period_id: str
    node: str
    unit: str
    tag: str
    value: str

    @property
    def group(self) -> tuple[str, ...]:
        """The attribute whose values add up: everything but the value."""
        return tuple(self[:-1])


@dataclass
class Published:
    """All that the tables say, in units counted."""

    known: dict[Cell, float] = field(default_factory=dict)
    hidden: dict[Cell, None] = field(default_factory=dict)
    """Hidden cells, in the order in which they were met."""
    statements: list[Statement] = field(default_factory=list)
    known_total: dict[tuple[str, ...], float] = field(default_factory=dict)
    """Group -> victims whose value is known: no hidden cell can have more."""
    unspoken: set[Cell] = field(default_factory=set)
    """Cells of victims whose value nobody knows: they say nothing of anybody."""
    listed: set[Cell] = field(default_factory=set)
    """Hidden cells that a table lists beside shown ones: some tables list only what has victims."""
    labels: dict[Cell, str] = field(default_factory=dict)
    """Confidentiality code printed beside a hidden cell."""
    given_away: set[Cell] = field(default_factory=set)
    """Hidden cells beside which a share, a limit or a ratio still stands."""
    contradicted: set[Cell] = field(default_factory=set)
    """Cells for which two tables print different numbers."""
    unread: set[str] = field(default_factory=set)
    """Indicators that break down victims in a way that nobody taught this page to read."""

    def say(self, cell: Cell, value: float | None) -> None:
        """Note a printed count; None says nothing."""
        if value is None:
            return
        if self.known.setdefault(cell, float(value)) != float(value):
            self.contradicted.add(cell)

    def hide(self, cell: Cell) -> None:
        """Note a hidden count."""
        self.hidden[cell] = None

    def add_up(self, cells: Iterable[Cell], total: float | None, *, exactly: bool = True) -> None:
        """Note that cells sum to `total`, or to at most that."""
        terms = tuple((cell, 1) for cell in cells)
        if terms and total is not None:
            low = float(total) if exactly else 0.0
            self.statements.append(Statement(terms, low, float(total)))


def read(connection: duckdb.DuckDBPyConnection) -> Published:
    """Read the current database of `connection`. A table that is absent says nothing.

    Errors: duckdb.Error when a table lacks a column that is read.
    """
    found = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_catalog = current_database()"
    ).fetchall()
    present = {name for (name,) in found}
    published = Published()
    for table, reader in _READERS:
        if table in present:
            reader(connection, published)
    if {"core.fct_offence_open", "core.crosswalk", "core.dim_source_category"} <= present:
        _read_categories(connection, published)
    _tie_nodes(published)
    if "core.dim_area" in present:
        _tie_areas(connection, published)
    if "core.dim_period" in present:
        _tie_periods(connection, published)
    return published


def _read_breakdowns(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """Every value of one attribute, its sum of known values, and its sum of all."""
    rows = connection.execute(
        "select source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code, value_code,"
        " victim_count, known_count, total_count, suppression_reason_code,"
        " coalesce(share_pct, share_low_pct, share_high_pct) is not null as has_share, is_shown,"
        " conf_status_code"
        " from marts.victims_by_city_year where value_code <> '-'"
    ).fetchall()
    parts: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    known_parts: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    sums: dict[tuple[str, ...], tuple[float | None, float | None]] = {}
    for *key, count, known, total, reason, has_share, is_shown, label in rows:
        cell = Cell(*key)
        published.say(cell, count)
        parts[cell.group].append(cell)
        sums[cell.group] = (known, total)
        if has_share or not is_shown:
            known_parts[cell.group].append(cell)
        else:
            published.unspoken.add(cell)
        if reason is not None:
            published.hide(cell)
            published.labels[cell] = label
        if count is None and has_share:
            published.given_away.add(cell)
    for group, (known, total) in sums.items():
        published.add_up(known_parts[group], known)
        published.add_up(parts[group], total)
        if known is not None:
            published.known_total[group] = float(known)
        if any(cell in published.known for cell in known_parts[group]):
            published.listed.update(cell for cell in parts[group] if cell in published.hidden)


def _read_homicides(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """Homicide victims by sex and by means, side by side."""
    rows = connection.execute(
        "select source_id, area_id, period_id, '0101', 'victim', female_count, male_count,"
        " known_sex_count, suppression_reason_code, coalesce(female_share_pct,"
        " female_share_low_pct, female_share_high_pct) is not null"
        " from marts.homicide_victims_by_city_year"
    ).fetchall()
    for *key, female, male, known, reason, has_share in rows:
        _read_sexes(published, key, (male, female), known, reason)
        if female is None and has_share:
            published.given_away.add(Cell._make((*key, "SV", "2")))


def _read_deaths(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """Homicide deaths by sex; those of unknown sex are printed, so the known ones are a sum."""
    rows = connection.execute(
        "select source_id, area_id, period_id, '0101', 'death', male_count, female_count,"
        " death_count - unknown_sex_count, suppression_reason_code"
        " from marts.homicide_deaths_by_area_year"
    ).fetchall()
    for *key, male, female, known, reason in rows:
        _read_sexes(published, key, (male, female), known, reason)


def _read_sexes(
    published: Published,
    key: Sequence[str],
    counts: tuple[float | None, float | None],
    known: float | None,
    reason: str | None,
) -> None:
    cells = [Cell._make((*key, "SV", value)) for value in ("1", "2")]
    for cell, count in zip(cells, counts, strict=True):
        published.say(cell, count)
        if reason is not None:
            published.hide(cell)
    if reason is not None or counts[0] is not None:
        published.add_up(cells, known)
        if known is not None:
            published.known_total[cells[0].group] = float(known)


_SEX = re.compile(r"^SV=([12])$")


def _read_indicators(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """Indicators whose parts are cells of the tables above."""
    rows = connection.execute(
        "select indicator_id, breakdown_code, source_id, area_id, period_id, counting_unit_code,"
        " numerator, denominator, value, suppression_reason_code from marts.observation"
        " where indicator_id in ('C03', 'D01', 'D02', 'D05')"
        " or (counting_unit_code in ('victim', 'death', 'published_quantity')"
        r" and regexp_matches(breakdown_code, '(^|;)(SV|AV|ViP)='))"
    ).fetchall()
    for indicator, breakdown, source, area, period, unit, *figures in rows:
        place = (source, area, period)
        if not _read_indicator(published, indicator, breakdown, place, figures):
            published.unread.add(f"{indicator} {breakdown} ({unit})")


def _read_indicator(
    published: Published,
    indicator: str,
    breakdown: str,
    place: tuple[str, str, str],
    figures: Sequence[float | str | None],
) -> bool:
    """Note one row; False when it breaks victims down and is not understood."""
    numerator, denominator, value, reason = figures
    sex = _SEX.match(breakdown)
    if indicator == "C03":
        cell = Cell(*place, "0101", "victim", "SV", "2")
    elif indicator == "D05" and sex:
        cell = Cell(*place, UNDETERMINED, "death", "SV", sex[1])
    elif indicator == "D01" and sex:
        cell = Cell(*place, "0101", "victim", "SV", sex[1])
        _say_deaths(published, cell, _number(denominator))
    elif indicator == "D02" and breakdown == "iccs_code=0101;tag=SV":
        cells = [Cell(*place, "0101", "victim", "SV", one) for one in ("1", "2")]
        published.add_up(cells, _number(numerator))
        return True
    elif indicator == "D05" and breakdown == "total":
        cells = [Cell(*place, UNDETERMINED, "death", "SV", one) for one in ("1", "2")]
        published.add_up(cells, _number(numerator), exactly=False)
        if numerator is not None:
            published.known_total[cells[0].group] = float(numerator)
        return True
    else:
        return not any(f"{tag}=" in breakdown for tag in VICTIM_TAGS)
    published.say(cell, _number(numerator))
    if reason is not None:
        published.hide(cell)
    if numerator is None and value is not None:
        published.given_away.add(cell)
    return True


def _say_deaths(published: Published, victims: Cell, deaths: float | None) -> None:
    """The base of a ratio to the health series is a count of that series, whichever it is."""
    for cell in [*published.hidden, *published.known]:
        if (cell.unit, cell.area_id, cell.period_id, cell.node, cell.tag, cell.value) == (
            "death", victims.area_id, victims.period_id, "0101", "SV", victims.value,
        ):  # fmt: skip
            published.say(cell, deaths)


def _read_revisions(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """What a figure is now and what it was: an old count of a hidden cell gives it away too."""
    rows = connection.execute(
        "select indicator_id, breakdown_code, source_id, area_id, period_id,"
        " old_numerator, new_numerator from marts.revision_log"
        " where indicator_id in ('C03', 'D01', 'D05') order by changed_at"
    ).fetchall()
    for indicator, breakdown, source, area, period, old, new in rows:
        place = (source, area, period)
        for number in (new, old):
            alone = Published()
            _read_indicator(alone, indicator, breakdown, place, (number, None, None, None))
            for cell, value in alone.known.items():
                published.known.setdefault(cell, value)


def _number(figure: float | str | None) -> float | None:
    return None if figure is None else float(figure)


def _read_categories(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """A category whose tags fix a sex or an age (feminicide) is a part of that sex or age."""
    wanted = {cell for cell in published.hidden if cell.tag in VICTIM_TAGS}
    if not wanted:
        return
    rows = connection.execute(
        r"""
        select
            fact.source_id, fact.area_id,
            'gregorian:year:' || strftime(date_trunc('year', period.period_start), '%Y-%m-%d'),
            crosswalk.safe_rollup_code, fact.counting_unit_code,
            unnest(regexp_extract_all(crosswalk.tags, '(?:^|;)((?:SV|AV|ViP)=\w+)(?:;|$)', 1)),
            fact.value_count
        from core.fct_offence_open as fact
        inner join core.crosswalk on fact.source_category_id = crosswalk.source_category_id
        inner join core.dim_source_category as category
            on fact.source_category_id = category.source_category_id
        inner join core.dim_period as period on fact.period_id = period.period_id
        where fact.known_to_at is null and period.calendar_code = 'gregorian'
            and period.grain_code in ('month', 'year') and category.row_role_code <> 'part'
            and crosswalk.relation_code in ('equal', 'source_narrower')
            and regexp_matches(crosswalk.tags, '(SV|AV|ViP)=')
        """
    ).fetchall()
    least: dict[Cell, float] = defaultdict(float)
    for source, area, period, node, unit, tag, count in rows:
        code, _, value = tag.partition("=")
        for cell in wanted:
            if cell == Cell(source, area, period, cell.node, unit, code, value) and (
                node or ""
            ).startswith(cell.node):
                least[cell] += count or 0
    published.statements += [
        Statement(((cell, 1),), low=count) for cell, count in least.items() if count
    ]


def _tie_nodes(published: Published) -> None:
    """The children of a category are at most the category (INV03)."""
    families: dict[tuple[str, ...], dict[str, Cell]] = defaultdict(dict)
    for cell in _all_cells(published):
        families[(*cell[:3], *cell[4:])][cell.node] = cell
    for family in families.values():
        parents = {
            node: max((one for one in family if node != one and node.startswith(one)),
                      key=len, default=None)
            for node in family
        }  # fmt: skip
        _at_most(published, family, parents)


def _tie_areas(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """The areas of one kind within an area are at most the area."""
    rows = connection.execute(
        "select area_id, parent_area_id, area_type_code from core.dim_area"
    ).fetchall()
    placed = {area: (parent, kind) for area, parent, kind in rows}
    families: dict[tuple[str, ...], dict[str, Cell]] = defaultdict(dict)
    for cell in _all_cells(published):
        families[(cell.source_id, *cell[2:])][cell.area_id] = cell
    for family in families.values():
        for kind in {placed.get(area, (None, ""))[1] for area in family}:
            parents = {
                area: placed[area][0]
                for area in family
                if area in placed and placed[area][1] == kind and placed[area][0] in family
            }
            _at_most(published, family, parents)


def _tie_periods(connection: duckdb.DuckDBPyConnection, published: Published) -> None:
    """Months that fill a longer period add up to it; rolling years are such periods too."""
    rows = connection.execute(
        "select period_id, grain_code, period_start, period_end from core.dim_period"
    ).fetchall()
    spans: dict[str, tuple[str, date, date]] = {name: tuple(rest) for name, *rest in rows}
    families: dict[tuple[str, ...], dict[str, Cell]] = defaultdict(dict)
    for cell in _all_cells(published):
        if cell.period_id in spans:
            families[(*cell[:2], *cell[3:])][cell.period_id] = cell
    for family in families.values():
        months = sorted(
            (spans[period][1:], cell)
            for period, cell in family.items()
            if spans[period][0] == "month"
        )
        for period, cell in family.items():
            grain, start, end = spans[period]
            inside = [one for one in months if start <= one[0][0] and one[0][1] <= end]
            if grain != "month" and inside:
                is_full = _fills([span for span, _ in inside], start, end)
                terms = (*((one, 1) for _, one in inside), (cell, -1))
                published.statements.append(Statement(terms, 0.0 if is_full else -1e9, 0.0))


def _fills(spans: Sequence[tuple[date, date]], start: date, end: date) -> bool:
    """Do these spans, in order, cover the period from its first day to its last?"""
    following = start
    for first, last in spans:
        if first != following:
            return False
        following = last + timedelta(days=1)
    return following == end + timedelta(days=1)


def _at_most(published: Published, family: dict[str, Cell], parents: dict[str, str | None]) -> None:
    """State for every parent of a family that its children sum to at most it."""
    children: dict[str, list[Cell]] = defaultdict(list)
    for child, parent in parents.items():
        if parent is not None:
            children[parent].append(family[child])
    for parent, cells in children.items():
        terms = (*((cell, 1) for cell in cells), (family[parent], -1))
        published.statements.append(Statement(terms, high=0.0))


def _all_cells(published: Published) -> list[Cell]:
    """Every cell of a breakdown of which at least one cell somewhere is hidden."""
    tags = {(cell.source_id, cell.tag) for cell in published.hidden}
    cells = dict.fromkeys([*published.known, *published.hidden])
    return [cell for cell in cells if (cell.source_id, cell.tag) in tags]


_READERS = (
    ("marts.victims_by_city_year", _read_breakdowns),
    ("marts.homicide_victims_by_city_year", _read_homicides),
    ("marts.homicide_deaths_by_area_year", _read_deaths),
    ("marts.observation", _read_indicators),
    ("marts.revision_log", _read_revisions),
)
