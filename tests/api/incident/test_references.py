"""References sent again through the API: retries, late information and other incidents, answered alike for restricted contacts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from board.domain.permissions import Role
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

OTHERS = [{"given_name": "Ned", "family_name": "Rook", "born_on": "2015-05-06"}]
HIDDEN = {"confidential_enquiry": True, "anonymous_referrer": False, "restricted": True}
ANOTHER = [
    sent(children=OTHERS, adults=None, rag=None),
    sent(incident_on="2026-11-20", rag=None),
    sent(received_at="2026-11-23T22:00:00Z", rag=None),
]
SAME = [
    sent(summary="A neighbour rang back.", rag=None),
    sent(source_reference="ppn 00123", rag=None),
    sent(source_reference="P\u200bPN\u2011123", summary="With a number.", rag=None),
    sent(incident_on="2026-11-24", received_at="2026-11-24T08:59:00Z", rag=None),
    sent(children=[*sent()["children"], *OTHERS], adults=None, rag=None),
]


async def count(hub: Hub, sql: str) -> Any:
    async with hub.database.connection() as conn:
        return (await conn.execute(text(sql))).scalar_one()


async def close_all(hub: Hub) -> None:
    async with hub.database.transaction() as tx:
        await tx.conn.execute(
            text("update contacts set closed_at = :now, closed_by = created_by, outcome = 'nfa'"),
            {"now": await now_of(hub)},
        )


async def now_of(hub: Hub) -> Any:
    return await count(hub, "select max(created_at) from contacts")


def plain(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer byte for byte, but for references, receipts, times and the number of the request."""
    body = re.sub(r'"(ref|receipt)":"[^"]+"', r'"\1":"…"', answer.text)
    kept = [
        (k, v)
        for k, v in answer.headers.multi_items()
        if "request" not in k and k not in ("date", "server-timing")
    ]
    return answer.status_code, body, kept


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("restricted", [False, True])
async def test_the_same_incident_is_late_information_of_any_contact(
    hub: Hub, api: Api, restricted: bool, closed: bool
) -> None:
    first, other = api(await hub.token(Role.FEED, "One")), api(await hub.token(Role.FEED, "Two"))
    made = await first.post("/contacts", json=sent(flags=HIDDEN if restricted else None, rag=None))
    assert made.status_code == 201 and made.json().keys() == {"ref", "receipt"}
    if closed:
        await close_all(hub)
    for sender in (first, other):
        for body in SAME:
            answer = await sender.post("/contacts", json=body)
            assert answer.status_code == 200 and answer.json().keys() == {"receipt", "changed"}
            assert (await sender.post("/contacts", json=body)).json() == answer.json()
    assert await count(hub, "select count(*) from contacts") == 1
    assert await count(hub, "select count(distinct contact_id) from late_information") == 1


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("restricted", [False, True])
async def test_another_incident_is_a_contact_of_its_own_that_everybody_sees(
    hub: Hub, api: Api, restricted: bool, closed: bool
) -> None:
    first, worker = api(await hub.token(Role.FEED, "One")), api(await hub.token(Role.SOCIAL_WORKER))
    await first.post("/contacts", json=sent(flags=HIDDEN if restricted else None, rag=None))
    if closed:
        await close_all(hub)
    refs = []
    for body in ANOTHER:
        answer = await worker.post("/contacts", json=body)
        assert answer.status_code == 201 and answer.json().keys() == {"ref", "receipt"}
        assert (await worker.post("/contacts", json=body)).json() == answer.json()
        refs.append(answer.json()["ref"])
        assert (await worker.get(f"/contacts/{refs[-1]}")).status_code == 200
    assert len(set(refs)) == 3
    assert await count(hub, "select count(*) from contacts where restricted") == int(restricted)


