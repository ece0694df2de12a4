"""`source.yml` -> typed contract.

Belongs here: the shape of a contract (pydantic, extra fields refused), finding all contracts, and
matching a file or a header cell to what the contract declares.
Does not belong here: reading an extract (`load/`), or any list of sources: a folder below
`dbt_project/sources/` that holds a `source.yml` *is* the declaration of a source (design 4).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.errors import ContractError

SourceId = Annotated[str, Field(pattern=r"^[a-z]{2}_[a-z0-9]+(_[a-z0-9]+)+$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*$")]
Domain = Literal[
    "area_geometries", "area_names", "area_overlaps",
    "offences", "offence_events", "victims", "population", "areas", "coverage", "corrections",
    "survey_estimates", "governance_indicators", "participation", "budgets", "audits",
    "programmes", "programme_activities", "programme_outcomes", "form_problems",
    "deaths",
    "service_requests", "information_requests", "contracts",
]  # fmt: skip
Classification = Literal["public", "quasi_identifier", "personal"]

LabelLevel = Literal["group", "type", "subtype", "modality"]
Encoding = Literal["utf-8", "utf-8-sig", "cp1252", "latin-1", "cp850", "cp437"]
GeometryType = Literal[
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"
]

FEW_ROWS = 3
"""Rows that may be quarantined where their share says nothing yet (`Limits`)."""

GEOMETRY = "@geometry"
"""Published name of a GeoJSON feature's geometry, which is no property of it; its id is `@id`."""


SHEET = "@sheet"
"""Published name of the column that says which of several sheets a row is from."""


class Part(BaseModel):
    """Base of every part of a contract: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Publisher(Part):
    """Who publishes the source."""

    name: str
    acronym: str
    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    official: bool
    """False when the bytes were re-published by somebody else."""
    contact: str | None = None


class Licence(Part):
    """The terms under which the extracts came, and under which we publish."""

    received: str
    published: str
    url: str | None = None


class Cadence(Part):
    """How often the publisher publishes, for freshness; `closed` is never overdue (ruling 14)."""

    every: Literal["month", "quarter", "half_year", "year", "census", "irregular", "closed"]
    lag_days: int | None = None
    warn_after: float = 1.5
    alert_after: float = 2.0


class Counting(Part):
    """The counting rules that go to `core.dim_source` (methods 1.2)."""

    system_type_code: Literal[
        "police", "prosecution", "health", "survey", "municipal_finance", "audit", "procurement",
        "service_desk", "transparency", "participation", "programme",
    ]  # fmt: skip
    trust_level_code: Literal[
        "official_statistics", "official_admin", "official_republished", "civil_society"
    ]
    record_stage_code: Literal["input", "process", "output", "unspecified"] = "unspecified"
    date_basis_code: Literal["occurrence", "report", "registration", "fieldwork", "unspecified"]
    principal_offence_rule_code: Literal["yes", "no", "unspecified"] = "unspecified"
    multiple_victim_rule: str | None = None
    includes_attempts_code: Literal["no", "yes", "separate", "unspecified"] = "unspecified"
    includes_threats_code: Literal["no", "yes", "unspecified"] = "unspecified"
    native_calendar_code: Literal["gregorian", "za_saps", "za_municipal", "survey_reference"]


class Limits(Part):
    """Where an extract is refused or a source is held. Shares are between 0 and 1."""

    quarantined_share: Annotated[float, Field(ge=0, le=1)] = 0.01
    quarantined_rows: Annotated[int, Field(ge=0)] | None = None
    """Rows of one extract that may be quarantined whatever share of it they are."""
    unmapped_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    value_fault_share: Annotated[float, Field(ge=0, le=1)] = 0.01
    minimum_rows: Annotated[int, Field(ge=0)] = 1
    """Floor of loaded rows per extract."""
    file_bytes: Annotated[int, Field(ge=1)] = 64 << 30
    """Size of a plain file of this source; no more than the disk has in any case (F58)."""
    unpacked_bytes: Annotated[int, Field(ge=1)] = 2 << 30
    """Bytes that one compressed file or archive may unpack to (F58)."""

    def quarantine_allowance(self, rows: int) -> float:
        """How many of `rows` data rows of an extract may be quarantined before it is refused.

        One bad row in a workbook of 40 is no bad file: a few rows may always go, but never half of
        the extract. A contract that says a share of 0 means none.
        """
        few = self.quarantined_rows
        if few is None:
            few = FEW_ROWS if self.quarantined_share > 0 else 0
        return max(self.quarantined_share * rows, min(few, (rows - 1) // 2))


class Ignored(Part):
    """Files in the source's folder that are not input, and why."""

    files: tuple[str, ...]
    reason: str


