"""The gate: Great Expectations over a candidate warehouse, in a process of its own.

Belongs here: what must hold of a built candidate (`suites/`), how it is evaluated, the verdict, and
the page that shows it. Does not belong here: anything that imports dagster, dbt or orchestration;
they hand over a `plan.json` and read a `verdict.json`.
"""
