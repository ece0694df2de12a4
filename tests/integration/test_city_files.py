"""A city's own files through the public door: figures recomputed by hand, and bad input.

Belongs here: what an analyst finds in a release, and what never gets there. Does not belong here:
the rules cell by cell (dbt unit tests beside the staging models).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from orchestration.pipeline import refresh
from orchestration.report import RefreshReport
from orchestration.settings import Settings
from tests.integration.small_project import inbox_of, project_of
from tests.samples import generator

SERVICE, INFORMATION, CONTRACTS = (
    f"xx_city_{name}" for name in ("service_requests", "information_requests", "contracts")
)
OWN = (SERVICE, INFORMATION, CONTRACTS)
#: The fewest other sources of which a release can be made.
OTHERS = ("mx_sesnsp_offences", "co_medata_homicides", "co_dane_population")
NUMBER, SUPPLIER = "PLANTED-REQUEST-4711", "PLANTED-NIT-900123"

SERVICE_HEADER = (
    "request_number,city_id,area_id,category_local,category_code,channel_code,opened_at,due_at,"
    "closed_at,status_code"
)
BAD_SERVICE = f"""{SERVICE_HEADER}
{NUMBER},co_cartagena,,Hueco,roads,web,2024-01-02,2024-01-20,2024-01-10,closed
B,co_cartagena,,Hueco,roads,web,2024-01-10,2024-01-09,,open
C,co_cartagena,,Hueco,roads,web,2024-01-10,2024-01-25,2024-01-05,closed
D,co_cartagena,,Hueco,roads,web,2024-01-10,2024-01-25,,abierta
E,co_bogota,,Hueco,roads,web,2024-01-10,2024-01-25,,open
F,co_cartagena,COL:comuna:none,Hueco,potholes,web,2024-01-10,2024-01-25,,open
"""
GOOD_SERVICE = f"""{SERVICE_HEADER}
{NUMBER},co_cartagena,,Hueco,roads,web,2024-01-02,2024-01-20,2024-01-10,closed
"""
BAD_INFORMATION = """request_number,city_id,received_date,due_date,answered_date,outcome_code
A,co_cartagena,2024-01-02,2024-01-20,2024-01-10,full
B,co_cartagena,2024-01-02,2024-01-01,,pending
C,co_cartagena,2024-01-02,2024-01-20,2024-01-10,answered
"""
CONTRACT_HEADER = (
    "contract_number,city_id,method_local,bidder_count,amount,award_date,supplier_number"
)
BAD_CONTRACTS = f"""{CONTRACT_HEADER}
A,co_cartagena,Mínima cuantía,2,1000,2024-01-10,{SUPPLIER}
B,co_cartagena,Mínima cuantía,2,-1000,2024-01-10,900
C,co_cartagena,Concurso secreto,2,1000,2024-01-10,900
"""


@dataclass(frozen=True)
class Home:
    """A home after one refresh of the samples and the bad files."""

    settings: Settings
    report: RefreshReport
    inbox: Path
    release: duckdb.DuckDBPyConnection
    candidate: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("city_files")
    project = project_of({*OWN, *OTHERS}, folder / "dbt_project")
    settings = Settings(home=folder / "home", project=project)
    inbox = inbox_of((*OWN, *OTHERS), samples, folder / "inbox")
    for source_id, name, text in (
        (SERVICE, "service_requests_co_cartagena_2024-02-29_SYNTHETIC.csv", BAD_SERVICE),
        (SERVICE, "service_requests_without_cut_off_SYNTHETIC.csv", GOOD_SERVICE),
        (INFORMATION, "information_requests_co_cartagena_2024-03-31_SYNTHETIC.csv",
         BAD_INFORMATION),
        (CONTRACTS, "contracts_co_cartagena_2024-03-31_SYNTHETIC.csv", BAD_CONTRACTS),
    ):  # fmt: skip
        (inbox / source_id / name).write_text(text, encoding="utf-8")
    report = refresh(settings, inbox)
    released = (settings.releases / "current").resolve(strict=True) / "public" / "warehouse.duckdb"
    built = settings.candidates / str(report.candidate_id) / "warehouse.duckdb"
    with (
        duckdb.connect(str(released), read_only=True) as release,
        duckdb.connect(str(built), read_only=True) as candidate,
    ):
        yield Home(settings, report, inbox, release, candidate)


def newest_state(inbox: Path, city: str) -> list[dict[str, str]]:
    """The requests of a city's files by number, the second edition over the first, read by hand."""
    names = ("number", "city", "area", "label", "category", "channel", "opened", "due", "closed",
             "status")  # fmt: skip
    state: dict[str, dict[str, str]] = {}
    for cutoff in generator(SERVICE).CUTOFFS:
        [path] = (inbox / SERVICE).glob(f"*_{city}_{cutoff}_*.csv")
        with path.open(encoding="utf-8", newline="") as file:
            for cells in list(csv.reader(file))[1:]:
                row = dict(zip(names, cells, strict=True)) | {"cutoff": str(cutoff)}
                state[row["number"]] = row
    return list(state.values())


