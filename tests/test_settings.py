"""Settings come from the environment, in one place, and a wrong one is named in one sentence."""

from __future__ import annotations

import dataclasses
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from board.settings import BadSetting, Settings, kept_key


def test_nothing_set_suits_one_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    settings = Settings.from_env({"PORT": "", "REDIS_URL": " "})

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data == tmp_path / ".board-data"
    assert settings.database_url is None
    assert settings.redis_url is None
    assert not settings.secure_cookies


def test_each_setting_has_a_name_and_a_sentence() -> None:
    for one in dataclasses.fields(Settings):
        assert one.metadata["env"].isupper()
        assert one.metadata["says"].endswith(".")


@pytest.mark.parametrize(
    "environment", [{"PORT": "high"}, {"BOARD_SECURE_COOKIES": "maybe"}, {"BOARD_ORIGIN": "board"}]
)
def test_wrong_setting_is_named_and_its_value_is_not_shown(environment: dict[str, str]) -> None:
    [(name, value)] = environment.items()

    with pytest.raises(BadSetting) as told:
        Settings.from_env(environment)

    assert str(told.value).startswith(name)
    assert value not in str(told.value).split()


def test_cookies_are_secure_exactly_when_the_board_is_reached_by_https() -> None:
    assert Settings.from_env({"BOARD_ORIGIN": "https://board.example.test/"}).secure_cookies
    assert not Settings.from_env({"BOARD_ORIGIN": "http://board.example.test"}).secure_cookies
    assert Settings.from_env({"BOARD_SECURE_COOKIES": "yes"}).secure_cookies


def test_listening_goes_past_a_pooler_when_told_where() -> None:
    told = {"DATABASE_URL": "postgresql://pooler/board"}

    assert Settings.from_env(told).listen_url == "postgresql://pooler/board"
    assert (
        Settings.from_env({**told, "DATABASE_LISTEN_URL": "postgresql://db/board"}).listen_url
        == "postgresql://db/board"
    )


def test_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"

    with ThreadPoolExecutor(8) as several:
        keys = set(several.map(lambda _: kept_key(path), range(8)))

    assert len(keys) == 1
    assert len(keys.pop()) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret.key"]


def test_rotated_key_signs_and_the_old_one_is_still_believed(tmp_path: Path) -> None:
    told = {"BOARD_DATA": str(tmp_path), "BOARD_SECRET_KEY": "new", "BOARD_SECRET_KEY_OLD": "old"}

    assert Settings.from_env(told).secret_keys() == ("old", "new")
    assert list(tmp_path.iterdir()) == []
