"""The salt of request ids: made once, kept private, refused when it is too short."""

from __future__ import annotations

import duckdb
import pytest
from pydantic import SecretStr

from orchestration.errors import UsageError
from orchestration.load.landing import Landing
from orchestration.load.salt import id_salt
from orchestration.release.publish import environment_of
from orchestration.settings import Settings


def test_a_home_makes_one_salt_keeps_it_private_and_gives_it_again(home: Settings) -> None:
    first = id_salt(home)

    assert len(first) == 64
    assert id_salt(home) == first
    assert home.id_salt_file.stat().st_mode & 0o777 == 0o600


def test_two_homes_have_two_salts_unless_the_setting_gives_one(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = [tmp_path / "one", tmp_path / "two"]

    assert id_salt(Settings(home=homes[0])) != id_salt(Settings(home=homes[1]))

    monkeypatch.setenv("SAFERCITIES_ID_SALT", "k" * 32)
    assert {id_salt(Settings(home=path)) for path in homes} == {"k" * 32}


def test_a_short_salt_is_refused_without_being_shown(home: Settings) -> None:
    short = home.model_copy(update={"id_salt": SecretStr("hunter2")})

    with pytest.raises(UsageError, match="SAFERCITIES_ID_SALT") as refused:
        id_salt(short)

    assert "hunter2" not in str(refused.value)


def test_a_damaged_salt_is_refused_and_not_replaced(home: Settings) -> None:
    id_salt(home)
    home.id_salt_file.write_text("")

    with pytest.raises(UsageError, match="id_salt"):
        id_salt(home)


def test_landing_holds_the_salt_of_its_home_once(home: Settings) -> None:
    for _ in range(2):
        with Landing(home):
            pass
    given = home.model_copy(update={"id_salt": SecretStr("s" * 40)})
    with duckdb.connect(str(home.landing)) as connection:
        assert connection.sql("from ledger.salt").fetchall() == [(id_salt(home),)]
    with Landing(given) as landing:
        assert landing.connection.sql("from ledger.salt").fetchall() == [("s" * 40,)]


def test_a_child_process_is_given_no_secret_among_its_settings(home: Settings) -> None:
    secret = SecretStr("s" * 40)
    given = environment_of(home.model_copy(update={"id_salt": secret, "socrata_app_token": secret}))

    assert given["SAFERCITIES_HOME"] == str(home.home)
    assert {"SAFERCITIES_ID_SALT", "SAFERCITIES_SOCRATA_APP_TOKEN"}.isdisjoint(given)
    assert {"SAFERCITIES_ID_SALT"}.isdisjoint(environment_of(home))
