"""The only reader of the environment: every setting once, with the sentence docs/running.md repeats."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSetting(Exception):
    """One sentence: which setting is wrong and what it may be."""


def _number(text: str) -> int:
    return int(text)


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _switch(text: str) -> bool:
    words = {
        "1": True,
        "yes": True,
        "true": True,
        "on": True,
        "0": False,
        "no": False,
        "false": False,
        "off": False,
    }
    return words[text.strip().lower()]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _origin(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError
    return text.rstrip("/")


def _mail_url(text: str) -> str:
    at = urlsplit(text)
    if at.scheme not in ("smtp", "smtps") or not at.hostname or at.port == 0:
        raise ValueError
    return text


def _mailbox(text: str) -> str:
    _, address = parseaddr(text)
    if address.count("@") != 1 or not all(address.split("@")) or not text.isprintable():
        raise ValueError
    return text


def setting(env: str, says: str, default: Any, read: Callable[[str], Any] = str) -> Any:
    """A field read from the environment variable env; says: what it is, for docs/running.md."""
    return field(default=default, metadata={"env": env, "says": says, "read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this process was told. Everything has a default that suits one machine and an invented hub."""

    port: int = setting("PORT", "The port the board listens on.", 8000, _number)
    host: str = setting(
        "HOST", "The address the board listens on; only this machine unless told otherwise.", "127.0.0.1"
    )
    data: Path = setting(
        "BOARD_DATA",
        "The folder of the embedded servers' data, the secret key and the logs: .board-data under the folder "
        "the board is started in.",
        Path(".board-data"),
        _folder,
    )
    database_url: str | None = setting(
        "DATABASE_URL", "A PostgreSQL server to use instead of the embedded one (postgresql://...).", None
    )
    redis_url: str | None = setting(
        "REDIS_URL",
        "A Redis or Valkey server to use instead of the embedded one (redis://..., rediss://..., unix:///...).",
        None,
    )
    database_listen_url: str | None = setting(
        "DATABASE_LISTEN_URL",
        "The same database past a connection pooler, for LISTEN; DATABASE_URL when not set.",
        None,
    )
    clock: Path | None = setting(
        "BOARD_CLOCK",
        "A file that moves time (offset and speed), honoured only by a database marked as invented.",
        None,
        _folder,
    )
    secret_key: str | None = setting(
        "BOARD_SECRET_KEY",
        "The key that signs pages, cursors, links and codes; when not set it is made once and kept in "
        "BOARD_DATA/secret.key. Every process of a deployment needs the same one.",
        None,
    )
    secret_key_old: str | None = setting(
        "BOARD_SECRET_KEY_OLD",
        "The key before, still accepted and no longer used to sign, while keys are rotated.",
        None,
    )
    origin: str | None = setting(
        "BOARD_ORIGIN",
        "The board's public address (https://board.example.gov.uk), for links and origin checks; when not set, "
        "the address the browser asked for.",
        None,
        _origin,
    )
    trusted_proxies: tuple[str, ...] = setting(
        "BOARD_TRUSTED_PROXIES",
        "Addresses or networks of proxies, parted by commas, whose X-Forwarded-For and X-Forwarded-Proto are "
        "believed; nobody's when not set.",
        (),
        _words,
    )
    cookies_secure: bool | None = setting(
        "BOARD_SECURE_COOKIES",
        "Whether cookies travel over HTTPS alone (yes or no); when not set, yes exactly when BOARD_ORIGIN is https.",
        None,
        _switch,
    )
    mail_url: str | None = setting(
        "BOARD_MAIL_URL",
        "The server that takes our mail: smtps://user:password@host (TLS), or smtp://user:password@host:587 (STARTTLS, insisted on "
        "unless the host is this machine). In `board up` with invented people, a catcher on this machine.",
        None,
        _mail_url,
    )
    mail_from: str = setting(
        "BOARD_MAIL_FROM", "Whom mail comes from.", "Duty board <board@board.example>", _mailbox
    )
    mail_bounces: str | None = setting(
        "BOARD_MAIL_BOUNCES",
        "The address that mail comes back to (bounces@board.example.gov.uk); each message gets its own form of it, with a + before the @. "
        "Deliver it to `board bounce`.",
        None,
        _mailbox,
    )
    mail_a_minute: int = setting(
        "BOARD_MAIL_A_MINUTE",
        "The most that one process hands to the mail server in a minute.",
        1200,
        _number,
    )
    notify_key: str | None = setting(
        "BOARD_NOTIFY_KEY",
        "An API key of GOV.UK Notify, for text messages, and for mail where BOARD_MAIL_URL is not set.",
        None,
    )
    notify_url: str = setting(
        "BOARD_NOTIFY_URL", "Where GOV.UK Notify is.", "https://api.notifications.service.gov.uk", _origin
    )
    notify_email_template: str | None = setting(
        "BOARD_NOTIFY_EMAIL_TEMPLATE", "Notify's template for mail: subject ((subject)), body ((text)).", None
    )
    notify_sms_template: str | None = setting(
        "BOARD_NOTIFY_SMS_TEMPLATE", "Notify's template for text messages: ((text)).", None
    )
    notify_callback_token: str | None = setting(
        "BOARD_NOTIFY_CALLBACK_TOKEN",
        "The bearer token with which Notify tells us of receipts at /callbacks/notify; without it we ask Notify ourselves.",
        None,
    )
    notify_a_minute: int = setting(
        "BOARD_NOTIFY_A_MINUTE",
        "The most that one process hands to Notify in a minute; its own limit is 3000.",
        1500,
        _number,
    )
    ping_url: str | None = setting(
        "BOARD_PING_URL",
        "An address outside that each worker asks for every minute while reminders work; let its silence alarm somebody.",
        None,
        _origin,
    )
    sockets_a_session: int = setting(
        "BOARD_SOCKETS_A_SESSION",
        "The most live pages that one sign-in, or one wall's key, may have open at one web process; a page beyond asks every few "
        "seconds instead and says so. 0: no limit.",
        24,
        _number,
    )
    log_format: str = setting("BOARD_LOG", "How the log is written: plain or json, one line each.", "plain")

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read them all; an empty one counts as not set. Raises BadSetting."""
        given: dict[str, Any] = {}
        for one in fields(cls):
            text = environment.get(one.metadata["env"], "")
            if text.strip():
                given[one.name] = _read(one.metadata["env"], one.metadata["says"], one.metadata["read"], text)
        given.setdefault("data", _folder(".board-data"))
        return cls(**given)

    @property
    def address(self) -> str:
        """Where people reach the board, for links in messages."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not listened on
        return self.origin or (
            f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        )

    @property
    def secure_cookies(self) -> bool:
        if self.cookies_secure is not None:
            return self.cookies_secure
        return bool(self.origin and self.origin.startswith("https://"))

    @property
    def listen_url(self) -> str | None:
        """Where to LISTEN: never through a pooler."""
        return self.database_listen_url or self.database_url

    def secret_keys(self) -> tuple[str, ...]:
        """The keys to verify with, the oldest first; the last one signs. Makes the kept key when there is none."""
        current = self.secret_key or kept_key(self.data / "secret.key")
        return (self.secret_key_old, current) if self.secret_key_old else (current,)


def environment_with(**changed: str) -> dict[str, str]:
    """This process's environment for a child, with some of it changed."""
    return {**os.environ, **changed}


def _read(env: str, says: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except (ValueError, KeyError):
        # The text itself is not shown: it may be a secret typed into the wrong line.
        raise BadSetting(f"{env} cannot be read. {says}") from None


def kept_key(path: Path) -> str:
    """The deployment's own key, made once, readable by its owner alone; two processes come to the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(secrets.token_urlsafe(48) + "\n")
        try:
            os.link(draft, path)  # fails, instead of replacing, when another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