class Header(Part):
    """Where the header stands.

    `row` is the 1-based physical row when the publisher never moves it; otherwise `search` is a
    text that some cell of the header row contains (compared after `match_key`), looked for in the
    first `within` rows. `group_row` prefixes each cell with the last filled cell of the row above
    (two-line headers whose blocks repeat the same labels).
    """

    row: int | None = Field(default=None, ge=1)
    search: str | None = None
    within: int = Field(default=25, ge=1)
    group_row: bool = False
    below: tuple[str, ...] = ()
    """Rows right below the header that are header too (template codes): for each, a pattern
    (search, case-insensitive) on its first filled cell. A row that does not fit is data."""
    absent: bool = False
    """True when the file has no header: `columns` then name the fields in order."""

    @model_validator(mode="after")
    def _one_way(self) -> Header:
        ways = [self.row is not None, self.search is not None, self.absent]
        if sum(ways) != 1:
            raise ValueError("give exactly one of row, search, absent")
        return self


class Reader(Part):
    """How the bytes are read. Declared and verified, never sniffed."""

    format: Literal[
        "csv", "workbook", "stacked_report", "crosstab", "json", "geojson", "dbf", "pg_copy"
    ]
    encodings: tuple[Encoding, ...] = ("utf-8",)
    """Strict decoders in the order in which they are tried (F20). For dbf what the `.cpg` beside
    the publisher's file says."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    final_newline: Literal["required", "optional"] = "required"
    """`optional` where the publisher never ends its last line (F15)."""
    sheet: str | None = None
    """Name of the sheet to read, `*` for any text where a publisher writes the year into it;
    exactly one must fit. None reads the first one and declares all others."""
    ignored_sheets: dict[str, str] = Field(default_factory=dict)
    """Sheet name (`*` as above) -> why it is not data. An undeclared further sheet is a warning."""
    header: Header = Header(row=1)
    further_sheets: dict[str, Header] = Field(default_factory=dict)
    """workbook: further sheets that describe the same things, each with its own header, `*` in a
    name as above. They are read into the same table; its column `sheet`, published_as `@sheet`,
    says which sheet a row is from."""
    footers: tuple[str, ...] = ()
    """Patterns (search, case-insensitive) on the first filled cell of a non-data row."""
    block_title: str | None = None
    """stacked_report: pattern with named groups; the row that opens a block."""
    block_note_rows: int = 0
    """stacked_report: unused rows between title and header are notes, kept as `block_note`."""
    section_titles: tuple[str, ...] = ()
    """stacked_report: patterns of titles inside a block (cells after the first are empty)."""
    titles: tuple[str, ...] = ()
    """crosstab: patterns with named groups; a sheet whose title fits one of them is read."""
    ignored_titles: dict[str, str] = Field(default_factory=dict)
    """crosstab: pattern on a sheet's title -> why it is not read. Any other sheet is a warning."""
    stub: str | None = None
    """crosstab: pattern on the cell that heads the labels; with it the heading begins."""
    leaf: str | None = None
    """crosstab: a text of the last row of the heading (`Relativos`)."""
    items: str | None = None
    """json: where the array stands in the document, keys joined by points (`result.records`);
    None when the document is the array."""
    page_limit: int | None = Field(default=None, ge=1)
    """json, geojson: rows that the API returns at most. A file of exactly that many is one page of
    an unknown whole and is refused (F61)."""
    complete: bool = False
    """json, geojson: exactly `page_limit` rows are all there are; somebody checked."""
    geometry_types: tuple[GeometryType, ...] = ("Polygon", "MultiPolygon")
    """geojson: geometries that the column `@geometry` may hold. Areas by default: points are named
    on purpose, because a point can be a person's door."""
    table: str | None = None
    """pg_copy: the table whose COPY block is read; all others are declared not to be data."""

    def reads_sheet(self, name: str) -> bool:
        """True if `sheet` fits the name of a sheet."""
        return self.sheet is not None and _is_sheet(name, self.sheet)

    def reads_further(self, name: str) -> bool:
        """True if one of `further_sheets` fits the name of a sheet."""
        return any(_is_sheet(name, declared) for declared in self.further_sheets)

    def ignores_sheet(self, name: str) -> bool:
        """True if one of `ignored_sheets` fits the name of a sheet."""
        return any(_is_sheet(name, declared) for declared in self.ignored_sheets)

    @model_validator(mode="after")
    def _of_its_format(self) -> Reader:
        own = {
            "items": ("json",),
            "page_limit": ("json", "geojson"),
            "complete": ("json", "geojson"),
            "geometry_types": ("geojson",),
            "table": ("pg_copy",),
            "header": ("csv", "workbook", "stacked_report"),
            "titles": ("crosstab",),
            "ignored_titles": ("crosstab",),
            "further_sheets": ("workbook",),
            "stub": ("crosstab",),
            "leaf": ("crosstab",),
        }
        for option, formats in own.items():
            if option in self.model_fields_set and self.format not in formats:
                raise ValueError(f"{option} is no option of format {self.format}")
        if self.format == "pg_copy" and self.table is None:
            raise ValueError("format pg_copy needs table")
        tabular = (self.titles, self.stub, self.leaf, self.footers)
        if self.format == "crosstab" and not all(tabular):
            raise ValueError("format crosstab needs titles, stub, leaf, footers")
        return self


