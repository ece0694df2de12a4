"""The one HTTP client: what a contract allows, as often as is polite, no longer than the caps.

Belongs here: tries and waits, Retry-After, conditional and resumed requests, redirects, robots.txt,
caps on size and time. Does not belong here: what a portal's answer means (`portals.py` and the
connectors), addresses (`network.py`).
Bot protection is never evaded: a portal that refuses programs is left to a person and the inbox.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import truststore
from protego import Protego
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from orchestration.errors import ExtractRefused
from orchestration.extract.formats import refuse_unexpected
from orchestration.extract.network import AddressRefused, Deadline, Outside, Transport
from orchestration.extract.partial import Partial, Validators
from orchestration.fault_point import point
from orchestration.settings import Settings

AGENT = "safercities-warehouse"
TRIES = 5
REDIRECTS = 5
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
CONNECT_SECONDS, READ_SECONDS = 20.0, 60.0
ROBOTS_BYTES = 500 << 10
"""RFC 9309: what is read of a robots.txt; a longer one is cut, not refused."""
LONGEST_CRAWL_DELAY = 30.0
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Download:
    """One answer. `path` holds the bytes until the block ends; None: not changed (304).

    `url` is the address that answered, after redirects; `given_name` is the name in
    Content-Disposition, as the server wrote it.
    """

    url: str
    path: Path | None
    validators: Validators
    given_name: str | None
    tries: int


class _TryAgainError(Exception):
    """Something that may be gone at the next try. `wait` in seconds, where the server said so."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.wait = wait


