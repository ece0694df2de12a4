"""The municipal edition of SESNSP has the catalogue of the state edition, and so its crosswalk.

Belongs here: that the two stay one. Does not belong here: what a label means (the crosswalk says).
"""

from __future__ import annotations

from orchestration.settings import PROJECT_ROOT


def test_municipal_labels_have_the_codes_of_the_state_edition() -> None:
    sources = PROJECT_ROOT / "dbt_project" / "sources"

    def rows(source_id: str) -> list[str]:
        path = sources / source_id / f"crosswalk__{source_id}.csv"
        return path.read_text(encoding="utf-8").replace(f"{source_id},", "").splitlines()

    assert rows("mx_sesnsp_municipal") == rows("mx_sesnsp_offences")
