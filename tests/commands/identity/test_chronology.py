"""One chronology over every record that its reader may open: reports, their sources, and their outcomes."""

from __future__ import annotations

from dataclasses import replace

from board.commands.closures import close
from board.commands.incident.settling import settle
from board.commands.restrictions import restrict
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Action, Role, seen_by
from board.queries.identity.chronology import chronology_of
from board.store.doors import access_contact
from board.store.engine import Database
from board.views.identity.chronology import ChronologyPage
from board.views.labels import emptied
from tests import make
from tests.commands.identity.people import DANA, NOW, POLICY, Town


async def told(town: Town, ref: str, who: Actor) -> ChronologyPage:
    """The chronology of a contact as one reader sees it."""
    async with town.db.connection() as conn:
        contact = await access_contact(conn, who, ref, Action.READ_CONTACT, now=NOW)
        page, _ = await chronology_of(conn, who, contact, POLICY)
    return emptied(page, seen_by(who.lens))


async def test_a_family_over_a_year_from_four_senders(database: Database) -> None:
    """One contact is restricted halfway, and one is of a half-sibling at a safe address."""
    town = await Town.founded(database)
    admin = await make.person(database, town.hub, Role.ADMIN)
    spring = await town.contact(days=300, source="school", summary="Hungry at school.")
    summer = await town.contact(days=180, source="police", summary="Shouting at night.")
    half = NewChild(given_name="Ned", family_name="Ashdown", address="9 Refuge Lane, NB7 7ZZ")
    autumn = await town.contact(
        days=60,
        source="health_visitor" if "health_visitor" in POLICY.source_codes() else "police",
        summary="She fled to 9 Refuge Lane.",
        children=(half,),
        adults=(replace(DANA, address="9 Refuge Lane, NB7 7ZZ"),),
    )
    today = await town.contact(source="school", summary="A bruise.", anonymous_referrer=True)
    assert [one.ref for one in (await told(town, today, town.worker)).proposals], "the past is proposed"
    assert [one.ref for one in (await told(town, today, town.worker)).chapters] == [today]
    for one, other, part in ((summer, spring, "child"), (today, summer, "child"), (today, autumn, "adult")):
        await town.join(one, other, part=part)
    async with database.transaction() as tx:
        await close(tx, town.manager, spring, "ADVICE_INFO", "Food bank.", anyway="So.", now=NOW)
    page = await told(town, today, town.worker)
    assert [one.ref for one in page.chapters] == [today, autumn, summer, spring] and not page.proposals
    assert page.chapters[3].summary == "Hungry at school." and page.chapters[3].outcome
    assert page.chapters[3].outcome_reason == "Food bank."
    said = str(page)
    assert "Refuge" not in said and "Ned" not in said and "Elm Street" not in said
    async with database.transaction() as tx:
        await restrict(tx, town.manager, summer, [town.other.person_id], "A colleague's family.", now=NOW)
    page = await told(town, today, town.worker)
    assert [one.ref for one in page.chapters] == [today, autumn, spring]
    assert "Shouting" not in str(page) and summer not in str(page)
    named = await told(town, today, town.manager)
    assert [one.ref for one in named.chapters] == [today, autumn, summer, spring]
    assert await town.on_card(today) == 1
    support = await told(town, today, admin)
    assert "Dana" not in str(support), "adults are not for MASH admin"


async def test_a_rejected_family_is_proposed_no_longer(database: Database) -> None:
    town = await Town.founded(database)
    old, new = await town.contact(days=3), await town.contact()
    assert [one.ref for one in (await told(town, new, town.worker)).proposals] == [old]
    for same, said in ((True, [(old, "the same family")]), (False, [])):
        async with database.transaction() as tx:
            await settle(tx, town.worker, new, old, same=same, reason="Seen.", now=NOW)
        assert [(one.ref, one.said) for one in (await told(town, new, town.worker)).proposals] == said
    assert await town.people() == set(), "an answer about families joins nobody"
