"""Every field in which somebody must say why is kept and read: each form, member of the API and verb with such a field is tried here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from board.api.endpoints import ENDPOINTS
from board.commands.allocations import allocate, reassign
from board.commands.claims import claim, release
from board.commands.closures import close, reopen
from board.commands.contact.consent import (
    dispense_with_consent,
    record_awareness,
    record_consent,
    record_decider,
    suspect_harm,
)
from board.commands.contact.gradings import record_grading
from board.commands.contact.notes import write_note
from board.commands.contacts import receive
from board.commands.duties import put_on_duty
from board.commands.grant.absence import Plan, hand_on_work
from board.commands.hand_overs import accept, decline, hand_over
from board.commands.holds import hold
from board.commands.identity.joining import join_identity
from board.commands.identity.parting import part_identity
from board.commands.incident.answers import leave_closed
from board.commands.incident.joining import join
from board.commands.incident.restrict_too import restrict_too
from board.commands.incident.settling import settle
from board.commands.measures import NewMeasure, end_measure, record_measure
from board.commands.owners import own
from board.commands.ratings import rate
from board.commands.referrer.naming import hide_referrer, name_referrer
from board.commands.request.asking import Question, ask
from board.commands.request.changing import confirm_requests, extend_request, withdraw_request
from board.commands.request.sending import send_again
from board.commands.restrictions import restrict, unrestrict
from board.commands.reviews import review
from board.commands.strategy.requests import answer_strategy, ask_for_strategy
from board.domain.contacts import NewChild
from board.domain.identity.records import Record
from board.domain.permissions import Action, Role, seen_by
from board.domain.policy import Policy
from board.domain.request.about import About
from board.domain.rota import Post, Span
from board.queries.contact import contact_people, contact_row, contact_state
from board.queries.document import contact_document
from board.queries.families import contact_alike, likely_apart
from board.queries.history import contact_timeline, why_restricted
from board.queries.protection import contact_protection
from board.render import draw
from board.store.doors import access_contact
from board.store.engine import Database
from board.views.labels import emptied
from tests import make
from tests.commands.doing import do, rows
from workers.requests import send_requests
from workers.sendings import tell_of_sendings

BOARD = Path(__file__).parents[2] / "board"
FIELDS = {"reason", "why", "anyway", "note", "finding"}
CODES = {"own.why", "Question.why"}
"""Fields with a code of a list, which the deciding manager's line and the list of requests say in words."""


