"""Did a programme work: designs, their diagnostics, and the rules of the registry form.

Belongs here: pure functions over numpy arrays and polars frames; statsmodels is called here only.
Does not belong here: files, databases, settings, dagster, dbt, or SQL that prepares the series
(`dbt_project/models/intermediate/int_programme_series.sql`).
"""

from __future__ import annotations

MODEL_VERSION = "1"
"""Raised whenever a rule changes what an estimate says; part of every `model_ref`."""
