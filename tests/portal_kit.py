"""A portal of our own on 127.0.0.1 for tests of the client and the connectors.

Belongs here: a scripted HTTP server, a clock that nobody waits for, a resolver. Does not belong
here: any assertion. The server is real: sockets, headers and broken bodies go over the wire.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from orchestration.contracts import Contract
from orchestration.extract.network import Outside
from orchestration.extract.portals import SourceFetch, fetch_source
from orchestration.settings import Settings
from tests.ingest_kit import CSV_LAYOUT, column, contract, layout

HOST = "portal.test"
TODAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
JSON_LAYOUT = layout({"format": "json"}, "*.json", name="api")
GEOJSON_LAYOUT = layout(
    {"format": "geojson"},
    "*.geojson",
    name="areas",
    columns=[column("geometry", "@geometry", required=False)],
)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived. `path` is as on the wire, still percent-encoded."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Answer:
    """What to send. `cut`: bytes to send before the connection breaks; None: all of them.

    `is_chunked` sends no Content-Length; `drip` sends the body byte by byte.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    is_chunked: bool = False
    drip: bool = False
    drip_headers: bool = False


Script = Callable[[Asked], Answer] | Answer | Sequence[Answer]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on a dripping server is what the test wants."""


class Portal:
    """A server and what it was asked. A sequence of answers is given in turn; its last one stays.

    Without a script for it, `/robots.txt` is a 404.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.scripts: dict[str, Script] = {}
        self._turns: dict[str, int] = {}
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        """Host and port as a contract names them."""
        return f"{HOST}:{self.port}"

    def url(self, path: str) -> str:
        """An address of this portal."""
        return f"http://{self.host}{path}"

    def on(self, path: str, script: Script) -> str:
        """Set what `path` answers; returns its address."""
        self.scripts[path] = script
        return self.url(path)

    def requests(self, path: str) -> list[Asked]:
        """What was asked of one path, in order."""
        return [one for one in self.asked if one.path == path]

    def answer(self, asked: Asked) -> Answer:
        """The next answer to a request."""
        script = self.scripts.get(asked.path)
        if script is None:
            return Answer(b"not here", 404)
        if isinstance(script, Answer):
            return script
        if callable(script):
            return script(asked)
        turn = self._turns.get(asked.path, 0)
        self._turns[asked.path] = turn + 1
        return script[min(turn, len(script) - 1)]


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()))
            portal.asked.append(asked)
            _send(self, portal.answer(asked))

    return Handler


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    """Put an answer on the wire, broken where it should be."""
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.drip_headers:
        handler.flush_headers()
        for number in range(5_000):
            handler.wfile.write(f"X-{number}: 1\r\n".encode())
    if answer.is_chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    elif "Content-Length" not in answer.headers and answer.status != 304:
        handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    body = answer.body if answer.cut is None else answer.body[: answer.cut]
    step = 1 if answer.drip else max(len(body), 1)
    for start in range(0, len(body), step):
        part = body[start : start + step]
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if answer.is_chunked else part)
    if answer.is_chunked and answer.cut is None:
        handler.wfile.write(b"0\r\n\r\n")
    if answer.cut is not None:
        handler.close_connection = True


@dataclass
class World:
    """A world without waiting: sleeping moves the clock. `tick` passes at every look at it."""

    seconds: float = 0.0
    tick: float = 0.0
    slept: list[float] = field(default_factory=list)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    now: dt.datetime = TODAY

    def clock(self) -> float:
        """Seconds since the test began."""
        self.seconds += self.tick
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.slept.append(round(seconds, 3))
        self.seconds += seconds

    def resolve(self, host: str, _port: int) -> list[str]:
        """`*.test` lies on this machine unless the test says otherwise."""
        self.resolved.append(host)
        if host in self.addresses:
            return self.addresses[host]
        if host.endswith(".test"):
            return ["127.0.0.1"]
        raise OSError("no such host")

    @property
    def outside(self) -> Outside:
        """The form that the client takes."""
        return Outside(self.clock, self.sleep, lambda: self.now, self.resolve, lambda: 0.0)


@contextmanager
def running() -> Iterator[Portal]:
    """A portal for the length of the block."""
    portal = Portal()
    try:
        yield portal
    finally:
        portal.stop()


@dataclass
class Town:
    """A warehouse home, a portal and a world."""

    settings: Settings
    portal: Portal
    world: World
    folder: Path

    def contract(
        self, *portals: dict[str, Any], tables: Sequence[dict[str, Any]] = (), **meta: Any
    ) -> Contract:
        """The synthetic source with these portals, whose common fields are filled in."""
        common = {
            "hosts": [self.portal.host],
            "cadence": "month",
            "unverified": "whether it answers at all",
        }
        return contract(
            self.folder,
            tables or (CSV_LAYOUT, JSON_LAYOUT, GEOJSON_LAYOUT),
            portals=[{**common, **one} for one in portals],
            **meta,
        )

    def fetch(self, *portals: dict[str, Any], **meta: Any) -> SourceFetch:
        """Fetch the source once."""
        return fetch_source(self.settings, self.contract(*portals, **meta), self.world.outside)

    def archive(self) -> list[bytes]:
        """The bytes of every extract in the archive."""
        return [path.read_bytes() for path in sorted(self.settings.archive.glob("*/*.bin"))]

    def refused(self) -> list[tuple[str, bytes]]:
        """Fault and bytes of everything that is kept and never loaded."""
        found = sorted(self.settings.archive.glob("*/refused/*.bin"))
        return [
            (json.loads(path.with_suffix(".json").read_bytes())["fault"], path.read_bytes())
            for path in found
        ]


def jsoned(document: Any) -> Answer:
    """An answer of an API."""
    return Answer(
        json.dumps(document, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json"},
    )
