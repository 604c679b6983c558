"""A manager and whoever holds a contact meet to review it: who is told, and what their calendars are to keep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from board.commands.allocations import reassign
from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.deliveries import acknowledge
from board.commands.outbox import mark, take
from board.commands.people import end_person
from board.commands.restrictions import restrict
from board.commands.review_meetings import call_off, set_meeting
from board.commands.reviews import review
from board.commands.undo import undo
from board.domain.deliveries import Answer, Answered, Channel, after_quiet
from board.domain.events import KINDS
from board.domain.messages import Message
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.redraws import Part
from board.domain.refusals import BadInput, ContactClosed, NotAllowed
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows
from tests.commands.test_deliveries import SENDS, tell

AT = make.NOW + timedelta(days=2)


class Case:
    """A contact that Asha holds and Ana, a manager, may review; Ben may hold it too."""

    def __init__(self, db: Database, hub: make.Hub, ana: Any, asha: Any, ben: Any, ref: str) -> None:
        self.db, self.hub, self.ana, self.asha, self.ben, self.ref = db, hub, ana, asha, ben, ref

    async def set(self, at: datetime = AT, lasts: int = 30, *, minutes: float = 0) -> bool:
        done = await do(self.db, set_meeting, self.ana, self.ref, at, lasts, minutes=minutes)
        return bool(done.changed)

    async def told(self) -> list[tuple[str, str, str, int]]:
        """Everything said of the meeting that stands or went: to whom, what, by which way, which version."""
        query = (
            "select p.name, d.kind, d.channel, d.entry_version from deliveries d join people p using (person_id) "
            "where d.kind like 'review_meeting%' and d.state <> 'given_up' order by d.entry_version, p.name, d.channel"
        )
        return [(n, k.removeprefix("review_"), c, v) for n, k, c, v in await rows(self.db, query)]

    async def mails(self) -> list[Message]:
        """What a worker takes up in ten minutes, by whom it goes to and what it brings."""
        async with self.db.transaction() as tx:
            at = make.NOW + timedelta(minutes=10)
            return await take(tx, self.hub.hub_id, [Channel.EMAIL], now=at, most=50, lease_s=45)


@pytest.fixture
async def case(database: Database) -> Case:
    hub = await make.hub(database, policy=SENDS)
    ana = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    asha = await make.person(database, hub, name="Asha Kaur")
    ben = await make.person(database, hub, name="Ben Hall")
    ref = await make.contact_claimed(database, asha)
    return Case(database, hub, ana, asha, ben, ref)


async def test_both_who_come_have_it_by_mail_and_the_one_who_did_not_set_it_on_the_page_too(
    case: Case,
) -> None:
    assert await case.set()
    assert await case.told() == [
        ("Ana Ruiz", "meeting", "email", 1),
        ("Asha Kaur", "meeting", "email", 1),
        ("Asha Kaur", "meeting", "page", 1),
    ]
    mails = await case.mails()
    assert {m.person_id for m in mails} == {case.ana.person_id, case.asha.person_id}
    [entry] = {m.entry for m in mails}
    assert entry and (entry.version, entry.starts_at, entry.minutes, entry.called_off) == (1, AT, 30, False)


async def test_the_same_again_is_silence_and_another_time_moves_the_same_entry(case: Case) -> None:
    assert await case.set() and not await case.set()
    first = {m.entry.entry_id for m in await case.mails() if m.entry}
    assert await case.set(AT + timedelta(hours=1))
    moved = [m.entry for m in await case.mails()]
    assert {e.entry_id for e in moved if e} == first and len(first) == 1
    assert {(e.version, e.starts_at) for e in moved if e} == {(2, AT + timedelta(hours=1))}


async def test_a_meeting_moved_before_its_mail_went_out_goes_out_once(case: Case) -> None:
    await case.set()
    await case.set(AT + timedelta(hours=1))
    assert [m.entry and m.entry.version for m in await case.mails()] == [2, 2]


async def test_it_is_taken_out_of_their_calendars_when_it_is_called_off(case: Case) -> None:
    await case.set()
    await case.mails()
    assert (await do(case.db, call_off, case.ana, case.ref)).changed
    off = await case.mails()
    assert {m.person_id for m in off} == {case.ana.person_id, case.asha.person_id}
    assert {(m.entry.version, m.entry.called_off) for m in off if m.entry} == {(2, True)}
    assert not (await do(case.db, call_off, case.ana, case.ref)).changed
    assert await rows(case.db, "select ended_at from review_meetings") == [(make.NOW,)]


async def test_it_goes_with_the_contact_to_whoever_holds_it(case: Case) -> None:
    await case.set()
    await case.mails()
    await do(case.db, reassign, case.ana, case.ref, case.ben.person_id, "She is ill.", minutes=1)
    assert [t for t in await case.told() if t[3] == 2 and t[2] == "email"] == [
        ("Asha Kaur", "meeting_off", "email", 2),
        ("Ben Hall", "meeting", "email", 2),
    ]
    taken = {m.person_id: m.entry for m in await case.mails()}
    assert set(taken) == {case.asha.person_id, case.ben.person_id}, "the manager's calendar stays as it is"
    [kinds] = await rows(
        case.db, "select array_agg(kind order by seq) from events where kind like 'review_meeting%'"
    )
    assert kinds[0] == ["review_meeting_set", "review_meeting_passed_on"]


async def test_released_nobody_comes_in_their_place_until_somebody_claims_it(case: Case) -> None:
    await case.set()
    await case.mails()
    await do(case.db, release, case.asha, case.ref, "Off to court.", minutes=1)
    assert ("Asha Kaur", "meeting_off", "email", 2) in await case.told()
    await do(case.db, claim, case.ben, case.ref, minutes=2)
    assert ("Ben Hall", "meeting", "email", 3) in await case.told()
    await do(case.db, undo, case.ben, case.ref, minutes=3)
    assert ("Ben Hall", "meeting_off", "email", 4) in await case.told()
    assert ("Ben Hall", "meeting", "page", 3) not in await case.told(), (
        "what is true no longer stands nowhere"
    )


async def test_a_manager_who_takes_it_over_has_one_entry(case: Case) -> None:
    await case.set()
    await case.mails()
    await do(case.db, reassign, case.ana, case.ref, case.ana.person_id, "Mine now.", minutes=1)
    assert [(t[0], t[1]) for t in await case.told() if t[3] == 2] == [
        ("Asha Kaur", "meeting_off"), ("Asha Kaur", "meeting_off")
    ]  # fmt: skip


async def test_another_manager_who_moves_it_comes_in_place_of_the_first(case: Case) -> None:
    other = await make.person(case.db, case.hub, Role.MANAGER, name="Omar Aziz")
    await case.set()
    await case.mails()
    await do(case.db, set_meeting, other, case.ref, AT + timedelta(days=1), 30)
    later = [t for t in await case.told() if t[3] == 2 and t[2] == "email"]
    assert later == [
        ("Ana Ruiz", "meeting_off", "email", 2),
        ("Asha Kaur", "meeting", "email", 2),
        ("Omar Aziz", "meeting", "email", 2),
    ]


async def test_another_manager_may_come_at_the_same_time_in_place_of_one_who_has_left(case: Case) -> None:
    omar = await make.person(case.db, case.hub, Role.MANAGER, name="Omar Aziz")
    await case.set()
    await case.mails()
    assert not (await do(case.db, set_meeting, omar, case.ref, AT, 30)).changed, "Ana comes"
    await do(case.db, end_person, case.ana.person_id)
    assert (await do(case.db, set_meeting, omar, case.ref, AT, 30)).changed
    assert {t[0] for t in await case.told() if t[3] == 2} == {"Asha Kaur", "Omar Aziz"}


async def test_one_set_after_another_began_is_a_meeting_of_its_own(case: Case) -> None:
    """What was held stays in the calendars of those who came, and nobody is told that they do not meet."""
    await case.set(make.NOW + timedelta(minutes=20))
    first = {m.entry.entry_id for m in await case.mails() if m.entry}
    await do(case.db, reassign, case.ana, case.ref, case.ben.person_id, "She is ill.", minutes=22)
    assert await case.set(AT, minutes=25)
    said = [(name, what, version) for name, what, way, version in await case.told() if way == "email"]
    assert said == [("Ana Ruiz", "meeting", 1)] * 2 + [
        ("Asha Kaur", "meeting", 1),
        ("Ben Hall", "meeting", 1),
    ]
    query = "select distinct entry_id from deliveries where entry_starts_at = :at"
    [(second,)] = await rows(case.db, query, at=AT)
    assert {second} != first
    assert await rows(case.db, "select count(*) from review_meetings where ended_at is null") == [(1,)]


async def test_a_review_before_its_time_calls_it_off_and_one_after_it_began_was_that_meeting(
    case: Case,
) -> None:
    await case.set()
    await case.mails()
    await do(case.db, review, case.ana, case.ref, "The court sits in January.", minutes=5)
    assert {m.entry.called_off for m in await case.mails() if m.entry} == {True}
    await case.set(make.NOW + timedelta(minutes=20), minutes=0)
    before = await case.told()
    await case.mails()
    await do(case.db, reassign, case.ana, case.ref, case.ben.person_id, "She is ill.", minutes=22)
    await do(case.db, review, case.ana, case.ref, "Seen together.", minutes=25)
    gone = [("Asha Kaur", "meeting", "page", 1)]
    assert await case.told() == [one for one in before if one not in gone], (
        "nobody is told that what was held is off, and no page says that it is to come"
    )
    query = "select concerns from events where kind = 'contact_reviewed' order by seq desc limit 1"
    assert case.asha.person_id in (await rows(case.db, query))[0][0]
    parts = KINDS["contact_reviewed"].redraws.parts["person"]
    assert Part.NOTICES in parts, "and hers is drawn anew"
    assert await rows(case.db, "select count(*) from review_meetings where ended_at is null") == [(0,)]


async def test_the_same_finding_after_another_meeting_is_a_review_of_its_own(case: Case) -> None:
    """Said at ten, met again at a quarter to eleven with nothing new: the meeting was held, and stands open no more."""
    await do(case.db, review, case.ana, case.ref, "We wait for the court.")
    await case.set(make.NOW + timedelta(minutes=20), minutes=5)
    assert (await do(case.db, review, case.ana, case.ref, "We wait for the court.", minutes=30)).changed
    assert not (await do(case.db, review, case.ana, case.ref, "We wait for the court.", minutes=31)).changed
    assert await rows(case.db, "select count(*) from review_meetings where ended_at is null") == [(0,)]


async def test_closing_the_contact_calls_it_off(case: Case) -> None:
    await case.set()
    await case.mails()
    outcome = Policy.default().outcomes[0].code
    await do(case.db, close, case.ana, case.ref, outcome, "Done.", anyway="All of it was weighed.", minutes=1)
    off = await case.mails()
    assert {m.person_id for m in off} == {case.ana.person_id, case.asha.person_id}
    assert all(m.entry and m.entry.called_off for m in off)


async def test_having_read_of_it_on_the_page_keeps_it_from_no_calendar(case: Case) -> None:
    await case.set()
    query = "select delivery_id from deliveries where channel = 'page' and kind = 'review_meeting'"
    [(delivery,)] = await rows(case.db, query)
    await do(case.db, acknowledge, case.asha, delivery)
    assert case.asha.person_id in {m.person_id for m in await case.mails()}


async def test_a_meeting_travels_alone(case: Case) -> None:
    """A mail whose calendar part says one thing and whose words say three is put away unread."""
    await tell(case.db, case.hub, [case.asha.person_id], case.ref)
    await case.set()
    async with case.db.transaction() as tx:
        later = make.NOW + timedelta(hours=1)
        taken = await take(tx, case.hub.hub_id, [Channel.EMAIL], now=later, most=50, lease_s=45)
    hers = [m for m in taken if m.person_id == case.asha.person_id]
    assert sorted((len(m.about), m.entry is not None) for m in hers) == [(1, False), (1, True)]


async def test_a_meeting_waits_for_the_end_of_quiet_hours_and_for_no_bundle(case: Case) -> None:
    late = 60 * 14  # minutes after the tests' morning: deep in the night
    await do(case.db, set_meeting, case.ana, case.ref, AT, 30, minutes=late)
    [(next_at,)] = await rows(case.db, "select distinct next_at from deliveries where channel = 'email'")
    settings = SENDS.deliveries
    night = make.NOW + timedelta(minutes=late)
    assert next_at == after_quiet(night, settings.quiet_from, settings.quiet_until) > night


async def test_a_meeting_called_off_while_its_mail_was_on_its_way_is_not_sent_again(case: Case) -> None:
    """Whoever's calendar took the meeting out has nothing left to tell it that the older mail is the older one."""
    await case.set()
    sending = await case.mails()
    await do(case.db, call_off, case.ana, case.ref, minutes=11)
    away = Answer(Answered.NOT_NOW, "smtp", "provider_away", away=True)
    at = make.NOW + timedelta(minutes=12)
    async with case.db.transaction() as tx:
        answers = [(message, away) for message in sending]
        await mark(tx, case.hub.hub_id, answers, now=at, try_for=timedelta(hours=2))
    async with case.db.transaction() as tx:
        later = at + timedelta(minutes=5)
        again = await take(tx, case.hub.hub_id, [Channel.EMAIL], now=later, most=50, lease_s=45)
    assert [(m.entry.version, m.entry.called_off) for m in again if m.entry] == [(2, True)] * 2


