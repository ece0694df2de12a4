"""The HTTP client against a server that misbehaves as portals do; no test waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.errors import ExtractRefused
from orchestration.extract.client import Client
from orchestration.extract.network import is_refused
from orchestration.extract.partial import Validators, sweep
from orchestration.settings import Settings
from tests.portal_kit import HOST, Answer, Asked, Portal, World, running

BODY = b"Fecha,Cantidad\n" + b"2024-01-01,1\n" * 500
DATED = {"Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
TAGGED = {"ETag": '"v1"'}


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running() as portal:
        yield portal


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", fetch_allow_loopback=True, fetch_seconds=600)


@pytest.fixture
def client(settings: Settings, portal: Portal, world: World) -> Iterator[Client]:
    with Client(settings, (portal.host, "gone.test", "inside.test"), world.outside) as client:
        yield client


def bytes_of(client: Client, url: str, known: Validators | None = None) -> bytes | None:
    with client.download(url, known=known) as got:
        return got.path.read_bytes() if got.path else None


def refusal(client: Client, url: str) -> ExtractRefused:
    with pytest.raises(ExtractRefused) as caught, client.download(url):
        pass
    return caught.value


def left_behind(settings: Settings) -> list[str]:
    return [path.name for path in settings.downloads.iterdir()]


# --- waiting and trying again ---------------------------------------------------------------------


def test_a_rate_limit_is_waited_for_as_long_as_the_portal_asks(
    client: Client, portal: Portal, world: World
) -> None:
    url = portal.on("/a.csv", [Answer(status=429, headers={"Retry-After": "7"}), Answer(BODY)])
    assert bytes_of(client, url) == BODY
    assert world.slept == [7]


def test_retry_after_may_be_a_date(client: Client, portal: Portal, world: World) -> None:
    date = {"Retry-After": "Mon, 23 Nov 2026 02:00:45 GMT"}
    url = portal.on("/a.csv", [Answer(status=503, headers=date), Answer(BODY)])
    assert bytes_of(client, url) == BODY
    assert world.slept == [45]


def test_a_wait_that_the_total_time_does_not_hold_is_not_begun(
    client: Client, portal: Portal, world: World
) -> None:
    url = portal.on("/a.csv", Answer(status=429, headers={"Retry-After": "86400"}))
    refused = refusal(client, url)
    assert refused.fault == "F18"
    assert refused.message == (
        "F18: no answer in 1 try (last: 429; asked to wait 86,400 s; the total time is 600 s)"
        f" from {HOST}/a.csv."
    )
    assert world.slept == []


def test_server_errors_are_tried_again_with_longer_waits(
    client: Client, portal: Portal, world: World
) -> None:
    url = portal.on("/a.csv", [Answer(status=500), Answer(status=502), Answer(BODY)])
    assert bytes_of(client, url) == BODY
    assert world.slept == [1, 2]


def test_five_tries_are_enough(client: Client, portal: Portal, world: World) -> None:
    url = portal.on("/a.csv", Answer(status=503))
    assert refusal(client, url).message == (
        f"F18: no answer in 5 tries (last: 503) from {HOST}/a.csv."
    )
    assert len(portal.requests("/a.csv")) == 5
    assert world.slept == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("status", "said"),
    [(404, "answered 404"), (410, "answered 410"), (403, "the portal refuses programs (403)"),
     (401, "never evaded")],
)  # fmt: skip
def test_what_will_not_change_is_not_tried_again(
    client: Client, portal: Portal, world: World, status: int, said: str
) -> None:
    refused = refusal(client, portal.on("/a.csv", Answer(b"no", status)))
    assert refused.fault == "F18"
    assert said in refused.message
    assert len(portal.requests("/a.csv")) == 1


def test_a_host_without_an_address_is_no_answer(client: Client, world: World) -> None:
    world.addresses["gone.test"] = []
    refused = refusal(client, "http://gone.test/a.csv")
    assert refused.fault == "F18"
    assert "in 5 tries (last: no connection)" in refused.message


# --- conditional requests and resuming ------------------------------------------------------------


def test_known_bytes_are_asked_for_only_if_they_changed(client: Client, portal: Portal) -> None:
    url = portal.on("/a.csv", Answer(status=304))
    known = Validators('"v1"', DATED["Last-Modified"])
    assert bytes_of(client, url, known) is None
    (asked,) = portal.requests("/a.csv")
    assert asked.headers["If-None-Match"] == '"v1"'
    assert asked.headers["If-Modified-Since"] == DATED["Last-Modified"]


def ranged(asked: Asked) -> Answer:
    """A server that breaks off the first answer and understands ranges."""
    wanted = asked.headers.get("Range")
    if wanted is None or asked.headers.get("If-Range") not in (TAGGED["ETag"], *DATED.values()):
        return Answer(BODY, headers=TAGGED, cut=1_000)
    start = int(wanted.removeprefix("bytes=").rstrip("-"))
    place = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
    return Answer(BODY[start:], 206, {**TAGGED, "Content-Range": place})


def test_a_body_that_breaks_off_is_resumed_where_it_broke(
    client: Client, portal: Portal, settings: Settings
) -> None:
    assert bytes_of(client, portal.on("/a.csv", ranged)) == BODY
    first, second = portal.requests("/a.csv")
    assert "Range" not in first.headers
    assert second.headers["Range"] == "bytes=1000-"
    assert second.headers["If-Range"] == '"v1"'
    assert left_behind(settings) == []


def test_the_next_run_resumes_what_this_one_could_not_finish(
    client: Client, portal: Portal, settings: Settings, world: World
) -> None:
    url = portal.on("/a.csv", [Answer(BODY, headers=TAGGED, cut=900), Answer(status=503)])
    assert "no answer in 5 tries" in refusal(client, url).message
    portal.on("/a.csv", ranged)
    with Client(settings, (portal.host,), world.outside) as tomorrow:
        assert bytes_of(tomorrow, url) == BODY
    assert portal.requests("/a.csv")[-1].headers["Range"] == "bytes=900-"


def test_a_file_that_changed_meanwhile_is_taken_whole(client: Client, portal: Portal) -> None:
    other = BODY.replace(b",1", b",2")
    url = portal.on(
        "/a.csv", [Answer(BODY, headers=TAGGED, cut=900), Answer(other, headers={"ETag": '"v2"'})]
    )
    assert bytes_of(client, url) == other


def test_a_part_of_another_edition_is_not_glued_on(client: Client, portal: Portal) -> None:
    other = BODY.replace(b",1", b",2")
    place = f"bytes 900-{len(BODY) - 1}/{len(BODY)}"
    wrong = Answer(other[900:], 206, {"ETag": '"v2"', "Content-Range": place})
    url = portal.on("/a.csv", [Answer(BODY, headers=TAGGED, cut=900), wrong, Answer(other)])
    assert bytes_of(client, url) == other


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"v1"'}])
def test_without_a_strong_validator_a_download_starts_again(
    client: Client, portal: Portal, headers: dict[str, str]
) -> None:
    url = portal.on("/a.csv", [Answer(BODY, headers=headers, cut=900), Answer(BODY)])
    assert bytes_of(client, url) == BODY
    assert "Range" not in portal.requests("/a.csv")[-1].headers


def test_a_body_that_always_breaks_off_is_refused_with_its_count(
    client: Client, portal: Portal
) -> None:
    url = portal.on("/a.csv", Answer(BODY, cut=1_000))
    refused = refusal(client, url)
    assert refused.fault == "F18"
    assert f"the connection broke after 1,000 of {len(BODY):,} bytes" in refused.message


def test_half_downloads_are_swept_after_a_week(
    client: Client, portal: Portal, settings: Settings
) -> None:
    refusal(client, portal.on("/a.csv", Answer(BODY, headers=TAGGED, cut=900)))
    (half,) = settings.downloads.glob("*.part")
    written = half.stat().st_mtime
    assert half.stat().st_mode & 0o777 == 0o600
    assert sweep(settings.downloads, written + 3600) == 0
    assert sweep(settings.downloads, written + 8 * 24 * 3600) == 1
    assert left_behind(settings) == []


# --- caps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_over_the_size_cap_is_refused_and_nothing_kept(
    portal: Portal, world: World, settings: Settings, is_chunked: bool
) -> None:
    small = settings.model_copy(update={"fetch_bytes": 2_000})
    url = portal.on("/a.csv", Answer(BODY, headers=TAGGED, is_chunked=is_chunked))
    with Client(small, (portal.host,), world.outside) as client:
        refused = refusal(client, url)
    assert refused.fault == "F58"
    assert "bytes pass the cap of 2,000" in refused.message
    assert left_behind(settings) == []


@pytest.mark.parametrize("slow", [Answer(BODY, drip=True), Answer(BODY, drip_headers=True)])
def test_a_drip_ends_at_the_total_time_and_not_at_the_last_byte(
    client: Client, portal: Portal, world: World, slow: Answer
) -> None:
    url = portal.on("/a.csv", slow)
    world.tick = 25.0
    refused = refusal(client, url)
    assert refused.fault == "F18"
    assert "the total time is up" in refused.message
    assert "the total time is 600 s" in refused.message


# --- where not to go ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:169.254.169.254",
     "2002:a9fe:a9fe::1", "64:ff9b::a9fe:a9fe", "no address"],
)  # fmt: skip
def test_no_address_inside_a_network_is_dialled(address: str) -> None:
    assert is_refused(address, allow_loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_public_addresses_are_dialled(address: str) -> None:
    assert not is_refused(address, allow_loopback=False)


def test_only_a_test_setting_allows_this_machine(
    tmp_path: Path, portal: Portal, world: World
) -> None:
    url = portal.on("/a.csv", Answer(BODY))
    with Client(Settings(home=tmp_path), (portal.host,), world.outside) as client:
        refused = refusal(client, url)
    assert refused.fault == "F19"
    assert f"{HOST} resolves to 127.0.0.1, which is no public address" in refused.message
    assert portal.asked == []


def test_a_host_of_the_contract_that_resolves_inside_is_refused(
    client: Client, world: World
) -> None:
    world.addresses["inside.test"] = ["93.184.215.14", "169.254.169.254"]
    refused = refusal(client, "http://inside.test/a.csv")
    assert refused.fault == "F19"
    assert "inside.test resolves to 169.254.169.254" in refused.message


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://127.0.0.1/x", "redirected to a host that is not in the contract (127.0.0.1)"),
        ("http://169.254.169.254/latest/meta-data", "not in the contract (169.254.169.254)"),
        ("file:///etc/passwd", "redirected to a file address"),
        ("ftp://portal.test/x", "redirected to a ftp address"),
        (f"http://{HOST}:1/x", "not in the contract"),
        (f"http://user:secret@{HOST}/x", "not in the contract"),
        ("http://inside.test/x", "resolves to 169.254.169.254"),
        ("//evil.test/x", "not in the contract (evil.test)"),
    ],
)
def test_a_redirect_is_looked_at_before_it_is_followed(
    client: Client, portal: Portal, world: World, target: str, said: str
) -> None:
    world.addresses["inside.test"] = ["169.254.169.254"]
    url = portal.on("/a.csv", Answer(status=302, headers={"Location": target}))
    refused = refusal(client, url)
    assert refused.fault == "F19"
    assert said in refused.message
    assert "secret" not in str(refused)


def test_redirects_within_the_contract_are_followed(client: Client, portal: Portal) -> None:
    portal.on("/b.csv", Answer(BODY))
    url = portal.on("/a.csv", Answer(status=301, headers={"Location": "/b.csv"}))
    assert bytes_of(client, url) == BODY


@pytest.mark.parametrize("names", [["/a.csv"], ["/a.csv", "/b.csv"], [f"/{n}" for n in range(9)]])
def test_redirects_that_do_not_end_are_no_answer(
    client: Client, portal: Portal, names: list[str]
) -> None:
    for name, after in zip(names, [*names[1:], names[0]], strict=True):
        portal.on(name, Answer(status=302, headers={"Location": after}))
    refused = refusal(client, portal.url(names[0]))
    assert (refused.fault, refused.message) == ("F18", f"F18: {HOST}{names[0]}: redirect loop.")


def test_a_token_does_not_follow_to_another_host(
    settings: Settings, portal: Portal, world: World
) -> None:
    with running() as other:
        other.on("/b.csv", Answer(BODY))
        url = portal.on("/a.csv", Answer(status=302, headers={"Location": other.url("/b.csv")}))
        with (
            Client(settings, (portal.host, other.host), world.outside) as client,
            client.download(url, headers={"X-App-Token": "secret"}),
        ):
            pass
        assert portal.requests("/a.csv")[0].headers["X-App-Token"] == "secret"
        assert "X-App-Token" not in other.requests("/b.csv")[0].headers


# --- manners --------------------------------------------------------------------------------------


def test_the_user_agent_says_who_asks_and_how_to_reach_them(
    settings: Settings, portal: Portal, world: World
) -> None:
    told = settings.model_copy(update={"contact": "data@city.example"})
    with Client(told, (portal.host,), world.outside) as client:
        bytes_of(client, portal.on("/a.csv", Answer(BODY)))
    agents = {asked.headers["User-Agent"] for asked in portal.asked}
    assert agents == {"safercities-warehouse (+data@city.example)"}


@pytest.mark.parametrize(
    "rules",
    ["User-agent: *\nDisallow: /", "User-agent: *\nDisallow: /*.csv$",
     "User-agent: safercities-warehouse\nDisallow: /a"],
)  # fmt: skip
def test_what_robots_txt_forbids_is_not_asked(client: Client, portal: Portal, rules: str) -> None:
    portal.on("/robots.txt", Answer(rules.encode()))
    refused = refusal(client, portal.on("/a.csv", Answer(BODY)))
    assert refused.fault == "F18"
    assert refused.message == f"F18: robots.txt of {HOST} forbids /a.csv."
    assert portal.requests("/a.csv") == []


def test_rules_for_others_and_a_page_instead_of_rules_forbid_nothing(
    client: Client, portal: Portal
) -> None:
    portal.on("/robots.txt", Answer(b"<html>User-agent: GPTBot\nDisallow: /</html>"))
    assert bytes_of(client, portal.on("/a.csv", Answer(BODY))) == BODY


def test_a_robots_txt_that_does_not_answer_forbids_everything(
    client: Client, portal: Portal
) -> None:
    portal.on("/robots.txt", Answer(status=503))
    refused = refusal(client, portal.on("/a.csv", Answer(BODY)))
    assert "in 5 tries (last: robots.txt 503)" in refused.message
    assert portal.requests("/a.csv") == []


def test_the_crawl_delay_is_kept_between_requests(
    client: Client, portal: Portal, world: World
) -> None:
    portal.on("/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 10"))
    for name in ("/a.csv", "/b.csv"):
        bytes_of(client, portal.on(name, Answer(BODY)))
    assert world.slept == [10, 10]


def test_a_name_keeps_its_percent_signs_on_the_wire(client: Client, portal: Portal) -> None:
    path = "/f/Homicidio%20Intencional%202019_Extorsi%C3%B3n.xlsx"
    assert bytes_of(client, portal.on(path, Answer(BODY))) == BODY
    assert portal.requests(path)