def fields_of(source: str) -> Iterator[str]:
    """Verbs with such a field, each as verb.field; a class of what a verb is given too."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.AsyncFunctionDef):
            names = [one.arg for one in (*node.args.args, *node.args.kwonlyargs)]
            if "actor" in names and {"ref", "request_id"} & set(names) and not node.name.startswith("_"):
                yield from (f"{node.name}.{name}" for name in names if name in FIELDS)
        elif isinstance(node, ast.ClassDef):
            named = [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
            yield from (
                f"{node.name}.{one.id}" for one in named if isinstance(one, ast.Name) and one.id in FIELDS
            )


@cache
def fields_of_verbs() -> set[str]:
    return {one for path in (BOARD / "commands").rglob("*.py") for one in fields_of(path.read_text())}


ELSEWHERE = {"mark_interest.reason"}
"""Read by managers on the page of interests and in its list of the API: tests/web/interest."""


def said(field: str) -> str:
    """The text that is given in this field."""
    return f"Said in {field}."


async def everything_said(db: Database) -> tuple[make.Actor, dict[str, str]]:
    """Every verb with such a field, done once. Answers a manager who may read all of it, and the contact of each field."""
    hub = await make.hub(db)
    manager = await make.person(db, hub, Role.SERVICE_MANAGER)
    second = await make.person(db, hub, Role.MANAGER)
    ana, ben = [await make.person(db, hub) for _ in range(2)]
    where: dict[str, str] = {}

    async def tell(verb: Any, who: make.Actor, ref: str, *more: Any, minutes: int = 0, **fields: str) -> None:
        name = verb.__name__
        given = {field: said(f"{name}.{field}") for field in fields}
        await do(db, verb, who, ref, *more, minutes=minutes, **given)
        where.update({f"{name}.{field}": ref for field in fields})

    [(seat,)] = await rows(db, "select seat_id from seats where person_id = :p", p=second.person_id)
    span = Span(make.NOW - timedelta(hours=1), make.NOW + timedelta(hours=8))
    await do(
        db, put_on_duty, manager, seat, Post.SEAT, span
    )  # now the hub has a rota, and nobody else is on duty
    family = make.approach().children
    beside = await make.contact_waiting(db, manager, source_reference="A", children=family)
    await do(db, claim, second, beside)
    (one, two, three, four) = [
        await make.contact_waiting(db, manager, source_reference=ref, children=family) for ref in "BCDE"
    ]
    await tell(claim, ana, one, anyway="")
    await tell(hand_over, ana, one, ben.person_id, note="", anyway="")
    await tell(accept, ben, one, minutes=1, anyway="")
    await do(db, hand_over, ben, one, ana.person_id, "Ring the school.", anyway="She comes in.", minutes=2)
    await tell(decline, ana, one, minutes=3, reason="")
    await tell(reassign, manager, one, ana.person_id, minutes=4, reason="", anyway="")
    await tell(release, ana, one, minutes=5, reason="")
    await tell(allocate, manager, two, ben.person_id, anyway="")
    await tell(rate, ana, two, None, "red", reason="")
    await do(db, own, manager, three)
    await do(db, own, second, three, why="absence", reason=said("own.reason"), minutes=1)
    where["own.reason"] = three
    await do(db, settle, ana, three, beside, same=True, reason=said("settle.reason"))
    where["settle.reason"] = three
    await tell(ask_for_strategy, ana, three, reason="")
    await tell(answer_strategy, manager, three, "agreed", minutes=1, reason="")
    await tell(write_note, ana, three, "note", note="")
    [(adult,)] = await rows(
        db,
        "select min(adult_id) from adults join contacts using (hub_id, contact_id) where ref = :r",
        r=three,
    )
    [(child,)] = await rows(
        db,
        "select min(child_id) from children join contacts using (hub_id, contact_id) where ref = :r and not unborn",
        r=three,
    )
    await do(db, record_decider, ana, three, "yes", said("record_decider.reason"), child_id=child)
    why = said("record_awareness.reason")
    await do(db, record_awareness, ana, three, "told", adult_id=adult, told_by="Jo Okafor", reason=why)
    await do(
        db, record_consent, ana, three, "not_asked", adult_id=adult, reason=said("record_consent.reason")
    )
    where.update({f"record_{one}.reason": three for one in ("decider", "awareness", "consent")})
    why = {"graded_by": "PC Ames", "reason": said("record_grading.reason")}
    await do(db, record_grading, ana, three, "first", "high", "DASH", **why)
    where["record_grading.reason"] = three
    await tell(dispense_with_consent, manager, three, reason="")
    await tell(suspect_harm, manager, three, reason="")
    await tell(hold, manager, three, reason="")
    await tell(review, manager, three, finding="")
    bail = NewMeasure("bail", make.NOW, make.NOW + timedelta(days=9), note=said("NewMeasure.note"))
    measured = await do(db, record_measure, ana, three, bail)
    where["NewMeasure.note"] = three
    await tell(end_measure, ana, three, measured.measure_id, minutes=1, reason="")
    await do(db, hide_referrer, ana, three)
    await tell(name_referrer, manager, three, minutes=1, reason="")
    await tell(restrict, manager, four, [], reason="")
    await tell(unrestrict, manager, four, minutes=1, reason="")
    await do(db, rate, ana, four, None, "red", "A weapon was seen.", minutes=1)
    [(child,)] = await rows(
        db,
        "select min(child_id) from children join contacts using (hub_id, contact_id) where ref = :r",
        r=four,
    )
    asked = Question(["police"], [About(child_id=child)], "s17", "Only they know.", at_once=True)
    [police] = (await do(db, ask, ana, four, asked, minutes=1)).requests
    await tell(confirm_requests, manager, four, [police.request_id], minutes=1, reason="")
    await send_requests(db, make.NOW + timedelta(minutes=1))
    await do(db, send_again, ana, police.request_id, said("send_again.reason"), minutes=1)
    later, said_so = make.NOW + timedelta(days=3), said("extend_request.reason")
    await do(db, extend_request, ana, police.request_id, later, said_so, minutes=1)
    await do(db, withdraw_request, ana, police.request_id, said("withdraw_request.reason"), minutes=1)
    where |= {"extend_request.reason": four, "withdraw_request.reason": four, "send_again.reason": four}
    await tell(close, manager, four, Policy.default().outcomes[0].code, minutes=2, reason="", anyway="")
    late = make.approach(source_reference="E", children=family, summary="More came.")
    await do(db, receive, ana, late, minutes=3)
    await tell(leave_closed, manager, four, minutes=4, reason="")
    await tell(reopen, manager, four, minutes=5, reason="")
    six, seven = [
        await make.contact_waiting(db, manager, source_reference=ref, children=family) for ref in "GH"
    ]
    await do(db, claim, second, seven, anyway="Mine.")
    await tell(join, ana, seven, six, minutes=1, reason="", anyway="")
    query = "select x.child_id from children x join contacts c using (hub_id, contact_id) where c.ref = :r order by x.place"
    (child,), (twin,) = [(await rows(db, query, r=ref))[0] for ref in (two, three)]
    girls = (Record("child", child), three, Record("child", twin))
    await tell(join_identity, ana, two, *girls, reason="")
    await tell(part_identity, ana, two, *girls, minutes=1, reason="")
    five = await make.contact_waiting(db, manager, source_reference="F")
    await do(db, restrict, manager, five, [], "A colleague's family.")
    cousin = make.approach(source_reference="F", children=(NewChild(given_name="Ned"),), adults=())
    other = (await do(db, receive, manager, cousin)).ref
    await tell_of_sendings(db, make.NOW)
    await tell(restrict_too, manager, five, other, "no", reason="")
    cara, eight = await make.person(db, hub), await make.contact_waiting(db, manager, source_reference="K")
    await do(db, claim, cara, eight, anyway="Mine.")
    await do(db, hand_on_work, manager, cara.person_id, Plan(None, None, said("Plan.reason")), minutes=1)
    where["Plan.reason"] = eight
    return manager, where


async def read_by(db: Database, who: make.Actor, ref: str) -> tuple[str, str]:
    """Everything that the open contact and the API tell this person of it."""
    policy = Policy.default()
    async with db.connection() as conn:
        contact = await access_contact(conn, who, ref, Action.READ_CONTACT, now=make.NOW)
        row = await contact_row(conn, who.hub_id, ref)
        assert row is not None
        parts = (
            contact_state(row, await contact_people(conn, row), policy),
            await contact_timeline(conn, row, who.hub_key, who.lens, policy),
            await contact_protection(conn, row, who.hub_key),
            await contact_alike(conn, row, who.hub_key),
        )
        page = " ".join(draw(emptied(one, seen_by(who.lens))) for one in parts)
        apart = (await why_restricted(conn, who, contact), await likely_apart(conn, who, contact))
        return f"{page} {apart}", str(await contact_document(conn, who, ref, make.NOW))


async def test_each_reason_that_a_verb_asks_for_is_read_on_the_page_and_through_the_api(
    database: Database,
) -> None:
    manager, where = await everything_said(database)
    assert where.keys() == fields_of_verbs() - CODES - ELSEWHERE, (
        "do each verb with a new field in everything_said"
    )
    told = {ref: await read_by(database, manager, ref) for ref in set(where.values())}
    for field, ref in where.items():
        page, api = told[ref]
        assert said(field) in page, f"nobody reads {field} on the page of the contact"
        assert said(field) in api, f"nobody reads {field} through the API"


@cache
def tried() -> set[str]:
    return {field.partition(".")[0] for field in fields_of_verbs()} | {
        "record_measure",
        "hand_on_work",
        "end_interest",
        "ask",
        "map_word",
        "end_word_mapping",
    }


def passed_on(function: ast.AST) -> set[str]:
    """Names of the verbs that a handler passes on: to transact or act, or in says or verb."""
    found = set()
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("transact", "act", "says", "verb"):
            found |= {ast.unparse(one).rpartition(".")[2] for one in call.args[:2]}
    return found


def asks(function: ast.AST) -> bool:
    """Whether a handler reads such a field of a form or a body."""
    for one in ast.walk(function):
        if isinstance(one, ast.Constant) and one.value in {*FIELDS, "why_anyway"}:
            return True
        if isinstance(one, ast.Attribute) and one.attr in FIELDS and ast.unparse(one.value) == "sent":
            return True
    return False


@cache
def handlers() -> dict[str, ast.AST]:
    """The handlers of pages and the API by name, and each line of the routes that names its verb, by its address."""
    found: dict[str, ast.AST] = {}
    for path in (*(BOARD / "web").rglob("*.py"), *(BOARD / "api").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and asks(node):
                found[f"{path.parent.name}/{path.stem}.{node.name}"] = node
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "says" and asks(call):
                    found[f"routes {ast.unparse(call.args[0])}"] = call
    return found


HELPERS = {
    "identity/same.act",
    "web/clicks.anyway",
    "web/clicks.says",
    "lists/pages.throw_away",
    "lists/drawing.list_page",
    "interest/pages._page",
}
"""They pass the field on to a handler, or it is the code for which a list, no contact, was thrown away (`drafts.ended_as`)."""


def test_each_handler_that_reads_such_a_field_passes_it_to_a_verb_that_is_tried() -> None:
    found = handlers()
    lost = {name for name, node in found.items() if not passed_on(node) & tried()}
    assert lost - HELPERS == set(), "each reads a reason and passes it to no verb of everything_said"
    assert len(found) > 20


def test_each_member_of_a_body_goes_to_a_verb_that_is_tried() -> None:
    bodies = [one for one in ENDPOINTS if one.body is not None and set(one.body.model_fields) & FIELDS]
    assert len(bodies) > 12
    assert {one.handler.__name__ for one in bodies} <= tried(), "do each in everything_said"


ASKED = re.compile(r"\{\{ reason\(\"([\w-]+)\"")
WITHOUT_MACRO = {
    "contact/acts/form.html",  # the macro itself
    "contact/acts/grading.html",  # a lower grading
    "contact/acts/consent.html",  # consent, awareness
    "grant/person.html",  # on the page of a person, which has no contact
    "contact/acts/deciding.html",  # owner
    "contact/acts/protecting.html",  # measures
    "request/requests.html",  # confirm, withdraw, extend
    "contact/anyway.html",  # the question after any of these
    "lists/list.html",  # a list, by a code
    "interest/interests.html",  # end
    "local_word/page.html",  # a word, which is of no contact
    "families/compare.html",  # compare
    "identity/same.html",  # joining and parting people, beside it
    "families/same_family.html",  # claim, accept, allocate, reassign
}


def test_each_form_with_such_a_field_is_read_by_a_handler() -> None:
    routes = ast.parse((BOARD / "web/routes.py").read_text())
    read = {name.rpartition(".")[2] for name in handlers()}
    addresses = {}
    for call in ast.walk(routes):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "act" and len(call.args) == 3:
            address, handler = call.args[0], call.args[1]
            by = passed_on(handler) & tried() or {ast.unparse(handler).rpartition(".")[2]} & read
            addresses[ast.literal_eval(address)] = bool(by)
    asked = set()
    for path in (BOARD / "templates").rglob("*.html"):
        source, name = path.read_text(), path.relative_to(BOARD / "templates").as_posix()
        asked |= set(ASKED.findall(source))
        fields = set(re.findall(r'name="(\w+)"', source)) & {*FIELDS, "why_anyway"}
        assert not fields or name in WITHOUT_MACRO, f"{name}: use the macro `reason`, or list it here"
    assert len(asked) > 12
    assert {one for one in asked if not addresses.get(one)} == set(), "no handler reads what is typed there"