def days_open(row: dict[str, str]) -> float:
    until = datetime.fromisoformat(row["closed"]) if row["closed"] else (
        datetime.fromisoformat(row["cutoff"]) + timedelta(days=1)
    )  # fmt: skip
    return (until - datetime.fromisoformat(row["opened"])) / timedelta(days=1)


@pytest.mark.parametrize("city", generator(SERVICE).CITIES)
@pytest.mark.parametrize("month", ["2024-03", "2024-06"])
def test_resolution_of_requests_is_that_of_a_count_and_a_survival_function_by_hand(
    home: Home, city: str, month: str
) -> None:
    asked = [
        row for row in newest_state(home.inbox, city)
        if row["due"].startswith(month) and row["status"] in ("open", "closed")
    ]  # fmt: skip
    in_time = [
        row for row in asked
        if row["status"] == "closed" and datetime.fromisoformat(row["closed"])
        <= datetime.combine(datetime.fromisoformat(row["due"]), time(23, 59, 59))
    ]  # fmt: skip
    curve = SurvfuncRight([days_open(r) for r in asked], [r["status"] == "closed" for r in asked])
    below = curve.surv_prob <= 0.5 + 1e-9

    found = home.release.execute(
        "select breakdown_code, numerator, denominator, value from marts.observation"
        " where indicator_id = 'G05' and city_id = ? and period_start = ?"
        " and breakdown_code in ('total', 'statistic=median_days') order by breakdown_code desc",
        [city, f"{month}-01"],
    ).fetchall()

    assert found[0] == ("total", len(in_time), len(asked), 100 * len(in_time) / len(asked))
    assert found[1][1:3] == (sum(row["status"] == "closed" for row in asked), len(asked))
    assert found[1][3] == pytest.approx(curve.surv_times[below][0], abs=1e-6)


def test_access_to_information_is_that_of_a_count_by_hand(home: Home) -> None:
    [path] = (home.inbox / INFORMATION).glob("information_requests_2024*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        ended = [
            row for row in csv.DictReader(file)
            if row["city_id"] == "mx_queretaro" and "2024-01-01" <= row["due_date"] <= "2024-03-31"
        ]  # fmt: skip
    in_time = [r for r in ended if r["answered_date"] and r["answered_date"] <= r["due_date"]]
    denied = [r for r in ended if r["outcome_code"] == "denied"]

    found = home.release.sql(
        "select numerator, denominator from marts.observation where indicator_id = 'G06'"
        " and city_id = 'mx_queretaro' and period_id = 'gregorian:quarter:2024-01-01'"
        " and breakdown_code in ('total', 'outcome=denied') order by breakdown_code desc"
    ).fetchall()

    assert found == [(len(in_time), len(ended)), (len(denied), len(ended))]


def total(awards: list[dict[str, str]]) -> float:
    return sum(float(row["Valor Total Adjudicacion"]) for row in awards)


def test_shares_of_awards_are_those_of_a_sum_by_hand_in_secop_columns(home: Home) -> None:
    [path] = (home.inbox / CONTRACTS).glob("contratos_co_medellin*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        awards = [
            row for row in csv.DictReader(file)
            if "2024-01-01" <= row["Fecha Adjudicacion"][:10] <= "2024-03-31"
        ]  # fmt: skip
    direct = [r for r in awards if r["Modalidad de Contratacion"] == "Contratación directa"]
    single = [r for r in awards if r["Proveedores Unicos con Respuestas"] == "1"]

    found = dict(
        home.release.sql(
            "select breakdown_code, value from marts.observation where indicator_id = 'G09'"
            " and city_id = 'co_medellin' and period_id = 'gregorian:quarter:2024-01-01'"
            " and breakdown_code not like '%;method=%'"
        ).fetchall()
    )

    assert found == {
        "flag=direct_award": pytest.approx(100 * len(direct) / len(awards)),
        "flag=single_bid": pytest.approx(100 * len(single) / len(awards)),
        "flag=direct_award_amount": pytest.approx(100 * total(direct) / total(awards)),
        "flag=single_bid_amount": pytest.approx(100 * total(single) / total(awards)),
    }


