"""The page of checks: complete, self-contained, and readable without colour."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from expectations.report import ReleaseInfo, render
from expectations.verdict import Judgement, SuiteVerdict, Verdict

RELEASE = ReleaseInfo(title="2026-11-23.1", created_at="2026-11-23")


def judgement(name: str, verdict: str, **more: object) -> Judgement:
    return Judgement(
        name=name, statement=f"{name} holds", type="T", severity="critical", verdict=verdict, **more
    )


@pytest.fixture
def verdict():
    now = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
    return Verdict(
        candidate_id="8c41",
        content_hash="hash",
        started_at=now,
        finished_at=now,
        suites=(
            SuiteVerdict(
                suite="dim_city",
                table="core.dim_city",
                row_count=4,
                expectations=(judgement("good", "pass"),),
            ),
            SuiteVerdict(
                suite="fct_offence",
                table="core.fct_offence",
                row_count=1234567,
                expectations=(
                    judgement("fine", "pass"),
                    judgement("bad<script>", "fail", observed=1200, sources={"co_x": 1200}),
                    judgement("odd", "could_not_evaluate", reason="column x is missing"),
                ),
            ),
        ),
    )


@dataclass
class Words(HTMLParser):
    """Collects the text of a page, row by row."""

    def __post_init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append("")

    def handle_data(self, data: str) -> None:
        if self.rows:
            self.rows[-1] += data + " "


def parse(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


def row(words: Words, name: str) -> str:
    return next(re.sub(r"\s+", " ", text) for text in words.rows if name in text)


def test_every_check_stands_on_the_page_with_its_outcome_in_words(verdict):
    words = parse(render(verdict, RELEASE))

    assert "✓ passed good" in row(words, "good")
    assert "✗ failed bad<script>" in row(words, "bad")
    assert "1,200 rows; co_x" in row(words, "bad")
    assert "? could not be evaluated odd" in row(words, "odd")
    assert "column x is missing" in row(words, "odd")


def test_the_worst_table_and_the_worst_check_come_first(verdict):
    page = render(verdict, RELEASE)

    order = [
        page.index(word) for word in ("core.fct_offence", "bad&lt;", "odd holds", "fine holds")
    ]
    assert order == sorted(order)
    assert page.index("core.fct_offence") < page.index("core.dim_city")


def test_the_page_loads_and_runs_nothing(verdict):
    page = render(verdict, RELEASE)
    words = parse(page)

    assert "http://" not in page
    assert "https://" not in page
    assert {"script", "link", "img", "iframe"} & {tag for tag, _ in words.tags} == set()
    assert not any("src" in attributes or "href" in attributes for _, attributes in words.tags)


def test_the_page_tells_its_language_title_and_table_headings(verdict):
    words = parse(render(verdict, RELEASE))

    assert ("html", {"lang": "en"}) in words.tags
    assert {attributes.get("scope") for tag, attributes in words.tags if tag == "th"} == {
        "col",
        "row",
    }
    tables = [tag for tag, _ in words.tags if tag in {"table", "caption"}]
    assert tables == ["table", "caption"] * 2


def test_results_of_other_tools_stand_beside_those_of_the_gate(verdict):
    other = {
        "check_name": "not_null_dim_city_city_id",
        "kind": "dbt",
        "table_name": "core.dim_city",
        "column_name": "city_id",
        "severity": "error",
        "verdict": "fail",
        "failures": 1,
        "source_id": None,
        "extra": "ignored",
    }

    found = row(parse(render(verdict, RELEASE, [other])), "not_null_dim_city_city_id")

    assert "✗ failed" in found
    assert "column city_id critical dbt 1 row" in found


def test_an_invented_release_says_so(verdict):
    assert "SYNTHETIC" not in render(verdict, RELEASE)
    assert "SYNTHETIC" in render(verdict, RELEASE.model_copy(update={"is_synthetic": True}))


def test_a_floor_without_an_earlier_release_says_so_and_is_no_pass(verdict):
    floor = {"check_name": "no_city_month_becomes_nothing", "kind": "floor", "severity": "error"}

    page = render(verdict, RELEASE, [{**floor, "verdict": "not_applicable"}])

    assert "not applicable" in row(parse(page), "no_city_month_becomes_nothing")
    assert "<b>1</b>" in next(line for line in page.splitlines() if "not applicable" in line)


def test_where_every_floor_applies_the_page_counts_none_that_does_not(verdict):
    floor = {"check_name": "no_city_month_becomes_nothing", "kind": "floor", "severity": "error"}

    page = render(verdict, RELEASE, [{**floor, "verdict": "pass"}])

    assert not any("not applicable" in line and "<b>" in line for line in page.splitlines())
