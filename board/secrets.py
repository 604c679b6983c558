"""What only the server can make or check: tokens, digests, sealed seeds, passwords and codes.

A leaf of the house: it imports no other room, so commands and guards alike may be handed it. Everything derives from the
server keys of settings (the oldest first, the last one signs), each purpose with a key of its own, so that nothing made for one
purpose passes for another. What was made under the key before still verifies while keys are rotated.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import secrets as randomness
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from threading import Lock
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from itsdangerous import URLSafeTimedSerializer
from zxcvbn import zxcvbn

# No look-alike letters and no vowels: read from a screen across a room, typed at a desk, never a word.
ALPHABET = "2346789BCDFGHJKMNPQRTVWXYZ"
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000  # argon2 takes any length; a limit keeps one request from costing seconds
_GUESSES = 3  # zxcvbn's "safely unguessable": more than 10^8 guesses
_JUDGED = 72  # zxcvbn's own limit; a weak beginning this long does not exist
_STEP_S = 30
_DRIFT = 1  # a phone's clock may be one step off


class Secrets:
    """The server keys at work."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a server key is needed")
        self._keys = tuple(keys)
        newest_first = reversed(self._keys)
        self._seals = MultiFernet(
            [Fernet(base64.urlsafe_b64encode(_derive(k, "seal"))) for k in newest_first]
        )

    def digest(self, purpose: str, text: str) -> bytes:
        """Keyed digest under the newest key: proves the text later, tells nothing without the key."""
        return _digest(self._keys[-1], purpose, text)

    def digests(self, purpose: str, text: str) -> list[bytes]:
        """The digest under every key still accepted, the newest first, for looking up what was stored before a rotation."""
        return [_digest(key, purpose, text) for key in reversed(self._keys)]

    def code(self, purpose: str, text: str, letters: int = 8) -> str:
        """A code for people, derived like a digest: the same each time, so that it can be shown again and is stored nowhere."""
        return _in_fours(
            "".join(ALPHABET[byte % len(ALPHABET)] for byte in self.digest(purpose, text)[:letters])
        )

    def token_of(self, purpose: str, number: UUID) -> str:
        """A token that names this number and that nobody else can make; the same each time. Small letters and digits alone."""
        mac = _digest(self._keys[-1], f"{purpose} token", number.hex)[:8]
        return base64.b32encode(number.bytes + mac).decode().rstrip("=").lower()

    def number_in(self, purpose: str, token: str) -> UUID | None:
        """The number a token of ours names; none for any other text."""
        try:
            said = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
            number = UUID(bytes=said[:16])
        except ValueError:
            return None
        if base64.b32encode(said).decode().rstrip("=").lower() != token:  # one number has one token
            return None
        macs = self.digests(f"{purpose} token", number.hex)
        return number if any(hmac.compare_digest(said[16:], mac[:8]) for mac in macs) else None

    def link_tokens(self, link_id: UUID) -> list[str]:
        """The token of a link under every key still accepted, the newest first: 256 bits, the same each time, stored nowhere."""
        return [
            base64.urlsafe_b64encode(mac).decode().rstrip("=")
            for mac in self.digests("link token", link_id.hex)
        ]

    def link_codes(self, code_id: UUID) -> list[str]:
        """The six digits of a code under every key still accepted, the newest first; stored nowhere."""
        return [f"{int.from_bytes(mac[:16]) % 10**6:06}" for mac in self.digests("link code", code_id.hex)]

    def code_digests(self, code_id: UUID, code: str) -> list[bytes]:
        """The digests of a code under every key still accepted, the newest first: all that is kept of it."""
        return self.digests("link code kept", f"{code_id.hex} {code}")

    def seal(self, text: str) -> str:
        """Encrypted and authenticated, for what must be read back: authenticator seeds."""
        return self._seals.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """What was sealed under a key still accepted; none for anything else."""
        try:
            return self._seals.decrypt(sealed.encode()).decode()
        except (InvalidToken, ValueError):
            return None

    def seal_bytes(self, content: bytes) -> bytes:
        """The same for what may be large: packed first."""
        return base64.urlsafe_b64decode(self._seals.encrypt(zlib.compress(content, 6)))

    def unseal_bytes(self, sealed: bytes) -> bytes | None:
        """The bytes that seal_bytes sealed under a key still accepted; none for anything else."""
        try:
            return zlib.decompress(self._seals.decrypt(base64.urlsafe_b64encode(sealed)))
        except (InvalidToken, ValueError, zlib.error):
            return None

    def signer(self, purpose: str) -> URLSafeTimedSerializer:
        """Signs and verifies small documents that a browser carries: pages and cursors."""
        return URLSafeTimedSerializer(list(self._keys), salt=f"board.{purpose}")

    def seed_for(self, session: str) -> str:
        """The authenticator seed offered to this half-open session: the same each time it is asked, stored nowhere until confirmed."""
        return base64.b32encode(self.digest("authenticator seed", session)[:20]).decode()


