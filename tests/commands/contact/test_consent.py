"""Consent person by person, what each person knows, and the banner that says who must not be contacted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.closures import close
from board.commands.contact.consent import (
    dispense_with_consent,
    record_awareness,
    record_consent,
    record_decider,
)
from board.commands.contacts import receive
from board.commands.facts.people import record_facts
from board.commands.firing import fire
from board.commands.holds import hold
from board.commands.referrer.redactions import redact
from board.commands.restrictions import restrict
from board.domain.contact.consent import DEFAULT_SCRIPT
from board.domain.contacts import NewAdult, NewChild
from board.domain.facts.kinds import GivenFact
from board.domain.permissions import Lens, Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import (
    BadInput,
    ContactClosed,
    NotAllowed,
    NotFinished,
    NotHere,
    ReasonNeeded,
    UnknownCode,
)
from board.queries.cards import live_cards
from board.queries.consent import contact_consent, not_told
from board.queries.contact import contact_people, contact_row, contact_state
from board.queries.document import contact_document
from board.store.engine import Database
from board.store.migrate import migrations
from board.views.labels import emptied
from tests import make
from tests.commands.doing import clocks, do, rows

TODAY = make.NOW.date()
SOON = TODAY + timedelta(days=7)
WHY = {"reason": "He would come to the house.", "look_again_on": SOON}
OLDER = text(
    "insert into consent_facts (hub_id, contact_id, adult_id, topic, code, reason, said_at, recorded_at, recorded_by) "
    "select hub_id, contact_id, adult_id, 'decides', 'no', 'She says so.', :now, :now, :by from adults where adult_id = :adult"
)
RESPONSIBILITY = 56  # the migration by which parental responsibility left consent
KEPT = "select topic, code, spoken_with, words, limits, reason, replaced_at is null from consent_facts order by consent_fact_id"


async def family(
    database: Database, **facts: Any
) -> tuple[make.Actor, make.Actor, str, list[int], list[int]]:
    """A contact with a mother, a father and a grandmother, a girl of fourteen and a small boy."""
    hub = await make.hub(database)
    asha = await make.person(database, hub, name="Asha Verma")
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    adults = tuple(
        NewAdult(role, given_name=name)
        for role, name in (("victim", "Ada"), ("parent", "Bo"), ("other", "Cy"))
    )
    children = (
        NewChild(given_name="Dee", born_on=TODAY.replace(year=TODAY.year - 14)),
        NewChild(given_name="Eli"),
    )
    ref = await make.contact_waiting(database, manager, adults=adults, children=children, **facts)
    people = [
        [number for (number,) in await rows(database, f"select {one}_id from {table} order by place")]
        for one, table in (("adult", "adults"), ("child", "children"))
    ]
    return asha, manager, ref, people[0], people[1]


async def without_responsibility(
    database: Database, who: make.Actor, ref: str, adult: int, *children: int
) -> None:
    """This adult has no parental responsibility for these children, or for any child of the contact."""
    query = "select child_id from children join contacts using (hub_id, contact_id) where ref = :ref"
    every = [number for (number,) in await rows(database, query, ref=ref)]
    facts = [
        GivenFact("parental_responsibility", codes=("no",), to=child) for child in children or every
    ] or [GivenFact("parental_responsibility", codes=("no",))]
    await do(database, record_facts, who, ref, facts, "Ada, mother", adult_id=adult)


async def banner(database: Database, who: make.Actor, ref: str) -> tuple[bool, tuple[str, ...], bool]:
    """Whether somebody must not be contacted, their names, and whether the card says so."""
    async with database.connection() as conn:
        row = await contact_row(conn, who.hub_id, ref)
        people = await contact_people(conn, row)
        state = emptied(contact_state(row, people, Policy.default()), seen_by(who.lens))
        cards = await live_cards(conn, who.hub_id, Policy.default(), TODAY)
        document = await contact_document(conn, who, ref, make.NOW)
        safe = await not_told(conn, who.hub_id, row.contact_id, people.adults[0].number)
    assert document["not_aware"] == state.unaware == safe.unaware
    on_card = any("Parents not aware" in card.flags for card in cards if card.ref == ref)
    return state.unaware, state.not_told, on_card


async def test_a_confidential_enquiry_ends_for_each_person_when_they_are_told(database: Database) -> None:
    asha, _, ref, (ada, bo, cy), (dee, _) = await family(database, confidential_enquiry=True)
    assert await banner(database, asha, ref) == (True, ("Ada", "Bo", "Cy"), True), (
        "nobody has recorded anything"
    )
    await do(database, record_awareness, asha, ref, "told", adult_id=ada, told_by="Jo Okafor")
    assert await banner(database, asha, ref) == (True, ("Bo", "Cy"), True)
    await without_responsibility(database, asha, ref, cy)
    await do(database, record_decider, asha, ref, "yes", "She understood.", child_id=dee)
    assert await banner(database, asha, ref) == (True, ("Bo", "Dee"), True), (
        "a young person who decides counts"
    )
    await do(database, record_awareness, asha, ref, "aware", child_id=dee)
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=bo, **WHY)
    assert await banner(database, asha, ref) == (True, ("Bo",), True)
    await do(database, record_awareness, asha, ref, "told", adult_id=bo, told_by="Jo Okafor", minutes=5)
    assert await banner(database, asha, ref) == (False, (), False)
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=cy, minutes=6, **WHY)
    assert await banner(database, asha, ref) == (True, ("Cy",), True), "also without parental responsibility"


async def test_parental_responsibility_is_one_fact_of_each_child_that_consent_reads(
    database: Database,
) -> None:
    asha, _, ref, (ada, bo, cy), (dee, eli) = await family(database, confidential_enquiry=True)
    await without_responsibility(database, asha, ref, cy, dee)
    assert (await banner(database, asha, ref))[1] == ("Ada", "Bo", "Cy"), (
        "she may have it for the other child"
    )
    await without_responsibility(database, asha, ref, cy, eli)
    assert (await banner(database, asha, ref))[1] == ("Ada", "Bo"), "for no child"
    asked = {"state": "refused", "kind": "parental_responsibility", "to": dee}
    await do(database, record_facts, asha, ref, [GivenFact(**asked)], "Ada, mother", adult_id=cy, minutes=1)
    assert (await banner(database, asha, ref))[1] == ("Ada", "Bo", "Cy"), "a refusal says nothing of it"
    async with database.connection() as conn:
        row = await contact_row(conn, asha.hub_id, ref)
        view = await contact_consent(conn, row, await contact_people(conn, row), TODAY)
    [hers] = [one for one in view.people if one.name == "Cy"]
    assert {(one.about, one.answer) for one in hers.facts} == {
        ("Parental responsibility for child 1", "Refused to say"),
        ("Parental responsibility for child 2", "No"),
    }
    assert [one.answer for one in hers.before] == ["No"]
    for adult in (ada, bo):
        with pytest.raises(BadInput) as refused:
            await do(database, record_decider, asha, ref, "no", "He says so.", adult_id=adult)
        assert "for each child" in refused.value.errors["whom"]
    whole = GivenFact("parental_responsibility", codes=("no",))
    with pytest.raises(BadInput):
        await do(database, record_facts, asha, ref, [whole], "Ada, mother", adult_id=bo)


async def test_an_older_answer_moves_as_one_of_the_children_as_a_whole_also_under_a_hold(
    database: Database,
) -> None:
    asha, manager, ref, (_, _, cy), (dee, _) = await family(database, confidential_enquiry=True)
    await do(database, hold, replace(manager, roles=frozenset({Role.SERVICE_MANAGER})), ref, "A claim.")
    async with database.transaction() as tx:
        await tx.conn.execute(text("alter table consent_facts drop constraint consent_facts_decides"))
        await tx.conn.execute(OLDER, {"adult": cy, "now": make.NOW, "by": asha.person_id})
        raw = await tx.conn.get_raw_connection()
        await raw.driver_connection.execute(migrations()[RESPONSIBILITY])
    assert (await banner(database, asha, ref))[1] == ("Ada", "Bo"), "as it counted before"
    assert not await rows(database, "select topic from consent_facts")
    [(said_at, recorded_by, words)] = await rows(
        database, "select said_at, recorded_by, words from person_facts where adult_id = :cy", cy=cy
    )
    assert (said_at, recorded_by, words) == (make.NOW, asha.person_id, "She says so.")
    async with database.connection() as conn:
        row = await contact_row(conn, asha.hub_id, ref)
        view = await contact_consent(conn, row, await contact_people(conn, row), TODAY)
    [hers] = [one for one in view.people if one.name == "Cy"]
    assert [(one.about, one.answer) for one in hers.facts] == [("Parental responsibility", "No")]
    yes = GivenFact("parental_responsibility", codes=("yes",), to=dee)
    await do(database, record_facts, asha, ref, [yes], "Ada, mother", adult_id=cy)
    assert (await banner(database, asha, ref))[1] == ("Ada", "Bo", "Cy")


async def test_the_banner_stays_while_nobody_is_named_or_nobody_was_told(database: Database) -> None:
    asha, _, ref, adults, _ = await family(database, confidential_enquiry=True)
    for adult in adults:
        await without_responsibility(database, asha, ref, adult)
    assert await banner(database, asha, ref) == (True, (), True), "somebody else has parental responsibility"
    beside = await make.contact_waiting(
        database, asha, source_reference="B", adults=(), confidential_enquiry=True
    )
    assert (await banner_of(database, asha, beside)) == (True, ())
    plain = await make.contact_waiting(database, asha, source_reference="C")
    assert (await banner_of(database, asha, plain)) == (False, ())


async def test_late_information_that_says_parents_are_not_aware_raises_the_banner(database: Database) -> None:
    asha, _, ref, (ada, bo, cy), _ = await family(database, source_reference="PPN-LATE")
    assert await banner(database, asha, ref) == (False, (), False)
    [adults] = await rows(database, "select given_name from adults where place = 1")
    assert adults == ("Ada",)
    again = make.approach(
        source_reference="PPN-LATE",
        adults=(NewAdult("victim", given_name="Ada"),),
        children=(),
        confidential_enquiry=True,
    )
    assert (await do(database, receive, asha, again, minutes=1)).ref is None, "it is late information"
    assert await banner(database, asha, ref) == (True, ("Ada", "Bo", "Cy"), True)
    with pytest.raises(BadInput):
        await do(
            database, record_consent, asha, ref, "agreed", adult_id=ada, spoken_with="Jo Okafor", minutes=2
        )
    for adult in (ada, bo, cy):
        await do(database, record_awareness, asha, ref, "told", adult_id=adult, told_by="Jo", minutes=3)
    assert await banner(database, asha, ref) == (False, (), False)


async def banner_of(database: Database, who: make.Actor, ref: str) -> tuple[bool, tuple[str, ...]]:
    async with database.connection() as conn:
        row = await contact_row(conn, who.hub_id, ref)
        state = contact_state(row, await contact_people(conn, row), Policy.default())
        return state.unaware, state.not_told


async def test_somebody_recorded_as_not_aware_raises_the_banner_without_a_confidential_enquiry(
    database: Database,
) -> None:
    asha, _, ref, (ada, bo, _), (_, eli) = await family(database)
    assert await banner(database, asha, ref) == (False, (), False)
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=bo, **WHY)
    await do(database, record_awareness, asha, ref, "not_aware", child_id=eli, **WHY)
    assert await banner(database, asha, ref) == (True, ("Bo", "Eli"), True)
    async with database.connection() as conn:
        [(contact_id,)] = await rows(database, "select contact_id from contacts")
        assert (await not_told(conn, asha.hub_id, contact_id, bo)).this_one
        assert not (await not_told(conn, asha.hub_id, contact_id, ada)).this_one


async def test_consent_keeps_who_asked_whom_when_in_which_words_and_its_limits(database: Database) -> None:
    asha, _, ref, (ada, *_), _ = await family(database)
    at = make.NOW - timedelta(hours=1)
    asked = {"adult_id": ada, "spoken_with": " Jo Okafor, social worker ", "said_at": at}
    assert (
        await do(database, record_consent, asha, ref, "agreed", limits="Not with\r\nthe school.", **asked)
    ).changed
    assert not (
        await do(database, record_consent, asha, ref, "agreed", limits="Not with\nthe school.", **asked)
    ).changed
    await do(
        database,
        record_consent,
        asha,
        ref,
        "refused",
        words="May we ring your GP?",
        minutes=5,
        **asked | {"said_at": None},
    )
    assert await rows(database, KEPT) == [
        (
            "consent",
            "agreed",
            "Jo Okafor, social worker",
            DEFAULT_SCRIPT,
            "Not with\nthe school.",
            None,
            False,
        ),
        ("consent", "refused", "Jo Okafor, social worker", "May we ring your GP?", None, None, True),
    ]
    async with database.connection() as conn:
        row = await contact_row(conn, asha.hub_id, ref)
        view = await contact_consent(conn, row, await contact_people(conn, row), TODAY)
    (mother, *_) = view.people
    assert [(one.about, one.answer) for one in mother.facts] == [("Consent", "Refused")]
    assert [one.answer for one in mother.before] == ["Agreed"]
    assert mother.missing == ("Parental responsibility: not known", "Awareness: not recorded")
    events = [
        body for (body,) in await rows(database, "select body from events where kind = 'consent_recorded'")
    ]
    assert (
        len(events) == 2
        and "adult 1" in events[0]
        and "school" not in str(events)
        and "Okafor" not in str(events)
    )


@pytest.mark.parametrize(
    ("verb", "code", "given", "field"),
    [
        (record_consent, "agreed", {}, "spoken_with"),
        (record_consent, "agreed", {"spoken_with": "..."}, "spoken_with"),
        (record_consent, "refused", {"spoken_with": "Asha\u202eamreV"}, "spoken_with"),
        (record_consent, "not_asked", {}, "reason"),
        (record_consent, "not_asked", {"reason": "Unsafe.", "spoken_with": "Jo"}, "spoken_with"),
        (record_consent, "agreed", {"spoken_with": "Jo", "words": "x" * 1001}, "words"),
        (
            record_consent,
            "agreed",
            {"spoken_with": "Jo", "said_at": make.NOW + timedelta(hours=1)},
            "said_at",
        ),
        (record_awareness, "told", {}, "told_by"),
        (record_awareness, "not_aware", {"look_again_on": SOON}, "reason"),
        (record_awareness, "not_aware", {"reason": "Unsafe."}, "look_again_on"),
        (
            record_awareness,
            "not_aware",
            {"reason": "Unsafe.", "look_again_on": TODAY - timedelta(days=1)},
            "look_again_on",
        ),
        (
            record_awareness,
            "not_aware",
            {"reason": "Unsafe.", "look_again_on": TODAY.replace(year=2206)},
            "look_again_on",
        ),
        (record_awareness, "aware", {"look_again_on": SOON}, "look_again_on"),
    ],
)
async def test_what_is_not_whole_changes_nothing_and_says_what_to_enter(
    database: Database, verb: Any, code: str, given: dict[str, Any], field: str
) -> None:
    asha, _, ref, (ada, *_), _ = await family(database)
    with pytest.raises(BadInput) as refused:
        await do(database, verb, asha, ref, code, adult_id=ada, **given)
    assert refused.value.errors.keys() == {field}
    assert await rows(database, KEPT) == []


async def test_only_a_person_who_decides_and_knows_of_it_can_consent(database: Database) -> None:
    asha, _, ref, (ada, bo, cy), (dee, _) = await family(database, confidential_enquiry=True)
    agreed = {"spoken_with": "Jo Okafor"}
    for whom, sentence in (
        ({"adult_id": ada}, "They are not aware"),
        ({"child_id": dee}, "can decide for themselves"),
        ({}, "Choose one person"),
        ({"adult_id": ada, "child_id": dee}, "Choose one person"),
    ):
        with pytest.raises(BadInput) as refused:
            await do(database, record_consent, asha, ref, "agreed", **whom, **agreed)
        assert sentence in refused.value.errors["whom"]
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=bo, **WHY)
    with pytest.raises(BadInput):
        await do(database, record_consent, asha, ref, "refused", adult_id=bo, **agreed)
    assert (
        await do(database, record_consent, asha, ref, "not_asked", adult_id=bo, reason="He would know.")
    ).changed
    await without_responsibility(database, asha, ref, cy)
    with pytest.raises(BadInput) as refused:
        await do(database, record_consent, asha, ref, "not_asked", adult_id=cy, reason="No need.")
    assert "parental responsibility" in refused.value.errors["whom"]
    await do(database, record_awareness, asha, ref, "told", adult_id=ada, told_by="Jo Okafor")
    await do(database, record_decider, asha, ref, "yes", "She understood.", child_id=dee)
    await do(database, record_awareness, asha, ref, "aware", child_id=dee)
    for whom in ({"adult_id": ada}, {"child_id": dee}):
        assert (await do(database, record_consent, asha, ref, "agreed", **whom, **agreed)).changed


async def test_an_unborn_child_and_somebody_of_another_contact_decide_nothing(database: Database) -> None:
    asha, _, ref, *_ = await family(database)
    beside = await make.contact_waiting(
        database, asha, source_reference="B", children=(NewChild(unborn=True),), adults=(NewAdult("parent"),)
    )
    [(unborn,)] = await rows(database, "select child_id from children where unborn")
    [(theirs,)] = await rows(database, "select max(adult_id) from adults")
    with pytest.raises(BadInput):
        await do(database, record_decider, asha, beside, "yes", "She kicks.", child_id=unborn)
    with pytest.raises(NotHere):
        await do(database, record_decider, asha, ref, "yes", "Named so.", child_id=unborn)
    with pytest.raises(NotHere):
        await do(database, record_awareness, asha, ref, "aware", adult_id=theirs)
    with pytest.raises(UnknownCode):
        await do(database, record_awareness, asha, ref, "maybe", child_id=unborn)


async def test_going_on_without_consent_needs_a_seat_that_may_decide_and_a_reason(database: Database) -> None:
    asha, manager, ref, *_ = await family(database)
    with pytest.raises(NotAllowed):
        await do(database, dispense_with_consent, asha, ref, "Asking would warn him.")
    with pytest.raises(ReasonNeeded):
        await do(database, dispense_with_consent, manager, ref, " ")
    assert (await do(database, dispense_with_consent, manager, ref, "Asking would warn him.")).changed
    assert not (
        await do(database, dispense_with_consent, manager, ref, "Asking would  warn him.", minutes=1)
    ).changed
    assert (await do(database, dispense_with_consent, manager, ref, "He has fled.", minutes=2)).changed
    async with database.connection() as conn:
        row = await contact_row(conn, asha.hub_id, ref)
        view = await contact_consent(conn, row, await contact_people(conn, row), TODAY)
    assert [one.details for one in view.dispensed] == [
        (("Because", "He has fled."),),
        (("Because", "Asking would warn him."),),
    ]


async def test_a_date_to_look_again_that_has_come_stands_out_until_somebody_answers(
    database: Database,
) -> None:
    asha, _, ref, (_, bo, _), _ = await family(database)
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=bo, **WHY)

    async def father(day: Any) -> Any:
        async with database.connection() as conn:
            row = await contact_row(conn, asha.hub_id, ref)
            view = await contact_consent(conn, row, await contact_people(conn, row), day)
        [one] = [one for one in view.people if one.name == "Bo"]
        return one.facts[0]

    assert not (await father(SOON - timedelta(days=1))).overdue
    assert (await father(SOON)).overdue and "due since" in dict((await father(SOON)).details)["Look again"]
    await do(database, record_awareness, asha, ref, "aware", adult_id=bo, minutes=60 * 24 * 7)
    assert not (await father(SOON)).overdue


async def test_who_must_not_be_contacted_is_told_to_those_who_may_read_names(database: Database) -> None:
    asha, _, ref, (_, bo, _), _ = await family(database)
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=bo, **WHY)
    async with database.connection() as conn:
        row = await contact_row(conn, asha.hub_id, ref)
        people = await contact_people(conn, row)
        state = contact_state(row, people, Policy.default())
        consent = await contact_consent(conn, row, people, TODAY)
    support, partner = (emptied(state, seen_by(lens)) for lens in (Lens.SUPPORT, Lens.PARTNER))
    assert (support.unaware, support.not_told) == (True, ())
    assert (partner.unaware, partner.not_told) == (False, ())
    assert emptied(consent, seen_by(Lens.SUPPORT)).people == ()


async def test_a_closed_and_a_restricted_contact_take_nothing_from_others(database: Database) -> None:
    asha, manager, ref, (ada, *_), _ = await family(database)
    await do(database, restrict, manager, ref, [], "A colleague's family.")
    with pytest.raises(NotHere):
        await do(database, record_awareness, asha, ref, "aware", adult_id=ada)
    await do(
        database,
        close,
        manager,
        ref,
        Policy.default().outcomes[0].code,
        "Done.",
        anyway="Weighed.",
        minutes=1,
    )
    for verb, more in ((record_awareness, ("aware",)), (record_consent, ("agreed",))):
        with pytest.raises(ContactClosed):
            await do(database, verb, manager, ref, *more, adult_id=ada, minutes=2)


async def test_names_in_consent_are_found_and_redacted(database: Database) -> None:
    asha, _, ref, (ada, *_), _ = await family(database)
    await do(
        database, record_awareness, asha, ref, "told", adult_id=ada, told_by="Mrs Obi", reason="Mrs Obi rang."
    )
    [(number,)] = await rows(database, "select consent_fact_id from consent_facts")
    for column, after in (("spoken_with", "[redacted]"), ("reason", "[redacted] rang.")):
        await do(database, redact, asha, ref, f"consent_facts.{column}", number, after, minutes=1)
    async with database.connection() as conn:
        assert "Obi" not in str(await contact_document(conn, asha, ref, make.NOW))
    assert not [one for one in await rows(database, "select words from reasons") if "Obi" in str(one)]


async def test_the_day_to_look_again_is_a_clock_that_reminds_until_somebody_looks(database: Database) -> None:
    asha, _, ref, (ada, bo, _), _ = await family(database)
    await do(database, claim, asha, ref)
    for adult, days in ((ada, 9), (bo, 7)):
        look = {"reason": "He would come.", "look_again_on": TODAY + timedelta(days=days)}
        await do(database, record_awareness, asha, ref, "not_aware", adult_id=adult, **look)
    policy = Policy.default()
    first, second = (policy.calendar.open_on(TODAY + timedelta(days=days)) for days in (7, 9))
    assert first and second and (await clocks(database, ref))["look_again"] == first.closes, (
        "the earliest day"
    )

    async def reminded(at: Any) -> list[tuple[Any, ...]]:
        async with database.transaction() as tx:
            await fire(tx, asha.hub_id, (await contact_row(tx.conn, asha.hub_id, ref)).contact_id, now=at)
        return await rows(
            database,
            "select receiver from rungs r join clocks k using (hub_id, clock_id) where k.kind = 'look_again' order by rung_id",
        )

    assert await reminded(first.opens - timedelta(minutes=1)) == []
    assert await reminded(first.opens) == [("holder",)]
    assert await reminded(first.closes) == [("holder",), ("deciding_manager",)]
    async with database.connection() as conn:
        [card] = await live_cards(conn, asha.hub_id, policy, first.closes.date())
    assert ("look again by", first.closes, True) in [(one.words, one.at, one.late) for one in card.dues]
    later = (first.closes - make.NOW).total_seconds() / 60
    await do(database, record_awareness, asha, ref, "aware", adult_id=bo, minutes=later)
    assert (await clocks(database, ref))["look_again"] == second.closes, "the other person's day runs on"
    await do(database, record_awareness, asha, ref, "told", adult_id=ada, told_by="Jo", minutes=later)
    assert "look_again" not in await clocks(database, ref)


async def test_a_day_to_look_again_on_a_closed_day_waits_for_the_next_morning(database: Database) -> None:
    saturday = TODAY + timedelta(days=5 - TODAY.weekday())
    asha, _, ref, (ada, *_), _ = await family(database)
    look = {"reason": "He would come.", "look_again_on": saturday}
    await do(database, record_awareness, asha, ref, "not_aware", adult_id=ada, **look)
    monday = Policy.default().calendar.open_on(saturday + timedelta(days=2))
    assert monday and (await clocks(database, ref))["look_again"] == monday.closes


async def test_a_closing_names_those_who_must_not_be_contacted_and_keeps_the_answer(
    database: Database,
) -> None:
    _, manager, ref, (ada, bo, cy), (dee, _) = await family(database, confidential_enquiry=True)
    closing = (close, manager, ref, Policy.default().outcomes[0].code, "In place.")
    with pytest.raises(
        NotFinished, match="Adult 1, adult 2 and adult 3 are not aware and must not be contacted"
    ):
        await do(database, *closing)
    for adult in (ada, bo, cy):
        await do(database, record_awareness, manager, ref, "told", adult_id=adult, told_by="Jo")
    await do(database, record_awareness, manager, ref, "not_aware", child_id=dee, **WHY)
    with pytest.raises(NotFinished, match="Child 1 is not aware"):
        await do(database, *closing, anyway="Jo decides it on Monday.", seen=["The parents are not aware."])
    beside = await make.contact_waiting(
        database, manager, source_reference="B", adults=(), confidential_enquiry=True
    )
    with pytest.raises(NotFinished, match="The parents are not aware"):
        await do(database, close, manager, beside, closing[3], "In place.")
    assert (await do(database, *closing, anyway="Jo decides it on Monday.")).changed
    assert "look_again" not in await clocks(database, ref)
