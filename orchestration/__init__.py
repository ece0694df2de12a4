"""Safer Cities Warehouse: from published extracts to a checked release.

Belongs here: nothing but this sentence; the rooms are the sub-packages (`extract`, `load`,
`warehouse`, `release`) and, above them, `assets`, `automation` and `definitions` (Dagster) and
`cli` (the `safercities` command).
"""

__version__ = "0.1.0"
