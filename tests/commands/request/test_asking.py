"""Asking agencies for information: the ground is read from the record, each agency has its own time, and nothing is asked twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.agency_hours import set_agency_hours
from board.commands.closures import close
from board.commands.contact.consent import (
    dispense_with_consent,
    record_awareness,
    record_consent,
    suspect_harm,
)
from board.commands.facts.people import record_facts
from board.commands.firing import fire
from board.commands.hubs import amend_policy
from board.commands.ratings import rate
from board.commands.request.asking import Question, RequestsMade, ask
from board.commands.request.changing import confirm_requests, extend_request, withdraw_request
from board.commands.restrictions import restrict
from board.domain.facts.kinds import GivenFact
from board.domain.hours import AgencyWeek, Opening
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import (
    BadInput,
    BaselineChanged,
    ContactClosed,
    NoGround,
    NoQuestions,
    NotAllowed,
    NotHere,
    NothingToConfirm,
    NotRed,
    ReasonNotOffered,
    Refusal,
    RequestAnswered,
    RequestWithdrawn,
    UnknownCode,
)
from board.domain.request.about import About
from board.queries.cards import live_cards
from board.queries.request.requests import requests_document
from board.store.engine import Database
from board.store.rows import insert
from tests import make
from tests.commands.doing import do, rows

WHY = "Two incidents in a month; only the agencies know whether the children were seen."
NHS = "943 476 5919"


@dataclass(frozen=True, slots=True)
class Scene:
    """A contact with two adults and two children, a social worker and a manager."""

    db: Database
    hub: make.Hub
    asha: make.Actor
    manager: make.Actor
    ref: str
    adults: Sequence[int]
    children: Sequence[int]

    def question(self, *agencies: str, **otherwise: Any) -> Question:
        about = (About(child_id=self.children[0]),)
        asked = Question(agencies or ("police", "health"), about, "s17", WHY, "Who collected them on Friday?")
        return replace(asked, **otherwise)

    async def ask(
        self, *agencies: str, who: make.Actor | None = None, minutes: float = 0, **otherwise: Any
    ) -> RequestsMade:
        question = self.question(*agencies, **otherwise)
        made = await do(self.db, ask, who or self.asha, self.ref, question, minutes=minutes)
        assert isinstance(made, RequestsMade)
        return made

    async def agree(self, minutes: float = 0) -> None:
        await self.decides(self.adults[0], minutes=minutes)
        await self.answers(self.adults[0], "agreed", minutes=minutes)

    async def decides(self, adult: int, *, minutes: float = 0) -> None:
        await do(
            self.db,
            record_facts,
            self.asha,
            self.ref,
            [GivenFact("parental_responsibility", codes=("yes",), to=self.children[0])],
            "Ada, who showed the certificate",
            adult_id=adult,
            minutes=minutes,
        )

    async def answers(self, adult: int, answer: str, *, minutes: float = 0) -> None:
        await do(
            self.db,
            record_consent,
            self.asha,
            self.ref,
            answer,
            adult_id=adult,
            spoken_with="Jo Okafor, social worker",
            minutes=minutes,
        )

    async def clocks(self) -> list[tuple[Any, ...]]:
        return await rows(
            self.db,
            "select a.key, k.due_at, k.runs_through from clocks k join requests q on q.hub_id = k.hub_id and q.number = k.about "
            "join agencies a on a.hub_id = q.hub_id and a.agency_id = q.agency_id "
            "where k.kind = 'request' and k.stopped_at is null order by a.key",
        )

    async def confirm_by(self) -> list[datetime]:
        found = await rows(
            self.db, "select due_at from clocks where kind = 'asked_at_once' and stopped_at is null"
        )
        return [at for (at,) in found]

    async def told(self, who: make.Actor, kind: str) -> int:
        query = "select count(*) from deliveries where person_id = :p and kind = :k and channel = 'page' and state = 'queued'"
        [(count,)] = await rows(self.db, query, p=who.person_id, k=kind)
        return int(count)


async def scene(db: Database, rag: str | None = "amber", policy: Policy | None = None, **facts: Any) -> Scene:
    hub = await make.hub(db, policy=policy)
    asha = await make.person(db, hub, name="Asha Verma")
    manager = await make.person(db, hub, Role.SERVICE_MANAGER, name="Ana Ruiz")
    ref = await make.contact_waiting(db, asha, **facts)
    if rag:
        await do(db, rate, asha, ref, None, rag, "As seen.")
    found = [
        [number for (number,) in await rows(db, f"select {one}_id from {table} order by place")]
        for one, table in (("adult", "adults"), ("child", "children"))
    ]
    return Scene(db, hub, asha, manager, ref, *found)


async def document(s: Scene) -> list[dict[str, Any]]:
    async with s.db.connection() as conn:
        [(contact_id,)] = await rows(s.db, "select contact_id from contacts where ref = :r", r=s.ref)
        return await requests_document(
            conn, {"hub_id": s.hub.hub_id, "contact_id": contact_id}, Policy.default()
        )


async def refused(s: Scene, refusal: type[Refusal], *agencies: str, **otherwise: Any) -> Refusal:
    """Asking is refused so, and nothing was written."""
    before = await rows(s.db, "select count(*) from requests")
    with pytest.raises(refusal) as wrong:
        await s.ask(*agencies, **otherwise)
    assert await rows(s.db, "select count(*) from requests") == before
    return wrong.value


async def test_one_act_asks_each_agency_by_its_own_time_and_its_own_questions(database: Database) -> None:
    s = await scene(database, "red")
    await s.agree()
    late = Opening(time(13), time(17))
    week = AgencyWeek(late, late, late, late, late)
    await do(
        database,
        set_agency_hours,
        s.manager,
        s.hub.agencies["health"],
        week,
        [],
        make.NOW,
        closed_on_bank_holidays=True,
    )

    made = await s.ask(
        "police",
        "health",
        about=(About(child_id=s.children[0], nhs_number=NHS, with_address=True), About(adult_id=s.adults[0])),
    )

    assert [(one.agency, one.created) for one in made.requests] == [("police", True), ("health", True)]
    nine_thirty, one_o_clock = make.NOW, datetime(2026, 11, 24, 13, tzinfo=UTC)
    four = timedelta(hours=4)
    assert await s.clocks() == [("health", one_o_clock + four, True), ("police", nine_thirty + four, True)], (
        "four working hours of each agency's own, past close because it is red"
    )
    newest = {one["agency"]: one for one in await document(s)}
    rules = Policy.default().requests
    assert {key: tuple(one["questions"]) for key, one in newest.items()} == {
        key: rules.questions(key) for key in ("police", "health")
    }
    police = newest["police"]
    assert (police["state"], police["ground"], police["aware"]) == ("preparing", "agreed", "aware")
    assert [one["nhs_number"] for one in police["about"]] == ["9434765919", None]
    assert police["consent_facts"], "the position stands on the request as it was"
    kinds = await rows(database, "select count(*) from events where kind = 'request_made'")
    assert kinds == [(2,)]


@pytest.mark.parametrize(
    ("rag", "due"),
    [
        ("amber", datetime(2026, 11, 25, 17, 15, tzinfo=UTC)),
        ("green", datetime(2026, 11, 27, 16, 15, tzinfo=UTC)),
        (None, make.NOW + timedelta(hours=4)),
    ],
)
async def test_the_time_is_the_colours_and_what_nobody_rated_may_be_red(
    rag: str | None, due: datetime, database: Database
) -> None:
    s = await scene(database, rag)
    await s.agree()
    await s.ask("police")
    assert [at for _, at, _ in await s.clocks()] == [due]


async def test_no_request_orders_the_queue_or_stands_among_a_cards_due_times(database: Database) -> None:
    s = await scene(database, "amber")
    await s.agree()

    async def card() -> Any:
        async with database.connection() as conn:
            return (await live_cards(conn, s.hub.hub_id, Policy.default(), make.NOW.date()))[0]

    before = await card()
    await s.ask("police", "health", "education")
    after = await card()
    assert (after.order, after.dues) == (before.order, before.dues)


async def test_the_same_again_is_silence_and_another_question_is_a_second_request(database: Database) -> None:
    s = await scene(database)
    await s.agree()
    first = await s.ask("police", "police")
    assert len(first.requests) == 1, "an agency named twice in one act is asked once"
    again = await s.ask("police", "health", minutes=1)
    assert [(one.agency, one.created) for one in again.requests] == [("police", False), ("health", True)]
    assert again.requests[0].request_id == first.requests[0].request_id
    for other in (
        {"question": "Was she there on Sunday?"},
        {"about": (About(child_id=s.children[1]),)},
        {"why": "s10_s11"},
    ):
        assert (await s.ask("police", **other, minutes=2)).changed, other
    await do(database, withdraw_request, s.asha, first.requests[0].request_id, "The wrong child.", minutes=3)
    assert (await s.ask("police", minutes=4)).changed, "what was withdrawn can be asked again"


GROUNDS: Mapping[str, tuple[Sequence[tuple[Any, ...]], str | None]] = {
    "nothing is recorded": ([], None),
    "one decides and agreed": ([("decides", 0), ("consent", 0, "agreed")], "agreed"),
    "agreed, but nobody recorded who decides": ([("consent", 0, "agreed")], None),
    "both decide and one was not asked": ([("decides", 0), ("decides", 1), ("consent", 0, "agreed")], None),
    "one who decides agreed, one who may decide refused": (
        [("decides", 0), ("consent", 0, "agreed"), ("consent", 1, "refused")],
        None,
    ),
    "refused, and a manager goes on": (
        [("decides", 0), ("consent", 0, "refused"), ("dispensed",)],
        "dispensed",
    ),
    "harm is suspected": ([("harm",)], "harm"),
    "agreed stands before what a manager decided": (
        [("dispensed",), ("harm",), ("decides", 0), ("consent", 0, "agreed")],
        "agreed",
    ),
}


@pytest.mark.parametrize("case", GROUNDS)
async def test_the_ground_is_what_is_recorded_and_nothing_that_the_asker_says(
    case: str, database: Database
) -> None:
    steps, ground = GROUNDS[case]
    s = await scene(database)
    for n, (what, *rest) in enumerate(steps):
        match what:
            case "decides":
                await s.decides(s.adults[rest[0]], minutes=n)
            case "consent":
                await s.answers(s.adults[rest[0]], rest[1], minutes=n)
            case "dispensed":
                await do(
                    database, dispense_with_consent, s.manager, s.ref, "He reads her messages.", minutes=n
                )
            case "harm":
                await do(
                    database, suspect_harm, s.manager, s.ref, "A bruise in the shape of a hand.", minutes=n
                )
    if ground is None:
        await refused(s, NoGround)
        return
    await s.ask()
    assert {one["ground"] for one in await document(s)} == {ground}


async def test_a_seat_that_may_not_decide_states_no_ground(database: Database) -> None:
    s = await scene(database)
    admin = await make.person(database, s.hub, Role.ADMIN)
    for who in (s.asha, admin, await make.person(database, s.hub, Role.POLICE, agency="police")):
        for verb in (suspect_harm, dispense_with_consent):
            with pytest.raises(NotAllowed):
                await do(database, verb, who, s.ref, "I am sure of it.")
    await refused(s, NoGround)
    await do(database, suspect_harm, s.manager, s.ref, "A bruise.")
    await refused(s, NotAllowed, who=admin)


async def test_a_reason_that_cites_section_47_waits_for_recorded_harm(database: Database) -> None:
    s = await scene(database, "red")
    await s.agree()
    await refused(s, ReasonNotOffered, why="s47")
    await refused(s, ReasonNotOffered, why="s47", at_once=True)
    await refused(s, UnknownCode, why="s99")
    await do(database, suspect_harm, s.manager, s.ref, "A bruise.")
    assert (await s.ask(why="s47")).changed
    other = await scene_again(s)
    await do(database, dispense_with_consent, s.manager, other.ref, "He reads her messages.")
    await refused(other, ReasonNotOffered, why="agreement")


async def scene_again(s: Scene) -> Scene:
    """Another contact of the same hub, rated green."""
    ref = await make.contact_rated(s.db, s.asha, "green")
    found = [
        [
            n
            for (n,) in await rows(
                s.db,
                f"select {one}_id from {table} join contacts using (hub_id, contact_id) where ref = :r order by place",
                r=ref,
            )
        ]
        for one, table in (("adult", "adults"), ("child", "children"))
    ]
    return replace(s, ref=ref, adults=found[0], children=found[1])


@pytest.mark.parametrize(
    "label", ["Enquiries under section 47", "s47 enquiry", "CA 1989 s.47(9)", "Sections 47 and 17", "Sec 47"]
)
def test_no_hub_offers_a_reason_that_cites_section_47_without_recorded_harm(label: str) -> None:
    stored = Policy.default().to_document()
    stored["requests"]["reasons"][0]["label"] = label
    assert any("section 47" in problem for problem in Policy.problems(stored))
    stored["requests"]["reasons"][0]["needs_harm"] = True
    assert Policy.problems(stored) == ()


async def test_a_red_goes_at_once_and_a_manager_has_an_hour(database: Database) -> None:
    s = await scene(database, "red")
    await refused(s, NoGround)
    made = await s.ask(at_once=True)
    assert await s.told(s.manager, "request_to_confirm") == 1
    hour = timedelta(minutes=60)
    assert await s.confirm_by() == [make.NOW + hour]
    ids = [one.request_id for one in made.requests]

    with pytest.raises(NotAllowed):
        await do(database, confirm_requests, s.asha, s.ref, ids, "I was right.")
    await do(database, confirm_requests, s.manager, s.ref, ids[:1], "He has a weapon.", minutes=5)
    assert await s.confirm_by() == [make.NOW + hour], "the other still waits"
    assert await s.told(s.manager, "request_to_confirm") == 1
    await do(database, withdraw_request, s.manager, ids[1], "Health can wait for consent.", minutes=6)
    assert await s.confirm_by() == []
    assert await s.told(s.manager, "request_to_confirm") == 0
    assert await s.told(s.asha, "request_withdrawn") == 1, "the person who asked is told"
    done = await do(database, confirm_requests, s.manager, s.ref, ids[:1], "He has a weapon.", minutes=7)
    assert not done.changed
    with pytest.raises(RequestWithdrawn, match="Ana Ruiz withdrew what Health was asked"):
        await do(database, confirm_requests, s.manager, s.ref, ids, "He has a weapon.", minutes=8)
    assert len(await s.clocks()) == 1


async def test_what_no_manager_confirms_in_time_is_late_and_managers_are_reminded(database: Database) -> None:
    s = await scene(database, "red")
    await s.ask("police", at_once=True)
    [(number,)] = await rows(database, "select contact_id from contacts")
    async with database.transaction() as tx:
        await fire(tx, s.hub.hub_id, number, now=make.NOW + timedelta(minutes=61))
    late = await rows(database, "select fired_at is not null from clocks where kind = 'asked_at_once'")
    assert late == [(True,)]
    reminded = await rows(
        database, "select distinct person_id from deliveries where kind = 'reminder_asked_at_once'"
    )
    assert (s.manager.person_id,) in reminded


@pytest.mark.parametrize("rag", ["amber", "green", None])
async def test_only_what_somebody_rated_red_goes_at_once(rag: str | None, database: Database) -> None:
    s = await scene(database, rag)
    await refused(s, NotRed, at_once=True)


async def test_a_recorded_ground_stands_before_at_once(database: Database) -> None:
    s = await scene(database, "red")
    await do(database, suspect_harm, s.manager, s.ref, "A bruise.")
    made = await s.ask(at_once=True)
    assert await s.confirm_by() == []
    ids = [one.request_id for one in made.requests]
    for wrong in (ids, [uuid4()], [*ids, uuid4()], []):
        with pytest.raises(NothingToConfirm):
            await do(database, confirm_requests, s.manager, s.ref, wrong, "It was right.")


async def test_what_cannot_be_asked_is_said_and_changes_nothing(database: Database) -> None:
    s = await scene(database)
    await s.agree()
    other = await scene_again(s)
    elsewhere = await make.hub(database, "southmoor")
    async with database.transaction() as tx:
        key = {"hub_id": elsewhere.hub_id, "key": "probation", "name": "Probation"}
        await insert(tx.conn, "agencies", [key])

    async def wrong(field: str, *agencies: str, **otherwise: Any) -> str:
        refusal = await refused(s, BadInput, *agencies, **otherwise)
        return refusal.errors[field]

    assert "no such agency" in await wrong("agencies", "police", "probation")
    assert "at least one agency" in await wrong("agencies", agencies=())
    assert "at least one child" in await wrong("about", about=())
    assert "necessary" in await wrong("necessary", necessary=" \n ")
    assert "2000" in await wrong("question", question="x" * 2001)
    assert "named twice" in await wrong("about", about=(About(child_id=s.children[0]),) * 2)
    for nhs in ("943 476 5918", "12", "0000000000", "٩٤٣٤٧٦٥٩١٩"):
        assert "NHS number" in await wrong(
            "about.0.nhs_number", about=(About(child_id=s.children[0], nhs_number=nhs),)
        )
    for nobody in (About(), About(child_id=s.children[0], adult_id=s.adults[0])):
        assert "one child or one adult" in await wrong("about.0", about=(nobody,))
    for foreign in (
        About(child_id=other.children[0]),
        About(adult_id=other.adults[0]),
        About(child_id=987654),
    ):
        await refused(s, NotHere, about=(About(child_id=s.children[0]), foreign))
    await do(
        database, close, s.manager, s.ref, Policy.default().outcomes[0].code, "In place.", anyway="It is."
    )
    await refused(s, ContactClosed)


async def test_a_restricted_contact_is_asked_about_by_the_people_named_alone(database: Database) -> None:
    s = await scene(database)
    await s.agree()
    made = await s.ask("police")
    beth = await make.person(database, s.hub, name="Beth Lowe")
    await do(database, restrict, s.manager, s.ref, [beth.person_id], "A colleague's family.")
    await refused(s, NotHere, "health")
    for verb, more in ((withdraw_request, ()), (extend_request, (make.NOW + timedelta(days=3),))):
        with pytest.raises(NotHere):
            await do(database, verb, s.asha, made.requests[0].request_id, *more, "I may not know.")
    assert (await s.ask("health", who=beth)).changed
    await do(database, withdraw_request, beth, made.requests[0].request_id, "They know the family.")
    assert await s.told(s.asha, "request_withdrawn") == 0, "the person who asked may not know of it any more"


async def test_a_baseline_that_changed_is_said_and_another_agencys_is_not(database: Database) -> None:
    s = await scene(database)
    await s.agree()
    stored = Policy.default().to_document()
    stored["requests"]["baselines"][0]["questions"] = ["Is he on bail?"]
    assert stored["requests"]["baselines"][0]["agency"] == "police"
    await do(database, amend_policy, s.manager, Policy.from_document(stored), make.NOW, minutes=1)
    seen = {"baseline_version": 1, "minutes": 2.0}
    changed = await refused(s, BaselineChanged, "health", "police", **seen)
    assert "for Police changed" in changed.sentence
    assert (await s.ask("health", **seen)).changed
    assert (await s.ask("police", baseline_version=2, minutes=3)).changed
    assert [one["questions"] for one in await document(s) if one["agency"] == "police"] == [
        ["Is he on bail?"]
    ]
    assert (
        "no such version"
        in (await refused(s, BadInput, baseline_version=7, minutes=4.0)).errors["baseline_version"]
    )


async def test_an_agency_without_baseline_is_asked_the_general_questions_or_the_askers_alone(
    database: Database,
) -> None:
    stored = Policy.default().to_document()
    stored["requests"]["baselines"] = [{"agency": "police", "questions": []}]
    s = await scene(database, policy=Policy.from_document(stored))
    await s.agree()
    await s.ask("police")
    assert {tuple(one["questions"]) for one in await document(s)} == {Policy.default().requests.general}
    stored["requests"]["general"] = []
    await do(database, amend_policy, s.manager, Policy.from_document(stored), make.NOW, minutes=1)
    silent = await refused(s, NoQuestions, "health", question=None, minutes=2.0)
    assert "for Health" in silent.sentence
    assert (await s.ask("health", minutes=3)).changed


async def test_more_time_moves_the_clock_and_withdrawing_stops_it(database: Database) -> None:
    s = await scene(database)
    await s.agree()
    made = await s.ask("police")
    [police] = [one.request_id for one in made.requests]
    [(_, due, _)] = await s.clocks()
    later = due + timedelta(days=2)
    for wrong in (make.NOW - timedelta(hours=1), due - timedelta(minutes=1), make.NOW + timedelta(days=32)):
        with pytest.raises(BadInput) as refusal:
            await do(database, extend_request, s.asha, police, wrong, "Their system is down.")
        assert "due_at" in refusal.value.errors
    await do(database, extend_request, s.asha, police, later, "Their system is down.", minutes=1)
    assert [at for _, at, _ in await s.clocks()] == [later]
    assert not (await do(database, extend_request, s.asha, police, later, "Again.", minutes=2)).changed
    await do(database, withdraw_request, s.asha, police, "The wrong family.", minutes=3)
    assert await s.clocks() == []
    assert not (await do(database, withdraw_request, s.asha, police, "Again.", minutes=4)).changed
    with pytest.raises(RequestWithdrawn):
        await do(database, extend_request, s.asha, police, later + timedelta(days=1), "More.", minutes=5)
    with pytest.raises(NotHere):
        await do(database, withdraw_request, s.asha, uuid4(), "No such request.")
    [one] = await document(s)
    assert (one["state"], one["due_because"], one["withdrawn_because"]) == (
        "withdrawn",
        "Their system is down.",
        "The wrong family.",
    )


async def answered(s: Scene, request_id: UUID, sort: str = "held") -> None:
    """A part of an answer, as the agency's seat will write it."""
    query = (
        "select contact_id, child_id, adult_id, request_id, hub_id from request_people where request_id = :r"
    )
    [(contact_id, child, adult, number, hub_id)] = await rows(s.db, query, r=request_id)
    part = {
        "hub_id": hub_id,
        "request_id": number,
        "contact_id": contact_id,
        "child_id": child,
        "adult_id": adult,
    }
    part |= {
        "sort": sort,
        "words": "Known since 2024.",
        "who_may_see": "social_care",
        "answered_at": make.NOW,
    }
    part |= {
        "answered_by": s.asha.person_id,
        "until": make.NOW + timedelta(days=1) if sort == "awaited" else None,
    }
    async with s.db.transaction() as tx:
        await insert(tx.conn, "request_parts", [part])


