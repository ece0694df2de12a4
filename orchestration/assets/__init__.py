"""Dagster assets and checks over the plain packages.

Belongs here: what a person sees in the UI (keys, groups, lineage, metadata), and thin bodies that
call `orchestration/pipeline.py`.
Does not belong here: how anything is read, built, judged or published.
"""
