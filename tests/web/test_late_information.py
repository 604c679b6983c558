"""Late information on an opened contact: what differs and nothing else, however often it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from board.commands.contacts import receive
from board.domain.contacts import NewContact
from board.queries.contact import contact_people, contact_row
from board.queries.late import contact_late
from board.render import draw
from board.store.engine import Database
from board.views.contact import ContactLate
from tests import make


async def sent_again(db: Database, *again: NewContact) -> ContactLate:
    """What a contact that came first as the first of these says after the others."""
    hub = await make.hub(db)
    sender, ref = await make.person(db, hub), ""
    for number, one in enumerate(again):
        async with db.transaction() as tx:
            came = await receive(tx, sender, one, now=make.NOW + timedelta(minutes=number))
            ref = came.ref or ref
    async with db.snapshot() as conn:
        row = await contact_row(conn, hub.hub_id, ref)
        return await contact_late(conn, row, await contact_people(conn, row))


async def test_of_a_large_family_only_those_who_differ_are_told(database: Database) -> None:
    first = make.approach()
    child, unborn = first.children
    moved = replace(child, address="4 Mill Lane")
    (row,) = (await sent_again(database, first, replace(first, children=(moved, unborn)))).rows
    assert child.born_on is not None
    who = f"{child.given_name} Marlow, born {child.born_on:%-d %B %Y}, Hillside Primary"
    assert row.differences == (("children who differ", who, f"{who}, 4 Mill Lane"),)


async def test_somebody_who_is_new_or_left_out_stands_on_one_side_alone(database: Database) -> None:
    first = make.approach()
    (row,) = (await sent_again(database, first, replace(first, adults=first.adults[1:]))).rows
    born = first.adults[0].born_on
    assert born is not None
    victim = f"{first.adults[0].given_name} Marlow, victim/survivor, born {born:%-d %B %Y}"
    assert row.differences == (("adults who differ", victim, "nobody else"),)


async def test_the_same_people_in_another_order_differ_in_nothing(database: Database) -> None:
    first = make.approach()
    (row,) = (
        await sent_again(database, first, replace(first, summary="Quiet now.", children=first.children[::-1]))
    ).rows
    assert [what for what, *_ in row.differences] == ["summary"]


async def test_what_came_often_shows_the_newest_and_folds_the_rest(database: Database) -> None:
    first = make.approach()
    words = [replace(first, summary=f"Words {number}.") for number in range(6)]
    html = draw(await sent_again(database, first, *words))
    shown, _, folded = html.partition("<details")
    assert "Sent again 3 times before" in folded
    assert [number for number in range(6) if f"Words {number}." in shown] == [3, 4, 5]
    assert all(f"Words {number}." in folded for number in range(3))