def _is_sheet(name: str, declared: str) -> bool:
    """True if a sheet is the declared one; `*` stands for any text, everything else for itself."""
    pattern = ".*".join(re.escape(part) for part in declared.split("*"))
    return re.fullmatch(pattern, name, re.DOTALL) is not None


class Capture(Part):
    """A fact about the whole extract that only its name, preamble or footer states.

    The named groups of `pattern` become attributes of the extract (text). Never a person's name.
    """

    where: Literal["file_name", "preamble", "footer"]
    pattern: str
    required: bool = True


class AsOf(Part):
    """The cut-off that the publisher states (ruling 4), from captured attributes.

    `attributes` name captured groups: year, month (number, or Spanish name or abbreviation), day.
    Without `day` the last day of the month is meant.
    """

    year: str
    month: str
    day: str | None = None


class Total(Part):
    """A published total row: never loaded as data, compared with the sum of `column` (F25)."""

    label: str
    """Pattern on the first filled cell of the total row (also a footer)."""
    column: Identifier
    spanish_point: bool = False
    """84.377 stands for 84,377: the publisher's thousands point was read as a decimal."""
    partial: Literal["refuse", "accept"] = "refuse"
    """`accept`: a sum below the total marks the extract as incomplete instead of refusing it."""


class NumberFormat(Part):
    """How the publisher writes numbers; anything else is another format (F31)."""

    group: Literal[",", ".", " ", "'"] | None = None
    """Mark between groups of three digits, allowed and not demanded; None allows no mark."""
    decimal: Literal[".", ","] = "."


