"""Who may do what and who sees which field, total, against sentences written by hand from the field's roles, not from the table."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from board.commands.allocations import allocate
from board.commands.hand_overs import hand_over
from board.domain.people import Actor
from board.domain.permissions import FIELDS, PERMISSIONS, Action, Lens, Role, lens_of, may, seen_by, sees
from board.domain.policy import Policy
from board.domain.refusals import NotAllowed, NotHere
from board.queries.board import board_card
from board.queries.cards import live_cards, own_cards
from board.queries.contact import contact_family, contact_people, contact_row, contact_state, contact_summary
from board.queries.person import own_card
from board.store.doors import access_contact
from board.store.engine import Database
from board.views.labels import emptied
from tests import make

# Each role: what it may do, in the words of the field. What is not said, it may not.
MAY = {
    "MASH admin logs contacts, reads them to chase and minute, keeps rota, directory; sees board, feed, engine; never rates or decides": (
        "admin", "see_board keep_list "
        "keep_visit find record_safe_now write_note read_contact receive_contact read_feed keep_rota keep_directory see_engine "
        "give_seat hide_referrer confirm_entry"
        " ask_outside declare_interest mark_interest"),
    "A screening officer takes calls, works the queue and hands it on, but neither rates nor sees a safe contact": (
        "screening_officer", "see_board keep_list keep_visit find read_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity claim release hand_over undo read_feed hide_referrer redact confirm_entry ask_outside record_consent "
        "record_facts record_grading declare_interest mark_interest"),
    "A social worker screens, claims, hands over, rates, records protection and is shown a safe contact": (
        "social_worker", "see_board keep_list "
        "keep_visit find read_contact read_safe_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity claim release rate read_feed "
        "hand_over undo protect hide_referrer redact confirm_entry ask_outside record_consent record_facts record_grading request"
        " declare_interest mark_interest"),
    "An assistant team manager also allocates, decides, reviews, restricts, closes, hands over; keeps rota, people's doors": (
        "practice_manager", "see_board keep_list take_over_list "
        "find keep_visit read_contact read_safe_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity confirm_join claim release rate read_feed "
        "hand_over undo protect give_seat confirm_seat "
        "release_for_another allocate own restrict close keep_rota keep_directory review answer_strategy "
        "pair_screen end_sessions end_seat see_engine see_handover hide_referrer redact name_referrer confirm_entry ask_outside "
        "record_consent record_facts record_grading dispense_with_consent suspect_harm request confirm_request"
        " declare_interest mark_interest decide_interest"),
    "A team manager does the same": (
        "manager", "see_board keep_list take_over_list "
        "find keep_visit read_contact read_safe_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity confirm_join claim release rate read_feed "
        "hand_over undo protect give_seat confirm_seat "
        "release_for_another allocate own restrict close keep_rota keep_directory review answer_strategy "
        "pair_screen end_sessions end_seat see_engine see_handover hide_referrer redact name_referrer confirm_entry ask_outside "
        "record_consent record_facts record_grading dispense_with_consent suspect_harm request confirm_request"
        " declare_interest mark_interest decide_interest"),
    "The service manager also changes how the hub works and places legal holds": (
        "service_manager", "see_board keep_list take_over_list "
        "find keep_visit read_contact read_safe_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity confirm_join claim release rate read_feed "
        "hand_over undo protect give_seat confirm_seat "
        "release_for_another allocate own restrict close keep_rota keep_directory review answer_strategy "
        "pair_screen end_sessions end_seat see_engine see_handover "
        "amend_policy hold hide_referrer redact name_referrer confirm_entry ask_outside "
        "record_consent record_facts record_grading dispense_with_consent suspect_harm request confirm_request"
        " declare_interest mark_interest decide_interest"),
    "The emergency duty team works alone at night: a social worker's work, what cannot wait for a manager, and the hub's handover": (
        "edt", "see_board keep_list take_over_list "
        "find keep_visit read_contact read_safe_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity confirm_join claim release rate read_feed "
        "hand_over undo protect "
        "release_for_another allocate own restrict close answer_strategy see_handover hide_referrer redact confirm_entry ask_outside "
        "record_consent record_facts record_grading dispense_with_consent suspect_harm request confirm_request"
        " declare_interest mark_interest"),
    "A lead child protection practitioner leads enquiries and does all that a social worker does": (
        "lead_child_protection_practitioner",
        "see_board keep_list keep_visit find read_contact read_safe_contact read_harm_detail receive_contact record_safe_now write_note "
        "settle_match join_identity claim release rate read_feed "
        "hand_over undo protect hide_referrer redact confirm_entry ask_outside record_consent record_facts record_grading request"
        " declare_interest mark_interest"),
    "The LADO reads along where somebody in a position of trust may be meant, and logs allegations; works none of the queue": (
        "lado", "see_board find keep_visit read_contact read_harm_detail receive_contact declare_interest"),
    "Early help sees the board without names until a family is stepped down to it": (
        "early_help", "see_board find declare_interest answer_request"),
    "The head of service is told when nobody else acted: sees the board, reads contacts, the hub's handover and whether reminders work": (
        "head_of_service", "see_board find keep_visit read_contact see_engine see_handover declare_interest"),
    "Police in the MASH see the board without names": ("police", "see_board find declare_interest answer_request"),
    "Health sees the board without names": ("health", "see_board find declare_interest answer_request"),
    "Education sees the board without names": ("education", "see_board find declare_interest answer_request"),
    "An Idva sees the board without names": ("idva", "see_board find declare_interest answer_request"),
    "Another agency's contact point sees the board without names": ("partner", "see_board find declare_interest answer_request"),
    "Audit reads and changes nothing": ("qa", "see_board find read_contact read_harm_detail read_feed declare_interest"),
    "A data officer sees figures and the feed, no free text, and keeps the codes of local words": (
        "data_officer", "see_board find keep_visit "
        "read_feed declare_interest map_words"),
    "A partner's executive sees no case": ("executive", ""),
    "A feed hands contacts in and reads nothing": ("feed", "receive_contact"),
}  # fmt: skip

# Each lens: which fields of a contact, a child and an adult it shows.
SEES = {
    "Those who work the case see all of it but the safe contact, which is asked for": (
        "practice", "contact: ref rag times holder family source concern flags summary referrer grading release_reason "
        "hand_over late_information safe_now matches protection consent facts notes strategy requests",
        "child: name age born_on school address rating_reason safe_now", "adult: name role address"),
    "MASH admin sees names and what was reported, not the harm in detail, addresses or adults": (
        "support", "contact: ref rag times holder family source concern flags summary release_reason hand_over safe_now matches "
        "strategy requests",
        "child: name age", "adult:"),
    "Audit reads along with those who work the case": (
        "audit", "contact: ref rag times holder family source concern flags summary referrer grading release_reason "
        "hand_over late_information safe_now matches protection consent facts notes strategy requests",
        "child: name age born_on school address rating_reason safe_now", "adult: name role address"),
    "Partners see reference, colour, times and who has it": ("partner", "contact: ref rag times holder", "child:", "adult:"),
    "Figures need reference, colour and times": ("figures", "contact: ref rag times", "child:", "adult:"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", MAY)
def test_a_role_may_do_what_its_sentence_says_and_nothing_else(sentence: str) -> None:
    role, actions = MAY[sentence]
    assert {a.value for a in Action if may([Role(role)], a)} == set(actions.split()), sentence


def test_every_role_and_every_action_has_its_sentence() -> None:
    assert {role for role, _ in MAY.values()} == {role.value for role in Role}
    assert PERMISSIONS.keys() == set(Action)
    assert all(p.sentence.endswith(".") and len(p.sentence) > 20 for p in PERMISSIONS.values())
    assert {a for _, actions in MAY.values() for a in actions.split()} == {a.value for a in Action}


@pytest.mark.parametrize("sentence", SEES)
def test_a_lens_shows_what_its_sentence_says_and_nothing_else(sentence: str) -> None:
    lens, *records = SEES[sentence]
    for said in records:
        record, _, names = said.partition(":")
        shown = {name for (rec, name) in FIELDS if rec == record and sees(Lens(lens), rec, name)}
        assert shown == set(names.split()), sentence


def test_every_lens_has_its_sentence_and_a_hub_has_at_most_eight() -> None:
    assert {lens for lens, *_ in SEES.values()} == {lens.value for lens in Lens}
    assert len(Lens) <= 8
    assert not any(sees(lens, "adult", "safe_contact") for lens in Lens), "a safe contact is in no view"
    assert not any(sees(lens, "contact", "harm_detail") for lens in Lens), "the harm in detail is in no view"


def test_somebody_with_two_seats_sees_through_the_wider_lens() -> None:
    assert lens_of([Role.POLICE, Role.SOCIAL_WORKER]) is Lens.PRACTICE
    assert lens_of([Role.DATA_OFFICER, Role.POLICE]) is Lens.PARTNER


# What a field of a view would hold if it leaked: the fields that a record's lens must empty.
OF_CARD = {
    "holder": "holder", "holder_id": "holder", "family": "family", "source": "source", "flags": "flags",
    "release_reason": "release_reason", "late_information": "late_information", "safe_now": "safe_now",
}  # fmt: skip
OF_SUMMARY = {
    "source": "source", "notice_type": "source", "concern": "concern", "summary": "summary", "referrer": "referrer",
    "sender_rag": "grading", "grading": "grading", "release_reason": "release_reason",
}  # fmt: skip
OF_CHILD = {
    "name": "name", "age": "age", "born_on": "born_on", "school": "school", "address": "address", "rating_reason": "rating_reason",
}  # fmt: skip
OF_ADULT = {"name": "name", "role": "role", "born_on": "address", "address": "address"}


def holds(view: Any, field: str) -> bool:
    return getattr(view, field) not in (None, "", (), 0, False)


@pytest.mark.parametrize("sentence", SEES)
async def test_views_hold_the_fields_of_their_lens_and_no_others(database: Database, sentence: str) -> None:
    """Secrets are absent, not hidden: checked on the views themselves, from a contact that has everything."""
    lens = Lens(SEES[sentence][0])
    said = {s.partition(":")[0]: set(s.partition(":")[2].split()) for s in SEES[sentence][1:]}
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    everything = {
        "referrer": "A neighbour", "grading": "High", "grading_tool": "DASH", "grading_score": 16, "rag": "red",
        "confidential_enquiry": True, "summary": "Shouting.",
    }  # fmt: skip
    held = await make.contact_claimed(database, manager, **everything)
    let_go = await make.contact_released(database, manager, **everything)
    policy, today = Policy.default(), date(2026, 11, 24)
    async with database.snapshot() as conn:
        cards = {card.ref: card for card in await live_cards(conn, hub.hub_id, policy, today)}
        own = await own_cards(conn, hub.hub_id, manager.person_id, policy, today)
        rows = [await contact_row(conn, hub.hub_id, ref) for ref in (held, let_go)]
        people = await contact_people(conn, rows[0])
    see = seen_by(lens)
    family = emptied(contact_family(rows[0], people, hub.key, policy, today), see)
    state = emptied(contact_state(rows[0], people, policy), see)
    views = [emptied(board_card(card, hub.key, policy), see) for card in cards.values()] + [
        emptied(own_card(own[0], hub.key, manager.person_id), see)
    ]
    for field, name in OF_CARD.items():
        shown = any(holds(view, field) for view in views if hasattr(view, field))
        assert shown <= (name in said["contact"]), f"{lens} sees {field} of a card"
        if field != "late_information":
            assert shown == (name in said["contact"]), f"{lens} does not see {field} of a card"
    assert any(view.children for view in views) == ("age" in said["child"])
    assert holds(state, "holder") == ("holder" in said["contact"])
    assert holds(state, "unaware") == ("flags" in said["contact"])
    summaries = [emptied(contact_summary(row, hub.key, policy), see) for row in rows]
    for field, name in OF_SUMMARY.items():
        assert any(holds(view, field) for view in summaries) == (name in said["contact"]), f"{lens}: {field}"
    for field, name in OF_CHILD.items():
        expected = name in said["child"] and field != "address"
        if field != "rating_reason" or expected:
            assert any(holds(child, field) for child in family.children) == expected, f"{lens}: child {field}"
    for field, name in OF_ADULT.items():
        if field not in ("born_on", "address"):
            assert any(holds(adult, field) for adult in family.adults) == (name in said["adult"]), (
                f"{lens}: adult {field}"
            )
    assert not any("safe" in f.name and f.name != "has_safe_contact" for f in fields(type(family.adults[0])))


@pytest.mark.parametrize("sentence", SEES)
async def test_who_works_on_it_is_shown_by_name_and_what_is_left_to_do_to_those_who_work_it(
    database: Database, sentence: str
) -> None:
    lens = Lens(SEES[sentence][0])
    said = set(SEES[sentence][1].partition(":")[2].split())
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    asha, ben = [await make.person(database, hub, name=name) for name in ("Asha Verma", "Ben Okafor")]
    ref = await make.contact_rated(database, asha)
    async with database.transaction() as tx:
        await allocate(tx, manager, ref, asha.person_id, now=make.NOW)
    async with database.transaction() as tx:
        await hand_over(tx, asha, ref, ben.person_id, "Ring the school.", now=make.NOW)
    policy = Policy.default()
    async with database.snapshot() as conn:
        (card,) = await live_cards(conn, hub.hub_id, policy, date(2026, 11, 24))
        row = await contact_row(conn, hub.hub_id, ref)
        people = await contact_people(conn, row)
    see = seen_by(lens)
    state = emptied(contact_state(row, people, policy), see)
    names, words = "holder" in said, "hand_over" in said
    shared = emptied(board_card(card, hub.key, policy), see).work
    own = emptied(own_card(card, hub.key, ben.person_id), see)
    for work in (shared, own.work, state.work):
        assert (work.offered_to, work.manager) == (("Ben Okafor", "Ana Ruiz") if names else (None, None))
    assert shared.note is None, "what is written of a family stands on no shared card"
    assert own.work.note == state.work.note == ("Ring the school." if words else None)
    assert (state.undo is not None) == names and own.to_me


async def test_an_anonymous_referrer_is_named_to_nobody(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    ref = await make.contact_waiting(database, worker, referrer="A neighbour", anonymous_referrer=True)
    async with database.snapshot() as conn:
        row = await contact_row(conn, hub.hub_id, ref)
    assert contact_summary(row, hub.key, Policy.default()).referrer is None


async def test_what_a_seat_does_not_allow_is_refused_before_anything_is_looked_up(database: Database) -> None:
    hub = await make.hub(database)
    ref = await make.contact_waiting(database, await make.person(database, hub))
    police: Actor = await make.person(database, hub, Role.POLICE, agency="police")
    async with database.connection() as conn:
        for known in (ref, "Z9Z"):
            with pytest.raises(NotAllowed):
                await access_contact(conn, police, known, Action.READ_CONTACT, now=make.NOW)
        with pytest.raises(NotHere):
            await access_contact(conn, await make.person(database, hub), "Z9Z", Action.CLAIM, now=make.NOW)
