"""A hub whose every labelled column holds a marker that says which column it is."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from board.commands.allocations import allocate, reassign
from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.contact.consent import dispense_with_consent, record_awareness, record_consent
from board.commands.contact.gradings import record_grading
from board.commands.contact.notes import write_note
from board.commands.contacts import receive
from board.commands.facts.people import record_facts
from board.commands.filters import save_filter
from board.commands.hand_overs import decline, hand_over
from board.commands.holds import hold
from board.commands.identity.joining import join_identity
from board.commands.identity.parting import part_identity
from board.commands.incident.answers import leave_closed
from board.commands.incident.joining import join
from board.commands.incident.settling import settle
from board.commands.measures import NewMeasure, end_measure, record_measure
from board.commands.owners import own
from board.commands.people import set_second_factor
from board.commands.ratings import rate
from board.commands.referrer.naming import name_referrer
from board.commands.request.asking import Question, ask
from board.commands.request.changing import extend_request
from board.commands.review_meetings import set_meeting
from board.commands.reviews import review
from board.commands.safe_now import record_safe_now
from board.commands.strategy.requests import ask_for_strategy
from board.commands.undo import undo
from board.domain.contacts import NewAdult, NewChild, NewContact, SafeContact
from board.domain.facets import Filter
from board.domain.facts.kinds import GivenFact
from board.domain.identity.records import Record
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.request.about import About
from board.domain.safe_now import SafeNow
from board.store.engine import Database
from tests import make

MARK = "Qx7kMarker"
BORN, EXPECTED, SCORE = date(2013, 12, 11), date(2027, 3, 19), 737373
ADULT_BORN, STEP = date(1991, 7, 23), 737171
HAPPENED = date(2026, 8, 19)
# Columns that hold no words of anybody: closed vocabularies and codes, which the wall's own list of words is checked for below.
CODED = {
    ("contacts", "source"), ("contacts", "dfe_code"), ("contacts", "concern"), ("contacts", "sender_rag"),
    ("contacts", "outcome"), ("contacts", "reference_key"), ("measures", "kind"), ("children", "sex"), ("adults", "role"),
    ("consent_facts", "code"), ("gradings", "grading"), ("person_facts", "state"), ("request_people", "nhs_number"),
}  # fmt: skip

_ENTRY = text(
    "insert into agency_entries (hub_id, agency_id, kind, address, name, deputies, added_at, added_by) "
    "select hub_id, agency_id, 'mailbox', m || '.address@x.example', m || '.name', array[m || '.deputies'], :now, :person_id "
    "from agencies, (select cast(:m as text) as m) marker where key = 'police'"
)
_GRANT = text(
    "insert into seat_grants (hub_id, agency_id, role, name, address, given_at, given_by, needs_second) "
    "select hub_id, agency_id, 'police', m || '.name', m || '.address@x.example', :now, :person_id, false "
    "from agencies, (select cast(:m as text) as m) marker where key = 'police'"
)
_OUTSIDE = (
    text("insert into people (name, guest, created_at) values (:m || 'people.name', true, :now)"),
    text(
        "insert into agency_entries (hub_id, agency_id, kind, address, name, deputies, added_at, confirmed_at, confirmed_by, "
        "confirmed_how) select hub_id, agency_id, 'telephone', :m || 'agency_entries.address', :m || 'agency_entries.name', "
        "array[:m || 'agency_entries.deputies'], cast(:now as timestamptz) - interval '2 days', :now, :manager, 'letter' "
        "from agencies where hub_id = :hub and key = 'education'"
    ),
    text(
        "insert into guests (hub_id, guest_id, agency_id, email, entry_id, added_at, added_by) "
        "select e.hub_id, p.person_id, e.agency_id, :m || 'guests.email@x.example', e.entry_id, :now, :worker "
        "from agency_entries e join people p on p.guest and not exists (select from guests g where g.guest_id = p.person_id) "
        "where e.hub_id = :hub and e.kind = 'telephone' and e.confirmed_at is not null"
    ),
    text(
        "insert into links (hub_id, link_id, purpose, agency_id, guest_id, contact_id, question, sent_to, token_hash, asked_at, asked_by, "
        "valid_until) select g.hub_id, gen_random_uuid(), 'add_information', g.agency_id, g.guest_id, c.contact_id, "
        ":m || 'links.question', :m || 'links.sent_to@x.example', sha256(convert_to(g.guest_id || 'link', 'UTF8')), "
        "cast(:now as timestamptz), :worker, cast(:now as timestamptz) + interval '7 days' "
        "from guests g join contacts c on c.hub_id = g.hub_id and c.ref = :ref where g.hub_id = :hub"
    ),
    text(
        "insert into link_codes (hub_id, code_id, link_id, route, entry_id, made_at, made_by, valid_until, code_hash) "
        "select l.hub_id, gen_random_uuid(), l.link_id, 'call', g.entry_id, l.asked_at, :manager, l.valid_until, sha256('code') "
        "from links l join guests g on g.guest_id = l.guest_id where l.hub_id = :hub"
    ),
    text(
        "insert into link_statements (hub_id, statement_id, link_id, said_name, said_role, said_at) select hub_id, code_id, link_id, "
        ":m || 'link_statements.said_name', :m || 'link_statements.said_role', :now from link_codes where hub_id = :hub"
    ),
    text(
        "insert into link_sessions (hub_id, session_id, link_id, code_id, token_hash, begun_at, seen_at) "
        "select hub_id, code_id, link_id, code_id, sha256(convert_to(code_id || 'browser', 'UTF8')), :now, :now "
        "from link_codes where hub_id = :hub"
    ),
)
_SEALED = text(
    "insert into sealed_texts (hub_id, contact_id, place, number, words, sealed_at, sealed_by) "
    "select hub_id, contact_id, 'contacts.summary', contact_id, :words, :now, created_by from contacts where ref = :ref"
)
# A request that went at once, was confirmed and then withdrawn, and an answer by telephone: other columns than ask writes.
_REQUESTS = (
    text(
        "insert into requests (hub_id, request_id, contact_id, agency_id, asked_at, asked_by, why, necessary, questions, baseline_version, "
        "ground, aware, basis, due_at, runs_through, confirmed_at, confirmed_by, confirmed_because, withdrawn_at, withdrawn_by, "
        "withdrawn_because) select hub_id, gen_random_uuid(), contact_id, agency_id, asked_at, asked_by, why, necessary, questions, "
        "baseline_version, 'red_at_once', aware, basis, due_at, runs_through, :now, asked_by, :m || 'requests.confirmed_because', :now, "
        "asked_by, :m || 'requests.withdrawn_because' from requests where hub_id = :hub"
    ),
    text(
        "insert into request_parts (hub_id, request_id, contact_id, child_id, sort, words, systems, found_under, found_as, who_may_see, "
        "said_by, typed_by, answered_at) select hub_id, request_id, contact_id, child_id, 'held', :m || 'request_parts.words', "
        ":m || 'request_parts.systems', :m || 'request_parts.found_under', :m || 'request_parts.found_as', 'everybody', "
        ":m || 'request_parts.said_by', :worker, :now from request_people where hub_id = :hub and child_id is not null"
    ),
)


def mark(column: str) -> str:
    """The marker in this column of this table."""
    return f"{MARK}-{column}"


def family(n: int, **otherwise: Any) -> NewContact:
    """An approach with something in every field. otherwise: fields with another content."""
    parts = ("channel", "times", "never_use", "code_word", "address")
    safe = SafeContact(**{part: mark(f"safe_contacts.{part}") for part in parts}, message_ok=True)
    words = {
        part: mark(f"children.{part}")
        for part in ("given_name", "family_name", "ethnicity", "school", "address")
    }
    child = NewChild(born_on=BORN, sex="f", **words)
    unborn = NewChild(unborn=True, family_name=mark("children.family_name"), expected_on=EXPECTED)
    names = {part: mark(f"adults.{part}") for part in ("given_name", "family_name", "address")}
    adult = NewAdult("victim", born_on=ADULT_BORN, safe_contact=safe, **names)
    fields = ("notice_type", "summary", "harm_detail", "referrer", "grading_tool", "grading")
    facts: dict[str, Any] = {
        "source_reference": mark(f"contacts.source_reference{n}"),
        "grading_score": SCORE,
        "incident_on": HAPPENED,
        "rag": "red",
        "confidential_enquiry": True,
        "anonymous_referrer": True,
        "children": (child, unborn),
        "adults": (adult,),
    }
    return make.approach(**facts | {field: mark(f"contacts.{field}") for field in fields} | otherwise)


async def live_through(
    db: Database, hub: make.Hub, *, outcome: str = Policy.default().outcomes[0].code, **otherwise: Any
) -> tuple[Actor, list[str]]:
    """Do everything that writes words, so that every labelled column holds a marker. otherwise: as for a family."""
    manager = await make.person(db, hub, Role.SERVICE_MANAGER, name=mark("people.name1"))
    worker = await make.person(db, hub, name=mark("people.name2"), password_hash=mark("people.password_hash"))
    refs = []
    for n in range(4):
        async with db.transaction() as tx:
            refs.append((await receive(tx, worker, family(n, **otherwise), now=make.NOW)).ref)
    async with db.transaction() as tx:
        await receive(
            tx, worker, replace(family(0, **otherwise), summary=mark("late_information.body")), now=make.NOW
        )
    async with db.transaction() as tx:
        await claim(tx, worker, refs[0], now=make.NOW)
    async with db.transaction() as tx:
        await release(tx, worker, refs[0], mark("claims.release_reason"), now=make.NOW)
    async with db.transaction() as tx:
        await rate(tx, worker, refs[1], None, "amber", mark("ratings.reason"), now=make.NOW)
    async with db.transaction() as tx:
        await claim(tx, worker, refs[1], now=make.NOW)
    for reason in (mark("hand_overs.ended_reason"), None):
        async with db.transaction() as tx:
            await hand_over(tx, worker, refs[1], manager.person_id, mark("hand_overs.note"), now=make.NOW)
        async with db.transaction() as tx:
            await (
                decline(tx, manager, refs[1], reason, now=make.NOW)
                if reason
                else undo(tx, worker, refs[1], now=make.NOW)
            )
    async with db.transaction() as tx:
        await reassign(tx, manager, refs[1], manager.person_id, mark("claims.release_reason"), now=make.NOW)
    other = await make.person(db, hub, Role.MANAGER, name=mark("people.name3"))
    async with db.transaction() as tx:
        await own(tx, other, refs[1], None, "absence", mark("owners.reason"), now=make.NOW)
    async with db.transaction() as tx:
        await allocate(
            tx, other, refs[3], worker.person_id, anyway=mark("matches.anyway_reason"), now=make.NOW
        )
    async with db.transaction() as tx:
        await close(
            tx,
            manager,
            refs[2],
            outcome,
            mark("contacts.outcome_reason"),
            anyway="All of it was weighed.",
            now=make.NOW,
        )
    async with db.transaction() as tx:
        again = replace(family(2, **otherwise), summary=mark("late_information.body"))
        await receive(tx, worker, again, now=make.NOW)
        await leave_closed(tx, manager, refs[2], mark("late_information.answer_reason"), now=make.NOW)
    async with db.transaction() as tx:
        reds = Filter((("rag", ("red",)),))
        await save_filter(tx, worker, mark("saved_filters.name"), reds, now=make.NOW)
    bail = NewMeasure("bail", make.NOW, make.NOW + timedelta(days=28), note=mark("measures.note"))
    async with db.transaction() as tx:
        measured = await record_measure(tx, worker, refs[0], bail, now=make.NOW)
        await end_measure(tx, worker, refs[0], measured.measure_id, mark("measures.end_reason"), now=make.NOW)
        await review(tx, manager, refs[0], mark("reviews.finding"), now=make.NOW)
        await set_meeting(tx, manager, refs[1], make.NOW + timedelta(days=2), 30, now=make.NOW)
    async with db.transaction() as tx:
        await ask_for_strategy(tx, worker, refs[1], mark("strategy_requests.reason"), now=make.NOW)
    async with db.transaction() as tx:
        query = text(
            "select min(adult_id) from adults join contacts c using (hub_id, contact_id) where ref = :ref"
        )
        adult = (await tx.conn.execute(query, {"ref": refs[1]})).scalar_one()
        parts = ("spoken_with", "words", "limits", "reason")
        answer = {part: mark(f"consent_facts.{part}") for part in parts}
        told = {"told_by": answer["spoken_with"], "reason": answer["reason"], "adult_id": adult}
        await record_awareness(tx, worker, refs[1], "told", **told, now=make.NOW)
        await record_consent(tx, worker, refs[1], "refused", adult_id=adult, **answer, now=make.NOW)
    async with db.transaction() as tx:
        await dispense_with_consent(tx, manager, refs[1], mark("consent_facts.reason"), now=make.NOW)
        query = text(
            "select min(child_id) from children join contacts c using (hub_id, contact_id) where ref = :ref"
        )
        child = (await tx.conn.execute(query, {"ref": refs[1]})).scalar_one()
        finding = {
            part: mark(f"request_people.{part}") for part in ("former_names", "gp", "earlier_addresses")
        }
        about = (About(child_id=child, nhs_number="9434765919", **finding),)
        asked = Question(["police"], about, "s17", mark("requests.necessary"), mark("requests.question"))
        made = await ask(tx, worker, refs[1], asked, now=make.NOW)
        later, why = make.NOW + timedelta(days=9), mark("requests.due_because")
        await extend_request(tx, worker, made.requests[0].request_id, later, why, now=make.NOW)
        facts = {"m": f"{MARK}-", "now": make.NOW, "hub": hub.hub_id}
        await tx.conn.execute(_REQUESTS[0], facts)
        await tx.conn.execute(_REQUESTS[1], facts | {"worker": worker.person_id})
    async with db.transaction() as tx:
        fact = GivenFact("gp", words=mark("person_facts.words"))
        by = mark("person_facts.said_by")
        await record_facts(tx, worker, refs[1], [fact], by, adult_id=adult, now=make.NOW)
    async with db.transaction() as tx:
        said = mark("notes.note"), mark("notes.spoken_to")
        await write_note(tx, worker, refs[1], "telephone", *said, now=make.NOW)
    async with db.transaction() as tx:
        texts = {part: mark(f"gradings.{part}") for part in ("graded_by", "words", "version", "reason")}
        await record_grading(
            tx, worker, refs[1], "secondary", "high", "DARA", **texts, score=17, now=make.NOW
        )
    async with db.transaction() as tx:
        await name_referrer(tx, manager, refs[1], mark("referrer_changes.reason"), now=make.NOW)
    fact = SafeNow(
        mark("safe_now.whereabouts"), mark("safe_now.with_whom"), mark("safe_now.said_by"), make.NOW
    )
    async with db.transaction() as tx:
        await record_safe_now(tx, worker, refs[1], None, fact, now=make.NOW)
    async with db.transaction() as tx:
        await settle(
            tx, worker, refs[0], refs[1], same=True, reason=mark("matches.verdict_reason"), now=make.NOW
        )
    async with db.transaction() as tx:
        late_one = (await receive(tx, worker, family(9, **otherwise), now=make.NOW)).ref
    async with db.transaction() as tx:
        await claim(tx, manager, late_one, anyway=mark("matches.anyway_reason"), now=make.NOW)
    async with db.transaction() as tx:
        joined = str((await receive(tx, worker, family(10, **otherwise), now=make.NOW)).ref)
    async with db.transaction() as tx:
        why = mark("matches.verdict_reason")
        await join(tx, worker, joined, str(refs[0]), why, anyway=why, raised=True, now=make.NOW)
    ends = [Record("child", number) for number in await first_children(db, (refs[1], refs[3]))]
    both = (str(refs[1]), ends[0], str(refs[3]), ends[1])
    async with db.transaction() as tx:
        await join_identity(tx, worker, *both, mark("identity_joins.reason"), now=make.NOW)
        await part_identity(tx, worker, *both, mark("identity_joins.part_reason"), now=make.NOW)
    async with db.transaction() as tx:
        await join_identity(tx, worker, *both, mark("identity_joins.reason"), now=make.NOW)
    await make.contact_held(db, manager, summary=mark("contacts.summary"))
    async with db.transaction() as tx:
        await hold(tx, manager, refs[0], mark("legal_holds.reason"), now=make.NOW)
    async with db.transaction() as tx:
        await tx.conn.execute(_SEALED, {"words": mark("sealed_texts.words"), "now": make.NOW, "ref": refs[0]})
    async with db.transaction() as tx:
        await tx.conn.execute(text("update owners set reason = :m"), {"m": mark("owners.reason")})
        await tx.conn.execute(
            _ENTRY, {"m": mark("agency_entries"), "person_id": worker.person_id, "now": make.NOW}
        )
        await tx.conn.execute(
            _GRANT, {"m": mark("seat_grants"), "person_id": manager.person_id, "now": make.NOW}
        )
        await tx.conn.execute(
            text("update people set email = :m || person_id || '@x.example' where not guest"),
            {"m": mark("people.email")},
        )
    facts = {"m": f"{MARK}-", "now": make.NOW, "manager": manager.person_id, "worker": worker.person_id}
    facts |= {"hub": hub.hub_id, "ref": refs[1]}
    async with db.transaction() as tx:
        for statement in _OUTSIDE:
            used = {name: value for name, value in facts.items() if re.search(rf":{name}\b", statement.text)}
            await tx.conn.execute(statement, used)
    async with db.transaction() as tx:
        await set_second_factor(
            tx, worker.person_id, mark("people.totp_secret"), STEP, [os.urandom(32)], now=make.NOW
        )
    return manager, refs


async def first_children(db: Database, refs: Iterable[str | None]) -> list[int]:
    """The number of the first child of each of these contacts."""
    query = text(
        "select x.child_id from children x join contacts c using (hub_id, contact_id) where c.ref = :r and x.place = 1"
    )
    async with db.connection() as conn:
        return [int((await conn.execute(query, {"r": ref})).scalar_one()) for ref in refs]


async def unmarked(db: Database) -> list[str]:
    """Labelled text columns of tables with rows in which no row holds a marker: those this test would not notice leaking."""
    query = text(
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a "
        "join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' "
        "where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped "
        "and split_part(col_description(a.attrelid, a.attnum), ':', 1) in ('subject', 'staff', 'secret')"
    )
    found = []
    async with db.connection() as conn:
        for table, column, kind in await conn.execute(query):
            if kind not in ("text", "jsonb") or (table, column) in CODED:
                continue
            rows = (await conn.execute(text(f"select count(*) from {table}"))).scalar_one()
            marked = text(f"select count(*) from {table} where {column}::text like :m")
            if rows and not (await conn.execute(marked, {"m": f"%{MARK}%"})).scalar_one():
                found.append(f"{table}.{column}")
    return found


async def secrets_in(db: Database) -> set[str]:
    """Every secret as it could be written somewhere."""
    query = text(
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid "
        "join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' "
        "where c.relkind = 'r' and a.attnum > 0 and format_type(a.atttypid, a.atttypmod) = 'bytea' "
        "and col_description(a.attrelid, a.attnum) like 'secret:%'"
    )
    found = set()
    async with db.connection() as conn:
        for table, column in (await conn.execute(query)).all():
            for value in (
                await conn.execute(text(f"select {column} from {table} where {column} is not null"))
            ).scalars():
                found |= {
                    bytes(value).hex(),
                    base64.b64encode(value).decode(),
                    base64.urlsafe_b64encode(value).decode(),
                }
    return found