class ColumnMeta(Part):
    """What the contract says of one published column.

    `kind` and what follows it declare the column's domain, which every extract is checked against
    before it stays in landing (F26, F30-F33, F35); a column without any is not checked.
    """

    published_as: tuple[str, ...]
    """Header spellings; compared by `match_key`."""
    required: bool = True
    """The column must be in the header (F29)."""
    required_value: bool = False
    """A row with this cell empty has no key and is quarantined (ruling 1)."""
    classification: Classification = "public"
    kind: Literal["text", "integer", "decimal", "date", "code"] | None = None
    pattern: str | None = None
    """The whole trimmed value fits this pattern (RE2)."""
    codes: tuple[str, ...] = ()
    """The publisher's code list, compared trimmed and ignoring case."""
    number_format: NumberFormat = NumberFormat()
    date_formats: Annotated[tuple[str, ...], Field(min_length=1)] = ("%Y-%m-%d",)
    """strptime formats; `excel` is the serial number of a day."""
    missing: tuple[str, ...] = ()
    """Texts that mean "no value", beside the empty cell: `NA`, `-`."""
    minimum: float | None = None
    maximum: float | None = None
    label: LabelLevel | None = None
    """This column is that label level of the source's crosswalk (F35)."""
    pad: Annotated[int, Field(ge=2)] | None = None
    """Digits to which staging pads a code that lost its leading zeros; counted here (F36)."""

    @model_validator(mode="after")
    def _pattern_compiles(self) -> ColumnMeta:
        if self.pattern is not None:
            re.compile(self.pattern)
        return self


class ColumnConfig(Part):
    """dbt's `config:` of a column."""

    meta: ColumnMeta


class Column(Part):
    """One landing column: a dbt source column whose `config.meta` is ours."""

    name: Identifier
    description: str
    config: ColumnConfig

    @property
    def meta(self) -> ColumnMeta:
        """Shortcut to `config.meta`."""
        return self.config.meta


class ColumnFamily(Part):
    """Repeated columns such as years: `pattern` on the match key, `name` a replacement template.

    `kind` and what follows it declare the domain of every column of the family, as for a column.
    """

    pattern: str
    name: str
    classification: Classification = "public"
    kind: Literal["text", "integer", "decimal"] | None = None
    number_format: NumberFormat = NumberFormat()
    missing: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def column(self, name: str, published: str) -> Column:
        """The column that stands for one published column of the family."""
        domain = {"kind", "number_format", "missing", "minimum", "maximum", "classification"}
        facts = {key: getattr(self, key) for key in domain}
        meta = ColumnMeta(published_as=(published,), required=False, **facts)
        return Column(name=name, description="", config=ColumnConfig(meta=meta))


Share = Annotated[float, Field(ge=0, le=1)]


class Period(Part):
    """Where a row says of when it is: a `date`, a `year`, or a `year` with one column per month."""

    date: Identifier | None = None
    year: Identifier | None = None
    months: tuple[Identifier, ...] = ()
    """Twelve columns, January first."""

    @model_validator(mode="after")
    def _one_way(self) -> Period:
        if (self.date is None) == (self.year is None):
            raise ValueError("give exactly one of date, year")
        if self.months and (self.date or len(self.months) != 12):
            raise ValueError("months are twelve columns beside year")
        return self


class Plausibility(Part):
    """What an extract may look like beside its predecessor: same layout, same scope, earlier.

    Minima hold or refuse, maxima warn; a bound that fires asks for an explanation of the extract,
    not for a wider bound.
    """

    scope: tuple[str, ...] | None = None
    """Captured attributes (and `is_complete`) that are equal in extracts that may be compared;
    None compares only files of the same name."""
    period: Period | None = None
    measure: Identifier | None = None
    """Column that is summed; None counts rows."""
    first_year: int | None = None
    """Dates before are faults (F33); years before are not compared."""
    last_year: int | None = None
    """Last year that may occur; None: the year in which the extract was retrieved."""
    withdrawn: dict[str, str] = Field(default_factory=dict)
    """`2015` or `2015-03` -> why the publisher no longer reports it."""
    rows_floor: Share = 0.8
    """Fewer rows than this share of the predecessor's hold the extract (F40)."""
    rows_warn: Annotated[float, Field(gt=1)] = 3.0
    """So many times the predecessor's rows of the same periods are a warning (F40)."""
    rows_hold: Annotated[float, Field(gt=1)] = 8.0
    """So many times hold the extract (F40)."""
    small: Annotated[int, Field(ge=1)] = 10
    """A published month or year below this may vanish: chance (F41, F42)."""
    revision_share: Share = 0.3
    """A published year that shrinks by more than this holds the extract (F42)."""
    is_cumulative: bool = False
    """True where the publisher says that months are year-to-date sums (F43)."""