async def test_an_answer_of_substance_stops_the_clock_and_one_that_is_awaited_does_not(
    database: Database,
) -> None:
    s = await scene(database)
    await s.agree()
    police, health = [one.request_id for one in (await s.ask()).requests]
    await answered(s, police)
    await answered(s, health, "awaited")
    await do(
        database,
        record_awareness,
        s.asha,
        s.ref,
        "told",
        adult_id=s.adults[0],
        told_by="Jo Okafor",
        minutes=1,
    )
    await do(
        database, rate, s.asha, s.ref, None, "green", "Calmer.", minutes=1
    )  # any command that keeps clocks
    assert [key for key, _, _ in await s.clocks()] == ["health"]
    states = {one["agency"]: one["state"] for one in await document(s)}
    assert states == {"police": "answered", "health": "awaited"}
    for verb, more in ((withdraw_request, ()), (extend_request, (make.NOW + timedelta(days=9),))):
        with pytest.raises(RequestAnswered):
            await do(database, verb, s.asha, police, *more, "Too late.", minutes=2)
    assert (await s.ask("police", minutes=3)).changed, "what was answered can be asked again"


async def test_the_database_refuses_a_form_that_is_not_this_requests(database: Database) -> None:
    s = await scene(database)
    await s.agree()
    police, health = [one.request_id for one in (await s.ask()).requests]
    held = "select hub_id, request_id, contact_id, agency_id, {}, sha256({}), {}, now() from requests where request_id = :r"
    draw = "insert into request_forms (hub_id, request_id, contact_id, agency_id, version, digest, content, drawn_at) "

    async def run(query: str, **facts: Any) -> None:
        async with database.transaction() as tx:
            await tx.conn.execute(text(query), facts)

    async def never(query: str, **facts: Any) -> None:
        with pytest.raises((IntegrityError, asyncpg.PostgresError, Refusal)):
            await run(query, **facts)

    one, two = "'one'::bytea", "'two'::bytea"
    await run(draw + held.format(1, one, one).replace("::", "\\:\\:"), r=police)
    await run(draw + held.format(1, two, two).replace("::", "\\:\\:"), r=health)
    set_form = (
        "update requests set form_version = {}, form_digest = {}, sent_at = now() where request_id = :r"
    )
    digest = "(select digest from request_forms where request_id = :of)"
    await never(set_form.format(1, digest), r=police, of=health)  # the form of another agency
    await never(set_form.format(2, digest), r=police, of=police)  # another version
    await never(set_form.format(1, "sha256('other')"), r=police)  # another digest
    await never(set_form.format(1, "null"), r=police)
    await never("update requests set sent_at = now() where request_id = :r", r=police)  # no form
    await never(draw + held.format(2, one, two).replace("::", "\\:\\:"), r=police)  # a digest of other bytes
    await never("update request_forms set content = 'x' where request_id = :r", r=police)
    await run(set_form.format(1, digest), r=police, of=police)
    other = await scene_again(s)
    moved = "update requests set contact_id = (select contact_id from contacts where ref = :c) where request_id = :r"
    await never(moved, r=police, c=other.ref)
    await never("update requests set ground = 'agreed', why = 's47' where request_id = :r", r=police)
    stolen = "insert into request_people (hub_id, request_id, contact_id, child_id, with_address) "
    stolen += "select hub_id, request_id, contact_id, :child, false from requests where request_id = :r"
    await never(stolen, r=police, child=other.children[0])


async def test_withdrawing_while_a_manager_confirms_leaves_one_of_them(database: Database) -> None:
    """On two real connections, several times: the second waits for the first and is told what it did."""
    s = await scene(database, "red")
    for n in range(6):
        made = await s.ask("police", at_once=True, question=f"Question {n}?", minutes=n)
        [police] = [one.request_id for one in made.requests]
        ends = [
            do(database, confirm_requests, s.manager, s.ref, [police], "He has a weapon.", minutes=n),
            do(database, withdraw_request, s.asha, police, "The wrong family.", minutes=n),
        ]
        done = await asyncio.gather(*(ends if n % 2 else reversed(ends)), return_exceptions=True)
        [(confirmed, withdrawn)] = await rows(
            database,
            "select confirmed_at is not null, withdrawn_at is not null from requests where request_id = :r",
            r=police,
        )
        assert withdrawn, "withdrawing is possible before and after"
        assert confirmed or any(isinstance(one, RequestWithdrawn) for one in done)
        assert not [
            one for one in done if isinstance(one, BaseException) and not isinstance(one, RequestWithdrawn)
        ]
        assert await s.confirm_by() == [] and await s.clocks() == []
