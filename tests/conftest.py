"""Fixtures that every kind of test may ask for.

Belongs here: where real extracts and samples lie, a warehouse home of one's own, and the guard that
keeps tests off the network.
Does not belong here: helpers of one test file, or anything that stands in for a real part.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from orchestration.pipeline import refresh
from orchestration.report import RefreshReport, last_report
from orchestration.settings import PROJECT_ROOT, Settings, switch_telemetry_off
from tests.samples import write_samples

switch_telemetry_off()
# The processes of tests share few cores; what depends on threads gives their number (test_twins).
os.environ.setdefault("SAFERCITIES_THREADS", "1")

REAL_EXTRACTS = PROJECT_ROOT.parent / "shared" / "extracts"


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise when a test opens a connection to another machine."""
    if event != "socket.connect" or not isinstance(address := arguments[1], tuple):
        return
    host = str(address[0])
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    if not near:
        raise PermissionError(f"a test wanted to reach {host}; tests are offline")


sys.addaudithook(_refuse_network)


@pytest.fixture(scope="session")
def extracts() -> Path:
    """The folder of real extracts, one folder per source; skips where it is absent."""
    if not REAL_EXTRACTS.is_dir():
        pytest.skip("no real extracts: ../shared/extracts is not beside the repository")
    return REAL_EXTRACTS


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox with the synthetic samples of every source, generated once. Read-only by custom."""
    inbox = tmp_path_factory.mktemp("samples")
    write_samples(inbox)
    return inbox


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the session see; pytest-xdist gives each a base of its own."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sample_release(samples: Path, shared: Path) -> tuple[Settings, RefreshReport]:
    """A home after its first refresh on all samples, and the report. Read-only by custom.

    Built by the first process that asks; the others wait for it.
    """
    settings = Settings(home=shared / "sample_release")
    with FileLock(shared / "sample_release.lock"):
        report = last_report(settings) or refresh(settings, samples)
    return settings, report


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """The settings of an empty warehouse home of the test's own."""
    settings = Settings(home=tmp_path / "home")
    settings.prepare()
    return settings