class ExtractLabel(Part):
    """A label that stands once for the whole extract, such as the crime in a title (F35)."""

    attribute: str
    """Captured group that holds it."""
    level: LabelLevel = "type"
    titles: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.csv$")] | None = None
    """CSV file of the source's folder: a text as printed, and the label that it stands for."""


class LayoutMeta(Part):
    """How one layout of a source is recognised and read; one landing table per layout."""

    files: tuple[str, ...]
    """Globs on the file name (case-insensitive), tried in the order of the tables."""
    reader: Reader
    captures: tuple[Capture, ...] = ()
    as_of: AsOf | None = None
    edition_attribute: str | None = None
    """Captured attribute (an upload number) that orders editions of one cut-off."""
    total: Total | None = None
    column_families: tuple[ColumnFamily, ...] = ()
    extract_label: ExtractLabel | None = None
    plausibility: Plausibility = Plausibility()

    @model_validator(mode="after")
    def _label_is_captured(self) -> LayoutMeta:
        groups = {name for rule in self.captures for name in re.compile(rule.pattern).groupindex}
        if self.extract_label is not None and self.extract_label.attribute not in groups:
            raise ValueError("extract_label names an attribute that nothing captures")
        return self


class LayoutConfig(Part):
    """dbt's `config:` of a source table."""

    meta: LayoutMeta


class Layout(Part):
    """One landing table of the source."""

    name: Identifier
    description: str
    config: LayoutConfig
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _has_its_geometry(self) -> Layout:
        names = [match_key(name) for column in self.columns for name in column.meta.published_as]
        if self.config.meta.reader.format == "geojson" and GEOMETRY not in names:
            raise ValueError(f"a geojson layout declares a column published_as '{GEOMETRY}'")
        return self

    @model_validator(mode="after")
    def _tells_its_sheets(self) -> Layout:
        told = [c.name for c in self.columns if c.meta.published_as == (SHEET,)]
        if self.config.meta.reader.further_sheets and told != ["sheet"]:
            raise ValueError(f"further_sheets need a column `sheet` published_as '{SHEET}'")
        return self

    @model_validator(mode="after")
    def _plausibility_names_columns(self) -> Layout:
        rule = self.config.meta.plausibility
        period = rule.period or Period(year="_")
        used = {rule.measure, period.date, period.year, *period.months} - {None, "_"}
        unknown = sorted(str(name) for name in used - {column.name for column in self.columns})
        if unknown:
            raise ValueError(f"plausibility names unknown columns: {', '.join(unknown)}")
        return self

    @property
    def meta(self) -> LayoutMeta:
        """Shortcut to `config.meta`."""
        return self.config.meta

    def matches(self, file_name: str) -> bool:
        """True if one of the globs fits the file name, ignoring case."""
        return any(fnmatchcase(file_name.lower(), glob.lower()) for glob in self.meta.files)


PortalKind = Literal["socrata", "ckan", "arcgis", "cubes", "file", "links", "inbox"]