def _derive(key: str, purpose: str) -> bytes:
    return hmac.new(key.encode(), f"board.{purpose}".encode(), hashlib.sha256).digest()


def _digest(key: str, purpose: str, text: str) -> bytes:
    return hmac.new(_derive(key, purpose), text.encode(), hashlib.sha256).digest()


def new_token() -> str:
    """256 random bits for a cookie, a bearer token or a screen's key."""
    return randomness.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. Plain sha256: 256 random bits cannot be guessed, so salt and slowness would add nothing."""
    return hashlib.sha256(token.encode()).digest()


def new_code(letters: int) -> str:
    """A random code for people to read and type, in fours parted by hyphens."""
    return _in_fours("".join(randomness.choice(ALPHABET) for _ in range(letters)))


def _in_fours(code: str) -> str:
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """A code as stored, from how a person typed it: capitals or not, spaces, hyphens."""
    return "".join(c for c in text.upper() if c.isalnum())


def new_password() -> str:
    """A first password that is handed over and soon changed: 80 bits and more, easy to read aloud."""
    return new_code(20)


# Passwords.


_USUAL = PasswordHasher()


class Passwords:
    """argon2id in a thread, few at once: a rush of sign-ins waits in line and leaves the loop and the memory to the board."""

    def __init__(self, *, at_once: int = 2, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or _USUAL
        self._line = asyncio.Semaphore(at_once)
        # Somebody unknown costs as long as somebody known with a wrong password, so that names cannot be told apart by time.
        self._nobody = _hash_of_nobody(self._hasher)

    async def hash(self, password: str) -> str:
        """What is stored of a password."""
        async with self._line:
            return await asyncio.to_thread(self._hasher.hash, _same(password))

    async def right(self, stored: str | None, password: str) -> bool:
        """Whether this is the password. stored: none for somebody unknown, which takes as long and is never right."""
        async with self._line:
            same = await asyncio.to_thread(self._verify, stored or self._nobody, _same(password))
        return same and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Once a process: it takes a tenth of a second and is the same for every line."""
    return hasher.hash(new_token())


def _same(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password[:LONGEST_PASSWORD])


_judging = Lock()  # zxcvbn keeps the words it is handed in a module-wide table


def weakness(password: str, about: Iterable[str] = ()) -> str | None:
    """What is wrong with this password, as a sentence; none when it will do. about: name and address of whose it is."""
    if len(password) < SHORTEST_PASSWORD:
        return f"This password has {len(password)} characters."
    if len(password) > LONGEST_PASSWORD:
        return f"This password is longer than {LONGEST_PASSWORD} characters."
    with _judging:
        words = [w for text in about for w in (text, *text.split("@"), *re.split(r"[@.\s]+", text))]
        judged = zxcvbn(password[:_JUDGED], user_inputs=[*words, "mash", "board", "safeguarding"])
    if judged["score"] < _GUESSES:
        return "This password, or what it is made of, is on the lists that attackers try first."
    return None


# The second factor.


def totp_step(seed: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The 30-second step this authenticator code belongs to, if it is right and no code of that step or a later one was used."""
    code = "".join(code.split())
    if not (code.isascii() and code.isdigit()):
        return None
    current = int(now.timestamp()) // _STEP_S
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        right = hmac.compare_digest(pyotp.TOTP(seed).generate_otp(step), code)
        if right and (last_step is None or step > last_step):
            return step
    return None


def usable_code(seed: str, now: datetime, last_step: int | None) -> str:
    """The code to type now: this step's, or the next one's when this one was used. For invented people alone."""
    current = int(now.timestamp()) // _STEP_S
    step = current if last_step is None else min(max(current, last_step + 1), current + _DRIFT)
    return pyotp.TOTP(seed).generate_otp(step)


def enrolment_uri(seed: str, email: str) -> str:
    """What the square code says to an authenticator app."""
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name="Board")
