"""Behind a proxy: whose word about the browser's address is believed, and what makes cookies secure. As docs/running.md says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from board.rehearsal.hub import PASSWORD
from board.rehearsal.seed import seed
from board.secrets import Secrets
from board.store.engine import Database
from tests.processes import KEY, Web, web_processes

OUTSIDE = "203.0.113.66"
HERE = "127.0.0.1"
ORIGIN = "https://board.example.gov.uk"


async def counted_from(database: Database, web: Web, forwarded: str) -> set[str]:
    """Against which of these addresses a wrong try to sign in was counted."""
    async with httpx.AsyncClient(
        headers={"Sec-Fetch-Site": "same-origin"}, timeout=30, verify=False
    ) as client:
        sent = {"email": "nobody@northborough.example", "password": "wrong wrong wrong", "next": ""}
        reply = await client.post(
            f"{web.base}/sign-in",
            data=sent,
            headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"},
        )
    assert reply.status_code == 401
    async with database.connection() as conn:
        found = set((await conn.execute(text("select from_digest from sign_in_attempts"))).scalars())
    secrets = Secrets([KEY])
    known = {secrets.digest("network address", host): host for host in (OUTSIDE, HERE)}
    return {known[bytes(one)] for one in found}


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ("", OUTSIDE, HERE),  # nobody is trusted
        ("10.9.9.9", OUTSIDE, HERE),  # somebody else is
        (HERE, OUTSIDE, OUTSIDE),
        (
            "127.0.0.0/8",
            f"198.51.100.1, {OUTSIDE}",
            OUTSIDE,
        ),  # what the browser wrote itself stands further left
    ],
)
async def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(
    database_url: str, database: Database, data_folder: Path, trusted: str, forwarded: str, counted: str
) -> None:
    with web_processes(database_url, data_folder, BOARD_TRUSTED_PROXIES=trusted) as (web,):
        assert await counted_from(database, web, forwarded) == {counted}


@pytest.mark.parametrize("origin", ["", ORIGIN])
async def test_cookies_are_secure_because_of_the_origin_that_was_set_not_of_a_header(
    database_url: str, data_folder: Path, origin: str
) -> None:
    more = {"BOARD_ORIGIN": origin, "BOARD_TRUSTED_PROXIES": HERE}
    await seed(database_url, datetime.now(UTC), secrets=Secrets([KEY]))
    with web_processes(database_url, data_folder, **more) as (web,):
        async with httpx.AsyncClient(
            headers={"Origin": origin or web.base}, timeout=30, verify=False
        ) as client:
            sent = {"email": "jo.okafor@northborough.example", "password": PASSWORD, "next": ""}
            reply = await client.post(
                f"{web.base}/sign-in", data=sent, headers={"X-Forwarded-Proto": "https"}
            )
    assert reply.status_code == 303
    cookie = reply.headers["set-cookie"]
    secure = "Secure" in cookie and cookie.startswith("__Host-session=")
    assert (secure, "Strict-Transport-Security" in reply.headers) == (bool(origin), bool(origin))