class Portal(Part):
    """One way in which the publisher hands out the source, for `safercities fetch`.

    Portals are asked in their order. Nothing outside `hosts` is ever asked. What each kind does is
    the docstring of its connector in `extract/`; `docs/fetching.md` has an example of every kind.
    """

    kind: PortalKind
    """`links` finds files on a page; `inbox` is never asked: a person retrieves."""
    url: str
    """Address; of kind `file` a pattern that may hold {yyyy}, {yy}, {mm}, {mmm} (Spanish)."""
    hosts: Annotated[tuple[str, ...], Field(min_length=1)]
    """Hosts that may be asked, `host` or `host:port`; a redirect elsewhere is refused (F19)."""
    cadence: Literal["month", "quarter", "year", "irregular", "closed"]
    """How often this portal is expected to change."""
    verified: bool = False
    """True once a person has seen this address answer as the contract says."""
    unverified: str | None = None
    """What nobody has verified yet; required while `verified` is false."""
    dataset_ids: tuple[str, ...] = ()
    """Ids on the portal (socrata, ckan)."""
    query: dict[str, str] = Field(default_factory=dict)
    """Parameters of the portal's own query language. socrata and arcgis: `where`; cubes: `cube`,
    `cut` (amount_type and financial_period where the cube has them), `drilldown`, `aggregates`."""
    match: str | None = None
    """links, ckan: pattern (search, case-insensitive) on the address of a file, as published."""
    match_text: str | None = None
    """links: pattern on the words of the link, where addresses are tokens without a name."""
    file_name: str | None = None
    """Name of the extract where the portal gives none; must fit a layout."""
    look_back: Annotated[int, Field(ge=0, le=24)] = 0
    """file: months to go back from this one until an address answers."""
    fallback: bool = False
    """Asked only when every portal before it failed."""
    held_back: str | None = None
    """Why `fetch` does not ask it yet; a person retrieves meanwhile."""
    instruction: str | None = None
    """What a person does when the portal wants a person."""

    @model_validator(mode="after")
    def _can_be_asked(self) -> Portal:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() not in self.hosts:
            raise ValueError("url must be http(s) and its host one of hosts")
        if not self.verified and not self.unverified:
            raise ValueError("say under unverified what nobody has verified")
        needs = {
            "socrata": ("dataset_ids", self.dataset_ids),
            "ckan": ("dataset_ids", self.dataset_ids),
            "links": ("match", self.match),
            "arcgis": ("file_name", self.file_name),
            "cubes": ("file_name", self.file_name and self.query.get("cube")),
        }
        name, value = needs.get(self.kind, ("", "none needed"))
        if not value:
            raise ValueError(f"kind {self.kind} needs {name}")
        return self


class SourceMeta(Part):
    """Terms and rules of the source."""

    publisher: Publisher
    licence: Licence
    landing_url: str | None = None
    cadence: Cadence
    counting: Counting
    counting_unit: str
    """Default counting unit (methods 4.1); the crosswalk may say otherwise per category."""
    methodology_version: str
    provides: tuple[Domain, ...]
    """Domains: each needs a model `stg_<source_id>__<domain>`."""
    limits: Limits = Limits()
    ignore: tuple[Ignored, ...] = ()
    expected_empty: dict[str, str] = Field(default_factory=dict)
    """Table -> reason why it may have no rows (ruling 6)."""
    zero_means: Literal["count", "may_be_silence"] = "count"
    """`may_be_silence`: the publisher writes 0 where it reports nothing (methods 4.3)."""
    release: bool = True
    """False: loaded and checked every night, not published yet."""
    portals: tuple[Portal, ...] = ()
    """Where `safercities fetch` asks; none: the inbox is the only way in."""


class SourceConfig(Part):
    """dbt's `config:` of the source."""

    meta: SourceMeta


class Contract(Part):
    """One source's declared shape and terms; at the same time its dbt `sources:` entry."""

    name: SourceId
    description: str
    database: Literal["landing"]
    config: SourceConfig
    tables: tuple[Layout, ...]
    folder: Path
    contract_hash: str
    """SHA-256 of the bytes of `source.yml`."""

    @property
    def source_id(self) -> str:
        """The id of the source, `<country>_<publisher>_<dataset>`."""
        return self.name

    @property
    def meta(self) -> SourceMeta:
        """Shortcut to `config.meta`."""
        return self.config.meta

    def layout_for(self, file_name: str) -> Layout | None:
        """The first layout whose globs fit `file_name`."""
        return next((layout for layout in self.tables if layout.matches(file_name)), None)

    def ignored_reason(self, file_name: str) -> str | None:
        """Why `file_name` is not input, or None."""
        for rule in self.meta.ignore:
            if any(fnmatchcase(file_name.lower(), glob.lower()) for glob in rule.files):
                return rule.reason
        return None


