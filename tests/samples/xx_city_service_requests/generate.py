"""Synthetic `xx_city_service_requests`: two cities, two editions, requests open and closed.

Belongs here: the form as two cities would fill it in, one with times and one in Spanish with dates.
Does not belong here: any request that anybody made. Numbers, categories, days are invented.

The second edition of a city hands in again the months whose requests may have changed.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

EXPECTED: dict[str, int] = {
    "rows_per_month": 24, "months": 9, "cities": 2, "requests": 2 * 9 * 24, "files": 4,
}  # fmt: skip

CITIES = ("co_medellin", "mx_queretaro")
CUTOFFS = (date(2024, 3, 31), date(2024, 6, 30))
_MONTHS = [date(2023 + (9 + i) // 12, (9 + i) % 12 + 1, 1) for i in range(9)]
_ENGLISH = [
    "request_number", "city_id", "area_id", "category_local", "category_code", "channel_code",
    "opened_at", "due_at", "closed_at", "status_code",
]  # fmt: skip
_SPANISH = [
    "numero_solicitud", "id_ciudad", "id_area", "categoria_local", "codigo_categoria", "canal",
    "fecha_apertura", "fecha_limite", "fecha_cierre", "estado",
]  # fmt: skip
_CATEGORIES = [("Luminaria apagada", "lighting", 15), ("Hueco en la vía", "roads", 30),
               ("Escombros", "waste", 10)]  # fmt: skip
_CHANNELS = ["phone", "web", "app", "in_person"]


def _request(chance: random.Random, city: str, month: date, number: int) -> dict[str, object]:
    """One request, with its whole life: what a file shows depends on its cut-off."""
    opened = datetime.combine(
        month + timedelta(days=chance.randrange(28)), time(6 + chance.randrange(14))
    )
    label, code, limit = chance.choice(_CATEGORIES)
    days = chance.expovariate(1 / (0.8 * limit))
    fate = chance.random()
    return {
        "number": f"{MARK}-{month:%Y%m}-{number:04}", "city": city, "label": label, "code": code,
        "channel": chance.choice(_CHANNELS), "opened": opened,
        "due": (opened + timedelta(days=limit)).date(),
        "closed": opened + timedelta(days=round(days, 2)),
        "status": "rejected" if fate < 0.05 else "duplicate" if fate < 0.08 else "closed",
    }  # fmt: skip


def _line(request: dict[str, object], cutoff: date, with_time: bool) -> Row:
    """The request as the file of a cut-off shows it."""
    opened, closed = request["opened"], request["closed"]
    assert isinstance(opened, datetime)
    assert isinstance(closed, datetime)
    form = "%Y-%m-%d %H:%M" if with_time else "%Y-%m-%d"
    is_over = closed.date() <= cutoff
    return (
        str(request["number"]), str(request["city"]), None, f"{MARK} {request['label']}",
        str(request["code"]), str(request["channel"]), opened.strftime(form),
        str(request["due"]), closed.strftime(form) if is_over else None,
        str(request["status"]) if is_over else "open",
    )  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write two editions of two cities."""
    for city, header in zip(CITIES, (_ENGLISH, _SPANISH), strict=True):
        requests = [
            (month, _request(chance, city, month, number))
            for month in _MONTHS
            for number in range(EXPECTED["rows_per_month"])
        ]
        for cutoff, first in zip(CUTOFFS, (_MONTHS[0], date(2024, 1, 1)), strict=True):
            lines = [
                _line(request, cutoff, header is _ENGLISH)
                for month, request in requests
                if first <= month <= cutoff
            ]
            name = "service_requests" if header is _ENGLISH else "solicitudes_servicio"
            save(folder / f"{name}_{city}_{cutoff}_{MARK}.csv", csv_bytes([header, *lines]))
