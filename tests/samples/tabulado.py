"""How a table of the statistics office looks: title, heading over several rows, rows, notes.

Belongs here: laying out one sheet and one workbook of tables. Does not belong here: which tables a
source has and what they say (its own `generate.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.samples.kit import MARK, Cell, Row, Sheet, xlsx_bytes

PRECISION_NOTE = (
    "Nota: Las estimaciones que aparecen en este cuadro están coloreadas de acuerdo con su nivel "
    "de precisión, en Alto, Moderado y Bajo,",
    "          tomando como referencia el coeficiente de variación CV (%).",
    "Nivel de precisión de las estimaciones:",
    "          Alto, CV en el rango de (0, 15)",
)


@dataclass(frozen=True)
class Tabulado:
    """One table. `heading` holds its rows as printed; `rows` the rows below, None a blank one."""

    number: str
    survey: str
    title: Sequence[str]
    reference: Cell
    heading: Sequence[Row]
    rows: Sequence[Row | None]
    notes: Sequence[str] = field(default=())

    def sheet(self) -> Sheet:
        """The sheet: the number of the table is its name, and stands to the right of the title."""
        width = max(len(row) for row in self.heading) + 2
        first, *more = self.title
        listed: list[Row] = [
            [f"INEGI. {self.survey}. Tabulados básicos. "],
            [None],
            [first, *[None] * (width - 3), f"Cuadro {self.number}", None, "Índice"],
            *[[line] for line in more],
            [self.reference],
            [None],
            *self.heading,
            [None],
            *[[None] if row is None else row for row in self.rows],
            [None],
            *[[line] for line in (*PRECISION_NOTE, *self.notes)],
            [f"Fuente: INEGI. {self.survey}. {MARK}, cifras inventadas."],
            [None],
            [f"INEGI. {self.survey}. {MARK}."],
        ]
        return Sheet(self.number, listed)


def book(survey: str, chapter: str, tables: Sequence[Tabulado]) -> bytes:
    """A workbook of tables behind its list of them."""
    index: list[Row] = [[f"INEGI. {survey}. Tabulados básicos. "], [None], [chapter]]
    index += [[one.number, " ".join(one.title)] for one in tables]
    summary: list[Row] = [["Resumen de porcentajes de estimaciones por cuadro"], ["1.1", 1.0, 0.0]]
    sheets = [Sheet("Índice", index), *[one.sheet() for one in tables]]
    return xlsx_bytes([*sheets, Sheet("Resumen CV", summary)])


def share(count: int, base: int) -> float:
    """The percentage that a table prints beside a count."""
    return 100 * count / base
