# Two commands for a newcomer: `make demo`, `make test`. The rest is for those who work on it.
#
# PYTHON  the interpreter of the environment (3.11 or newer); found by itself otherwise
# PYTEST_ARGS  arguments for pytest, for example `-k gate`; by default three processes, whole files each,
#              since some wait for a refresh that all share

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test ui lint types lock clean env

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTEST_ARGS ?= -n 3 --dist loadfile --no-loadscope-reorder
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SAFERCITIES_HOME ?= $(CURDIR)/var
DEMO_HOME := var/demo

export DAGSTER_DISABLE_TELEMETRY := yes
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
# Where this is set, every process of a refresh compiles its libraries anew: half of its start.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

env: $(STAMP) ## the Python environment in .venv, every package checked against its hash

$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Name one: make PYTHON=/path/to/python3.12 …" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "$(PYTHON) is $$("$(PYTHON)" -V 2>&1); Python 3.11 or newer is needed." >&2; \
	echo "Name one: make PYTHON=/path/to/python3.12 …" >&2; exit 2; }
	@if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then \
	test -x $(BIN)/python || uv venv --quiet --no-python-downloads --python "$$(command -v "$(PYTHON)")" $(VENV); \
	uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt; \
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

# A refresh that ends in 7 has published, and has something to read: for the demo that is success.
demo: env ## build a release from the synthetic samples, offline, and say how to open it
	@$(BIN)/python -m tests.samples --out $(DEMO_HOME)/inbox
	@SAFERCITIES_HOME=$(DEMO_HOME) $(BIN)/safercities refresh --inbox $(DEMO_HOME)/inbox || test $$? -eq 7
	@$(BIN)/python -c 'from pathlib import Path; r = Path("$(DEMO_HOME)/releases/current").resolve(strict=True) / "public/warehouse.duckdb"; \
	print(f"\nThe release (synthetic data): {r}\n", \
	"  DuckDB shell   duckdb -readonly " + str(r), \
	"  in any DuckDB  attach \x27" + str(r) + "\x27 as sc (read_only);", \
	"  Python         import duckdb; sc = duckdb.connect(\"" + str(r) + "\", read_only=True); sc.sql(\"show all tables\")", \
	"  without either SAFERCITIES_HOME=$(DEMO_HOME) $(BIN)/safercities sql \"select * from meta.release\"", sep="\n")'

test: env ## the tests, offline
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

ui: env ## the Dagster UI on 127.0.0.1:3000 over SAFERCITIES_HOME (default ./var)
	@SAFERCITIES_HOME=$(SAFERCITIES_HOME) $(BIN)/safercities setup
	@SAFERCITIES_HOME=$(abspath $(SAFERCITIES_HOME)) DAGSTER_HOME=$(abspath $(SAFERCITIES_HOME))/work/dagster \
	$(BIN)/dagster dev --host 127.0.0.1 --port 3000

lint: env ## ruff, import rules, SQL style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 dbt_project 2> >(grep -v 'resource_tracker\|warnings.warn' >&2)

types: env ## mypy, strict
	@$(BIN)/mypy

lock: ## resolve requirements.in into requirements.txt, with hashes, for every platform
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  requirements.in -o requirements.txt

clean: ## remove caches and the demo; keeps .venv and your var/
	rm -rf $(DEMO_HOME) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