async def test_a_retry_is_answered_with_the_same_two_and_only_to_its_sender(hub: Hub, api: Api) -> None:
    first, other = api(await hub.token(Role.FEED, "One")), api(await hub.token(Role.FEED, "Two"))
    for body in (sent(), sent(source_reference=None)):
        made = await first.post("/contacts", json=body)
        again = await first.post("/contacts", json=body)
        assert (made.status_code, again.status_code) == (201, 200) and made.json() == again.json()
    respelled = await first.post("/contacts", json=sent(source_reference="ppn0123"))
    assert respelled.json() == (await first.post("/contacts", json=sent())).json()
    others = await other.post("/contacts", json=sent())
    assert others.json() == {"receipt": others.json()["receipt"], "changed": False}
    assert others.json()["receipt"] != made.json()["receipt"]


async def test_six_who_send_one_reference_at_once_make_one_contact(hub: Hub, api: Api) -> None:
    senders = [api(await hub.token(Role.FEED, f"No. {number}")) for number in range(6)]
    answers = await asyncio.gather(
        *(one.post("/contacts", json=sent(summary=f"By {n}.")) for n, one in enumerate(senders))
    )
    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    assert await count(hub, "select count(*) from contacts") == 1


async def test_a_whole_session_is_the_same_whether_the_reference_is_restricted_or_ordinary(
    hub: Hub, api: Api
) -> None:
    """Answers to a sender. People who see a board see an ordinary contact on it, which no answer to a sender may add to."""

    async def session(name: str, first: dict[str, Any]) -> list[object]:
        reference = {"source_reference": f"{name}-7"}
        made = await api(await hub.token(Role.FEED, f"First {name}")).post(
            "/contacts", json=first | reference
        )
        assert made.status_code == 201
        sender = api(await hub.token(Role.FEED, f"Second {name}"))
        said: list[object] = []
        for body in (*SAME, *ANOTHER, first, sent(rag="purple"), sent(incident_on="2027-01-01")):
            for _ in range(2):
                said.append(plain(await sender.post("/contacts", json={**body, **reference})))
        for flags in (HIDDEN, sent()["flags"]):
            said.append(plain(await sender.post("/contacts", json=first | reference | {"flags": flags})))
        said.append(plain(await sender.get(f"/contacts/{made.json()['ref']}")))
        said.append(plain(await sender.get("/contacts")))
        return said

    ordinary = await session("AAA", sent(rag=None))
    hidden = await session("BBB", sent(rag=None, flags=HIDDEN))
    assert ordinary == hidden and {one[0] for one in ordinary[:4]} == {200}  # type: ignore[index]


async def test_an_outsiders_pages_and_counts_do_not_tell_a_restricted_reference_from_one_never_used(
    hub: Hub, api: Api
) -> None:
    """Another incident under the reference: the list, the contact, the feed and the numbers of its events."""

    async def session(ask: Callable[[], Awaitable[httpx.AsyncClient]], reference: str) -> list[object]:
        outsider = await ask()
        since = (await outsider.get("/events", params={"limit": 1000})).json()["events"]
        at = max((one["seq"] for one in since), default=0)
        made = await outsider.post(
            "/contacts", json=sent(source_reference=reference, children=OTHERS, adults=None, rag=None)
        )
        ref = made.json()["ref"]
        document = (await outsider.get(f"/contacts/{ref}")).json()
        document["children"] = [one | {"child_id": 0} for one in document["children"]]
        cards = [
            one | {"ref": one["ref"] == ref} for one in (await outsider.get("/contacts")).json()["contacts"]
        ]
        events = [
            {**one, "seq": one["seq"] - at, "ref": one.get("ref") == ref} | {"at": ""}
            for one in (await outsider.get("/events", params={"since": at})).json()["events"]
        ]
        return [plain(made), document | {"ref": ""} | {"source_reference": ""}, cards, events]

    await api(await hub.token(Role.FEED, "One")).post("/contacts", json=sent(flags=HIDDEN, rag=None))
    worker = api(await hub.token(Role.SOCIAL_WORKER))

    async def ask() -> httpx.AsyncClient:
        return worker

    used = await session(ask, "PPN-123")
    async with hub.database.transaction() as tx:
        await tx.conn.execute(text("update contacts set restricted = true where not restricted"))
        await tx.conn.execute(text("delete from matches"))
    unused = await session(ask, "PPN-999")
    assert used == unused
