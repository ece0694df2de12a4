"""The only reader of the environment: where things lie and how much of the machine we may take.

Belongs here: every path below `SAFERCITIES_HOME`, memory, threads, hosts, retention.
Does not belong here: what a source looks like (`contracts.py`), or any decision of a stage.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Settings of one warehouse home, read from `SAFERCITIES_*` variables.

    Units: `memory` is a DuckDB size text such as `2GB`; `temp_limit` likewise.
    """

    model_config = SettingsConfigDict(env_prefix="SAFERCITIES_", extra="ignore")

    home: Path = Field(default=PROJECT_ROOT / "var")
    project: Path = Field(default=PROJECT_ROOT / "dbt_project")
    """The dbt project, with the folder `sources/` of all contracts."""
    memory: str = "2GB"
    threads: int = 2
    temp_limit: str = "20GB"
    """Cap on what DuckDB may spill to disk."""
    keep_releases: int = Field(default=5, ge=1)
    host: str = "127.0.0.1"
    port: int = 3000
    contact: str = Field(default="", pattern=r"^[\x20-\x7e]*$")
    """Address or page that a portal's operator finds in our User-Agent."""
    fetch: bool = False
    """True lets the night of Dagster ask the publishers' portals; the command has `--fetch`."""
    fetch_seconds: int = Field(default=1800, ge=1)
    """Total time for one file or one set of pages, all tries and waits included."""
    fetch_bytes: int = Field(default=2 << 30, ge=1)
    """Bytes that one file or one set of pages may have."""
    fetch_allow_loopback: bool = False
    """True only for tests, whose portals run on this machine."""
    socrata_app_token: SecretStr | None = None
    id_salt: SecretStr | None = None
    """Salt of the ids of requests and suppliers (`load/salt.py`); None: one is made and kept."""
    restricted: bool = False
    """True adds the restricted release, encrypted, beside the public one; it needs its key."""
    restricted_key: SecretStr | None = None
    """Key of the restricted release. From the environment only, never an argument, never kept."""
    rounding_key: SecretStr | None = None
    """Given: tables that declare it are rounded at random (`release/disclosure/rounding.py`)."""
    signing_key: SecretStr | None = None
    """Private Ed25519 key (PEM) that signs releases; None, with no file either: not signed."""
    signing_key_file: Path | None = None
    """The same as a file. `signing_key` wins."""
    public_key_file: Path | None = None
    """Public key (PEM) that every release must be signed with; None: signatures are not checked."""

    @field_validator("home", "project", "signing_key_file", "public_key_file")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        """Fix the path where it is read: dbt and the gate run with another working folder."""
        return path and path.expanduser().absolute()

    @property
    def inbox(self) -> Path:
        """Default inbox: `<home>/inbox/<source_id>/**`."""
        return self.home / "inbox"

    @property
    def archive(self) -> Path:
        """Extracts by hash (restricted)."""
        return self.home / "archive"

    @property
    def work(self) -> Path:
        """Landing database, candidates, Dagster home, logs (restricted)."""
        return self.home / "work"

    @property
    def landing(self) -> Path:
        """The landing database: raw rows as text, ledger, quarantine."""
        return self.work / "landing.duckdb"

    @property
    def id_salt_file(self) -> Path:
        """The salt that was made for this home (restricted)."""
        return self.work / "id_salt"

    @property
    def candidates(self) -> Path:
        """One folder per candidate id."""
        return self.work / "candidates"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes its manifest and logs."""
        return self.work / "dbt"

    @property
    def data_docs(self) -> Path:
        """Great Expectations Data Docs (restricted, ruling 9)."""
        return self.work / "data_docs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's run and event storage."""
        return self.work / "dagster"

    @property
    def temp(self) -> Path:
        """Where DuckDB spills (restricted)."""
        return self.work / "tmp"

    @property
    def logs(self) -> Path:
        """Tracebacks and dbt logs (restricted: an adapter error may quote a cell)."""
        return self.work / "logs"

    @property
    def downloads(self) -> Path:
        """Downloads under way and what portals said last (restricted)."""
        return self.work / "fetch"

    @property
    def releases(self) -> Path:
        """Published releases and the pointer `current`."""
        return self.home / "releases"

    @property
    def lock(self) -> Path:
        """The single-instance lock of a refresh."""
        return self.work / "refresh.lock"

    def private_folders(self) -> tuple[Path, ...]:
        """Folders of the restricted zone below the home, to be created with mode 0700."""
        return (
            self.archive,
            self.work,
            self.candidates,
            self.dbt_target,
            self.data_docs,
            self.dagster_home,
            self.temp,
            self.logs,
            self.downloads,
        )

    def prepare(self) -> None:
        """Create the home's folders; the restricted ones with mode 0700 whatever the umask."""
        self.home.mkdir(parents=True, exist_ok=True)
        # Others may pass through to `releases/`, and list nothing on the way.
        self.home.chmod(0o711)
        for folder in self.private_folders():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        for folder in (self.inbox, self.releases):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)


def switch_telemetry_off() -> None:
    """Tell Dagster, dbt and Great Expectations to send nothing (design decision 14)."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
