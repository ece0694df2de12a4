"""A line is accounted for exactly once, or the extract is refused."""

from __future__ import annotations

import pytest

from orchestration.errors import ExtractRefused
from orchestration.load.reconcile import Tally


def test_parts_that_add_up_pass() -> None:
    tally = Tally()
    tally.claim("preamble", 1)
    tally.claim("header", 2)
    tally.claim("loaded", 3, 3)
    tally.claim("quarantined", 6)
    tally.claim("blank", 7)
    tally.claim("footer", 8)
    tally.declare_sheet(4)
    tally.check(12)
    assert (tally.data, tally.declared, tally.continuation) == (4, 8, 2)


def test_first_unclaimed_line_is_named() -> None:
    tally = Tally()
    tally.claim("header", 1)
    with pytest.raises(ExtractRefused, match="line 2 is not accounted for") as refusal:
        tally.check(3)
    assert (refusal.value.fault, refusal.value.line) == ("P1", 2)


@pytest.mark.parametrize("line", [1, 3])
def test_line_skipped_or_claimed_twice_refuses(line: int) -> None:
    tally = Tally()
    tally.claim("header", 1)
    with pytest.raises(ExtractRefused):
        tally.claim("loaded", line)
