-- One row is one ICCS node, one area, one year of the source's own calendar, one source and unit.
-- A year with fewer than 12 months, with areas that did not report, or with a cell that was no
-- count says so (P).
{{ recorded_crime(ref('int_node_year'), 'true', months=true) }}
