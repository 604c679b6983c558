"""A token that walks through references finds the wait, whether a reference is there or not."""

from __future__ import annotations

from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refs import ALPHABET
from tests.api.conftest import Api
from tests.intake.making import Hub, sent

MOST = Policy.default().look_ups.failed


async def test_a_token_that_walks_through_references_waits(hub: Hub, api: Api) -> None:
    sender, reader = (
        api(await hub.token(Role.FEED, "Sender", "childrens_social_care")),
        api(await hub.token(Role.QA, "Reader")),
    )
    ref = (await sender.post("/contacts", json=sent())).json()["ref"]
    assert (await reader.get(f"/contacts/{ref}")).status_code == 200
    refs = [f"2Z{a}{b}" for a in ALPHABET for b in ALPHABET][:MOST]
    walked = [(await reader.get(f"/contacts/{one}")).status_code for one in refs]
    assert walked == [404] * MOST
    stopped = [await reader.get(f"/contacts/{one}") for one in (ref, "2ZZ9")]
    assert [a.status_code for a in stopped] == [429, 429]
    assert stopped[0].json() == stopped[1].json()
    assert stopped[0].json()["title"] == "TooManyLookUps"
    assert int(stopped[0].headers["retry-after"]) == 600
    assert (await reader.get("/contacts")).status_code == 200, "lists go on"
    assert (await sender.post("/contacts", json=sent(source_reference="PPN-9"))).status_code == 201


async def test_the_tokens_of_one_agency_count_together_and_those_of_another_alone(hub: Hub, api: Api) -> None:
    sender = api(await hub.token(Role.FEED, "Sender", "childrens_social_care"))
    ref = (await sender.post("/contacts", json=sent())).json()["ref"]
    walkers = [api(await hub.token(Role.QA, f"Reader {n}")) for n in range(3)]
    refs = [f"2Z{a}{b}" for a in ALPHABET for b in ALPHABET][:MOST]
    walked = [(await walkers[n % 3].get(f"/contacts/{one}")).status_code for n, one in enumerate(refs)]
    assert walked == [404] * MOST
    assert {(await one.get(f"/contacts/{ref}")).status_code for one in walkers} == {429}
    late = api(await hub.token(Role.QA, "Reader 4"))
    assert (await late.get(f"/contacts/{ref}")).status_code == 429, "nor by a token made just now"
    other = api(await hub.token(Role.QA, "Another", agency="childrens_social_care"))
    assert (await other.get(f"/contacts/{ref}")).status_code == 200
