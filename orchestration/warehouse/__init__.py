"""From landing to a candidate: DuckDB connections, candidate folders, dbt."""
