"""What the data engineer sees in the morning, in a real browser over a real web server.

Belongs here: the asset graph shows every source in its country's group, and the server listens on
this machine only.
Does not belong here: what is in the graph (`tests/unit/test_definitions.py`).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from orchestration.contracts import discover
from orchestration.home import set_up
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.stages import quiet

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 90_000
GROUPS = ("colombia", "mexico", "south_africa", "core", "release")


@dataclass(frozen=True)
class Server:
    """A running web server of Dagster."""

    address: str
    process: psutil.Process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Dagster's web server over a fresh home, on a free port of 127.0.0.1."""
    settings = Settings(home=tmp_path_factory.mktemp("ui"))
    set_up(settings, quiet)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "dagster_webserver"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--module-name", "orchestration.definitions"),
    ]
    environment = {
        **os.environ,
        "SAFERCITIES_HOME": str(settings.home),
        "DAGSTER_HOME": str(settings.dagster_home),
    }
    log = settings.home / "webserver.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=environment, stdout=output, stderr=output
        ) as process,
    ):
        try:
            yield Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid))
        finally:
            process.terminate()


@contextmanager
def browser_page() -> Iterator[Page]:
    """One page of a headless Chromium, wide enough for the whole graph."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser.new_page(viewport={"width": 1920, "height": 1200})
        finally:
            browser.close()


@pytest.fixture(scope="module")
def page(server: Server) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on PATH: apt-get install chromium")
    with browser_page() as page:
        _open_when_ready(page, server.address)
        yield page


def _open_when_ready(page: Page, address: str) -> None:
    """Load the first page; the browser itself asks again until the server answers."""
    page.set_content(
        f"""<script>
        const again = () => fetch("{address}/server_info", {{mode: "no-cors"}})
            .then(() => document.title = "ready", () => setTimeout(again, 250));
        again();
        </script>"""
    )
    page.wait_for_function("document.title === 'ready'", timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screenshots")


def test_the_asset_graph_shows_the_groups(page, server, screenshots):
    page.goto(f"{server.address}/asset-groups")

    for group in GROUPS:
        expect(page.get_by_text(group, exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    picture = screenshots / "asset_graph.png"
    page.screenshot(path=picture)
    assert len(Image.open(picture).convert("L").getcolors(256) or []) > 10, "an empty page"


@pytest.mark.parametrize(
    ("group", "country"), [("colombia", "co"), ("mexico", "mx"), ("south_africa", "za")]
)
def test_a_countrys_group_shows_each_of_its_sources(page, server, screenshots, group, country):
    page.goto(f"{server.address}/locations/orchestration.definitions/asset-groups/{group}/list")

    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    for source_id in (one for one in contracts if one.startswith(f"{country}_")):
        name = page.get_by_text(source_id, exact=False).first
        expect(name).to_be_visible(timeout=PATIENCE_MS)
    page.screenshot(path=screenshots / f"{group}.png")


def test_a_sources_page_says_what_it_is_and_under_which_licence(page, server, screenshots):
    page.goto(f"{server.address}/assets/landing/co_ponal_offences?view=overview")

    contracts, _ = discover(PROJECT_ROOT / "dbt_project")
    meta = contracts["co_ponal_offences"].meta
    expect(page.get_by_text(meta.publisher.name).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text(meta.licence.published).first).to_be_visible()
    page.screenshot(path=screenshots / "source.png", full_page=True)


def test_the_server_listens_on_this_machine_only(page, server):
    """S10."""
    family = [server.process, *server.process.children(recursive=True)]
    listening = {
        connection.laddr.ip
        for process in family
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }

    assert listening
    assert listening <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
