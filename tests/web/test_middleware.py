"""What every request passes: headers, origin, size, and a sentence for whatever goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import structlog

from board.domain.refusals import NotHere
from board.settings import Settings
from tests import make
from tests.web.door import BOARD, SENTINEL, Door


async def test_every_answer_carries_the_security_headers(door: Door) -> None:
    async with door.browser() as browser:
        for path in ("/sign-in", "/nowhere", "/breaks", "/away", "/hubs", "/api/v1/breaks"):
            headers = (await browser.get(path)).headers
            policy = headers["content-security-policy"]
            assert (
                "default-src 'none'" in policy
                and "script-src 'self'" in policy
                and "frame-ancestors 'none'" in policy
            )
            assert "unsafe" not in policy and "*" not in policy
            assert (
                headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
            )
            assert (
                headers["cross-origin-opener-policy"]
                == headers["cross-origin-resource-policy"]
                == "same-origin"
            )
            assert headers["cache-control"] == "no-store" and len(headers["x-request-id"]) == 16
            assert "strict-transport-security" not in headers


async def test_over_https_cookies_are_marked_and_browsers_told_to_stay(door: Door, hub: make.Hub) -> None:
    settings = Settings(origin="https://board.example")
    secure = Door(door.db, settings, base="https://board.example")
    asha = await secure.someone(hub)
    async with secure.browser() as browser:
        answer = await secure.password(browser, asha)
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-session=") and "Secure" in cookie and "Path=/" in cookie
        assert (await browser.get("/sign-in/code")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://board.example.evil.example"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": BOARD, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": BOARD, "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": BOARD, "Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": BOARD, "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": BOARD}, 200),
        ({"Authorization": "Bearer x", "Origin": "https://evil.example", "Cookie": "session=x"}, 403),
    ],
)
async def test_only_our_own_pages_change_anything(door: Door, headers: dict[str, str], status: int) -> None:
    async with door.browser(**headers) as browser:
        answer = await browser.post("/typed", data={"note": "x"})
    assert answer.status_code == status
    assert ("another site" in answer.text) == (status == 403)


async def test_request_that_does_not_say_where_it_comes_from_changes_nothing(door: Door) -> None:
    async with door.browser() as browser:
        del browser.headers["origin"]
        assert (await browser.post("/typed", data={"note": "x"})).status_code == 403
        assert (
            await browser.post("/typed", data={"note": "x"}, headers={"Sec-Fetch-Site": "same-origin"})
        ).status_code == 200
        assert (
            await browser.post("/typed", data={"note": "x"}, headers={"Authorization": "Bearer x"})
        ).status_code == 200


async def test_named_origin_is_the_only_one(door: Door) -> None:
    named = Door(door.db, Settings(origin="https://board.example"))
    async with named.browser() as browser:
        assert (await browser.post("/typed", data={"note": "x"})).status_code == 403
        answer = await browser.post("/typed", data={"note": "x"}, headers={"Origin": "https://board.example"})
        assert answer.text == "x"


async def test_socket_of_another_site_is_not_opened(door: Door) -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    for origin in (b"https://evil.example", None):
        headers = [(b"host", b"board.example"), *([(b"origin", origin)] if origin else [])]
        scope = {
            "type": "websocket",
            "path": "/live/socket",
            "headers": headers,
            "query_string": b"",
            "subprotocols": [],
        }
        await door.app(scope, receive, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["websocket.close"] * 2


async def test_oversized_body_is_refused_whether_it_says_so_or_not(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"note=" + b"x" * 4096

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with door.browser() as browser:
        said = await browser.post("/typed", content=b"x" * (64 * 1024 + 1), headers=form)
        unsaid = await browser.post("/typed", content=endless(), headers=form)
        lying = await browser.post("/typed", content=b"x", headers={**form, "Content-Length": "-1"})
        api = await browser.post(
            "/api/v1/contacts", content=b"x" * (64 * 1024 + 1), headers={"Authorization": "Bearer x"}
        )
    assert said.status_code == unsaid.status_code == lying.status_code == api.status_code == 413
    assert "at most 64 KB may be sent at once" in said.text and "at most 64 KB" in unsaid.text
    assert api.json()["title"] == "TooLarge"


async def test_nul_bytes_and_files_are_named_by_field(door: Door) -> None:
    async with door.browser() as browser:
        nul = await browser.post("/typed", data={"note": "a\x00b"})
        file = await browser.post("/typed", files={"note": ("a.txt", b"x")})
        broken = await browser.post("/typed", content=b"--x", headers={"Content-Type": "multipart/form-data"})
        sign_in = await browser.post("/sign-in", data={"email": "a\x00@b", "password": "x"})
    assert nul.status_code == file.status_code == broken.status_code == sign_in.status_code == 422
    assert "cannot be shown" in nul.text


async def test_what_breaks_tells_its_number_and_nothing_of_itself(door: Door) -> None:
    with structlog.testing.capture_logs() as lines:
        async with door.browser() as browser:
            page, problem = await browser.get("/breaks"), await browser.get("/api/v1/breaks")
    number = page.headers["x-request-id"]
    assert page.status_code == problem.status_code == 500
    assert number in page.text and problem.json()["request"] == problem.headers["x-request-id"]
    assert SENTINEL not in page.text + problem.text + repr(lines) and "Traceback" not in page.text
    failed = next(line for line in lines if line["event"] == "request failed")
    assert (
        failed["error"] == ["ValueError"] and failed["request"] == number and "breaks" in failed["where"][-1]
    )


async def test_database_away_is_said_and_asked_again_soon(door: Door) -> None:
    async with door.browser() as browser:
        away = await browser.get("/away")
    assert (
        away.status_code == 503
        and away.headers["retry-after"] == "2"
        and "cannot reach its database" in away.text
    )


async def test_address_nobody_knows_and_method_nobody_takes(door: Door) -> None:
    async with door.browser() as browser:
        unknown, method = await browser.get("/nowhere/%3Cscript%3E"), await browser.delete("/sign-in")
        api = await browser.get("/api/v1/nowhere")
    assert unknown.status_code == 404 and "<script>" not in unknown.text
    assert method.status_code == 405 and "POST" in method.headers["allow"] + "POST"
    assert api.headers["content-type"] == "application/problem+json" and api.json()["status"] == 404


async def test_refused_click_is_a_notice_and_the_page_heals(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)
    ref = await make.contact_waiting(door.db, asha.actor)

    async def heal(request: object, refusal: object) -> list[dict[str, object]]:
        return [{"audience": "board:1:practice"}]

    door.app.state.heal = heal
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        click = await browser.post(f"/hubs/northborough/contacts/{ref}/claim", headers={"Board-Page": "p"})
        plain = await browser.post(f"/hubs/northborough/contacts/{ref}/claim")
    assert click.status_code == plain.status_code == 409
    body = click.json()
    assert body["frames"] == [{"audience": "board:1:practice"}]
    assert body["notice"]["kind"] == "refused" and "Carys Lloyd claimed T4W" in body["notice"]["sentence"]
    assert "Carys Lloyd claimed T4W" in plain.text and "<h1" in plain.text


async def test_click_is_answered_in_words_when_the_page_cannot_be_healed(door: Door, hub: make.Hub) -> None:
    asha = await door.someone(hub)

    async def heal(request: object, refusal: object) -> list[dict[str, object]]:
        raise NotHere

    door.app.state.heal = heal
    async with door.browser() as browser:
        await door.sign_in(browser, asha)
        click = await browser.post("/hubs/northborough/contacts/ZZZZ/claim", headers={"Board-Page": "p"})
    assert click.status_code == 404 and click.json()["frames"] == []
    assert "There is nothing here for you" in click.json()["notice"]["sentence"]


async def test_log_names_routes_and_never_addresses(door: Door) -> None:
    with structlog.testing.capture_logs() as lines:
        async with door.browser() as browser:
            await browser.get(f"/hubs/{SENTINEL}/desk?name={SENTINEL}")
            await browser.get(f"/{SENTINEL}")
    assert [line["route"] for line in lines] == ["/hubs/{hub}/desk", "unknown"]
    assert SENTINEL not in repr(lines)
