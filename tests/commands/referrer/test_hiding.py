"""A referrer who asks later not to be named is named to nobody from then on, and texts that describe them are redacted for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from board.api.answers import model_in
from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.contacts import receive
from board.commands.holds import hold, lift
from board.commands.incident.settling import settle
from board.commands.link.sending import ask_outside
from board.commands.ratings import rate
from board.commands.referrer.naming import hide_referrer, name_referrer
from board.commands.referrer.redactions import redact
from board.commands.restrictions import restrict, unrestrict
from board.domain.contacts import NewAdult, SafeContact
from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.domain.referrer.describing import MARK
from board.domain.refusals import (
    NoSuchText,
    NotAllowed,
    NotHere,
    OnlyTakeOut,
    ReasonNeeded,
    UnderLegalHold,
    UnknownCode,
)
from board.intake.model import SentContact
from board.queries.cards import live_cards
from board.queries.contact import contact_people, contact_row, contact_summary
from board.queries.document import contact_document
from board.queries.late import contact_late
from board.queries.referrer.texts import texts_page
from board.store.doors import access_contact
from board.store.engine import Database
from board.store.referrer.places import LATE, PLACES, place_named
from board.store.referrer.texts import key_of, texts_of
from board.upkeep.verify import verify
from tests import make
from tests.commands.doing import do, rows
from tests.commands.link.outside import SECRETS, outside
from tests.house.planted import live_through

NAME = "Morwenna Bell, her teacher"
FIRST = {"referrer": NAME, "source_reference": "PPN-BELL"}
CHANGES = "select hidden, changed_by, reason from referrer_changes order by referrer_change_id"


async def shown(database: Database, actor: Any, ref: str) -> str:
    """Everything that the open contact and the API say of it, as one text."""
    async with database.snapshot() as conn:
        row = await contact_row(conn, actor.hub_id, ref)
        people = await contact_people(conn, row)
        summary = contact_summary(row, actor.hub_key, Policy.default())
        late = await contact_late(conn, row, people)
        document = await contact_document(conn, actor, ref, make.NOW)
    told = {"referrer": document.get("referrer"), "late": document["late_information"]}
    return f"{summary} {late} {json.dumps(told, default=str)}"


async def scene(database: Database, **more: Any) -> tuple[Any, Any, str]:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    worker = await make.person(database, hub)
    ref = await make.contact_waiting(database, worker, **{**FIRST, **more})
    return manager, worker, ref


async def test_a_referrer_is_hidden_by_a_person_at_once_and_the_same_again_is_silence(
    database: Database,
) -> None:
    _, worker, ref = await scene(database)
    assert "Morwenna" in await shown(database, worker, ref)
    assert (await do(database, hide_referrer, worker, ref)).changed
    assert "Morwenna" not in await shown(database, worker, ref)
    assert not (await do(database, hide_referrer, worker, ref)).changed
    assert await rows(database, CHANGES) == [(True, worker.person_id, None)]


async def test_late_information_that_says_so_hides_the_referrer_in_all_that_came(database: Database) -> None:
    _, worker, ref = await scene(database)
    named = make.approach(**FIRST | {"summary": "It is worse.", "referrer": "Morwenna Bell of 4 Mill Lane"})
    await do(database, receive, worker, named, minutes=1)
    assert "4 Mill Lane" in await shown(database, worker, ref)
    await do(database, receive, worker, replace(named, summary="More.", anonymous_referrer=True), minutes=2)
    said = await shown(database, worker, ref)
    assert "Morwenna" not in said and "It is worse." in said
    assert await rows(database, CHANGES) == [(True, None, None)]


async def test_late_information_never_lifts_it_and_names_nobody(database: Database) -> None:
    """A later sending without the tick may be an old form; a referrer hidden from the first moment stays hidden too."""
    _, worker, ref = await scene(database, anonymous_referrer=True)
    again = make.approach(**FIRST | {"summary": "More.", "referrer": "Morwenna Bell-Okoro"})
    await do(database, receive, worker, again, minutes=1)
    assert "Morwenna" not in await shown(database, worker, ref)


async def test_a_closed_contact_hides_its_referrer_too(database: Database) -> None:
    manager, worker, ref = await scene(database)
    await do(database, close, manager, ref, Policy.default().outcomes[0].code, "Done.", anyway="Known.")
    assert (await do(database, hide_referrer, worker, ref)).changed
    assert "Morwenna" not in await shown(database, worker, ref)


async def test_only_a_manager_lifts_it_and_the_reason_is_read_where_the_name_is(database: Database) -> None:
    manager, worker, ref = await scene(database)
    await do(database, hide_referrer, worker, ref)
    with pytest.raises(NotAllowed):
        await do(database, name_referrer, worker, ref, "She agrees.")
    with pytest.raises(ReasonNeeded):
        await do(database, name_referrer, manager, ref, " ")
    assert "Morwenna" not in await shown(database, manager, ref)
    assert (await do(database, name_referrer, manager, ref, "She agrees now.")).changed
    said = await shown(database, worker, ref)
    assert "Morwenna" in said and "She agrees now." in said


@pytest.mark.parametrize("role", [Role.POLICE, Role.QA, Role.LADO, Role.DATA_OFFICER, Role.FEED])
async def test_people_who_do_not_work_the_contact_neither_hide_nor_redact(
    database: Database, role: Role
) -> None:
    _, worker, ref = await scene(database)
    other = replace(worker, roles=frozenset((role,)))
    for verb, more in ((hide_referrer, ()), (redact, ("contacts.summary", 1, "[redacted]"))):
        with pytest.raises(NotAllowed):
            await do(database, verb, other, ref, *more)
    assert not await rows(database, CHANGES)


async def test_each_text_that_names_or_describes_the_referrer_is_found(database: Database) -> None:
    manager, worker, ref = await scene(
        database, summary="Miss Bell saw a mark.", harm_detail="Morwenna’s words: it bled.", grading="High"
    )
    await do(database, rate, worker, ref, None, "amber", "As the teacher says.")
    late = make.approach(**FIRST | {"summary": "Bell rang again.", "harm_detail": "Nothing else."})
    await do(database, receive, worker, late, minutes=1)
    async with database.connection() as conn:
        contact = await access_contact(conn, manager, ref, Action.REDACT, now=make.NOW)
        page = await texts_page(conn, manager, contact)
    assert {(one.name, one.found) for one in page.describing} == {
        ("contacts.summary", ("Bell",)),
        ("contacts.source", ("Police",)),
        ("contacts.source_reference", ("BELL",)),
        ("late_information.source_reference", ("BELL",)),
        ("contacts.harm_detail", ("Morwenna’s",)),
        ("late_information.summary", ("Bell",)),
        ("ratings.reason", ("teacher",)),
    }
    assert {one.name for one in page.others} >= {"contacts.grading", "late_information.harm_detail"}


async def test_redacted_words_are_nowhere_and_the_chain_is_whole(database: Database, tmp_path: Path) -> None:
    _, worker, ref = await scene(database, summary="Quartz rang about a mark.")
    late = make.approach(**FIRST | {"summary": "Quartz rang again.", "harm_detail": "Quartz saw it."})
    await do(database, receive, worker, late, minutes=1)
    query = (
        "select 'contacts.summary', contact_id from contacts union all select 'late_information.' || m, late_id "
        "from late_information, unnest(array['summary', 'harm_detail']) m"
    )
    texts = await rows(database, query)
    for place, number in texts:
        words = await rows(
            database,
            "select coalesce((select summary from contacts where :p = 'contacts.summary'), "
            "  (select body ->> split_part(:p, '.', 2) from late_information where late_id = :n limit 1))",
            p=place,
            n=number,
        )
        redacted = words[0][0].replace("Quartz", "[redacted]")
        assert (await do(database, redact, worker, ref, place, number, redacted, minutes=3)).changed
        assert not (await do(database, redact, worker, ref, place, number, redacted, minutes=3)).changed
    tables = await rows(database, "select tablename from pg_tables where schemaname = 'public'")
    held = [
        table
        for (table,) in tables
        if await rows(database, f'select 1 from "{table}" t where t::text like :m limit 1', m="%Quartz%")
    ]
    assert held == [], "the words before are in no table, the chain included"
    verdicts = await verify(database)
    assert not [one.sentence for one in verdicts if one.broken] and max(one.events for one in verdicts) > 3
    assert len(await rows(database, "select 1 from events where kind = 'text_redacted'")) == 3
    await do(database, receive, worker, late, minutes=4)
    assert len(await rows(database, "select 1 from late_information")) == 1, "a retry is still a retry"


@pytest.mark.parametrize(
    ("place", "number", "redacted", "refusal"),
    [
        ("contacts.summary", None, "She made it up.", OnlyTakeOut),
        ("contacts.summary", None, "", OnlyTakeOut),
        ("contacts.summary", 999_999, "[redacted]", NoSuchText),
        ("contacts.ref", None, "[redacted]", UnknownCode),
        ("people.password_hash", None, "[redacted]", UnknownCode),
    ],
)
async def test_a_redaction_that_is_none_is_refused_and_changes_nothing(
    database: Database, place: str, number: int | None, redacted: str, refusal: type[Exception]
) -> None:
    _, worker, ref = await scene(database)
    before = await rows(database, "select contact_id, summary from contacts")
    with pytest.raises(refusal):
        await do(database, redact, worker, ref, place, number or before[0][0], redacted)
    assert await rows(database, "select contact_id, summary from contacts") == before
    assert not await rows(database, "select 1 from events where kind = 'text_redacted'")


async def test_a_text_of_another_contact_is_not_reached(database: Database) -> None:
    _, worker, ref = await scene(database)
    other = await make.contact_waiting(database, worker, source_reference="PPN-OTHER")
    numbers = dict(await rows(database, "select ref, contact_id from contacts"))
    with pytest.raises(NoSuchText):
        await do(database, redact, worker, ref, "contacts.summary", numbers[other], "[redacted]")


async def test_a_page_opened_before_another_redaction_puts_nothing_back(database: Database) -> None:
    _, worker, ref = await scene(database, summary="Bell and Jo rang.")
    [(number,)] = await rows(database, "select contact_id from contacts")
    await do(database, redact, worker, ref, "contacts.summary", number, "[redacted] and Jo rang.")
    with pytest.raises(OnlyTakeOut):
        await do(database, redact, worker, ref, "contacts.summary", number, "Bell and [redacted] rang.")
    assert await rows(database, "select summary from contacts") == [("[redacted] and Jo rang.",)]


async def test_under_a_legal_hold_the_words_before_are_sealed_until_it_is_lifted(database: Database) -> None:
    manager, worker, ref = await scene(database, summary="Bell rang about a mark.")
    [(number,)] = await rows(database, "select contact_id from contacts")
    await do(database, hold, manager, ref, "The inquiry asks.")
    await do(database, redact, worker, ref, "contacts.summary", number, "[redacted] rang about a mark.")
    assert await rows(database, "select summary from contacts") == [("[redacted] rang about a mark.",)]
    sealed = "select place, number, words from sealed_texts"
    assert await rows(database, sealed) == [("contacts.summary", number, "Bell rang about a mark.")]
    assert "Bell rang" not in await shown(database, manager, ref)
    assert "Bell rang" not in str(await texts(database, manager, ref))
    for change in ("update sealed_texts set words = 'x'", "delete from sealed_texts"):
        with pytest.raises((DBAPIError, UnderLegalHold)):
            await write(database, change)
    await do(database, lift, manager, ref, minutes=1)
    assert await rows(database, sealed) == [], "redacted for good"


async def test_a_text_of_two_contacts_is_sealed_for_the_one_that_is_held(database: Database) -> None:
    family = make.approach().children
    manager, worker, ref = await scene(database, children=family)
    beside = await make.contact_waiting(database, worker, source_reference="PPN-BESIDE", children=family)
    await do(database, settle, manager, ref, beside, same=True, reason="The teacher says so.")
    await do(database, hold, manager, beside, "The inquiry asks.")
    [why] = [one for one in await texts(database, worker, ref) if one.place.name == "matches.verdict_reason"]
    await do(database, redact, worker, ref, why.place.name, why.number, "[redacted] says so.", minutes=1)
    query = "select c.ref, s.words from sealed_texts s join contacts c using (hub_id, contact_id)"
    assert await rows(database, query) == [(beside, "The teacher says so.")]


async def write(database: Database, query: str) -> None:
    async with database.transaction() as tx:
        await tx.conn.execute(text(query))


async def test_every_text_of_a_contact_can_be_redacted(database: Database) -> None:
    """Records of where a child is, otherwise append-only, can be redacted too, and all texts of late information."""
    hub = await make.hub(database)
    manager, refs = await live_through(database, hub)
    worker = await make.person(database, hub, Role.SOCIAL_WORKER)
    there = await outside(database, key="southmere")
    await do(database, ask_outside, there.asha, SECRETS, there.ref, there.guest, "What has Ruth Bell seen?")
    tried = set()
    for who, ref in [*((worker, ref) for ref in refs), (there.asha, there.ref)]:
        for one in await texts(database, who, ref):
            if one.words == MARK:
                continue
            done = await do(database, redact, who, ref, one.place.name, one.number, MARK, minutes=5)
            assert done.changed or one.place.table == "reasons", one.place.name
            tried.add(one.place.name)
    late = {one for one in tried if one.startswith("late_information.")}
    assert {place.name for place in PLACES} - tried <= {"reasons.words"}
    assert {"late_information.summary", "late_information.adults.0.given_name"} <= late
    for ref in refs:
        left = {one.words for one in await texts(database, worker, ref)}
        assert left <= {MARK}, left
        async with database.snapshot() as conn:
            document = await contact_document(conn, manager, ref, make.NOW)
        assert "source" not in document and not any(
            "source" in one["sent"] for one in document["late_information"]
        )


def holds_text(kind: Any) -> bool:
    return kind is str or get_origin(kind) is Literal or any(holds_text(one) for one in get_args(kind))


def leaves(model: Any, at: str = "") -> Iterator[str]:
    """Members of what is sent that hold a text, each by its path."""
    for name, field in model.model_fields.items():
        inner, path = model_in(field.annotation), f"{at}{name}"
        if inner is not None:
            yield from leaves(inner, f"{path}.")
        elif holds_text(field.annotation):
            yield path


FACTS = "source concern rag referrer adults.role children.sex children.ethnicity children.given_name children.family_name"
"""Codes; the referrer and the source, which are hidden whole; the children, whom the contact is about."""


def test_no_text_of_late_information_is_forgotten() -> None:
    assert set(leaves(SentContact)) == set(LATE) | set(FACTS.split()), "add it to LATE in places.py, or above"
    assert place_named("late_information.adults.0.role") is None
    assert place_named("late_information.adults.0.address'}') --") is None


async def listed(database: Database, who: Any, ref: str) -> dict[str, str]:
    """The texts of the page for this person, by name."""
    async with database.connection() as conn:
        contact = await access_contact(conn, who, ref, Action.REDACT, now=make.NOW)
        page = await texts_page(conn, who, contact)
    return {one.name: one.text for one in (*page.describing, *page.others)}


async def test_a_safe_contact_is_listed_where_it_names_the_referrer_for_people_who_may_ask_for_it(
    database: Database,
) -> None:
    safe = SafeContact(channel="Ring Morwenna at the school.", times="Noon.")
    hub = await make.hub(database)
    social, screening = [
        await make.person(database, hub, role) for role in (Role.SOCIAL_WORKER, Role.SCREENING_OFFICER)
    ]
    adults = (NewAdult("victim", given_name="Mina", safe_contact=safe),)
    ref = await make.contact_waiting(database, social, **FIRST, adults=adults)
    asked = {name for name in await listed(database, social, ref) if name.startswith("safe_contacts")}
    assert asked == {"safe_contacts.channel"}, "how to reach her otherwise stays for who asks for it"
    assert not [name for name in await listed(database, screening, ref) if name.startswith("safe_contacts")]
    [(number,)] = await rows(database, "select adult_id from adults")
    with pytest.raises(NoSuchText):
        await do(database, redact, screening, ref, "safe_contacts.channel", number, MARK)


async def test_the_source_is_hidden_whole_and_a_repeat_is_still_found(database: Database) -> None:
    manager, worker, ref = await scene(database, source="school")
    [(number,)] = await rows(database, "select contact_id from contacts")
    label = Policy.default().source_label("school")
    assert (await listed(database, worker, ref))["contacts.source"] == label
    with pytest.raises(OnlyTakeOut):
        await do(database, redact, worker, ref, "contacts.source", number, label[:2] + MARK)
    await do(database, redact, worker, ref, "contacts.source", number, MARK)
    assert not (await do(database, redact, worker, ref, "contacts.source", number, MARK)).changed
    assert label not in await shown(database, manager, ref)
    async with database.snapshot() as conn:
        cards = await live_cards(conn, worker.hub_id, Policy.default(), make.NOW.date())
    assert [(card.source, card.source_code) for card in cards] == [(None, None)]
    again = make.approach(**FIRST, source="school", summary="More.")
    assert (await do(database, receive, worker, again, minutes=2)).ref is None, "it is late information"


async def test_people_whose_names_were_redacted_look_like_nobody(database: Database) -> None:
    adult = NewAdult("other", given_name="Morwenna", family_name="Bell", address="3 Mill Lane, NB1 1AA")
    _, worker, ref = await scene(database, adults=(adult,), children=())
    other = NewAdult("other", given_name="Ines", family_name="Vale", address="9 Dock Road, NB2 2BB")
    beside = await make.contact_waiting(
        database, worker, source_reference="PPN-V", adults=(other,), children=()
    )
    for one in (ref, beside):
        for text_ in await texts(database, worker, one):
            if text_.place.table == "adults":
                await do(database, redact, worker, one, text_.place.name, text_.number, MARK)
    third = replace(adult, given_name=MARK, family_name=MARK, address=MARK)
    await make.contact_waiting(database, worker, source_reference="PPN-W", adults=(third,), children=())
    assert await rows(database, "select 1 from matches") == []


async def test_a_restricted_contact_is_not_there_for_others(database: Database) -> None:
    manager, worker, _ = await scene(database)
    hidden = await make.contact_restricted(database, manager, [manager.person_id])
    for verb, more in ((hide_referrer, ()), (redact, ("contacts.summary", 1, "[redacted]"))):
        with pytest.raises(NotHere):
            await do(database, verb, worker, hidden, *more)


async def test_a_reason_is_redacted_in_the_history_too_and_nobody_reads_it_again(database: Database) -> None:
    _, worker, ref = await scene(database)
    await do(database, claim, worker, ref)
    await do(database, release, worker, ref, "Bell rings at noon.")
    [(number,)] = await rows(database, "select claim_id from claims")
    await do(database, redact, worker, ref, "claims.release_reason", number, "[redacted] rings at noon.")
    assert await rows(database, "select words from reasons") == [("[redacted] rings at noon.",)]
    listed = [one.place.name for one in await texts(database, worker, ref)]
    assert "reasons.words" not in listed, "the same words are listed once"


async def texts(database: Database, who: Any, ref: str) -> Any:
    async with database.connection() as conn:
        contact = await access_contact(conn, who, ref, Action.REDACT, now=make.NOW)
        return await texts_of(conn, key_of(contact, who))


async def test_the_reason_of_a_restriction_is_listed_for_the_people_named_alone(database: Database) -> None:
    manager, worker, ref = await scene(database)
    await do(database, restrict, manager, ref, [], "Bell is a colleague.", minutes=1)
    [listed] = [one for one in await texts(database, manager, ref) if one.place.name == "reasons.words"]
    assert listed.words == "Bell is a colleague."
    await do(database, unrestrict, manager, ref, "Bell has left.", minutes=2)
    assert "reasons.words" not in [one.place.name for one in await texts(database, worker, ref)]
    with pytest.raises(NoSuchText):
        await do(database, redact, worker, ref, "reasons.words", listed.number, "[redacted]")


async def test_the_reason_of_a_likeness_with_a_restricted_contact_is_not_listed(database: Database) -> None:
    family = make.approach().children
    manager, worker, ref = await scene(database, children=family)
    beside = await make.contact_waiting(database, worker, source_reference="PPN-BESIDE", children=family)
    await do(database, settle, manager, ref, beside, same=True, reason="The same teacher.")
    assert "matches.verdict_reason" in [one.place.name for one in await texts(database, worker, ref)]
    await do(database, restrict, manager, beside, [], "A colleague's family.", minutes=1)
    assert "matches.verdict_reason" not in [one.place.name for one in await texts(database, worker, ref)]


async def test_a_text_that_stands_on_two_contacts_is_redacted_on_the_pages_of_both(
    database: Database,
) -> None:
    family = make.approach().children
    manager, worker, ref = await scene(database, children=family)
    beside = await make.contact_waiting(database, worker, source_reference="PPN-BESIDE", children=family)
    await do(database, settle, manager, ref, beside, same=True, reason="The teacher says so.")
    [why] = [one for one in await texts(database, worker, ref) if one.place.name == "matches.verdict_reason"]
    await do(database, redact, worker, ref, why.place.name, why.number, "[redacted] says so.", minutes=1)
    drawn = await rows(
        database,
        "select c.ref from events e join contacts c on c.hub_id = e.hub_id and c.contact_id = e.contact_id where e.kind = 'text_redacted'",
    )
    assert {drawn_ref for (drawn_ref,) in drawn} == {ref, beside}


def test_each_place_is_named_once_and_in_words() -> None:
    assert len({place.name for place in PLACES}) == len(PLACES) == len({place.words for place in PLACES})
