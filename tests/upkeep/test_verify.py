"""Whatever is done to the chain or to what is sealed, verify names the first place; what is whole it says is whole."""

from __future__ import annotations

import hashlib
import json
import tracemalloc

import pytest
import structlog
from sqlalchemy import text

from board.commands import seals
from board.domain.events import Event
from board.domain.permissions import Role
from board.store.engine import Database
from board.upkeep.refusals import BadAnchor, NoSuchChain, WhichChain
from board.upkeep.verify import Verdict, log_heads, verify
from tests import make
from tests.upkeep.readings import read, sealed
from tests.upkeep.tampering import tamper


async def morning(db: Database) -> make.Hub:
    """Events 1 to 10 of the hub: opened, two seats, a contact received, claimed, a seal of 3 readings, one received, two children rated,
    a seal of 2 readings; and one reading not sealed yet."""
    hub = await make.hub(db)
    asha = await make.person(db, hub)
    await make.person(db, hub, Role.MANAGER)
    await make.contact_claimed(db, asha)
    await read(db, asha, 3)
    assert await sealed(db, hub.hub_id) == 3
    await make.contact_rated(db, asha)
    await read(db, asha, 2)
    assert await sealed(db, hub.hub_id) == 2
    await read(db, asha, 1)
    return hub


async def of_the_hub(db: Database, **asked: str) -> Verdict:
    return (await verify(db, hub="northborough", **asked))[0]


async def test_what_is_whole_is_said_to_be_whole(database: Database) -> None:
    await morning(database)

    house, hub = await verify(database)

    assert (house.hub, house.broken, house.events) == ("house", None, 2)
    assert (hub.hub, hub.broken) == ("northborough", None)
    assert (hub.events, hub.seals, hub.readings, hub.unsealed, hub.epoch) == (10, 2, 5, 1, 1)
    assert hub.sentence.startswith(
        "northborough: whole. 10 events, each following from the one before; 2 seals over 5 readings;"
    )


async def test_a_database_in_which_nothing_has_happened_is_whole(database: Database) -> None:
    assert [(v.hub, v.broken, v.events) for v in await verify(database)] == [("house", None, 0)]


