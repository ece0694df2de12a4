"""Disclosure control of the public release (methods 9, faults S11, S14).

Belongs here: what may be published of a column, the audit of hidden victim cells, open rows,
points, random rounding, and the restricted release beside the public one.
Does not belong here: hiding itself, which the marts do (`dbt_project/macros/disclosure.sql`). The
audit reads only what a reader of the release can read, so it also finds what the marts forgot.
"""