class Client:
    """Asks the hosts of one portal and no others. Use as a context manager."""

    def __init__(self, settings: Settings, hosts: tuple[str, ...], outside: Outside) -> None:
        self.settings = settings
        self.outside = outside
        self._hosts = {host.lower() for host in hosts}
        self._deadline = Deadline(outside)
        self._robots: dict[str, Protego] = {}
        self._asked: dict[str, float] = {}
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._http = httpx.Client(
            transport=Transport(
                truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                self._deadline,
                allow_loopback=settings.fetch_allow_loopback,
            ),
            headers={"User-Agent": f"{AGENT}{contact}", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    @contextmanager
    def time_cap(self) -> Iterator[None]:
        """Everything asked inside shares one total time; an outer cap holds for an inner one."""
        if self._deadline.at is not None:
            yield
            return
        self._deadline.at = self.outside.clock() + self.settings.fetch_seconds
        try:
            yield
        finally:
            self._deadline.at = None

    @contextmanager
    def download(
        self,
        url: str,
        *,
        known: Validators | None = None,
        headers: dict[str, str] | None = None,
    ) -> Iterator[Download]:
        """Retrieve `url` into a temporary file that lives as long as the block.

        `known` asks for the bytes only if they changed. `headers` never follow to another host.
        Errors: ExtractRefused F18 (no usable answer), F19 (a place not to go), F58 (too large).
        """
        part = Partial(self.settings.downloads, url)
        with self.time_cap():
            point("extract.before_download")
            got = self._persist(url, known, headers or {}, part)
        try:
            yield got
        finally:
            part.discard()

    def json_text(self, url: str, headers: dict[str, str] | None = None) -> str:
        """The JSON document at `url`, as published.

        Errors: as `download`; F16 when it is something else, for example a login page.
        """
        with self.download(url, headers=headers) as got:
            assert got.path is not None  # noqa: S101 - nothing known was offered
            refuse_unexpected(got.path, {"json"}, "JSON")
            try:
                return got.path.read_text("utf-8-sig")
            except UnicodeDecodeError:
                raise ExtractRefused(
                    "F16", f"F16: {_place(url)}: JSON that is not utf-8."
                ) from None

    def _persist(
        self, url: str, known: Validators | None, headers: dict[str, str], part: Partial
    ) -> Download:
        """Try until it works, or it cannot, or the tries or the time are used up."""
        retrying = Retrying(
            sleep=self.outside.sleep,
            retry=retry_if_exception_type(_TryAgainError),
            wait=self._wait,
            stop=self._is_enough,
            reraise=True,
        )
        try:
            for attempt in retrying:
                with attempt:
                    number = attempt.retry_state.attempt_number
                    return self._attempt(url, known, headers, part, number)
        except _TryAgainError as last:
            tries = retrying.statistics.get("attempt_number", 1)
            raise self._no_answer(url, last, int(tries)) from None
        raise AssertionError("tenacity ends with a result or an error")

    def _wait(self, state: RetryCallState) -> float:
        """What the server asked for, else twice as long each time, with up to half as jitter."""
        outcome = state.outcome
        error = outcome.exception() if outcome else None
        if isinstance(error, _TryAgainError) and error.wait is not None:
            return error.wait
        doubled: float = FIRST_WAIT * 2.0 ** (state.attempt_number - 1)
        return min(doubled, LONGEST_WAIT) * (1 + self.outside.jitter() / 2)

    def _is_enough(self, state: RetryCallState) -> bool:
        """Stop after the last try, and before a wait that the total time does not hold."""
        return state.attempt_number >= TRIES or state.upcoming_sleep >= self._deadline.remaining()

    def _no_answer(self, url: str, last: _TryAgainError, tries: int) -> ExtractRefused:
        """The refusal after the last try."""
        count = "1 try" if tries == 1 else f"{tries} tries"
        cap = ""
        if tries < TRIES:
            wish = f"; asked to wait {last.wait:,.0f} s" if last.wait else ""
            cap = f"{wish}; the total time is {self.settings.fetch_seconds:,} s"
        return ExtractRefused(
            "F18", f"F18: no answer in {count} (last: {last.what}{cap}) from {_place(url)}."
        )

    def _attempt(
        self,
        url: str,
        known: Validators | None,
        headers: dict[str, str],
        part: Partial,
        number: int,
    ) -> Download:
        """Ask once: for the rest of a half download, else for everything that changed."""
        half = part.validators()
        if half is not None and half.for_range:
            asks = {"Range": f"bytes={part.size}-", "If-Range": half.for_range}
        else:
            asks = known.condition() if known else {}
        with self._answered(url, {**asks, **headers}, own=set(headers)) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and known and half is None:
                return Download(str(response.url), None, known, None, number)
            self._refuse_status(response, url)
            self._receive(response, part)
            return Download(
                str(response.url), part.path, _validators(response), _given_name(response), number
            )

    def _refuse_status(self, response: httpx.Response, url: str) -> None:
        """Pass 200 and 206. Errors: _TryAgainError; ExtractRefused F18 for what will not change."""
        status = response.status_code
        if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            return
        if status in TRANSIENT:
            raise _TryAgainError(str(status), self._retry_after(response))
        if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            Partial(self.settings.downloads, url).discard()
            raise _TryAgainError("416, the file became shorter")
        if status in (401, 403, 451):
            what = f"the portal refuses programs ({status}); this is never evaded"
        else:
            what = f"answered {status}"
        raise ExtractRefused("F18", f"F18: {_place(url)}: {what}.")

    def _retry_after(self, response: httpx.Response) -> float | None:
        """The wait that Retry-After asks for, in seconds: a number or a date."""
        text = response.headers.get("Retry-After", "").strip()
        if text.isdigit():
            return float(text)
        try:
            when = parsedate_to_datetime(text)
        except ValueError:
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds: float = (when - self.outside.now()).total_seconds()
        return max(seconds, 0.0)

    def _receive(self, response: httpx.Response, part: Partial) -> None:
        """Write the body behind what is there; what arrived before a break is kept for the next."""
        encoded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
        if response.status_code == httpx.codes.PARTIAL_CONTENT:
            self._check_range(response, part)
        else:
            part.restart(Validators() if encoded else _validators(response))
        limit = self.settings.fetch_bytes
        announced = 0 if encoded else int(response.headers.get("Content-Length") or 0)
        self._cap(part, announced + part.size, limit)
        whole = part.size + announced
        received = part.size
        try:
            with part.appending() as stream:
                for chunk in response.iter_bytes() if encoded else response.iter_raw():
                    received += len(chunk)
                    self._cap(part, received, limit)
                    stream.write(chunk)
                    point("extract.mid_download")
        except (httpx.TransportError, httpx.DecodingError) as error:
            of = f" of {whole:,}" if announced else ""
            said = "the total time is up" if self._deadline.remaining() <= 0 else _named(error)
            raise _TryAgainError(f"{said} after {received:,}{of} bytes") from None

    def _check_range(self, response: httpx.Response, part: Partial) -> None:
        """Refuse to glue together what does not belong together."""
        start = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
        half = part.validators()
        now = _validators(response)
        same = half is not None and (not now.etag or now.etag == half.etag)
        if not same or start != str(part.size):
            part.discard()
            raise _TryAgainError("a part of another file came")

    def _cap(self, part: Partial, size: int, limit: int) -> None:
        """Errors: ExtractRefused F58 above the size cap; then nothing of it is kept."""
        if size > limit:
            part.discard()
            raise ExtractRefused(
                "F58", f"F58: {_place(part.url)}: {size:,} bytes pass the cap of {limit:,}."
            )

    # --- one request, through its redirects -------------------------------------------------------

    @contextmanager
    def _answered(
        self, url: str, headers: dict[str, str], own: set[str], *, robots: bool = True
    ) -> Iterator[httpx.Response]:
        """The answer at the end of the redirects, each of which is looked at before it is followed.

        `own` names headers that must not follow to another host (tokens).
        """
        current = self._allowed(httpx.URL(url), "the contract names")
        seen: set[str] = set()
        while True:
            if str(current) in seen or len(seen) > REDIRECTS:
                raise ExtractRefused("F18", f"F18: {_place(url)}: redirect loop.")
            seen.add(str(current))
            if robots:
                self._ask_robots(current)
            response = self._send(current, headers)
            try:
                if not response.has_redirect_location:
                    yield response
                    return
                before, current = current, self._redirected(current, response)
            finally:
                response.close()
            if before.netloc != current.netloc:
                headers = {name: value for name, value in headers.items() if name not in own}

    def _send(self, url: httpx.URL, headers: dict[str, str]) -> httpx.Response:
        """Send one request. Errors: _TryAgainError, or ExtractRefused F19 for a refused address."""
        self._asked[_origin(url)] = self.outside.clock()
        request = self._http.build_request("GET", url, headers=headers)
        try:
            return self._http.send(request, stream=True)
        except AddressRefused as refusal:
            raise ExtractRefused("F19", f"F19: {refusal}.") from None
        except httpx.TransportError as error:
            spent = self._deadline.remaining() <= 0
            raise _TryAgainError("the total time is up" if spent else _named(error)) from None

    def _redirected(self, before: httpx.URL, response: httpx.Response) -> httpx.URL:
        """The address a redirect leads to. Errors: ExtractRefused F19."""
        try:
            after = before.join(response.headers["Location"])
        except (httpx.InvalidURL, ValueError):
            raise ExtractRefused(
                "F19", f"F19: {_place(before)}: redirected to no address."
            ) from None
        if before.scheme == "https" and after.scheme == "http":
            raise ExtractRefused("F19", f"F19: {_place(before)}: redirected from https to http.")
        return self._allowed(after, "redirected to")

    def _allowed(self, url: httpx.URL, how: str) -> httpx.URL:
        """Pass an address of the contract's hosts. Errors: ExtractRefused F19."""
        if url.scheme not in ("http", "https"):
            raise ExtractRefused("F19", f"F19: {how} a {url.scheme or 'relative'} address.")
        if url.netloc.decode("ascii").lower() not in self._hosts or url.userinfo:
            raise ExtractRefused(
                "F19",
                f"F19: {how} a host that is not in the contract ({url.host}).",
                "If the publisher moved there, add it to `hosts` of the portal.",
            )
        return url

    # --- robots.txt ---------------------------------------------------------------------------

    def _ask_robots(self, url: httpx.URL) -> None:
        """Wait as long as robots.txt asks between two requests. Errors: F18 where it forbids."""
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = Protego.parse(self._robots_text(origin))
        rules = self._robots[origin]
        if not rules.can_fetch(str(url), AGENT):
            raise ExtractRefused("F18", f"F18: robots.txt of {url.host} forbids {url.path}.")
        delay = min(rules.crawl_delay(AGENT) or 0.0, LONGEST_CRAWL_DELAY)
        wait = self._asked.get(origin, float("-inf")) + delay - self.outside.clock()
        if 0 < wait < self._deadline.remaining():
            self.outside.sleep(wait)

    def _robots_text(self, origin: str) -> str:
        """robots.txt of an origin; none (4xx) allows everything, no answer (5xx) nothing."""
        head = b""
        with self._answered(f"{origin}/robots.txt", {}, set(), robots=False) as response:
            if response.status_code in TRANSIENT or response.status_code >= 500:
                what = f"robots.txt {response.status_code}"
                raise _TryAgainError(what, self._retry_after(response))
            if response.status_code != httpx.codes.OK:
                return ""
            try:
                for chunk in response.iter_bytes():
                    head += chunk
                    if len(head) >= ROBOTS_BYTES:
                        break
            except (httpx.TransportError, httpx.DecodingError) as error:
                raise _TryAgainError(f"robots.txt: {_named(error)}") from None
        return head[:ROBOTS_BYTES].decode("utf-8", "replace")


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _place(url: httpx.URL | str) -> str:
    """Host and path of an address, without its query."""
    parsed = httpx.URL(url)
    return f"{parsed.host}{parsed.raw_path.partition(b'?')[0].decode('ascii')}"


def _named(error: Exception) -> str:
    """A transport error in words."""
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection broke"


def _validators(response: httpx.Response) -> Validators:
    return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))


def _given_name(response: httpx.Response) -> str | None:
    """The last part of the file name in Content-Disposition, which is never used as a path."""
    text = response.headers.get("Content-Disposition")
    if not text:
        return None
    message = EmailMessage()
    message["Content-Disposition"] = text
    name = message.get_filename() or ""
    return name.replace("\\", "/").rpartition("/")[2] or None