async def test_what_begins_before_the_night_is_over_is_told_at_once(case: Case) -> None:
    night = 60 * 14
    early = make.NOW + timedelta(minutes=night + 60 * 7)  # half past six, before quiet hours end
    await do(case.db, set_meeting, case.ana, case.ref, early, 30, minutes=night)
    await do(case.db, call_off, case.ana, case.ref, minutes=night + 5)
    query = "select distinct kind, next_at from deliveries where channel = 'email' and state = 'queued'"
    assert await rows(case.db, query) == [("review_meeting_off", make.NOW + timedelta(minutes=night + 5))]


async def test_nobody_hears_of_a_meeting_about_what_is_restricted_to_others(case: Case) -> None:
    await case.set()
    await case.mails()
    await do(case.db, restrict, case.ana, case.ref, [case.asha.person_id], "Staff.")
    omar = await make.person(case.db, case.hub, Role.MANAGER, name="Omar Aziz")
    await do(case.db, set_meeting, case.ana, case.ref, AT + timedelta(hours=2), 30)
    known = await rows(case.db, "select person_id from named_people where ended_at is null")
    told = await rows(case.db, "select distinct person_id from deliveries where entry_version = 2")
    assert told and set(told) <= set(known) and (omar.person_id,) not in told


async def test_where_the_manager_who_set_it_is_not_named_any_more_it_is_called_off(case: Case) -> None:
    """Nobody who may not know of the contact stands on it as coming, and who is named does not wait for them."""
    omar = await make.person(case.db, case.hub, Role.MANAGER, name="Omar Aziz")
    await case.set()
    await case.mails()
    await do(case.db, restrict, omar, case.ref, [case.asha.person_id], "Ana's own family.", minutes=1)
    assert await rows(case.db, "select count(*) from review_meetings where ended_at is null") == [(0,)]
    assert {t[0] for t in await case.told() if t[1] == "meeting_off"} == {"Asha Kaur"}


@pytest.mark.parametrize(
    ("at", "minutes", "field"),
    [
        (make.NOW, 30, "starts_at"),
        (make.NOW + timedelta(days=367), 30, "starts_at"),
        (AT, 4, "minutes"),
        (AT, 481, "minutes"),
        (AT, -30, "minutes"),
    ],
)
async def test_a_meeting_nobody_could_come_to_is_refused(
    case: Case, at: datetime, minutes: int, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await case.set(at, minutes)
    assert list(refused.value.errors) == [field]
    assert await rows(case.db, "select count(*) from review_meetings") == [(0,)]


async def test_only_a_manager_sets_one_and_only_about_what_is_open(case: Case) -> None:
    with pytest.raises(NotAllowed):
        await do(case.db, set_meeting, case.asha, case.ref, AT, 30)
    with pytest.raises(NotAllowed):
        await do(case.db, call_off, case.asha, case.ref)
    outcome = Policy.default().outcomes[0].code
    await do(case.db, close, case.ana, case.ref, outcome, "Done.", anyway="All of it was weighed.")
    with pytest.raises(ContactClosed):
        await case.set()