def test_single_bids_by_method_and_among_direct_awards_are_all_of_them(home: Home) -> None:
    by_method = home.release.sql(
        "select sum(numerator), sum(denominator) from marts.observation where indicator_id = 'G09'"
        " and breakdown_code like 'flag=single_bid;method=%'"
        " and period_id = 'gregorian:year:2023-01-01'"
    ).fetchall()
    whole = home.release.sql(
        "select breakdown_code, sum(numerator), sum(denominator) from marts.observation"
        " where indicator_id = 'G09' and period_id = 'gregorian:year:2023-01-01'"
        " and breakdown_code in ('flag=single_bid', 'flag=direct_award') group by all order by all"
    ).fetchall()

    (_, direct, _), (_, single, stated) = whole
    # Some direct awards of the sample do not state their one bidder.
    (single_elsewhere, stated_elsewhere) = by_method[0]
    assert 0 < single - single_elsewhere == stated - stated_elsewhere <= direct


def test_decided_appeals_are_those_of_a_count_by_hand(home: Home) -> None:
    [path] = (home.inbox / INFORMATION).glob("information_requests_2024*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        decided = [
            row["appeal_outcome_code"] for row in csv.DictReader(file)
            if row["city_id"] == "co_medellin" and row["due_date"].startswith("2023")
            and row["appeal_outcome_code"] in ("upheld", "partly_upheld", "dismissed")
        ]  # fmt: skip

    found = home.release.sql(
        "select numerator, denominator from marts.observation where indicator_id = 'G06'"
        " and breakdown_code = 'appeal=upheld' and city_id = 'co_medellin'"
        " and period_id = 'gregorian:year:2023-01-01'"
    ).fetchall()

    assert found == [(len(decided) - decided.count("dismissed"), len(decided))]


def test_a_file_without_its_cut_off_is_refused_and_the_others_are_published(home: Home) -> None:
    refused = [one for one in home.report.findings if one.severity == "refused"]

    assert home.report.is_published
    assert [one.file_name for one in refused] == ["service_requests_without_cut_off_SYNTHETIC.csv"]


def test_wrong_cells_are_told_with_their_lines_and_left_out(home: Home) -> None:
    told = home.release.sql(
        "select form_code, column_name, problem_code, effect_code, line_numbers"
        " from meta.city_file_problems order by form_code, line_numbers, column_name"
    ).fetchall()

    out, emptied = "row_left_out", "value_emptied"
    assert told == [
        ("contracts", "amount", "negative", out, "3"),
        ("contracts", "method_local", "unknown_method", out, "4"),
        ("information_requests", "due_date", "before_opening", out, "3"),
        ("information_requests", "outcome_code", "unknown_code", out, "4"),
        ("service_requests", "due_at", "before_opening", out, "3"),
        ("service_requests", "closed_at", "before_opening", out, "4"),
        ("service_requests", "status_code", "unknown_code", out, "5"),
        ("service_requests", "city_id", "unknown_city", out, "6"),
        ("service_requests", "area_id", "unknown_area", emptied, "7"),
        ("service_requests", "category_code", "unknown_optional_code", emptied, "7"),
    ]
    kept = home.candidate.sql(
        "select (select count(*) from core.fct_service_request where city_id = 'co_cartagena'),"
        " (select count(*) from core.fct_information_request where city_id = 'co_cartagena'),"
        " (select count(*) from core.fct_contract where city_id = 'co_cartagena')"
    ).fetchone()
    assert kept == (2, 1, 1)


def test_a_figure_from_which_rows_were_left_out_says_so(home: Home) -> None:
    found = home.release.sql(
        "select numerator, denominator, value, obs_flag_codes"
        " from marts.observation where indicator_id = 'G05' and city_id = 'co_cartagena'"
        " and period_id = 'gregorian:month:2024-01-01' and breakdown_code = 'total'"
    ).fetchall()

    assert found == [(1, 2, 50, "P")]


def test_single_requests_and_awards_stay_in_the_restricted_zone(home: Home) -> None:
    tables = {name for (name,) in home.release.sql(
        "select table_name from duckdb_tables()").fetchall()}  # fmt: skip
    public = (home.settings.releases / "current").resolve() / "public"
    salt = home.settings.id_salt_file.read_text(encoding="ascii")

    assert not tables & {"fct_service_request", "fct_information_request", "fct_contract"}
    for path in public.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(text.encode() in data for text in (NUMBER, SUPPLIER, salt)), path.name


def test_core_holds_salted_ids_and_no_number(home: Home) -> None:
    ids = home.candidate.sql(
        "select request_id from core.fct_service_request union all"
        " select request_id from core.fct_information_request union all"
        " select supplier_id from core.fct_contract where supplier_id is not null"
    ).fetchall()

    assert ids
    assert {len(one) for (one,) in ids} == {64}
    assert not any("SYNTHETIC" in one or "PLANTED" in one for (one,) in ids)
