"""Each request goes with a form drawn for its agency: with what it needs and without what it must not know. One that cannot go is said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from board.commands.contact.consent import record_consent
from board.commands.facts.people import record_facts
from board.commands.interest.declaring import mark_interest
from board.commands.ratings import rate
from board.commands.referrer.naming import hide_referrer
from board.commands.referrer.redactions import redact
from board.commands.request.asking import Question, ask
from board.commands.request.changing import withdraw_request
from board.commands.request.opening import open_form
from board.commands.request.sending import send_again
from board.commands.restrictions import restrict
from board.documents.request_form import draw
from board.domain.contacts import NewAdult, NewChild, SafeContact
from board.domain.facts.kinds import GivenFact
from board.domain.permissions import Role
from board.domain.refusals import FormNotDrawn, NotHere, RequestWithdrawn
from board.domain.request.about import About
from board.domain.request.form import NOT_A_VICTIM_REQUEST, NOT_AWARE, PUBLIC
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows
from tests.documents.test_request_form import told
from tests.house.planted import MARK, family
from tests.limits import in_time
from workers import requests as worker
from workers.requests import send_requests

AGENCIES = ("police", "health", "education")
FORMS = (
    "select a.key, f.content, f.digest, f.version, q.sent_at, q.form_digest from request_forms f "
    "join requests q using (hub_id, request_id) join agencies a on a.hub_id = q.hub_id and a.agency_id = q.agency_id order by f.form_id"
)
STATES = "select sent_at is not null, failed_at is not null, problem, opened_at from requests order by number"
CHILD = NewChild(
    given_name="Łucja", family_name="Ŵynn", school="Low Hill School", address="9 Mill Road, NM1 2AB"
)
SAFE = SafeContact(
    channel="text 07700 900123", code_word="blue heron", address="12 Rose Lane, Northmere NM4 7QT"
)
MOTHER = NewAdult("victim", "Mary", "Okafor", address="12 Rose Lane, Northmere NM4 7QT", safe_contact=SAFE)


@dataclass(frozen=True, slots=True)
class Scene:
    db: Database
    hub: make.Hub
    asha: make.Actor
    manager: make.Actor
    answering: Mapping[str, make.Actor]
    ref: str
    child: int
    adult: int

    async def ask(self, *agencies: str, minutes: float = 0, **otherwise: Any) -> Sequence[Any]:
        about = (
            About(
                child_id=self.child,
                nhs_number="943 476 5919",
                gp="Vale Surgery",
                former_names="Lucy Wynn",
                with_address=True,
            ),
            About(adult_id=self.adult, with_address=True),
        )
        facts = {
            "agencies": agencies or AGENCIES,
            "about": about,
            "why": "s17",
            "necessary": "Nobody has seen the baby.",
        }
        facts |= {"question": "Did they come on Friday?"}
        made = await do(self.db, ask, self.asha, self.ref, Question(**facts | otherwise), minutes=minutes)
        return [one.request_id for one in made.requests]

    async def send(self, minutes: float = 0) -> int:
        return await send_requests(self.db, make.NOW + timedelta(minutes=minutes))

    async def forms(self) -> dict[str, str]:
        """The text of the newest form of each agency."""
        return {key: told(bytes(content)) for key, content, *_ in await rows(self.db, FORMS)}

    async def number(self) -> int:
        [(number,)] = await rows(self.db, "select contact_id from contacts where ref = :r", r=self.ref)
        return int(number)


async def scene(
    db: Database, *, agreed: bool = True, agencies: Sequence[str] = AGENCIES, **facts: Any
) -> Scene:
    hub = await make.hub(db)
    asha = await make.person(db, hub, name="Asha Verma")
    manager = await make.person(db, hub, Role.SERVICE_MANAGER, name="Ana Ruiz")
    answering = {key: await make.person(db, hub, Role(key), name=f"Of {key}", agency=key) for key in agencies}
    facts = {
        "children": (CHILD,),
        "adults": (MOTHER,),
        "source": "school",
        "referrer": "Morwenna Bell",
    } | facts
    ref = await make.contact_waiting(db, asha, **facts)
    await do(db, rate, asha, ref, None, "red", "As seen.")
    [(child,)] = await rows(db, "select min(child_id) from children")
    [(adult,)] = await rows(db, "select min(adult_id) from adults")
    if agreed:
        hers = [GivenFact("parental_responsibility", codes=("yes",), to=child)]
        await do(db, record_facts, asha, ref, hers, "Birth certificate", adult_id=adult)
        await do(
            db,
            record_consent,
            asha,
            ref,
            "agreed",
            adult_id=adult,
            spoken_with="Jo, social worker",
            limits="Not her work.",
        )
    return Scene(db, hub, asha, manager, answering, ref, child, adult)


async def test_each_agency_gets_its_own_form_with_child_worry_consent_and_asker(database: Database) -> None:
    s = await scene(database, summary="She came to school in tears.")
    await s.ask()
    assert await s.send(1) == 3 and await s.send(2) == 0
    forms = await s.forms()
    assert set(forms) == set(AGENCIES)
    for key, said in forms.items():
        assert said.startswith(NOT_A_VICTIM_REQUEST)
        for words in (
            "Łucja Ŵynn", "Lucy Wynn", "9 Mill Road", "She came to school in tears.", "Agreed by everybody who decides",
            "Adult 1, victim/survivor: Mary Okafor: Agreed", "Limits they set: Not her work.", "Asha Verma, social worker, Northborough",
            "Nobody has seen the baby.", "Did they come on Friday?", "Morwenna Bell (School)",
        ):  # fmt: skip
            assert words in said, (key, words)
        assert ("943 476 5919" in said) == ("Vale Surgery" in said) == (key == "health")
        assert ("Low Hill School" in said) == (key == "education")
        for secret in ("Rose Lane", "NM4 7QT", "07700", "heron"):
            assert secret not in said, (key, secret)
    for _, content, digest, version, sent_at, sent in await rows(database, FORMS):
        assert (
            digest == sent == sha256(content).digest()
            and version == 1
            and sent_at == make.NOW + timedelta(minutes=1)
        )
    for who in s.answering.values():
        query = "select kind from deliveries where person_id = :p and channel = 'page'"
        assert await rows(database, query, p=who.person_id) == [("request_arrived",)]


async def test_nothing_planted_reaches_any_agency_but_what_it_is_asked_about(database: Database) -> None:
    s = await scene(database, agreed=False, **{name: getattr(family(0), name) for name in (
        "children", "adults", "summary", "harm_detail", "referrer", "grading", "grading_tool", "notice_type", "source_reference",
        "anonymous_referrer", "confidential_enquiry",
    )})  # fmt: skip
    await s.ask(at_once=True, question="Was there a bruise?")
    await s.send()
    for key, said in (await s.forms()).items():
        found = (
            {one.split("-")[1].split()[0].rstrip(".,") for one in said.split(MARK)[1:]}
            if MARK in said
            else set()
        )
        found = {f"{one[0]}.{one[1]}" for one in (word.split(".") for word in found) if len(one) > 1}
        named = {
            "children.given_name",
            "children.family_name",
            "adults.given_name",
            "adults.family_name",
            "children.address",
        }
        assert found <= named | {"adults.address"} | ({"children.school"} if key == "education" else set()), (
            key,
            found,
        )
        assert (
            "children.given_name" in found
            and NOT_AWARE in said
            and "Some texts are withheld until checked." in said
        )
        assert "Sent at once because a child is rated red." in said


async def test_a_hidden_referrer_withholds_each_text_until_somebody_redacted_or_passed_it(
    database: Database,
) -> None:
    s = await scene(
        database, source="family_member", referrer="Gran Bell", summary="I am her gran, she cried."
    )
    [request_id] = await s.ask("health")
    await s.send()
    first = (await s.forms())["health"]
    assert "gran" not in first.casefold() and f"Told by: {PUBLIC}" in first and "Łucja Ŵynn" in first
    assert first.count("Text withheld until checked.") == 4 and "nobody has yet checked all of it" in first
    await do(
        database,
        redact,
        s.asha,
        s.ref,
        "contacts.summary",
        await s.number(),
        "I am her [redacted], she cried.",
    )
    [(number,)] = await rows(database, "select number from requests")
    await do(database, redact, s.asha, s.ref, "requests.necessary", number, "Nobody has seen the baby.")
    await do(database, send_again, s.asha, request_id, "The texts are checked.", minutes=3)
    assert await s.send(4) == 1
    second = (await s.forms())["health"]
    assert (
        "I am her [redacted], she cried." in second
        and "Nobody has seen the baby." in second
        and "version 2" in second
    )
    assert "Did they come on Friday?" not in second and "Gran" not in second


async def test_the_form_as_it_came_goes_only_once_a_named_person_checked_it(database: Database) -> None:
    s = await scene(database, summary="She cried.", notice_type="MARF")
    [request_id] = await s.ask("health")
    await s.send()
    first = (await s.forms())["health"]
    assert "She cried." in first and "MARF" not in first
    for place, words in (("contacts.summary", "She cried."), ("contacts.notice_type", "MARF")):
        await do(database, redact, s.asha, s.ref, place, await s.number(), words, minutes=1)
    found = await rows(database, "select source_reference, grading, grading_tool from contacts")
    for column, words in zip(("source_reference", "grading", "grading_tool"), found[0], strict=True):
        if words:
            await do(
                database, redact, s.asha, s.ref, f"contacts.{column}", await s.number(), words, minutes=1
            )
    await do(database, send_again, s.asha, request_id, "Checked.", minutes=2)
    await s.send(3)
    assert (
        "Type of notice: MARF" in (await s.forms())["health"]
        and "Checked by Asha Verma" in (await s.forms())["health"]
    )


@pytest.mark.parametrize(
    "words",
    ["She is at 12 Rose Lane now.", "Ring 07700 900 123.", "The word is Blue Heron.", "Her place: NM47QT"],
)
async def test_a_text_that_tells_a_safe_contact_never_goes_even_when_passed(
    database: Database, words: str
) -> None:
    s = await scene(database, summary=words)
    await do(database, redact, s.asha, s.ref, "contacts.summary", await s.number(), words)
    await s.ask("health", question=words)
    await s.send()
    said = (await s.forms())["health"]
    assert words not in said and said.count("Text withheld until checked.") >= 2


async def test_a_referrer_hidden_while_the_form_waits_is_not_on_it(database: Database) -> None:
    s = await scene(database)
    await s.ask("health")
    await do(database, hide_referrer, s.asha, s.ref)
    await s.send()
    assert "Bell" not in (await s.forms())["health"]


async def test_a_form_that_cannot_be_drawn_is_loudly_not_sent_and_goes_when_it_can(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = await scene(database, children=(NewChild(given_name="小明", family_name="王"),))
    [request_id] = await s.ask("health")
    await s.send()
    assert await rows(database, STATES) == [(False, True, "letters", None)]
    urgent = "select urgent from deliveries where person_id = :p and kind = 'request_not_sent' and channel = 'page'"
    assert await rows(database, urgent, p=s.asha.person_id) == [(True,)]
    assert not await rows(database, "select 1 from events where body like '%小%' or body like '%王%'")
    assert await s.send(1) == 0, "it is not tried for ever"
    monkeypatch.setattr(worker, "draw", lambda form: draw(form.__class__(**{**_fields(form), "people": ()})))
    await do(database, send_again, s.asha, request_id, "The name is written in Latin letters.", minutes=2)
    assert await s.send(3) == 1
    assert await rows(database, STATES) == [(True, False, None, None)]
    assert await rows(database, urgent + " and state = 'queued'", p=s.asha.person_id) == []


def _fields(form: Any) -> dict[str, Any]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__}


async def test_a_fault_while_drawing_is_said_and_its_words_stand_in_no_log(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    s = await scene(database)
    await s.ask("health")

    def broken(form: Any) -> bytes:
        raise ValueError(f"no room for {form.people[0].name}")

    monkeypatch.setattr(worker, "draw", broken)
    await s.send()
    assert await rows(database, STATES) == [(False, True, "drawing", None)]
    out = capsys.readouterr()
    assert "Łucja" not in out.out + out.err


async def test_an_agency_of_which_nobody_can_be_told_is_not_sent(database: Database) -> None:
    s = await scene(database, agencies=("police",))
    await s.ask("police", "health")
    await s.send()
    assert [one[:3] for one in await rows(database, STATES)] == [(True, False, None), (False, True, "nobody")]


async def test_a_restricted_contact_tells_nobody_who_is_not_named(database: Database) -> None:
    s = await scene(database)
    await do(database, restrict, s.manager, s.ref, [s.manager.person_id, s.asha.person_id], "A colleague.")
    await s.ask("health")
    await s.send()
    assert [one[2] for one in await rows(database, STATES)] == ["nobody"]
    query = "select 1 from deliveries where person_id = :p"
    assert not await rows(database, query, p=s.answering["health"].person_id)


async def test_a_withdrawn_request_is_not_drawn_and_not_sent_again(database: Database) -> None:
    s = await scene(database)
    [request_id] = await s.ask("health")
    await do(database, withdraw_request, s.asha, request_id, "Asked in error.")
    assert await s.send() == 0 and not await rows(database, FORMS)
    with pytest.raises(RequestWithdrawn):
        await do(database, send_again, s.asha, request_id, "Again.")


async def test_the_agency_opens_its_own_form_alone_and_that_is_shown(database: Database) -> None:
    s = await scene(database)
    police, health = await s.ask("police", "health")
    page = "/hubs/{hub}/requests/{request}/form"
    with pytest.raises(FormNotDrawn):
        await do(database, open_form, s.asha, health, page)
    await s.send()
    nurse = s.answering["health"]
    with pytest.raises(NotHere):
        await do(database, open_form, nurse, police, page)
    staff = await do(database, open_form, s.asha, health, page, minutes=1)
    assert (await rows(database, STATES))[1][3] is None, "staff of the hub do not open it for the agency"
    theirs = await do(database, open_form, nurse, health, page, minutes=2)
    await do(database, open_form, nurse, health, page, minutes=9)
    assert staff == theirs and theirs.startswith(b"%PDF")
    assert (await rows(database, STATES))[1][3] == make.NOW + timedelta(minutes=2)
    why = "select person_id from readings where why = 'request_form' order by at"
    assert await rows(database, why) == [(s.asha.person_id,), (nurse.person_id,), (nurse.person_id,)]
    assert len(await rows(database, "select 1 from events where kind = 'request_opened'")) == 1


async def test_staff_who_may_not_know_of_a_restricted_contact_open_no_form_of_it(database: Database) -> None:
    s = await scene(database)
    [health] = await s.ask("health")
    await s.send()
    await do(database, restrict, s.manager, s.ref, [s.manager.person_id], "A colleague.", minutes=1)
    page = "/hubs/{hub}/requests/{request}/form"
    with pytest.raises(NotHere):
        await do(database, open_form, s.asha, health, page, minutes=2)
    assert (await do(database, open_form, s.manager, health, page, minutes=2)).startswith(b"%PDF")
    assert (await do(database, open_form, s.answering["health"], health, page, minutes=2)).startswith(b"%PDF")


async def test_somebody_with_an_interest_opens_no_form(database: Database) -> None:
    s = await scene(database)
    [health] = await s.ask("health")
    await s.send()
    nurse = s.answering["health"]
    await do(database, mark_interest, s.asha, s.ref, nurse.person_id, "kin", "A cousin.")
    with pytest.raises(NotHere):
        await do(database, open_form, nurse, health, "/hubs/{hub}/requests/{request}/form", minutes=1)


async def test_two_workers_send_each_form_once_and_eight_go_within_ten_seconds(database: Database) -> None:
    s = await scene(database)
    for n in range(4):
        await s.ask("police", "health", question=f"Question {n}?")
    began = time.monotonic()
    await asyncio.gather(s.send(), s.send())
    assert in_time(time.monotonic() - began, 10)
    assert len(await rows(database, FORMS)) == 8
    assert len(await rows(database, "select 1 from events where kind = 'request_sent'")) == 8
