"""Connections that cannot be led astray: addresses checked where they are dialled, time bounded.

Belongs here: resolving a host, refusing addresses inside a network (S8), the clock of a deadline.
Does not belong here: HTTP (`client.py`).
A check before the request would resolve once and let the library resolve again; here the address
that was checked is the one that is dialled. Every read counts against the deadline, so a server
that drips its headers is bounded as well as one that drips its body.
"""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl

Resolver = Callable[[str, int], list[str]]
SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host` as the system knows them. Errors: OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Outside:
    """What a fetch takes from the world; a test brings its own.

    `clock` in seconds, monotonic; `sleep` in seconds; `now` in UTC; `jitter` a number in [0, 1).
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    resolve: Resolver = resolve
    jitter: Callable[[], float] = random.random


class AddressRefused(Exception):
    """A host resolves to an address that is not a public one. Never retried."""


@dataclass
class Deadline:
    """A moment after which nothing is read any more. `at` None: none is set."""

    outside: Outside
    at: float | None = None

    def remaining(self) -> float:
        """Seconds left; infinite without a deadline."""
        return float("inf") if self.at is None else self.at - self.outside.clock()

    def bounded(self, timeout: float | None) -> float | None:
        """`timeout`, shortened to what is left.

        Errors: httpcore.ReadTimeout when nothing is left.
        """
        left = self.remaining()
        if left <= 0:
            raise httpcore.ReadTimeout("the total time is up")
        if left == float("inf"):
            return timeout
        return left if timeout is None else min(timeout, left)


def is_refused(address: str, *, allow_loopback: bool) -> bool:
    """True for an address that no publisher has: private, loopback, link-local, reserved."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv6Address):
        ip = _embedded(ip)
    if ip.is_loopback:
        return not allow_loopback
    return not ip.is_global or ip.is_multicast


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for, else itself."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes count against the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.bounded(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.bounded(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = self._deadline.bounded(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, limit), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Dials only addresses that were looked at."""

    def __init__(self, deadline: Deadline, *, allow_loopback: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline = deadline
        self._allow_loopback = allow_loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._deadline.outside.resolve(host, port)
        except OSError:
            raise httpcore.ConnectError(f"{host} does not resolve") from None
        if not addresses:
            raise httpcore.ConnectError(f"{host} does not resolve")
        for address in addresses:
            if is_refused(address, allow_loopback=self._allow_loopback):
                raise AddressRefused(f"{host} resolves to {address}, which is no public address")
        return self._dial(addresses, port, timeout, local_address, list(socket_options or ()))

    def _dial(
        self,
        addresses: list[str],
        port: int,
        timeout: float | None,
        local_address: str | None,
        options: list[SocketOption],
    ) -> httpcore.NetworkStream:
        """The first of the addresses that answers."""
        *others, last = addresses
        for address in others:
            try:
                return self._connect(address, port, timeout, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout, local_address, options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        options: list[SocketOption],
    ) -> httpcore.NetworkStream:
        limit = self._deadline.bounded(timeout)
        stream = self._inner.connect_tcp(address, port, limit, local_address, options)
        return _Stream(stream, self._deadline)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        raise AddressRefused("a socket of this machine is no portal")


class Transport(httpx.HTTPTransport):
    """httpx's transport over connections of ours. `verify` trusts what the system trusts."""

    def __init__(self, verify: ssl.SSLContext, deadline: Deadline, *, allow_loopback: bool) -> None:
        super().__init__(verify=verify, trust_env=False)
        self._pool.close()
        # httpx has no door for a network backend; its pool is the one attribute we replace.
        self._pool = httpcore.ConnectionPool(
            ssl_context=verify,
            max_connections=2,
            keepalive_expiry=5.0,
            network_backend=_Backend(deadline, allow_loopback=allow_loopback),
        )
