"""Archive -> landing.

Belongs here: reading extracts as text, accounting for every physical line.
Does not belong here: types, joins, categories (dbt).
"""
