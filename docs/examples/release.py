"""The queries of this folder in Python: `python docs/examples/release.py [QUERY.sql]`.

With the warehouse installed. Without it DuckDB alone is enough:
`duckdb.connect(FILE, read_only=True)`.
"""

import sys
from pathlib import Path

from orchestration import analyst

query = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("homicide_rates.sql"))

# SAFERCITIES_HOME says where; connect(release="2026-11-01") opens the release of that day.
safer = analyst.connect()
print(safer.sql("select release_id, is_synthetic from meta.release").fetchone())
safer.sql(query.read_text(encoding="utf-8")).show()

# What the publishers had said by the end of January 2024, without the schema's name:
then = analyst.connect(as_of="2024-01-31")
then.sql("select source_id, count(*) as cells from fct_offence group by all order by all").show()

# Which tables there are, and what the columns of one mean:
analyst.list_tables(safer).show()
analyst.describe("observation", safer).show()