TAMPERINGS = {
    "a column altered": (
        ["update events set actor_id = 2 where hub_id = 1 and seq = 5"],
        "event 5 says other things in its columns than in its body: actor",
    ),
    "an instant altered": (
        ["update events set at = at + interval '1 microsecond' where hub_id = 1 and seq = 5"],
        "event 5 says other things in its columns than in its body: at",
    ),
    "whom it concerns altered": (
        ["update events set concerns = '{1,2}' where hub_id = 1 and seq = 5"],
        "event 5 says other things in its columns than in its body: concerns",
    ),
    "a body altered": (
        [
            "update events set body = replace(body, 'contact_claimed', 'contact_closed') where hub_id = 1 and seq = 5"
        ],
        "event 5 says other things in its columns than in its body: kind",
    ),
    "body and column altered together": (
        [
            "update events set body = replace(body, 'contact_claimed', 'contact_closed'), kind = 'contact_closed' "
            "where hub_id = 1 and seq = 5"
        ],
        "event 5 does not follow from event 4: its hash is another",
    ),
    "facts inside a body altered": (
        [
            """update events set body = replace(body, '"rag":"amber"', '"rag":"green"') where hub_id = 1 and seq = 8"""
        ],
        "event 8 does not follow from event 7: its hash is another",
    ),
    "a body with spaces": (
        ["update events set body = body || ' ' where hub_id = 1 and seq = 5"],
        "event 5 says other things in its columns than in its body: body",
    ),
    "a body that is none": (
        ["update events set body = 'gone' where hub_id = 1 and seq = 5"],
        "event 5 cannot be read",
    ),
    "a hash altered": (
        ["update events set hash = sha256('x') where hub_id = 1 and seq = 5"],
        "event 5 does not follow from event 4: its hash is another",
    ),
    "the first removed": (
        ["delete from events where hub_id = 1 and seq = 1"],
        "event 1 is missing: after event 0 comes event 2",
    ),
    "one in the middle removed": (
        ["delete from events where hub_id = 1 and seq = 5"],
        "event 5 is missing: after event 4 comes event 6",
    ),
    "two swapped": (
        [
            "update events set seq = -seq where hub_id = 1 and seq in (4, 5)",
            "update events set seq = 9 + seq where hub_id = 1 and seq in (-4, -5)",
        ],
        "event 4 says other things in its columns than in its body: seq",
    ),
    "moved to an earlier epoch": (
        ["update events set epoch = 0 where hub_id = 1 and seq = 5"],
        "event 5 is of epoch 0, after one of epoch 1",
    ),
    "an epoch begun without a restore": (
        ["update events set epoch = 2 where hub_id = 1 and seq = 5"],
        "event 5 begins epoch 2, and no restore is recorded there",
    ),
    "the newest removed": (
        ["delete from events where hub_id = 1 and seq = 10"],
        "event 10 is missing: the head is event 10, and the chain ends at 9",
    ),
    "the head set back": (
        ["update heads set seq = 9 where hub_id = 1"],
        "its head (event 9, epoch 1) is not its newest event, 10",
    ),
    "the head removed": (["delete from heads where hub_id = 1"], "its head is missing"),
    "the head's epoch raised": (
        ["update heads set epoch = 2 where hub_id = 1"],
        "its head (event 10, epoch 2) is not its newest event, 10",
    ),
    "a reading changed": (
        ["update readings set person_id = 2 where reading_id = 4"],
        "a reading under the seal at event 10 was changed",
    ),
    "a reading removed": (
        ["delete from readings where reading_id = 2"],
        "the seal at event 6 covers 3 readings, and 2 are there",
    ),
    "a reading slipped in": (
        [
            "insert into readings (hub_id, epoch, txid, at, person_id, page, why) "
            "select hub_id, epoch, txid, at, person_id, page, why from readings where reading_id = 4"
        ],
        "the seal at event 10 covers 2 readings, and 3 are there",
    ),
    "a reading moved to another epoch": (
        ["update readings set epoch = 7 where reading_id = 6"],
        "1 readings of epoch 7 are under no seal, and that epoch is over",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
async def test_verify_names_the_place_where_somebody_tampered(
    what: str, database: Database, database_url: str
) -> None:
    statements, place = TAMPERINGS[what]
    await morning(database)

    await tamper(database_url, *statements)

    house, hub = await verify(database)
    assert house.broken is None
    assert hub.broken == place
    assert hub.sentence == f"northborough: BROKEN: {place}."


async def forge_seal(database: Database, url: str) -> None:
    """Change a reading and its seal, with every hash after it made to fit: what only an anchor can tell."""
    await tamper(url, "update readings set person_id = 2 where reading_id = 4")
    async with database.connection() as conn:
        rows = (
            await conn.execute(
                text("select seq, body, hash from events where hub_id = 1 and seq >= 9 order by seq")
            )
        ).all()
    body = json.loads(rows[1].body)
    said = body["body"]
    async with database.connection() as conn:
        said["count"], said["digest"] = await seals.sealed(conn, 1, 1, said["from"], said["before"])
    forged = json.dumps(body, sort_keys=True, separators=(",", ":"))
    hashed = hashlib.sha256(bytes(rows[0].hash) + forged.encode()).hexdigest()
    await tamper(
        url,
        f"update events set body = '{forged}', hash = '\\x{hashed}' where hub_id = 1 and seq = 10",
        f"update heads set hash = '\\x{hashed}' where hub_id = 1",
    )


async def test_history_rewritten_whole_is_caught_by_an_anchor_alone(
    database: Database, database_url: str
) -> None:
    await morning(database)
    anchor = (await of_the_hub(database)).anchor or ""

    await forge_seal(database, database_url)

    assert (await of_the_hub(database)).broken is None
    assert (await of_the_hub(database, anchor=anchor)).broken == (
        "event 10 is not the one the anchor names: history was rewritten at or before it"
    )


async def test_newest_events_removed_with_their_head_are_caught_by_an_anchor_alone(
    database: Database, database_url: str
) -> None:
    await morning(database)
    anchor = (await of_the_hub(database)).anchor or ""

    await tamper(
        database_url,
        "delete from events where hub_id = 1 and seq > 8",
        "update heads set seq = 8, hash = (select hash from events where hub_id = 1 and seq = 8) where hub_id = 1",
        "delete from readings where reading_id > 3",
    )

    assert (await of_the_hub(database)).broken is None
    assert (await of_the_hub(database, anchor=anchor)).broken == (
        "the anchor is event 10, and the chain ends at event 8: the newest events were removed"
    )


async def test_an_anchor_of_the_past_still_stands(database: Database) -> None:
    hub = await morning(database)
    anchor = (await of_the_hub(database)).anchor or ""
    asha = await make.person(database, hub)
    await make.contact_rated(database, asha)

    assert [v.broken for v in await verify(database, anchor=anchor)] == [None, None]
    assert (await of_the_hub(database, anchor=anchor[:24])).broken is None


async def test_a_chain_passed_off_as_another_hubs_is_caught(database: Database, database_url: str) -> None:
    await make.hub(database)
    await make.hub(database, "southborough")

    await tamper(
        database_url,
        "update events set hub_id = 3 - hub_id + 10 where hub_id in (1, 2)",
        "update events set hub_id = hub_id - 10 where hub_id > 10",
        "update heads h set hash = (select hash from events e where e.hub_id = h.hub_id) where hub_id in (1, 2)",
    )

    assert [v.broken for v in await verify(database)] == [
        None,
        *["event 1 says other things in its columns than in its body: hub"] * 2,
    ]


async def test_what_cannot_be_asked_is_told_how(database: Database) -> None:
    await make.hub(database)
    await make.hub(database, "southborough")

    with pytest.raises(
        NoSuchChain, match=r"no hub westborough here\. Known keys: house, northborough, southborough"
    ):
        await verify(database, hub="westborough")
    with pytest.raises(WhichChain, match=r"Name it with --hub: house, northborough, southborough"):
        await verify(database, anchor="1:" + "0" * 64)
    for nonsense in ("1", "one:two", "0:" + "0" * 64, "1:abc", "-1:" + "0" * 64):
        with pytest.raises(BadAnchor, match="is no anchor"):
            await of_the_hub(database, anchor=nonsense)


async def test_heads_are_logged_as_anchors(database: Database) -> None:
    await morning(database)

    with structlog.testing.capture_logs() as logged:
        await log_heads(database)

    assert [(line["event"], line["hub"], line["epoch"]) for line in logged] == [
        ("chain head", "house", 1),
        ("chain head", "northborough", 1),
    ]
    assert (await of_the_hub(database, anchor=logged[1]["anchor"])).broken is None


async def test_a_long_chain_is_walked_in_the_memory_of_a_short_one(database: Database) -> None:
    hub = await make.hub(database)
    peaks = []
    for more in (1_500, 6_000):
        async with database.transaction() as tx:
            for _ in range(more):
                tx.record(hub.hub_id, Event("day_turned", make.NOW))
        tracemalloc.start()
        assert (await of_the_hub(database)).broken is None
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert (await of_the_hub(database)).events == 7_501
    assert peaks[1] < 2 * peaks[0]  # of five times as many; when garbage is collected moves a peak by half
