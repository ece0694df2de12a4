# The queries of this folder in R: Rscript docs/examples/release.R WAREHOUSE.duckdb [QUERY.sql]
# Packages: DBI, duckdb (1.4.1 or newer). `safercities connect --print` names the file.

library(DBI)

arguments <- commandArgs(trailingOnly = TRUE)
database <- arguments[1]
query <- if (length(arguments) > 1) arguments[2] else "docs/examples/homicide_rates.sql"

safer <- dbConnect(duckdb::duckdb(), dbdir = database, read_only = TRUE)

print(dbGetQuery(safer, "select release_id, is_synthetic from meta.release"))

rates <- dbGetQuery(safer, paste(readLines(query, encoding = "UTF-8"), collapse = "\n"))
print(head(rates, 20))

# A missing value is NA, never zero: keep it so.
print(table(rates$city_id, is.na(rates$rate)))

dbDisconnect(safer, shutdown = TRUE)