def match_key(text: str) -> str:
    """Fold a header cell or label: NFC, `_` and `*` to blank, blanks collapsed, case folded.

    Accents stay significant (methods 14).
    """
    folded = unicodedata.normalize("NFC", text).replace("_", " ").replace("*", " ")
    return re.sub(r"\s+", " ", folded).strip().casefold()


#: libyaml's where it is there: the same rules, ten times as fast.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_contract(path: Path) -> Contract:
    """Read one `source.yml`.

    Errors: ContractError that names the file and each field that is missing, unknown or wrong.
    """
    raw = path.read_bytes()
    try:
        document = yaml.load(raw, Loader=_LOADER)  # noqa: S506 - both are safe loaders
        entries = document["sources"]
        (entry,) = entries
        return Contract.model_validate(
            {**entry, "folder": path.parent, "contract_hash": hashlib.sha256(raw).hexdigest()}
        )
    except ValidationError as error:
        raise ContractError(
            f"F74: {_place(path)}: {_first_problems(error, raw)}", "Correct the field."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark is not None else ""
        what = getattr(error, "problem", None) or "cannot be read"
        raise ContractError(
            f"F74: {_place(path)}{where}: not YAML: {what}", "Correct the file."
        ) from None
    except (KeyError, TypeError, ValueError):
        raise ContractError(
            f"F74: {_place(path)}: expected exactly one entry under `sources:`",
            "One folder declares one source.",
        ) from None


def _place(path: Path) -> str:
    """The contract's place, as a person finds it: `co_ponal_offences/source.yml`."""
    return f"{path.parent.name}/{path.name}"


def _first_problems(error: ValidationError, raw: bytes, most: int = 5) -> str:
    """The first problems of a validation, as `line 12: field: what`."""
    lines = [
        f"line {_line_of(raw, problem['loc'])}:"
        f" {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in error.errors()[:most]
    ]
    return "; ".join(lines)


def _line_of(raw: bytes, location: tuple[int | str, ...]) -> int:
    """The 1-based line of a field of the source, or of the nearest thing around it."""
    node = yaml.compose(raw, Loader=yaml.SafeLoader)
    line = 1
    for part in ("sources", 0, *location):
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = (node.value[part], node.value[part]) if part < len(node.value) else None
        else:
            found = None
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return int(line)


def discover(project: Path) -> tuple[dict[str, Contract], dict[str, ContractError]]:
    """Read every contract below `<project>/sources/`.

    Returns the good contracts and, by folder name, the errors of the broken ones (F74): one broken
    contract never stops the others.
    """
    good: dict[str, Contract] = {}
    broken: dict[str, ContractError] = {}
    for path in sorted((project / "sources").glob("*/source.yml")):
        try:
            contract = read_contract(path)
            if contract.source_id != path.parent.name:
                raise ContractError(
                    f"F74: {_place(path)}: the source is named {contract.source_id}",
                    "Folder and source carry one name.",
                )
        except ContractError as error:
            broken[path.parent.name] = error
        else:
            good[contract.source_id] = contract
    return good, broken


def sources_by_domain(contracts: dict[str, Contract]) -> dict[str, list[str]]:
    """The dbt variable of the union models: domain -> source ids that provide it."""
    domains: dict[str, list[str]] = {name: [] for name in get_args(Domain)}
    for source_id, contract in sorted(contracts.items()):
        for domain in contract.meta.provides:
            domains[domain].append(source_id)
    return domains


def as_document(contract: Contract) -> dict[str, Any]:
    """The contract as plain JSON-ready data (for `ledger.sources`)."""
    return contract.model_dump(mode="json", exclude={"folder"})
