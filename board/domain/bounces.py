"""What comes back to the address a message was sent from: a report that it was not delivered, an automatic answer, a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """What a mail that came back says."""

    FAILED = "failed"
    DELIVERED = "delivered"
    NOTHING = "nothing"  # it is late but still tried; or nobody's report: a holiday notice, an answer


@dataclass(frozen=True, slots=True)
class CameBack:
    """tokens: of our own return addresses, wherever the mail names them; message_tokens: of our Message-IDs it quotes.

    problem: a code, such as dsn_5.1.1.
    """

    verdict: Verdict
    problem: str
    tokens: tuple[str, ...]
    message_tokens: tuple[str, ...]


TOKEN: Final = r"([a-z2-7]{39})"  # noqa: S105 - the shape of a token, not one
_ADDRESSED = (
    "to",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-failed-recipients",
    "original-recipient",
)
_DELIVERED = frozenset({"delivered", "relayed", "expanded"})


def read(raw: bytes, to: str = "") -> CameBack:
    """What this mail says. to: the address it came to, where the mail server tells it apart from the mail."""
    mail = message_from_bytes(raw)
    addressed = " ".join([to, *(str(v) for k, v in mail.items() if k.lower() in _ADDRESSED)]).lower()
    tokens = tuple(dict.fromkeys(re.findall(rf"\+{TOKEN}@", addressed)))
    quoted = raw.decode("ascii", "replace").lower()
    verdict, problem = _verdict(mail)
    return CameBack(verdict, problem, tokens, tuple(dict.fromkeys(re.findall(rf"<{TOKEN}@", quoted))))


def _verdict(mail: Message) -> tuple[Verdict, str]:
    reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    if reports:
        return _reported([block for part in reports for block in _blocks(part)])
    automatic = str(mail.get("Auto-Submitted", "no")).lower().split(";")[0].strip()
    sender = str(mail.get("From", "")).lower()
    from_server = (
        "mailer-daemon" in sender
        or "postmaster" in sender
        or str(mail.get("Return-Path", "")).strip() == "<>"
    )
    if from_server and automatic != "auto-replied":
        return Verdict.FAILED, "came_back"  # an old server's own words: better loud than lost
    return Verdict.NOTHING, ""


def _blocks(report: Message) -> list[Message]:
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _reported(blocks: list[Message]) -> tuple[Verdict, str]:
    actions = [
        (str(b.get("Action", "")).strip().lower(), str(b.get("Status", "")).strip())
        for b in blocks
        if b.get("Action")
    ]
    for action, status in actions:
        if action == "failed":
            code = re.match(r"[245]\.\d{1,3}\.\d{1,3}", status)
            return Verdict.FAILED, f"dsn_{code[0]}" if code else "dsn"
    if any(action in _DELIVERED for action, _ in actions):
        return Verdict.DELIVERED, ""
    return Verdict.NOTHING, ""
