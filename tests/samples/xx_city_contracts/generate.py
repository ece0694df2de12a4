"""Synthetic `xx_city_contracts`: awards of three cities, one with the column names of SECOP II.

Belongs here: the form as a city would fill it in. Does not belong here: any award of a city.
Numbers, suppliers, amounts and days are invented.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from tests.samples.kit import MARK, Row, csv_bytes, save

EXPECTED: dict[str, int] = {"rows_per_month": 8, "months": 18, "awards": 3 * 18 * 8}

CUTOFF = date(2024, 6, 30)
_SECOP = [
    "ID Adjudicacion", "id_ciudad", "Modalidad de Contratacion",
    "Proveedores Unicos con Respuestas", "Valor Total Adjudicacion", "Fecha Adjudicacion",
    "NIT del Proveedor Adjudicado",
]  # fmt: skip
_PLAIN = [
    "contract_number", "city_id", "method_local", "bidder_count", "amount", "award_date",
    "supplier_number", "currency_code", "cofog_code",
]  # fmt: skip
# city -> (modality, method) with the weight of each, currency
_MODALITIES: dict[str, list[tuple[str, int]]] = {
    "co_medellin": [("Contratación directa", 5), ("Mínima cuantía", 4), ("Licitación pública", 2),
                    ("Selección abreviada subasta inversa", 2),
                    ("Contratación régimen especial", 1)],
    "mx_queretaro": [("Adjudicación directa", 4), ("Licitación pública", 3),
                     ("Invitación a cuando menos tres personas", 2)],
    "za_ethekwini": [("Competitive bidding", 4), ("Formal written price quotation", 3),
                     ("Deviation", 1)],
}  # fmt: skip
_DIRECT = {"Contratación directa", "Adjudicación directa", "Deviation"}
_CURRENCY = {"co_medellin": "COP", "mx_queretaro": "MXN", "za_ethekwini": "ZAR"}


def _line(chance: random.Random, city: str, month: date, number: int) -> Row:
    labels, weights = zip(*_MODALITIES[city], strict=True)
    (label,) = chance.choices(labels, weights)
    bidders = 1 if label in _DIRECT else 1 + int(chance.expovariate(1 / 3))
    amount = f"{chance.lognormvariate(16, 1):.2f}"
    award = month + timedelta(days=chance.randrange(28))
    key, supplier = f"{MARK}-{month:%Y%m}-{number:03}", f"{MARK}-{chance.randrange(60):03}"
    if city == "co_medellin":
        return (key, city, label, str(bidders), amount, f"{award}T00:00:00.000", supplier)
    # Some awards do not say how many bid.
    told = None if chance.random() < 0.1 else str(bidders)
    return (
        key, city, label, told, amount, str(award), supplier, _CURRENCY[city],
        chance.choice(["03", "04.5", None]),
    )  # fmt: skip


def write(folder: Path, chance: random.Random) -> None:
    """Write one file per city."""
    months = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(EXPECTED["months"])]
    for city in _MODALITIES:
        lines = [
            _line(chance, city, month, number)
            for month in months
            for number in range(EXPECTED["rows_per_month"])
        ]
        header = _SECOP if city == "co_medellin" else _PLAIN
        name = "contratos" if city == "co_medellin" else "contracts"
        save(folder / f"{name}_{city}_{CUTOFF}_{MARK}.csv", csv_bytes([header, *lines]))
