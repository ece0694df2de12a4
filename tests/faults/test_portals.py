"""Portals that fail, lie, shift and forbid: what a person reads, and nothing wrong archived.

Rows F16, F18, F19, F37 and F61 of the register of faults, at the door `fetch_source`, and the exit
codes at the command.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from orchestration.contracts import discover, read_contract
from orchestration.errors import ContractError
from orchestration.extract.archive import REFUSED_FILES, archived
from orchestration.extract.portals import SourceFetch
from orchestration.settings import PROJECT_ROOT, Settings
from tests.ingest_kit import BOOK_LAYOUT, CSV_LAYOUT, SOURCE, House, csv_bytes, good_book
from tests.portal_kit import Answer, Asked, Town, World, jsoned, running

pytestmark = pytest.mark.faults

CSV = csv_bytes()
BOT_PAGE = (
    b"<!DOCTYPE html><html><head><title>Challenge Validation</title></head><body>"
    + b"<script>/* wait */</script>" * 70
    + b"</body></html>"
)
LOGIN = b"\r\n<html><head><title> Sign in\n to your account</title></head></html>"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    settings = Settings(home=tmp_path / "home", fetch_allow_loopback=True, fetch_seconds=600)
    with running() as portal:
        yield Town(settings, portal, World(), tmp_path / "project")


def only_finding(town: Town, done: SourceFetch, fault: str) -> tuple[str, str]:
    """Message and next step of the one refusal; nothing may have been archived."""
    (finding,) = done.findings
    assert (finding.fault, finding.severity) == (fault, "refused")
    assert finding.message.startswith(f"{SOURCE} {fault}: ")
    assert done.new == []
    assert town.archive() == []
    leftovers = [path.name for path in town.settings.downloads.glob("*.p*")]
    assert leftovers == []
    return finding.message, finding.next_step


# --- files ----------------------------------------------------------------------------------------


def file(town: Town, path: str = "/a.csv", **more: Any) -> dict[str, Any]:
    return {"kind": "file", "url": town.portal.url(path), **more}


def test_a_file_is_archived_with_where_it_came_from(town: Town) -> None:
    headers = {"ETag": '"v1"', "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
    town.portal.on("/a.csv", Answer(CSV, headers=headers))
    done = town.fetch(file(town))
    assert (done.status, done.findings) == ("retrieved", [])
    (extract,) = archived(town.settings, SOURCE)
    assert extract.origin == town.portal.url("/a.csv")
    assert (extract.etag, extract.last_modified) == ('"v1"', headers["Last-Modified"])
    assert extract.retrieved_at == town.world.now
    assert (extract.file_name, extract.path.read_bytes()) == ("a.csv", CSV)


def test_what_was_fetched_is_loaded_without_an_inbox(town: Town) -> None:
    town.portal.on("/a.csv", Answer(CSV))
    town.fetch(file(town))
    house = House(town.settings, town.contract(file(town)))
    town.settings.prepare()
    found, load = house.refresh()
    assert (found.new, load.refused, load.loaded_lines) == ([], [], 200)
    assert len(house.rows()) == 200


def test_the_same_state_is_not_downloaded_again(town: Town) -> None:
    def script(asked: Asked) -> Answer:
        same = asked.headers.get("If-None-Match") == '"v1"'
        return Answer(status=304) if same else Answer(CSV, headers={"ETag": '"v1"'})

    town.portal.on("/a.csv", script)
    town.fetch(file(town))
    done = town.fetch(file(town))
    assert (done.status, done.unchanged, done.new) == ("unchanged", 1, [])
    assert town.archive() == [CSV]


def test_another_etag_with_the_same_bytes_is_nothing_new(town: Town) -> None:
    answers = [Answer(CSV, headers={"ETag": f'"v{n}"'}) for n in (1, 2)]
    town.portal.on("/a.csv", [*answers, Answer(status=304)])
    town.fetch(file(town))
    again = town.fetch(file(town))
    assert (again.status, again.known, again.new) == ("unchanged", 1, [])
    town.fetch(file(town))
    assert town.portal.requests("/a.csv")[-1].headers["If-None-Match"] == '"v2"'
    assert town.archive() == [CSV]


def test_an_emptied_archive_is_filled_again(town: Town) -> None:
    town.portal.on("/a.csv", Answer(CSV, headers={"ETag": '"v1"'}))
    town.fetch(file(town))
    for path in town.settings.archive.rglob("*.bin"):
        path.unlink()
    assert town.fetch(file(town)).status == "retrieved"
    assert "If-None-Match" not in town.portal.requests("/a.csv")[-1].headers


@pytest.mark.parametrize(
    "page", [BOT_PAGE, LOGIN, b"<!-- 503 --><html></html>"], ids=["bot", "login", "comment"]
)
def test_a_page_with_status_200_is_no_file(town: Town, page: bytes) -> None:
    town.portal.on("/a.csv", Answer(page))
    said, step = only_finding(town, town.fetch(file(town)), "F16")
    assert "expected csv, got an HTML page" in said
    assert f"({len(page):,} bytes, status 200)" in said
    assert "Nothing of this source is archived yet." in said
    assert "in a browser and save the files; drop them into" in step
    assert f"inbox/{SOURCE}/, then safercities refresh." in step
    assert "Unverified in dbt_project/sources/" in step


def test_a_refused_answer_is_kept_apart_and_never_loaded(town: Town) -> None:
    """F16: archived, marked, not an extract; the portal is asked again the next time."""
    town.portal.on("/a.csv", [Answer(BOT_PAGE), Answer(BOT_PAGE), Answer(LOGIN), Answer(CSV)])
    (finding,) = town.fetch(file(town)).findings
    assert town.refused() == [("F16", BOT_PAGE)]
    place = finding.next_step.rpartition("Kept as ")[2]
    (kept,) = (town.settings.archive / SOURCE / "refused").glob("*.bin")
    assert place == f"archive/{SOURCE}/refused/{kept.stem[:12]}….bin."
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o400, 0o700)
    town.fetch(file(town))
    town.fetch(file(town))
    assert sorted(town.refused()) == sorted([("F16", BOT_PAGE), ("F16", LOGIN)])
    assert town.archive() == []
    house = House(town.settings, town.contract(file(town)))
    _, load = house.refresh()
    assert (load.extracts, load.refused) == (0, [])
    assert town.fetch(file(town)).status == "retrieved"
    assert town.archive() == [CSV]


def test_pages_that_differ_every_night_do_not_fill_the_disk(town: Town) -> None:
    pages = [LOGIN + b"%d" % number for number in range(25)]
    town.portal.on("/a.csv", [Answer(page) for page in pages])
    for _ in pages:
        town.fetch(file(town))
    kept = [page for _, page in town.refused()]
    assert len(kept) == REFUSED_FILES
    assert pages[-1] in kept


def test_the_title_of_the_page_is_told(town: Town) -> None:
    town.portal.on("/a.csv", Answer(BOT_PAGE))
    said, _ = only_finding(town, town.fetch(file(town)), "F16")
    assert "got an HTML page titled 'Challenge Validation'" in said


def test_a_person_is_told_what_the_contract_says(town: Town) -> None:
    town.portal.on("/a.csv", Answer(BOT_PAGE))
    asks = "Open the page, wait for the check, save the CSV of the newest month"
    _, step = only_finding(town, town.fetch(file(town, instruction=asks)), "F16")
    assert step.startswith(f"{asks}; drop them into ")


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.csv", b"PK\x03\x04rest", "expected csv, got a zip or xlsx file"),
        ("a.csv", b"%PDF-1.7", "expected csv, got a PDF"),
        ("a.csv", b'{"error": "quota"}', "expected csv, got JSON"),
        ("a.xlsx", b"a,b\n1,2\n", "expected xlsx, got text"),
        ("a.csv.gz", b"a,b\n1,2\n", "expected gz, got text"),
    ],
)
def test_another_format_than_the_contract_says_is_refused(
    town: Town, name: str, body: bytes, said: str
) -> None:
    town.portal.on(f"/{name}", Answer(body))
    done = town.fetch(file(town, f"/{name}"), tables=(CSV_LAYOUT, BOOK_LAYOUT))
    assert said in only_finding(town, done, "F16")[0]


def test_an_empty_answer_is_not_zero_crime(town: Town) -> None:
    town.portal.on("/a.csv", Answer(b""))
    assert "got 0 bytes" in only_finding(town, town.fetch(file(town)), "F17")[0]


def test_what_stands_is_dated(town: Town) -> None:
    town.portal.on("/a.csv", [Answer(CSV), Answer(status=503)])
    town.fetch(file(town))
    (finding,) = town.fetch(file(town)).findings
    assert finding.message.endswith(
        "no answer in 5 tries (last: 503) from portal.test/a.csv. The extracts of 2026-11-23 stay."
    )
    assert town.archive() == [CSV]


def broken_body(_: Asked) -> Answer:
    return Answer(CSV, cut=100)


@pytest.mark.parametrize(
    ("answer", "fault", "said"),
    [
        (Answer(status=503), "F18", "no answer in 5 tries (last: 503)"),
        (Answer(status=429, headers={"Retry-After": "9999"}), "F18", "asked to wait 9,999 s"),
        (Answer(b"gone", 404), "F18", "answered 404"),
        (Answer(status=302, headers={"Location": "/a.csv"}), "F18", "redirect loop"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1/"}), "F19",
         "not in the contract (127.0.0.1)"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/"}), "F19",
         "not in the contract (169.254.169.254)"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "F19", "a file address"),
        (broken_body, "F18", "the connection broke after 100 of"),
    ],
)  # fmt: skip
def test_a_failed_answer_leaves_nothing_but_a_message(
    town: Town, answer: Answer | Callable[[Asked], Answer], fault: str, said: str
) -> None:
    town.portal.on("/a.csv", answer)
    done = town.fetch(file(town))
    (finding,) = done.findings
    assert (finding.fault, town.archive()) == (fault, [])
    assert said in finding.message
    assert done.is_silent == (fault == "F18")


def test_a_file_that_the_portal_itself_cut_is_refused_when_it_is_read(town: Town) -> None:
    """F15: without a length the wire looks whole; the open last line does not."""
    town.portal.on("/a.csv", Answer(CSV[:-3], is_chunked=True))
    assert town.fetch(file(town)).findings == []
    _, load = House(town.settings, town.contract(file(town))).refresh()
    assert [one.fault for one in load.refused] == ["F15"]
    assert load.extracts == 0


def test_robots_leave_it_to_a_person(town: Town) -> None:
    town.portal.on("/robots.txt", Answer(b"User-agent: *\nDisallow: /"))
    town.portal.on("/a.csv", Answer(CSV))
    said, step = only_finding(town, town.fetch(file(town)), "F18")
    assert "robots.txt of portal.test forbids /a.csv" in said
    assert "drop them into" in step


def test_a_compressed_file_is_archived_as_its_inner_bytes(town: Town) -> None:
    town.portal.on("/a.csv.gz", Answer(gzip.compress(CSV)))
    assert town.fetch(file(town, "/a.csv.gz")).new[0].file_name == "a.csv"
    assert town.archive() == [CSV]


def test_a_cut_compressed_file_is_not_archived(town: Town) -> None:
    cut = gzip.compress(CSV)[:-20]
    town.portal.on("/a.csv.gz", Answer(cut))
    said, _ = only_finding(town, town.fetch(file(town, "/a.csv.gz")), "F14")
    assert "a.csv.gz: the archive ends early" in said
    assert town.refused() == [("F14", cut)]


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.7z"])
def test_other_packing_is_refused_by_its_name(town: Town, name: str) -> None:
    town.portal.on(f"/{name}", Answer(b"whatever it holds"))
    said, step = only_finding(town, town.fetch(file(town, f"/{name}")), "F59")
    assert "files are not opened" in said
    assert "pack them as .zip, .gz or .bz2" in step


def test_a_name_that_no_layout_fits_is_told_and_not_archived(town: Town) -> None:
    town.portal.on("/report", Answer(CSV))
    (finding,) = town.fetch(file(town, "/report")).findings
    assert (finding.fault, finding.severity) == ("F44", "warning")
    assert "no layout for the file name 'report'" in finding.message
    assert town.archive() == []


def test_a_download_page_may_give_the_name(town: Town) -> None:
    given = {"Content-Disposition": "attachment; filename*=UTF-8''..%2F..%2FIDEFC_NM_ene26.csv"}
    town.portal.on("/download.aspx", Answer(CSV, headers=given))
    (extract,) = town.fetch(file(town, "/download.aspx?share=token")).new
    assert extract.file_name == "IDEFC_NM_ene26.csv"


def test_the_newest_month_that_answers_is_taken(town: Town) -> None:
    town.portal.on("/INM_oct26.csv", Answer(CSV))
    done = town.fetch(file(town, "/INM_{mmm}{yy}.csv", look_back=3))
    assert [extract.file_name for extract in done.new] == ["INM_oct26.csv"]
    asked = [one.path for one in town.portal.asked if one.path != "/robots.txt"]
    assert asked == ["/INM_nov26.csv", "/INM_oct26.csv"]


def test_a_month_behind_a_fault_is_not_taken_for_the_newest(town: Town) -> None:
    town.portal.on("/INM_nov26.csv", Answer(BOT_PAGE))
    town.portal.on("/INM_oct26.csv", Answer(CSV))
    done = town.fetch(file(town, "/INM_{mmm}{yy}.csv", look_back=3))
    only_finding(town, done, "F16")


# --- links on a page ------------------------------------------------------------------------------

PAGE = """<!doctype html><title>Estadística delictiva</title>
<a href="/f/Homicidio%20Intencional%202019.csv">a</a> <a href='f/Extorsi%C3%B3n_8.csv#top'>b</a>
<A HREF="/f/hurto_a_personas_0.csv?x=1&amp;y=2">c</A> <a href="/f/Extorsi%C3%B3n_8.csv">again</a>
<a href="https://evil.test/evil.csv">elsewhere</a> <a href="javascript:go('x.csv')">no</a>
<a href="/f/manual.pdf">manual</a><a name="x">anchor</a>"""
NAMES = ["Homicidio%20Intencional%202019.csv", "Extorsi%C3%B3n_8.csv", "hurto_a_personas_0.csv"]


def page(town: Town, html: bytes = PAGE.encode(), **more: Any) -> dict[str, Any]:
    town.portal.on("/page", Answer(html))
    return {"kind": "links", "url": town.portal.url("/page"), "match": r"\.csv(\?|#|$)", **more}


def test_files_are_found_on_the_page_under_the_names_it_writes(town: Town) -> None:
    for number, name in enumerate(NAMES):
        town.portal.on(f"/f/{name}", Answer(CSV + b"%d,5001,x,1\n" % number))
    done = town.fetch(page(town))
    assert [extract.file_name for extract in done.new] == NAMES
    on_disk = {path.name for path in town.settings.home.rglob("*")}
    assert not on_disk & {*NAMES, *map(unquote, NAMES)}
    (elsewhere,) = done.findings
    assert (elsewhere.fault, elsewhere.file_name) == ("F19", "evil.csv")
    assert "a host that is not in the contract (evil.test)" in elsewhere.message


def test_links_are_read_from_where_the_page_lies_and_chosen_by_their_words(town: Town) -> None:
    html = b"""<a href="get?share=1">Delitos <b>municipal</b></a>
    <a href="get?share=2">Delitos\n<b>Estatal</b></a>"""
    given = {"Content-Disposition": 'attachment; filename="IDEFC_NM_ene26.csv"'}
    town.portal.on("/datos/get", Answer(CSV, headers=given))
    portal = page(town, html, match=r"share=", match_text="delitos estatal")
    town.portal.on("/datos/page", Answer(b"<html>" + html))
    town.portal.on("/page", Answer(status=302, headers={"Location": "/datos/page"}))
    done = town.fetch(portal)
    assert [extract.file_name for extract in done.new] == ["IDEFC_NM_ene26.csv"]
    assert [one.query for one in town.portal.requests("/datos/get")] == [{"share": "2"}]


def test_one_broken_link_does_not_stop_the_others(town: Town) -> None:
    for name in NAMES[1:]:
        town.portal.on(f"/f/{name}", Answer(CSV + name.encode()))
    done = town.fetch(page(town))
    assert len(done.new) == 2
    assert done.status == "retrieved"
    broken = next(one for one in done.findings if one.fault == "F18")
    assert broken.file_name == NAMES[0]
    assert "answered 404" in broken.message


def test_a_bot_page_instead_of_links_falls_back_to_the_inbox(town: Town) -> None:
    said, step = only_finding(town, town.fetch(page(town, BOT_PAGE)), "F16")
    assert "expected links to files, got a page titled 'Challenge Validation'" in said
    assert f"({len(BOT_PAGE):,} bytes, status 200)" in said
    assert f"inbox/{SOURCE}/" in step


def test_a_mirror_is_asked_only_when_the_page_failed(town: Town) -> None:
    town.portal.on("/mirror.csv", Answer(CSV))
    mirror = file(town, "/mirror.csv", fallback=True)
    done = town.fetch(page(town, BOT_PAGE), mirror)
    assert [extract.file_name for extract in done.new] == ["mirror.csv"]
    assert [one.fault for one in done.findings] == ["F16"]
    assert not done.is_silent
    town.portal.asked.clear()
    town.portal.on("/f/x.csv", Answer(CSV + b"x"))
    town.fetch(page(town, b'<html><a href="/f/x.csv">x</a></html>'), mirror)
    assert town.portal.requests("/mirror.csv") == []


def test_workbooks_are_found_and_told_from_pages(town: Town) -> None:
    town.portal.on("/2026_1st_Quarter_WEB.xlsx", Answer(good_book()))
    town.portal.on("/2026_2nd_Quarter_WEB.xlsx", Answer(LOGIN))
    html = b'<a href="2026_1st_Quarter_WEB.xlsx">1</a><a href="2026_2nd_Quarter_WEB.xlsx">2</a>'
    done = town.fetch(page(town, b"<html>" + html, match=r"\.xls"), tables=(BOOK_LAYOUT,))
    assert [extract.file_name for extract in done.new] == ["2026_1st_Quarter_WEB.xlsx"]
    (refused,) = done.findings
    assert "2026_2nd_Quarter_WEB.xlsx: expected xlsx, got an HTML page titled" in refused.message
    assert "'Sign in to your account'" in refused.message


# --- Socrata --------------------------------------------------------------------------------------

DATASET = "m8fd-ahd9"
COLUMNS = [
    {"fieldName": "fecha_hecho", "dataTypeName": "text"},
    {"fieldName": "codigo_dane", "dataTypeName": "text"},
    {"fieldName": "cantidad", "dataTypeName": "number"},
]


class Socrata:
    """A Socrata dataset that answers as datos.gov.co does; flaws are switched on by a test."""

    def __init__(self, town: Town, rows: int) -> None:
        self.rows = [
            {":id": f"row-{n:06}", "codigo_dane": "05001000", "cantidad": "1"} for n in range(rows)
        ]
        self.updated = 1_763_500_000
        self.unpaged = False
        self.counts: list[Any] = []
        self.shift: Callable[[], None] | None = None
        town.portal.on(f"/api/views/{DATASET}.json", self._view)
        town.portal.on(f"/resource/{DATASET}.json", self._resource)

    def _view(self, _asked: Asked) -> Answer:
        return jsoned({"id": DATASET, "rowsUpdatedAt": self.updated, "columns": COLUMNS})

    def _resource(self, asked: Asked) -> Answer:
        if asked.query["$select"] == "count(*)":
            count = self.counts.pop(0) if self.counts else len(self.rows)
            return jsoned([{"count": str(count)}] if isinstance(count, int) else count)
        assert asked.query["$order"] == ":id"
        start, limit = int(asked.query["$offset"]), int(asked.query["$limit"])
        found = self.rows[:1_000] if self.unpaged else self.rows[start : start + limit]
        if self.shift is not None:
            self.shift()
        return jsoned(found)


def socrata(town: Town, **query: str) -> dict[str, Any]:
    return {
        "kind": "socrata",
        "url": town.portal.url("/"),
        "dataset_ids": [DATASET],
        "query": query,
    }


@pytest.fixture
def pages_of_400(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.extract.socrata.PAGE_LIMIT", 400)


@pytest.mark.usefixtures("pages_of_400")
@pytest.mark.parametrize("rows", [0, 399, 400, 1_001])
def test_pages_add_up_to_the_count_and_become_one_extract(town: Town, rows: int) -> None:
    served = Socrata(town, rows)
    done = town.fetch(socrata(town, where="starts_with(codigo_dane,'05001')"))
    (extract,) = done.new
    assert (extract.file_name, done.findings) == (f"{DATASET}.json", [])
    assert json.loads(extract.path.read_bytes()) == served.rows
    assert "starts_with" in unquote(extract.origin)
    assert extract.etag == str(served.updated)


def test_rows_keep_the_text_of_the_publisher(town: Town) -> None:
    served = Socrata(town, 0)
    raw = '[{":id":"a","n":12345678901234567890,"x":-75.56985400000,"ñ":"Peñol"}\n,{":id":"b"}]'
    served.counts = [2, 2]
    town.portal.on(
        f"/resource/{DATASET}.json",
        lambda asked: (
            served._resource(asked) if "count" in asked.query["$select"] else Answer(raw.encode())
        ),
    )
    assert town.fetch(socrata(town)).findings == []
    assert town.archive() == [raw.encode() + b"\n"]


def test_a_dataset_that_was_not_updated_is_not_read_again(town: Town) -> None:
    served = Socrata(town, 5)
    town.fetch(socrata(town))
    town.portal.asked.clear()
    assert town.fetch(socrata(town)).status == "unchanged"
    assert town.portal.requests(f"/resource/{DATASET}.json") == []
    served.updated += 1
    again = town.fetch(socrata(town))
    assert (again.known, again.new) == (1, [])


def test_the_unpaged_default_of_1000_rows_is_never_taken(town: Town) -> None:
    Socrata(town, 12_000).unpaged = True
    said, step = only_finding(town, town.fetch(socrata(town)), "F61")
    assert "12,000 rows announced, 1,000 received" in said
    assert "unpaged default" in said
    assert "Fetch again" in step


@pytest.mark.usefixtures("pages_of_400")
def test_a_full_page_without_a_count_is_never_taken(town: Town) -> None:
    Socrata(town, 400).counts = [[], []]
    said, _ = only_finding(town, town.fetch(socrata(town)), "F61")
    assert "completeness cannot be known" in said


@pytest.mark.usefixtures("pages_of_400")
def test_a_row_that_slips_to_the_next_page_is_noticed(town: Town) -> None:
    served = Socrata(town, 900)

    def insert_before() -> None:
        served.rows.insert(0, {":id": "row-new"})
        served.rows.pop()
        served.shift = None

    served.shift = insert_before
    said, _ = only_finding(town, town.fetch(socrata(town)), "F61")
    assert "page 2 repeats a row" in said


@pytest.mark.usefixtures("pages_of_400")
def test_a_row_that_slips_away_is_noticed(town: Town) -> None:
    served = Socrata(town, 900)

    def remove_before() -> None:
        served.rows.pop(0)
        served.counts = [900]
        served.shift = None

    served.shift = remove_before
    said, _ = only_finding(town, town.fetch(socrata(town)), "F61")
    assert "900 rows announced, 899 received" in said


@pytest.mark.usefixtures("pages_of_400")
def test_a_total_that_changes_while_reading_is_noticed(town: Town) -> None:
    Socrata(town, 900).counts = [900, 901]
    said, _ = only_finding(town, town.fetch(socrata(town)), "F61")
    assert "900 rows announced before reading, 901 after it" in said


def test_an_update_while_reading_is_noticed(town: Town) -> None:
    served = Socrata(town, 10)
    served.shift = lambda: setattr(served, "updated", served.updated + 1)
    said, _ = only_finding(town, town.fetch(socrata(town)), "F61")
    assert "updated while it was read" in said


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        (LOGIN, "F16", "expected JSON, got an HTML page titled 'Sign in to your account'"),
        (b'[{":id":"a","n":NaN}]', "F61", "no valid JSON"),
        (b'[{":id":"a"}', "F61", "no valid JSON"),
        (b'{"error":true}', "F61", "a list of rows was expected"),
        (b'[{"n":"1"}]', "F61", "page 1 has a row without an id"),
        (b"[" * 100_000, "F61", "no valid JSON"),
    ],
)
def test_an_answer_that_is_none_is_refused(town: Town, body: bytes, fault: str, said: str) -> None:
    served = Socrata(town, 0)
    served.counts = [1, 1]
    town.portal.on(
        f"/resource/{DATASET}.json",
        lambda asked: (
            served._resource(asked) if "count" in asked.query["$select"] else Answer(body)
        ),
    )
    assert said in only_finding(town, town.fetch(socrata(town)), fault)[0]


def test_a_range_over_a_date_that_is_text_is_never_sent(town: Town) -> None:
    Socrata(town, 10)
    done = town.fetch(socrata(town, where="fecha_hecho >= '2024-01-01'"))
    said, step = only_finding(town, done, "F61")
    assert "compares 'fecha_hecho' by size, and the portal holds it as text" in said
    assert "Filter by a code instead" in step


# --- CKAN -----------------------------------------------------------------------------------------


def ckan(town: Town, answer: Any) -> dict[str, Any]:
    town.portal.on("/api/3/action/package_show", jsoned(answer))
    return {"kind": "ckan", "url": town.portal.url("/"), "dataset_ids": ["crime"],
            "match": r"\.csv$"}  # fmt: skip


def test_the_resources_of_a_package_are_retrieved(town: Town) -> None:
    town.portal.on("/d/a.csv", Answer(CSV))
    urls = [town.portal.url("/d/a.csv"), town.portal.url("/d/a.pdf"), "http://evil.test/b.csv"]
    answer = {"success": True, "result": {"resources": [{"url": url} for url in urls]}}
    done = town.fetch(ckan(town, answer))
    assert [extract.file_name for extract in done.new] == ["a.csv"]
    assert [one.fault for one in done.findings] == ["F19"]
    assert town.portal.requests("/api/3/action/package_show")[0].query == {"id": "crime"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"success": False, "error": {"message": "Not found"}}, "has no package 'crime'"),
        ({"success": True, "result": {"resources": []}}, "lists 0 resources, none of them fits"),
        ([], "has no package 'crime'"),
    ],
)
def test_a_package_without_files_is_told(town: Town, answer: Any, said: str) -> None:
    assert said in only_finding(town, town.fetch(ckan(town, answer)), "F61")[0]


# --- ArcGIS ---------------------------------------------------------------------------------------


class Layer:
    """A FeatureServer layer with pages of 3."""

    def __init__(self, town: Town, features: int) -> None:
        self.features = [
            {"type": "Feature", "id": n, "properties": {"OBJECTID": n}, "geometry": None}
            for n in range(1, features + 1)
        ]
        self.counts: list[int] = []
        self.more: bool | None = None
        layer = {"objectIdField": "OBJECTID", "maxRecordCount": 3, "fields": []}
        town.portal.on("/FeatureServer/0", jsoned(layer))
        town.portal.on("/FeatureServer/0/query", self._query)

    def _query(self, asked: Asked) -> Answer:
        if "returnCountOnly" in asked.query:
            return jsoned({"count": self.counts.pop(0) if self.counts else len(self.features)})
        assert asked.query["orderByFields"] == "OBJECTID"
        start, size = int(asked.query["resultOffset"]), int(asked.query["resultRecordCount"])
        found = self.features[start : start + size]
        more = start + size < len(self.features) if self.more is None else self.more
        extra = {"properties": {"exceededTransferLimit": True}} if more else {}
        return jsoned({"type": "FeatureCollection", **extra, "features": found})


def arcgis(town: Town) -> dict[str, Any]:
    url = town.portal.url("/FeatureServer/0/query")
    return {"kind": "arcgis", "url": url, "file_name": "wards.geojson"}


@pytest.mark.parametrize("features", [0, 2, 3, 7])
def test_all_features_of_a_layer_become_one_document(town: Town, features: int) -> None:
    layer = Layer(town, features)
    (extract,) = town.fetch(arcgis(town)).new
    document = json.loads(extract.path.read_bytes())
    assert document == {"type": "FeatureCollection", "features": layer.features}


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ({"counts": [8, 8]}, "8 rows announced, 7 received"),
        ({"counts": [7, 9]}, "7 rows announced before reading, 9 after it"),
        ({"more": True}, "more than 7 rows announced, an empty page received"),
        ({"more": False}, "7 rows announced, 3 received"),
    ],
)
def test_features_that_do_not_add_up_are_refused(
    town: Town, flaw: dict[str, Any], said: str
) -> None:
    layer = Layer(town, 7)
    for name, value in flaw.items():
        setattr(layer, name, value)
    if flaw == {"more": False}:
        layer.features[3:] = []
        layer.counts = [7, 7]
    assert said in only_finding(town, town.fetch(arcgis(town)), "F61")[0]


def test_a_feature_twice_is_refused(town: Town) -> None:
    Layer(town, 7).features[5]["id"] = 1
    assert "page 2 repeats a row" in only_finding(town, town.fetch(arcgis(town)), "F61")[0]


def test_an_error_told_with_status_200_is_an_error(town: Town) -> None:
    town.portal.on(
        "/FeatureServer/0", jsoned({"error": {"code": 499, "message": "Token Required"}})
    )
    said, _ = only_finding(town, town.fetch(arcgis(town)), "F18")
    assert "answered error 499 (status 200)" in said


# --- Municipal Money ------------------------------------------------------------------------------

CUT = 'demarcation.code:"ETH"|amount_type.code:AUDA|financial_period.period:2023'


class Cube:
    """A cube of Municipal Money with pages of 2."""

    def __init__(self, town: Town, cells: int) -> None:
        self.cells = [{"item.code": f"{n:04}", "amount.sum": n * 1e9} for n in range(cells)]
        self.totals: list[int] = []
        dimensions = {name: {} for name in ("amount_type", "financial_period", "item")}
        town.portal.on("/api/cubes/incexp_v2/model", jsoned({"model": {"dimensions": dimensions}}))
        town.portal.on("/api/cubes/incexp_v2/aggregate", self._aggregate)

    def _aggregate(self, asked: Asked) -> Answer:
        assert asked.query["order"] == "item.code"
        page, size = int(asked.query["page"]), min(int(asked.query["pagesize"]), 2)
        found = self.cells[(page - 1) * size : page * size]
        total = self.totals.pop(0) if self.totals else len(self.cells)
        return jsoned({"total_cell_count": total, "page": page, "cells": found})


def cube(town: Town, name: str = "incexp_v2", **query: str) -> dict[str, Any]:
    asked = {"cube": name, "cut": CUT, "drilldown": "item.code", "aggregates": "amount.sum"}
    return {
        "kind": "cubes",
        "url": town.portal.url("/api/cubes"),
        "file_name": "incexp.json",
        "query": {**asked, **query},
    }


@pytest.mark.parametrize("cells", [0, 1, 2, 5])
def test_all_cells_of_an_aggregate_become_one_document(town: Town, cells: int) -> None:
    served = Cube(town, cells)
    (extract,) = town.fetch(cube(town)).new
    assert json.loads(extract.path.read_bytes()) == served.cells


@pytest.mark.parametrize(
    ("cut", "missing"),
    [
        ('demarcation.code:"ETH"|financial_period.period:2023', "amount_type"),
        ('demarcation.code:"ETH"|amount_type.code:AUDA', "financial_period"),
        ("", "amount_type"),
        ('demarcation.code:"amount_type.code:"|financial_period.period:1', "amount_type"),
    ],
)
def test_a_query_that_would_add_up_budget_and_actual_is_never_sent(
    town: Town, cut: str, missing: str
) -> None:
    Cube(town, 5)
    said, _ = only_finding(town, town.fetch(cube(town, cut=cut)), "F61")
    assert f"cuts no {missing}: different kinds of amounts would add up" in said
    assert town.portal.requests("/api/cubes/incexp_v2/aggregate") == []


def test_the_cube_with_names_is_never_asked(town: Town) -> None:
    only_finding(town, town.fetch(cube(town, "officials")), "F62")
    assert town.portal.asked == []


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ([6, 6, 6, 6, 6, 6], "6 rows announced, 5 received"),
        ([5, 5, 4], "5 rows announced on page 1, 4 on page 2"),
        ([5, 5, 5, 5, 7], "5 rows announced before reading, 7 after it"),
    ],
)
def test_cells_that_do_not_add_up_are_refused(town: Town, totals: list[int], said: str) -> None:
    Cube(town, 5).totals = totals
    assert said in only_finding(town, town.fetch(cube(town)), "F61")[0]


def test_a_page_given_twice_is_refused(town: Town) -> None:
    served = Cube(town, 5)
    served.cells[2:4] = served.cells[:2]
    assert "page 2 repeats a row" in only_finding(town, town.fetch(cube(town)), "F61")[0]


# --- what needs a person --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how", [{"kind": "inbox"}, {"kind": "file", "held_back": "Its layout is not declared"}]
)
def test_a_portal_for_persons_is_not_asked(town: Town, how: dict[str, Any]) -> None:
    done = town.fetch({"url": town.portal.url("/page"), **how})
    assert (done.status, done.findings, town.portal.asked) == ("by hand", [], [])
    (told,) = done.by_hand
    assert f"Open {town.portal.url('/page')} in a browser and save the files; drop them" in told
    assert told.startswith(how.get("held_back", "Open"))


def test_a_source_without_a_portal_is_for_the_inbox(town: Town) -> None:
    (told,) = town.fetch(landing_url="https://www.publisher.example").by_hand
    assert f"No portal is declared: drop files into {town.settings.inbox / SOURCE}/" in told
    assert "https://www.publisher.example" in told


# --- contracts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ({"url": "file:///etc/passwd"}, "url must be http(s) and its host one of hosts"),
        ({"hosts": ["elsewhere.test"]}, "url must be http(s) and its host one of hosts"),
        ({"hosts": []}, "at least 1 item"),
        ({"unverified": None}, "say under unverified what nobody has verified"),
        ({"kind": "links"}, "kind links needs match"),
        ({"kind": "socrata"}, "kind socrata needs dataset_ids"),
        ({"kind": "cubes", "file_name": "a.json"}, "kind cubes needs file_name"),
        ({"kind": "torrent"}, "kind"),
        ({"speed": "high"}, "Extra inputs are not permitted"),
    ],
)
def test_a_portal_that_cannot_be_asked_is_a_broken_contract(
    town: Town, flaw: dict[str, Any], said: str
) -> None:
    with pytest.raises(ContractError) as caught:
        town.contract({**file(town), **flaw})
    assert "F74" in caught.value.message
    assert said in caught.value.message


def test_every_declared_portal_says_what_is_unverified() -> None:
    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    portals = [portal for one in contracts.values() for portal in one.meta.portals]
    assert portals
    for portal in portals:
        assert portal.verified or portal.unverified
        assert portal.instruction


# --- the command ----------------------------------------------------------------------------------


def command(
    town: Town, *arguments: str, fault: str = "", umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """Run `safercities fetch` in a process of its own on the test's project."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "fetch", *arguments],
        cwd=PROJECT_ROOT,
        env={
            "SAFERCITIES_HOME": str(town.settings.home),
            "SAFERCITIES_PROJECT": str(town.folder),
            "SAFERCITIES_FETCH_ALLOW_LOOPBACK": "1",
            "SAFERCITIES_FETCH_SECONDS": "2",
            "SAFERCITIES_FAULT": fault,
            "PATH": "/usr/bin:/bin",
            "HOME": str(town.settings.home),
        },
        capture_output=True,
        text=True,
        check=False,
        umask=umask,
    )


