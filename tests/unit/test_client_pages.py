"""Page sets keep the publisher's text; patterns of addresses and first bytes mean what they say."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.errors import ExtractRefused
from orchestration.extract.formats import kind_of, title_of
from orchestration.extract.links import name_in
from orchestration.extract.pages import Pages, array_text, member_text, parse, whole_number
from orchestration.extract.plain_file import addresses

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), json_values, min_size=1), st.sampled_from([None, 1]))
def test_a_member_is_cut_out_as_it_stands(document: dict[str, object], indent: int | None) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    for name, value in document.items():
        cut = member_text(text, name)
        assert cut in text
        assert json.loads(cut) == value


@given(st.lists(st.lists(json_values, max_size=4), max_size=5))
def test_pages_become_the_list_of_all_their_rows(given_pages: list[list[object]]) -> None:
    rows = [row for page in given_pages for row in page]
    stream = io.BytesIO()
    pages = Pages(stream, len(rows), 1 << 20)
    numbers = iter(range(len(rows)))
    for page in given_pages:
        pages.add(page, array_text(json.dumps(page)), lambda _row: next(numbers))
    pages.check(len(rows))
    assert json.loads(b"[" + stream.getvalue() + b"]") == rows


def test_numbers_keep_their_digits() -> None:
    text = '{"a": 1, "cells":[{"x":1.10,"n":123456789012345678901234567890 }] , "b": 2}'
    assert member_text(text, "cells") == '[{"x":1.10,"n":123456789012345678901234567890 }]'


@pytest.mark.parametrize("text", ["", "{}", '{"a":}', '{"b":1}', "{", '{"a" 1}'])
def test_a_member_that_is_not_there_is_a_refusal(text: str) -> None:
    with pytest.raises(ExtractRefused, match="F61: the answer has no 'a'"):
        member_text(text, "a")


@pytest.mark.parametrize("text", ["[NaN]", "[Infinity]", "[-Infinity]", "", "[1", "nul"])
def test_what_is_no_json_is_a_refusal(text: str) -> None:
    with pytest.raises(ExtractRefused, match="F61: the answer is no valid JSON"):
        parse(text)


@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "", None, True, "²"])
def test_a_count_is_a_whole_number(value: object) -> None:
    with pytest.raises(ExtractRefused, match="F61"):
        whole_number(value, "count")


def test_the_size_cap_holds_over_all_pages() -> None:
    pages = Pages(io.BytesIO(), 4, 10)
    pages.add([1], "1234567", str)
    with pytest.raises(ExtractRefused, match="F58"):
        pages.add([2], "1234567", str)


def test_a_pattern_goes_back_month_by_month_over_the_new_year() -> None:
    found = list(addresses("/x_{mmm}{yy}_{yyyy}-{mm}.csv", dt.date(2026, 1, 31), 2))
    assert found == ["/x_ene26_2026-01.csv", "/x_dic25_2025-12.csv", "/x_nov25_2025-11.csv"]


def test_an_address_without_a_pattern_is_asked_once() -> None:
    assert list(addresses("/x.csv", dt.date(2026, 1, 31), 12)) == ["/x.csv"]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \r\n<!DOCTYPE HTML>", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"\xef\xbb\xbf[{}]", "json"),
        (b"a,b\n<html>,1", "text"),
        (b"\xd0\xcf\x11\xe0", "xls"),
    ],
)
def test_the_first_bytes_say_what_came(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


def test_a_page_title_is_one_short_line() -> None:
    assert title_of(b"<title>\n Uno\n  dos " + b"x" * 200) == ("Uno dos " + "x" * 72)


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("/f/Extorsi%C3%B3n_8.xlsx?v=1/2#a/b", "Extorsi%C3%B3n_8.xlsx"),
        ("Hurto.xlsx", "Hurto.xlsx"),
        ("/f/", ""),
        ("..%2F..%2Fetc%2Fpasswd", "..%2F..%2Fetc%2Fpasswd"),
    ],
)
def test_a_name_is_the_last_part_as_written(href: str, name: str) -> None:
    assert name_in(href) == name
