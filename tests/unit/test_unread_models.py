"""A model that nothing reads is public, or its description says what it is for.

Belongs here: which models of the project no other model reads, told from their SQL, and what is
written of them. Does not belong here: what a model computes.
"""

from __future__ import annotations

import re

import yaml

from orchestration.contracts import discover, sources_by_domain
from orchestration.settings import PROJECT_ROOT

PROJECT = PROJECT_ROOT / "dbt_project"
SAID = "No model reads it:"


def described() -> dict[str, dict[str, object]]:
    """Entry of every described model by its name."""
    files = (path for folder in ("sources", "models") for path in (PROJECT / folder).rglob("*.yml"))
    documents = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in files)
    return {entry["name"]: entry for one in documents for entry in one.get("models", [])}


def unread() -> set[str]:
    """Names of the models that no other model reads; a domain is read by its union."""
    sql = {
        path.stem: path.read_text(encoding="utf-8")
        for folder in ("sources", "models")
        for path in (PROJECT / folder).rglob("*.sql")
    }
    macros = (path.read_text(encoding="utf-8") for path in (PROJECT / "macros").rglob("*.sql"))
    texts = [*sql.values(), *macros]
    read = {name for text in texts for name in re.findall(r"ref\(\s*['\"](\w+)['\"]\s*\)", text)}
    contracts, _ = discover(PROJECT)
    union = {
        f"stg_{source}__{domain}"
        for domain, sources in sources_by_domain(contracts).items()
        for source in sources
    }
    return set(sql) - read - union


def test_a_staging_model_that_no_model_reads_says_what_it_is_for():
    entries = described()
    staging = {name for name in unread() if name.startswith("stg_")}

    assert staging
    assert {name for name in staging if SAID not in str(entries[name]["description"])} == set()


def test_a_model_says_that_no_model_reads_it_only_while_that_is_so():
    claimed = {name for name, one in described().items() if SAID in str(one.get("description"))}

    assert claimed - unread() == set()
