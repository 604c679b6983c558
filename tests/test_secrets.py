"""What only the server can make or check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from board.secrets import (
    ALPHABET,
    Passwords,
    Secrets,
    enrolment_uri,
    new_code,
    totp_step,
    typed_code,
    usable_code,
    weakness,
)

NOW = datetime(2026, 11, 24, 9, 30, 12, tzinfo=UTC)
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_each_purpose_and_key_makes_another_digest() -> None:
    old, both = Secrets(["old"]), Secrets(["old", "new"])
    assert old.digest("a", "x") != old.digest("b", "x") != old.digest("a", "y")
    assert both.digest("a", "x") != old.digest("a", "x")
    assert both.digests("a", "x") == [both.digest("a", "x"), old.digest("a", "x")]


def test_what_was_sealed_under_the_key_before_is_still_read() -> None:
    sealed = Secrets(["old"]).seal(SEED)
    assert SEED not in sealed
    assert Secrets(["old", "new"]).unseal(sealed) == SEED
    assert Secrets(["new"]).unseal(sealed) is None
    assert Secrets(["old"]).unseal("nonsense") is None and Secrets(["old"]).unseal("é") is None


def test_board_without_a_key_does_not_start() -> None:
    with pytest.raises(ValueError, match="server key"):
        Secrets([])


@given(st.integers(4, 24))
def test_code_is_typed_back_however_people_write_it(letters: int) -> None:
    code = new_code(letters)
    assert set(code) <= set(ALPHABET + "-")
    assert (
        typed_code(f" {code.lower().replace('-', ' ')} ") == code.replace("-", "")
        and len(typed_code(code)) == letters
    )


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "password1234",
        "qwertyuiop12",
        "Password123456",
        "aaaaaaaaaaaaaaaa",
        "asha.verma2026",
        "safeguarding",
        "123456789012",
        "p@ssw0rd1234",
        "x" * 1001,
    ],
)
def test_password_that_attackers_would_try_is_refused(password: str) -> None:
    assert weakness(password, ("Asha Verma", "asha.verma@northborough.example"))


@pytest.mark.parametrize(
    "password",
    [
        "lemonade bridge otter nine",
        "correct-horse-battery",
        "ŵylan môr tawel heddiw",
        "x9$Kq2!vLm4@",
        "ab" + "Zq7 " * 200,
    ],
)
def test_good_password_of_any_kind_will_do(password: str) -> None:
    assert weakness(password, ("Asha Verma", "asha.verma@northborough.example")) is None


def test_words_about_one_person_do_not_weaken_the_next_ones_password() -> None:
    assert weakness("lemonade bridge", ("lemonade bridge",)) and weakness("lemonade bridge") is None


async def test_nobody_has_no_password_and_letters_are_the_same_on_every_keyboard() -> None:
    passwords = Passwords(hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    stored = await passwords.hash("caf\u00e9 au lait noir")
    assert stored.startswith("$argon2id$")
    assert await passwords.right(stored, "cafe\u0301 au lait noir")
    assert not await passwords.right(stored, "cafe au lait noir")
    assert not await passwords.right(None, "") and not await passwords.right("not a hash", "x")


def test_code_counts_for_its_half_minute_and_one_either_side() -> None:
    step = int(NOW.timestamp()) // 30
    totp = pyotp.TOTP(SEED)
    for drift in (-1, 0, 1):
        assert totp_step(SEED, totp.generate_otp(step + drift), NOW, None) == step + drift
    assert totp_step(SEED, totp.generate_otp(step + 2), NOW, None) is None
    assert totp_step(SEED, totp.generate_otp(step), NOW, step) is None  # used
    code = totp.generate_otp(step)
    assert totp_step(SEED, f"{code[:3]} {code[3:]}", NOW, step - 1) == step


@given(st.text(max_size=12))
def test_nonsense_is_no_code(typed: str) -> None:
    current = {pyotp.TOTP(SEED).generate_otp(int(NOW.timestamp()) // 30 + d) for d in (-1, 0, 1)}
    if "".join(typed.split()) not in current:
        assert totp_step(SEED, typed, NOW, None) is None


def test_invented_people_are_always_shown_a_code_that_works() -> None:
    last = None
    for seconds in range(0, 300, 31):
        now = NOW + timedelta(seconds=seconds)
        last = totp_step(SEED, usable_code(SEED, now, last), now, last)
        assert last is not None


def test_app_is_told_whose_code_it_is() -> None:
    assert enrolment_uri(SEED, "asha@x.example").startswith("otpauth://totp/Board:asha%40x.example?secret=")
