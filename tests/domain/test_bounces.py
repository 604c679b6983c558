"""What comes back to a return address, read from whole mails as servers write them."""

from __future__ import annotations

import pytest

from board.domain.bounces import Verdict, read

TOKEN = "abcdefghijklmnopqrstuvwxyz234567abcdefg"
REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example
To: bounces+{token}@board.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; asha@northborough.example
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

Message-ID: <{token}@board.example>
Subject: Something is waiting for you

--b--
"""
OLD = "Return-Path: <>\nFrom: Mail Delivery Subsystem <MAILER-DAEMON@old.example>\nTo: bounces+{token}@board.example\n\nNo such user.\n"
HOLIDAY = "From: Asha <asha@x.example>\nTo: bounces+{token}@board.example\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am away.\n"
REPLY = "From: Asha <asha@x.example>\nTo: bounces+{token}@board.example\nSubject: Re: Something\n\nThanks.\n"


def said(text: str, **facts: str) -> bytes:
    return text.format(token=TOKEN, **facts).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("raw", "verdict", "problem"),
    [
        (said(REPORT, action="failed", status="5.1.1"), Verdict.FAILED, "dsn_5.1.1"),
        (said(REPORT, action="Failed", status="a secret"), Verdict.FAILED, "dsn"),
        (said(REPORT, action="delayed", status="4.4.7"), Verdict.NOTHING, ""),
        (said(REPORT, action="relayed", status="2.0.0"), Verdict.DELIVERED, ""),
        (said(OLD), Verdict.FAILED, "came_back"),
        (said(HOLIDAY), Verdict.NOTHING, ""),
        (said(REPLY), Verdict.NOTHING, ""),
        (b"", Verdict.NOTHING, ""),
        (b"\xff\xfe\x00 no mail at all", Verdict.NOTHING, ""),
    ],
)
def test_a_mail_that_came_back_says_what_became_of_ours(raw: bytes, verdict: Verdict, problem: str) -> None:
    assert (read(raw).verdict, read(raw).problem) == (verdict, problem)


def test_ours_is_found_by_the_address_it_came_to_and_by_what_it_quotes() -> None:
    came_back = read(said(REPORT, action="failed", status="5.1.1"))
    assert came_back.tokens == came_back.message_tokens == (TOKEN,)
    assert read(b"Subject: x\r\n\r\n", f"bounces+{TOKEN}@board.example").tokens == (TOKEN,)
    assert read(said(REPLY)).message_tokens == ()
