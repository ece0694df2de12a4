"""What stands against using an extract, and what follows from several such things.

Belongs here: the objection, which of them a person can accept (F57), the state they lead to.
Does not belong here: finding them (`drift.py`, `plausibility.py`), or the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from orchestration.load.reading import Notice

Reaction = Literal["refuse", "hold", "warn", "note"]

FLOOR = "floor"
"""The fault of an extract with which something of the release would be gone (release/floors.py)."""

ACCEPTABLE = frozenset({"F26", "F30", "F31", "F32", "F33", "F40", "F42", "F43", FLOOR})
"""Holds that a person may release for one extract. An unknown label (F35) is not among them: it
needs its row in the crosswalk, or the gate refuses it again."""


@dataclass(frozen=True)
class Objection:
    """One thing about an extract.

    `message` begins with `<source> <fault>:` and holds no cell of a column that is not public;
    `line` is the first physical line it concerns.
    """

    fault: str
    reaction: Reaction
    message: str
    next_step: str = ""
    line: int | None = None
    column: str | None = None


@dataclass
class Decision:
    """The state of an extract after its objections were weighed."""

    status: Literal["loaded", "held", "refused"] = "loaded"
    reason: Objection | None = None
    notices: list[Notice] = field(default_factory=list)


def decide(objections: Sequence[Objection], accepted: Iterable[str], sha: str) -> Decision:
    """Weigh objections: a refusal wins over a hold, a hold over nothing.

    `accepted` are the faults that a person accepted for this very extract.
    """
    allowed = set(accepted) & ACCEPTABLE
    decision = Decision()
    standing: list[Objection] = []
    for one in objections:
        if one.reaction == "hold" and one.fault in allowed:
            decision.notices.append(_notice(one, "note", "accepted: "))
        elif one.reaction in ("refuse", "hold"):
            standing.append(one)
        else:
            decision.notices.append(_notice(one, "note" if one.reaction == "note" else "warning"))
    if standing:
        first = next((one for one in standing if one.reaction == "refuse"), standing[0])
        decision.status = "refused" if first.reaction == "refuse" else "held"
        decision.reason = _with_others(first, standing, sha)
    return decision


def _with_others(first: Objection, standing: Sequence[Objection], sha: str) -> Objection:
    """The deciding objection, with the numbers of the others and how to accept it."""
    others = sorted({one.fault for one in standing} - {first.fault})
    also = f" Also: {', '.join(others)}." if others else ""
    step = first.next_step
    if all(one.reaction == "hold" and one.fault in ACCEPTABLE for one in standing):
        step += f'\nIf it is right as it is: safercities accept {sha[:12]} --because "…"'
    return Objection(
        first.fault, first.reaction, first.message + also, step.strip(), first.line, first.column
    )


def _notice(one: Objection, severity: Literal["warning", "note"], prefix: str = "") -> Notice:
    """An objection as a notice; the ledger adds source and fault again."""
    said = one.message.partition(": ")[2] or one.message
    return Notice(one.fault, prefix + said, one.next_step, one.line, one.column, severity)