def local(town: Town, path: str, **more: Any) -> dict[str, Any]:
    """A portal at a name that the system resolves by itself."""
    host = f"127.0.0.1:{town.portal.port}"
    return {"kind": "file", "url": f"http://{host}{path}", "hosts": [host], **more}


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


def test_the_command_ends_in_0_and_says_what_is_next(town: Town) -> None:
    town.portal.on("/a.csv", Answer(CSV))
    town.contract(local(town, "/a.csv"))
    done = command(town, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    (source,) = document["sources"]
    assert (source["status"], len(source["new"])) == ("retrieved", 1)
    assert last_line(done) == ("Fetched 1 new extracts: 1 of 1 sources. Next: safercities refresh")


def test_one_failing_source_of_two_ends_in_7(town: Town) -> None:
    town.portal.on("/a.csv", Answer(CSV))
    town.portal.on("/b.csv", Answer(BOT_PAGE))
    town.contract(local(town, "/a.csv"))
    town.contract(local(town, "/b.csv"), source_id="zz_other_source")
    done = command(town)
    assert done.returncode == 7, done.stderr
    assert "zz_other_source F16: expected csv, got an HTML page" in last_line(done)
    assert "drop them into" in done.stderr
    assert town.archive() == [CSV]


BAD_ANSWERS: dict[str, tuple[str, Answer, str]] = {
    "F14": ("/b.csv.gz", Answer(gzip.compress(CSV)[:-9]), "ends early"),
    "F16": ("/b.csv", Answer(BOT_PAGE), "got an HTML page titled 'Challenge Validation'"),
    "F17": ("/b.csv", Answer(b""), "got 0 bytes"),
    "F18": ("/b.csv", Answer(b"gone", 404), "answered 404"),
    "F19": ("/b.csv", Answer(status=302, headers={"Location": "http://169.254.169.254/"}),
            "not in the contract (169.254.169.254)"),
    "F58": ("/b.csv.gz", Answer(gzip.compress(bytes(16 << 20))), "passes the cap of 200:1"),
    "F59": ("/b.tar", Answer(b"x"), "'.tar' files are not opened"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_ANSWERS)
def test_each_bad_answer_ends_in_7_while_another_source_goes_on(town: Town, fault: str) -> None:
    path, answer, words = BAD_ANSWERS[fault]
    town.portal.on("/a.csv", Answer(CSV))
    town.portal.on(path, answer)
    town.contract(local(town, "/a.csv"))
    town.contract(local(town, path), source_id="zz_other_source")
    done = command(town)
    assert done.returncode == 7, done.stderr
    (said,) = [line for line in done.stderr.splitlines() if line.startswith("[refused]")]
    assert said.startswith(f"[refused] zz_other_source {fault}: ")
    assert words in said
    assert town.archive() == [CSV]


def test_pages_that_do_not_add_up_end_in_7(town: Town) -> None:
    """F61 at the command."""
    Socrata(town, 12_000).unpaged = True
    town.portal.on("/a.csv", Answer(CSV))
    town.contract(local(town, "/a.csv"))
    town.contract(
        local(town, "/", **{**socrata(town), "url": local(town, "/")["url"]}),
        source_id="zz_other_source",
    )
    done = command(town)
    assert done.returncode == 7, done.stderr
    assert "12,000 rows announced, 1,000 received" in done.stderr
    assert town.archive() == [CSV]


def test_nothing_that_a_fetch_writes_is_open_to_others_whatever_the_umask(town: Town) -> None:
    """F63."""
    town.portal.on("/a.csv", Answer(CSV, headers={"ETag": '"v1"'}))
    town.portal.on("/b.csv", Answer(BOT_PAGE))
    town.contract(local(town, "/a.csv"), local(town, "/b.csv"))
    assert command(town, umask=0).returncode == 7
    restricted = (town.settings.archive, town.settings.work)
    paths = [path for folder in restricted for path in (folder, *folder.rglob("*"))]
    assert {path.suffix for path in paths} >= {".bin", ".json", ".duckdb"}
    assert [path.name for path in paths if path.stat().st_mode & 0o077] == []


def test_nobody_answering_ends_in_3(town: Town) -> None:
    town.portal.on("/a.csv", Answer(b"gone", 410))
    town.contract(local(town, "/a.csv"))
    done = command(town)
    assert done.returncode == 3, done.stderr
    assert last_line(done).startswith("No source answered.")


def test_an_unknown_name_ends_in_2_with_the_nearest_one(town: Town) -> None:
    town.contract(local(town, "/a.csv"))
    done = command(town, "zz_city_offence")
    assert done.returncode == 2
    assert f"Did you mean {SOURCE}?" in last_line(done)


def test_a_person_needed_is_a_7_when_asked_for_by_name(town: Town) -> None:
    town.contract(local(town, "/a.csv", kind="inbox", instruction="Save the workbook"))
    assert command(town).returncode == 0
    done = command(town, SOURCE)
    assert done.returncode == 7
    assert f"{SOURCE}, by hand: Save the workbook; drop them into" in done.stderr


def test_a_broken_contract_does_not_stop_the_others(town: Town) -> None:
    town.portal.on("/a.csv", Answer(CSV))
    path = town.contract(local(town, "/a.csv"), source_id="zz_broken_source").folder / "source.yml"
    town.contract(local(town, "/a.csv"))
    path.write_text("sources:\n\t- broken", encoding="utf-8")
    with pytest.raises(ContractError):
        read_contract(path)
    done = command(town)
    assert done.returncode == 7, done.stderr
    assert "F74" in done.stderr
    assert town.archive() == [CSV]


@pytest.mark.parametrize("where", ["before_download", "mid_download", "before_rename"])
def test_a_fetch_that_was_killed_is_finished_by_the_next_one(town: Town, where: str) -> None:
    town.portal.on("/a.csv", Answer(CSV, headers={"ETag": '"v1"'}))
    town.contract(local(town, "/a.csv"))
    assert command(town, fault=f"extract.{where}=kill").returncode == -9
    assert town.archive() == []
    done = command(town)
    assert done.returncode == 0, done.stderr
    assert town.archive() == [CSV]
    assert archived(town.settings, SOURCE)[0].file_name == "a.csv"


def test_a_full_disk_ends_in_6_and_leaves_no_extract(town: Town) -> None:
    town.portal.on("/a.csv", Answer(CSV))
    town.contract(local(town, "/a.csv"))
    done = command(town, fault="extract.mid_download=full")
    assert done.returncode == 6, done.stderr
    assert town.archive() == []
