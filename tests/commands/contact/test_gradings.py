"""Gradings of a domestic abuse incident: the sender's word as sent, a first and a secondary one beside it, and none changed later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from board.commands.closures import close
from board.commands.contact.gradings import record_grading
from board.commands.referrer.redactions import redact
from board.commands.restrictions import restrict
from board.domain.contact.gradings import GRADING, before, is_lower
from board.domain.permissions import Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import BadInput, ContactClosed, NotAllowed, NotHere, UnknownCode
from board.queries.contact import contact_row, contact_summary
from board.queries.document import contact_document
from board.queries.history import contact_timeline
from board.store.engine import Database
from board.views.labels import emptied
from tests import make
from tests.commands.doing import do, rows

KEPT = "select stage, grading, tool, version, score, words, algorithm, graded_by, graded_at, reason from gradings order by grading_id"
BY = {"graded_by": "PC Ames"}


async def told(database: Database, who: make.Actor, ref: str) -> list[dict[str, Any]]:
    async with database.connection() as conn:
        gradings: list[dict[str, Any]] = (await contact_document(conn, who, ref, make.NOW))["gradings"]
    return gradings


async def shown(database: Database, who: make.Actor, ref: str) -> tuple[list[str | None], list[str]]:
    """The gradings on the page, and the lines of the history, as this person reads them."""
    policy, see = Policy.default(), seen_by(who.lens)
    async with database.connection() as conn:
        row = await contact_row(conn, who.hub_id, ref)
        summary = emptied(contact_summary(row, who.hub_key, policy), see)
        timeline = emptied(await contact_timeline(conn, row, who.hub_key, who.lens, policy), see)
    lines = [f"{one.words} {one.why.words if one.why else ''}".strip() for one in timeline.rows]
    return [one.grading for one in summary.gradings], lines


async def test_the_senders_word_stays_as_sent_and_both_gradings_stand_beside_it(database: Database) -> None:
    hub = await make.hub(database)
    asha, qa = await make.person(database, hub, name="Asha Verma"), await make.person(database, hub, Role.QA)
    sent = {"grading": "MEDIUM", "grading_tool": "DASH 2009", "grading_score": 9}
    ref = await make.contact_waiting(database, asha, **sent)
    at = make.NOW - timedelta(hours=2)
    first = {"version": " 2009 ", "score": 9, "words": "MEDIUM", "graded_by": "PC  Ames", "graded_at": at}
    assert (await do(database, record_grading, asha, ref, "first", "medium", "DASH", **first)).changed
    model = {"graded_by": "Risk model", "version": "3.1", "algorithm": True}
    assert (await do(database, record_grading, asha, ref, "secondary", "high", "DARA", **model)).changed
    assert await rows(database, KEPT) == [
        ("first", "medium", "DASH", "2009", 9, "MEDIUM", False, "PC Ames", at, None),
        ("secondary", "high", "DARA", "3.1", None, None, True, "Risk model", make.NOW, None),
    ]
    kept = await rows(database, "select grading, grading_tool, grading_score from contacts")
    assert kept == [("MEDIUM", "DASH 2009", 9)], "the sender's word is as it was sent"
    sender, one, two = await told(database, qa, ref)
    assert (sender["as_sent"], sender["words"], sender["grading"], sender["tool"], sender["score"]) == (
        True,
        "MEDIUM",
        "medium",
        "DASH 2009",
        9,
    )
    assert (one["graded_by"], two["algorithm"], two["recorded_by"]) == ("PC Ames", True, "Asha Verma")
    gradings, lines = await shown(database, qa, ref)
    assert gradings == ["Medium", "High"]
    assert lines[:2] == [
        "Asha Verma recorded a secondary grading: high, by DARA.",
        "Asha Verma recorded a first grading: medium, by DASH.",
    ]


async def test_a_lower_grading_needs_a_reason_and_a_higher_one_none(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha, grading="High risk")
    with pytest.raises(BadInput) as refused:
        await do(database, record_grading, asha, ref, "secondary", "medium", "DARA", **BY)
    assert refused.value.errors == {"reason": "This is lower than the grading before it, high. Enter why."}
    why = {"reason": "The weapon was a toy."}
    await do(database, record_grading, asha, ref, "secondary", "medium", "DARA", **BY, **why)
    await do(database, record_grading, asha, ref, "secondary", "high", "DARA", **BY, minutes=1)
    with pytest.raises(BadInput):
        await do(database, record_grading, asha, ref, "secondary", "standard", "DARA", **BY, minutes=2)
    _, lines = await shown(database, asha, ref)
    assert lines[1].endswith("recorded a secondary grading: medium, by DARA. The weapon was a toy.")
    assert len(await rows(database, KEPT)) == 2, "what was refused changed nothing"


async def test_the_same_grading_again_is_silence_and_another_is_added(database: Database) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    given = asha, ref, "first", "medium", "DASH"
    assert (await do(database, record_grading, *given, **BY)).changed
    assert not (await do(database, record_grading, *given, **BY, minutes=59)).changed
    assert (await do(database, record_grading, *given, **BY, score=10, minutes=59)).changed
    assert (await do(database, record_grading, *given, **BY, minutes=60)).changed, "the newest said otherwise"
    at = {"graded_at": make.NOW - timedelta(days=1)}
    assert (await do(database, record_grading, *given, **BY, **at, minutes=61)).changed
    assert not (await do(database, record_grading, *given, **BY, **at, minutes=300)).changed
    assert len(await rows(database, KEPT)) == 4


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"graded_by": " . "}, "graded_by", "name and role"),
        ({"graded_by": "x" * 201}, "graded_by", "under 200"),
        ({"graded_by": "PC\u202esemA"}, "graded_by", ""),
        ({"version": "x" * 201}, "version", "under 200"),
        ({"words": "MEDI\x00UM"}, "words", ""),
        ({"words": "x" * 201}, "words", "under 200"),
        ({"reason": "x" * 501}, "reason", "under 500"),
        ({"score": -1}, "score", "from 0"),
        ({"score": 1001}, "score", "from 0"),
        ({"graded_at": make.NOW + timedelta(hours=1)}, "graded_at", "still to come"),
        ({"graded_at": make.NOW - timedelta(days=400)}, "graded_at", "more than a year ago"),
    ],
)
async def test_what_is_wrong_with_a_grading_is_said_by_field_and_changes_nothing(
    database: Database, given: dict[str, Any], field: str, sentence: str
) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha)
    with pytest.raises(BadInput) as refused:
        await do(database, record_grading, asha, ref, "first", "high", "DASH", **BY | given)
    assert sentence in refused.value.errors[field] and len(refused.value.errors) == 1
    assert await rows(database, KEPT) == []


async def test_only_who_works_the_queue_records_with_the_hubs_tools_on_an_open_contact(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager, asha = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    ref = await make.contact_waiting(database, manager)
    for stage, grading, tool in (
        ("third", "high", "DASH"),
        ("first", "HIGH", "DASH"),
        ("first", "high", "DVRIM"),
    ):
        with pytest.raises(UnknownCode):
            await do(database, record_grading, asha, ref, stage, grading, tool, **BY)
    for role in (Role.ADMIN, Role.POLICE, Role.QA, Role.DATA_OFFICER):
        other = await make.person(database, hub, role)
        with pytest.raises(NotAllowed):
            await do(database, record_grading, other, ref, "first", "high", "DASH", **BY)
    await do(database, restrict, manager, ref, [], "A colleague's family.")
    with pytest.raises(NotHere):
        await do(database, record_grading, asha, ref, "first", "high", "DASH", **BY)
    outcome = Policy.default().outcomes[0].code
    await do(database, close, manager, ref, outcome, "Done.", anyway="Weighed.", minutes=1)
    with pytest.raises(ContactClosed):
        await do(database, record_grading, manager, ref, "first", "high", "DASH", **BY, minutes=2)


async def test_no_grading_is_changed_later_but_for_what_is_redacted(database: Database) -> None:
    hub = await make.hub(database)
    asha, admin = await make.person(database, hub), await make.person(database, hub, Role.ADMIN)
    ref = await make.contact_waiting(database, asha)
    await do(database, record_grading, asha, ref, "first", "high", "DASH", graded_by="Mrs Obi")
    for change in (
        "grading = 'standard'",
        "stage = 'secondary'",
        "score = 1",
        "algorithm = true",
        "tool = 'DARA'",
    ):
        with pytest.raises((DBAPIError, IntegrityError), match="append-only"):
            await rows(database, f"update gradings set {change} returning 1")
    [(number,)] = await rows(database, "select grading_id from gradings")
    await do(database, redact, asha, ref, "gradings.graded_by", number, "[redacted]", minutes=1)
    assert [one["graded_by"] for one in await told(database, asha, ref)] == ["[redacted]"]
    bodies = str(await rows(database, "select body from events where kind = 'grading_recorded'"))
    assert "Obi" not in bodies and "high" in bodies
    gradings, lines = await shown(database, admin, ref)
    assert not any(gradings) and "grading" not in str(lines), "it is for those who work the case"


def test_a_word_says_a_grading_only_where_it_is_one() -> None:
    said = {
        "MEDIUM": "medium",
        " High  Risk ": "high",
        "standard": "standard",
        "Standard/Medium": None,
        "M": None,
    }
    assert {word: GRADING.offered(word) for word in said} == said and GRADING.offered(None) is None
    rows_ = [{"stage": "secondary", "grading": "high"}, {"stage": "first", "grading": "standard"}]
    assert before("first", "high", rows_) == "standard", "a secondary grading is no first one"
    assert before("secondary", "high", rows_) == "high" and before("first", "high", []) == "high"
    assert is_lower("standard", "medium") and not is_lower("high", "high") and not is_lower("standard", None)
