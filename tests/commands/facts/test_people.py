"""Facts of people on a contact: the words as they were said, a code beside them, who said so, and what is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from board.commands.facts.people import record_facts
from board.commands.referrer.redactions import redact
from board.domain.contacts import NewAdult, NewChild
from board.domain.facts.kinds import GivenFact
from board.domain.permissions import Lens, Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import BadInput, ContactClosed, NotAllowed, NotHere
from board.queries.contact import contact_family, contact_people, contact_row
from board.queries.document import contact_document
from board.queries.facts.people import facts_of
from board.store.engine import Database
from board.views.labels import emptied
from tests import make
from tests.commands.doing import do, rows

TODAY = make.NOW.date()
KEPT = "select kind, state, codes, words, said_by from person_facts order by person_fact_id"
SAID = "Jo Okafor, health visitor"


async def family(
    database: Database, key: str = "northborough"
) -> tuple[make.Actor, str, list[int], list[int]]:
    """A contact of a mother and her partner, with a girl whose sex, ethnicity and school the sender said, and a boy."""
    hub = await make.hub(database, key)
    asha = await make.person(database, hub, name="Asha Verma")
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    adults = (NewAdult("victim", given_name="Ada"), NewAdult("other", given_name="Bo"))
    dee = NewChild(given_name="Dee", sex="f", ethnicity="W1", school="Hazel Road Primary")
    ref = await make.contact_waiting(
        database, manager, adults=adults, children=(dee, NewChild(given_name="Eli"))
    )
    people = [
        [number for (number,) in await rows(database, f"select {one}_id from {table} order by place")]
        for one, table in (("adult", "adults"), ("child", "children"))
    ]
    return asha, ref, people[0], people[1]


async def shown(database: Database, who: make.Actor, ref: str, lens: Lens | None = None) -> Any:
    """The family as an open contact shows it to this person."""
    async with database.connection() as conn:
        row = await contact_row(conn, who.hub_id, ref)
        people = await contact_people(conn, row)
        facts = await facts_of(conn, {"hub_id": row.hub_id, "contact_id": row.contact_id})
    whole = contact_family(row, people, who.hub_key, Policy.default(), TODAY, facts)
    return emptied(whole, seen_by(lens or who.lens))


def known(person: Any) -> list[tuple[str, str, str | None]]:
    return [(one.about, one.answer, one.words) for one in person.facts.known]


async def test_words_stay_as_sent_and_a_code_stands_beside_them(database: Database) -> None:
    asha, ref, _, (dee, eli) = await family(database)
    girl, boy = (await shown(database, asha, ref)).children
    assert known(girl) == [("Sex", "Female", None), ("Ethnicity", "White British", "W1")], (
        "offered by the words"
    )
    assert [(one.offered, one.said_by) for one in girl.facts.known] == [(False, None), (True, None)]
    assert known(boy) == [] and len(boy.facts.unasked) == 7
    given = [
        GivenFact("ethnicity", codes=("WIRI",), words="Irish"),
        GivenFact("disability", codes=("AUT", "LD", "AUT")),
        GivenFact("first_language", words="  Kurdish   of  Iraq "),
        GivenFact("school", codes=("123456",), words="Hazel Road Primary"),
    ]
    done = await do(database, record_facts, asha, ref, given, SAID, child_id=dee)
    assert done.changed
    girl, _ = (await shown(database, asha, ref)).children
    assert known(girl) == [
        ("Ethnicity", "White Irish", "Irish"),
        ("Disability", "Autism or Asperger syndrome, Learning", None),
        ("First language", "Kurdish of Iraq", None),
        ("School", "URN 123456", "Hazel Road Primary"),
        ("Sex", "Female", None),
    ]
    assert girl.school == "Hazel Road Primary", "the sender's words stay where they stood"
    ethnicity = girl.facts.known[0]
    assert (ethnicity.said_by, ethnicity.recorded_by, ethnicity.offered) == (SAID, "Asha Verma", False)
    assert girl.facts.unasked == ("Interpreter", "GP")
    [(body,)] = await rows(database, "select cast(body as text) from events where kind = 'facts_recorded'")
    assert "child 1" in body and "ethnicity, disability, first language and school" in body
    assert "Hazel" not in body and "Irish" not in body
    assert len(await rows(database, KEPT)) == 4
    assert eli


async def test_refused_not_known_and_not_asked_are_three_answers_and_the_newest_counts(
    database: Database,
) -> None:
    asha, ref, _, (dee, _) = await family(database)
    for minutes, state in enumerate(("refused", "not_known", "known", "not_asked")):
        codes = ("WIRI",) if state == "known" else ()
        fact = GivenFact("ethnicity", state, codes)
        await do(database, record_facts, asha, ref, [fact], SAID, child_id=dee, minutes=minutes)
        girl, _ = (await shown(database, asha, ref)).children
        answer = next((one.answer for one in girl.facts.known if one.about == "Ethnicity"), None)
        said = {"refused": "Refused to say", "not_known": "Asked, not known", "known": "White Irish"}
        assert answer == said.get(state, "White British"), "where nobody asked, the sender's words stand"
    assert [one.answer for one in girl.facts.before] == ["White Irish", "Asked, not known", "Refused to say"]
    again = await do(database, record_facts, asha, ref, [fact], SAID, child_id=dee, minutes=9)
    assert not again.changed and len(await rows(database, KEPT)) == 4, "the same again is silence"
    nobody = await do(database, record_facts, asha, ref, [GivenFact("gp", "not_asked")], child_id=dee)
    assert nobody.changed, "nobody was asked, so nobody said so"


async def test_an_adult_is_related_to_each_child(database: Database) -> None:
    asha, ref, (ada, bo), (dee, eli) = await family(database)
    mother = [GivenFact("relationship", codes=("mother",), to=one) for one in (dee, eli)]
    care = GivenFact("care", codes=("lives_with",), to=dee)
    await do(database, record_facts, asha, ref, [*mother, care], SAID, adult_id=ada)
    his = [
        GivenFact("relationship", codes=("father",), to=eli),
        GivenFact("relationship", words="Mum's partner", to=dee),
    ]
    await do(database, record_facts, asha, ref, his, SAID, adult_id=bo)
    family_now = await shown(database, asha, ref)
    hers, his_now = family_now.adults
    assert known(hers) == [
        ("Relationship to child 1", "Mother", None),
        ("Relationship to child 2", "Mother", None),
        ("Part in the care of child 1", "The child lives with them", None),
    ]
    assert hers.facts.short[0] == ("Relationship", "Mother: child 1, 2")
    assert known(his_now) == [
        ("Relationship to child 1", "Mother's partner", "Mum's partner"),
        ("Relationship to child 2", "Father", None),
    ]
    assert all(not child.facts.known or child.place == 1 for child in family_now.children), (
        "stands beside the adult"
    )


WRONG = [
    ("child", GivenFact("school", codes=("12345",)), "school", "six digits"),
    ("child", GivenFact("school", codes=("1234567",)), "school", "six digits"),
    ("child", GivenFact("school", codes=("١٢٣٤٥٦",)), "school", "six digits"),
    ("child", GivenFact("ethnicity", codes=("REFU",)), "ethnicity", "Choose one of"),
    ("child", GivenFact("ethnicity", codes=("wbri",)), "ethnicity", "Choose one of"),
    ("child", GivenFact("sex", codes=("F", "M")), "sex", "Choose one answer"),
    ("child", GivenFact("disability", codes=("NONE", "AUT")), "disability", "does not go with"),
    ("child", GivenFact("sex", "refused", ("F",)), "sex", "either an answer"),
    ("child", GivenFact("sex", "unknown"), "sex", "Choose one of: known"),
    ("child", GivenFact("sex"), "sex", "Choose an answer"),
    ("child", GivenFact("shoe_size", words="6"), "shoe_size", "Choose one of: sex"),
    ("child", GivenFact("gp", words="Dr\x07 Lee"), "gp", ""),
    ("child", GivenFact("gp", words="Dr \u202eLee"), "gp", ""),
    ("child", GivenFact("gp", words="x" * 501), "gp", "under 500"),
    ("child", GivenFact("gp", codes=("811001",)), "gp", "letter and five digits"),
    ("child", GivenFact("relationship", codes=("mother",), to=1), "relationship-1", "of an adult"),
    ("adult", GivenFact("school", codes=("123456",)), "school", "not recorded of an adult"),
    ("adult", GivenFact("relationship", codes=("mother",)), "relationship", "a child of this contact"),
    ("adult", GivenFact("sex", codes=("F",), to=1), "sex-1", "of one person"),
]


async def test_bad_facts_are_refused_by_name_and_change_nothing(database: Database) -> None:
    asha, ref, (ada, _), (dee, _) = await family(database)
    _, other, _, _ = await family(database, "eastmarsh")
    strangers = [
        number for (number,) in await rows(database, "select child_id from children order by child_id")
    ]
    stranger, strange_adult = strangers[-1], (await rows(database, "select max(adult_id) from adults"))[0][0]
    wrong = [
        *WRONG,
        (
            "adult",
            GivenFact("relationship", codes=("mother",), to=stranger),
            f"relationship-{stranger}",
            "a child of this",
        ),
    ]
    for who, fact, field, words in wrong:
        person = {"adult_id": ada} if who == "adult" else {"child_id": dee}
        with pytest.raises(BadInput) as refused:
            await do(
                database,
                record_facts,
                asha,
                ref,
                [fact, GivenFact("interpreter", codes=("no",))],
                SAID,
                **person,
            )
        assert set(refused.value.errors) == {field} and words in refused.value.errors[field], fact
    sex, late = [GivenFact("sex", codes=("F",))], {"said_at": make.NOW + timedelta(hours=1)}
    for facts, said_by, more, field in (
        (sex, SAID, late, "said_at"),
        (sex, None, {}, "said_by"),
        (sex, " . ", {}, "said_by"),
        (sex, "Jo\x00", {}, "said_by"),
        ([], SAID, {}, "facts"),
        (sex * 2, SAID, {}, "sex"),
        (sex, SAID, {"adult_id": ada}, "whom"),
    ):
        with pytest.raises(BadInput) as refused:
            await do(database, record_facts, asha, ref, facts, said_by, child_id=dee, **more)
        assert set(refused.value.errors) == {field}
    for person in ({"child_id": stranger}, {"adult_id": strange_adult}, {"child_id": 2**62}):
        with pytest.raises(NotHere):
            await do(database, record_facts, asha, ref, sex, SAID, **person)
    assert await rows(database, KEPT) == [] and other


async def test_two_people_at_once_are_both_kept_and_one_counts(database: Database) -> None:
    asha, ref, _, (dee, _) = await family(database)
    given = [[GivenFact("first_language", codes=(code,))] for code in ("pol", "ukr")]
    await asyncio.gather(*(do(database, record_facts, asha, ref, one, SAID, child_id=dee) for one in given))
    girl, _ = (await shown(database, asha, ref)).children
    languages = [
        one.answer for one in (*girl.facts.known, *girl.facts.before) if one.about == "First language"
    ]
    assert sorted(languages) == ["Polish", "Ukrainian"]
    [(last,)] = await rows(database, "select codes from person_facts order by person_fact_id desc limit 1")
    assert languages[0] == {"pol": "Polish", "ukr": "Ukrainian"}[last[0]]


async def test_facts_are_for_those_who_work_the_case_and_go_with_the_contact(database: Database) -> None:
    asha, ref, _, (dee, _) = await family(database)
    said = [GivenFact("gp", words="Dr Lee, Mill Lane")]
    await do(database, record_facts, asha, ref, said, SAID, child_id=dee)
    for lens in (Lens.SUPPORT, Lens.PARTNER, Lens.FIGURES):
        seen = await shown(database, asha, ref, lens)
        assert not any(child.facts.known or child.facts.unasked for child in seen.children), lens
    for role in (Role.ADMIN, Role.POLICE, Role.QA):
        nobody = replace(asha, roles=frozenset({role}))
        with pytest.raises(NotAllowed):
            await do(database, record_facts, nobody, ref, said, SAID, child_id=dee)
    assert len(await rows(database, KEPT)) == 1


async def test_names_in_facts_are_found_and_redacted(database: Database) -> None:
    asha, ref, _, (dee, _) = await family(database)
    said = [GivenFact("gp", words="Dr Lee, as Mrs Obi told us")]
    await do(database, record_facts, asha, ref, said, "Mrs Obi, neighbour", child_id=dee)
    [(number,)] = await rows(database, "select person_fact_id from person_facts")
    for column, after in (("words", "Dr Lee, as [redacted] told us"), ("said_by", "[redacted], neighbour")):
        await do(database, redact, asha, ref, f"person_facts.{column}", number, after, minutes=1)
    async with database.connection() as conn:
        assert "Obi" not in str(await contact_document(conn, asha, ref, make.NOW))


async def test_a_closed_contact_takes_no_facts(database: Database) -> None:
    manager = await make.person(database, await make.hub(database), Role.MANAGER)
    ref = await make.contact_closed(database, manager)
    with pytest.raises(ContactClosed):
        await do(database, record_facts, manager, ref, [GivenFact("sex", codes=("F",))], SAID, child_id=1)
