"""Every column says what it holds, and what is held about a family is kept and given up by the rules: retention, hold, append-only."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

import asyncpg
import pytest
from sqlalchemy import text

from board.commands.claims import claim
from board.commands.contact.consent import dispense_with_consent
from board.commands.contact.gradings import record_grading
from board.commands.contact.notes import write_note
from board.commands.contacts import receive
from board.commands.facts.people import record_facts
from board.commands.firing import fire
from board.commands.forecasts import foresee
from board.commands.hand_overs import hand_over
from board.commands.holds import hold, lift
from board.commands.identity.joining import join_identity
from board.commands.interest.declaring import mark_interest
from board.commands.measures import NewMeasure, record_measure
from board.commands.owners import own
from board.commands.ratings import rate
from board.commands.referrer.naming import hide_referrer
from board.commands.request.asking import Question, ask
from board.commands.restrictions import restrict
from board.commands.review_meetings import set_meeting
from board.commands.reviews import review
from board.commands.strategy.requests import ask_for_strategy
from board.domain.facts.kinds import GivenFact
from board.domain.identity.records import Record
from board.domain.permissions import Role
from board.domain.request.about import About
from board.store.engine import Database, Tx
from board.store.readings import log_reading
from board.store.referrer.places import PLACES
from tests import make

LABELS = ("subject", "staff", "secret", "plain")
_COLUMNS = (
    "select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, "
    "col_description(c.oid, a.attnum) as says, obj_description(c.oid, 'pg_class') as table_says "
    "from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped "
    "order by 1, a.attnum"
)
_REACHES_CONTACTS = (
    "select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'contacts'::regclass "
    "and conkey = array(select attnum from pg_attribute where attrelid = conrelid and attname in ('hub_id', 'contact_id') "
    "order by attname <> 'hub_id')"
)
_HELD = (
    "select tgrelid::regclass::text from pg_trigger join pg_proc p on p.oid = tgfoid where p.proname = 'refuse_while_held' "
    "and pg_get_triggerdef(pg_trigger.oid) ~ 'BEFORE DELETE ON .* FOR EACH ROW' and tgenabled = 'O'"
)


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    type: str
    says: str | None
    table_says: str | None

    @property
    def label(self) -> str:
        return (self.says or "").partition(":")[0]

    @property
    def full_name(self) -> str:
        return f"{self.table}.{self.name}"


@pytest.fixture
async def conn(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(database_url)
    yield conn
    await conn.close()


@pytest.fixture
async def columns(conn: asyncpg.Connection) -> list[Column]:
    found = [Column(*row) for row in await conn.fetch(_COLUMNS)]
    assert len(found) > 150
    return found


def subject_tables(columns: list[Column]) -> dict[str, str]:
    """What the comment of each table with subject columns says."""
    return {c.table: c.table_says or "" for c in columns if c.label == "subject"}


async def test_every_column_is_labelled(columns: list[Column]) -> None:
    mute = [
        c.full_name for c in columns if not re.fullmatch(r"(subject|staff|secret|plain): \S.*", c.says or "")
    ]
    assert not mute, (
        f"say in schema.sql by COMMENT what each holds, first word one of {', '.join(LABELS)}: {mute}"
    )
    assert {c.label for c in columns} == set(LABELS)


async def test_every_table_says_what_it_is(columns: list[Column]) -> None:
    mute = {c.table for c in columns if not (c.table_says or "").strip()}
    assert not mute, f"say in schema.sql by COMMENT what these are: {mute}"


async def test_json_counts_as_subject_unless_its_shape_is_declared(columns: list[Column]) -> None:
    documents = [c for c in columns if c.type in ("json", "jsonb")]
    for column in documents:
        shape = re.search(r"shape declared by ([\w.]+)\.(\w+)", column.says or "")
        if shape:
            assert hasattr(import_module(shape[1]), shape[2]), f"{column.full_name}: there is no {shape[0]}"
        else:
            assert column.label == "subject", f"{column.full_name}: label it subject, or declare its shape"
    assert {c.full_name for c in documents} >= {"policies.document", "late_information.body"}


async def test_every_table_about_a_family_names_a_class_of_retention(
    columns: list[Column], conn: asyncpg.Connection
) -> None:
    classes = {row[0] for row in await conn.fetch("select class from retention_classes")}
    for table, says in subject_tables(columns).items():
        named = re.findall(r"\[retention: (\w+)\]", says)
        assert len(named) == 1 and named[0] in classes, (
            f"{table}: its comment names one of {sorted(classes)} as [retention: CLASS]"
        )


async def test_every_table_about_a_family_reaches_its_contact_and_can_be_held(
    columns: list[Column], conn: asyncpg.Connection
) -> None:
    reaches = {row[0] for row in await conn.fetch(_REACHES_CONTACTS)} | {"contacts"}
    held = {row[0] for row in await conn.fetch(_HELD)}
    kept = set(subject_tables(columns)) | {c.table for c in columns if "[retention:" in (c.table_says or "")}
    optional = {c.table for c in columns if c.name == "contact_id"} & kept

    assert len(kept) >= 9
    assert optional == kept, f"these lack contact_id: {kept - optional}"
    assert kept <= reaches, f"give these a foreign key (hub_id, contact_id) to contacts: {kept - reaches}"
    assert kept <= held, f"give these the trigger refuse_while_held: {kept - held}"


async def held_and_free(db: Database) -> make.Hub:
    """A hub with two contacts that have a row in every table about a family; the first, PPN-HELD, is under a legal hold."""
    hub = await make.hub(db)
    manager = await make.person(db, hub, Role.SERVICE_MANAGER)
    other = await make.person(db, hub, Role.MANAGER)
    sister, cousin = await make.person(db, hub), await make.person(db, hub)
    for reference in ("PPN-HELD", "PPN-FREE"):
        ref = await make.contact_released(db, manager, source_reference=reference)
        async with db.transaction() as tx:
            await rate(tx, manager, ref, None, "red", "A weapon was seen.", now=make.NOW)
            await claim(tx, manager, ref, now=make.NOW)
            await hand_over(tx, manager, ref, other.person_id, "Ring the school.", now=make.NOW)
            await own(tx, manager, ref, now=make.NOW)
            await receive(
                tx, manager, make.approach(source_reference=reference, summary="More came."), now=make.NOW
            )
            out = [sister.person_id]
            await restrict(
                tx, manager, ref, [other.person_id], "A colleague's family.", keep_out=out, now=make.NOW
            )
            await hide_referrer(tx, manager, ref, now=make.NOW)
            await hold(tx, manager, ref, "The inquiry asks for it.", now=make.NOW)
            bail = NewMeasure(
                "bail", make.NOW, make.NOW + timedelta(days=28), note="Not to go near the house."
            )
            await record_measure(tx, manager, ref, bail, now=make.NOW)
            await review(tx, manager, ref, "We wait for the court.", now=make.NOW)
            await set_meeting(tx, manager, ref, make.NOW + timedelta(days=3), 30, now=make.NOW)
            await ask_for_strategy(tx, manager, ref, "Two unexplained bruises.", now=make.NOW)
            await dispense_with_consent(tx, manager, ref, "Asking would warn him.", now=make.NOW)
            await record_grading(tx, manager, ref, "first", "high", "DASH", graded_by="PC Ames", now=make.NOW)
            await ask_and_answer(tx, manager, ref)
            await mark_interest(tx, manager, ref, cousin.person_id, "kin", "A cousin.", now=make.NOW)
            child = (await tx.conn.execute(_CHILD, {"ref": ref})).scalar_one()
            gp = [GivenFact("gp", words="Dr Lee")]
            await record_facts(tx, manager, ref, gp, "Ada, mother", child_id=child, now=make.NOW)
            await write_note(tx, manager, ref, "note", "The head teacher will ring back.", now=make.NOW)
        await time_passes(db, hub.hub_id, ref)
        if reference == "PPN-FREE":
            async with db.transaction() as tx:
                await lift(tx, manager, ref, now=make.NOW)
            await log_desk(db, manager)
        async with db.transaction() as tx:
            await tx.conn.execute(_SAFE_NOW, {"reference": reference, "now": make.NOW})
            await tx.conn.execute(_SEALED, {"reference": reference, "now": make.NOW})
            await tx.conn.execute(_CHECKED, {"reference": reference, "now": make.NOW})
            await tx.conn.execute(
                _LINK, {"reference": reference, "now": make.NOW, "token": reference.encode()}
            )
            beside = await make.contact_waiting(db, manager)
            await tx.conn.execute(_MATCH, {"reference": reference, "ref": beside, "now": make.NOW})
            await join_first_children(tx, manager, ref, beside)
            await tx.conn.execute(_QUESTION, {"reference": reference, "ref": beside, "now": make.NOW})
            await tx.conn.execute(_ATTEMPT, {"reference": reference, "now": make.NOW})
    async with db.transaction() as tx:
        await foresee(tx, hub.hub_id, now=make.NOW + timedelta(hours=3))
    return hub


_CHILD = text("select min(child_id) from children join contacts using (hub_id, contact_id) where ref = :ref")
_SAFE_NOW = text(
    "insert into safe_now (hub_id, contact_id, child_id, said_at, recorded_at, recorded_by) "
    "select hub_id, contact_id, child_id, :now, :now, created_by from contacts join children using (hub_id, contact_id) "
    "where source_reference = :reference"
)
_LINK = text(
    "insert into links (hub_id, link_id, purpose, agency_id, person_id, contact_id, question, sent_to, token_hash, asked_at, asked_by, "
    "valid_until) select c.hub_id, gen_random_uuid(), 'add_information', a.agency_id, created_by, contact_id, 'What?', 'x@y.example', "
    "cast(:token as bytea), :now, created_by, cast(:now as timestamptz) + interval '1 day' from contacts c "
    "join agencies a on a.hub_id = c.hub_id and a.key = 'education' where source_reference = :reference"
)
_SEALED = text(
    "insert into sealed_texts (hub_id, contact_id, place, number, words, sealed_at, sealed_by) "
    "select hub_id, contact_id, 'contacts.summary', contact_id, 'She rang.', :now, created_by from contacts "
    "where source_reference = :reference"
)
_CHECKED = text(
    "insert into checked_texts (hub_id, contact_id, place, number, digest, checked_at, checked_by) "
    "select hub_id, contact_id, 'contacts.summary', contact_id, 'x', :now, created_by from contacts where source_reference = :reference"
)
_MATCH = text(
    "insert into matches (hub_id, contact_id, other_id, strong, reasons, found_at) "
    "select o.hub_id, c.contact_id, o.contact_id, true, '{}', :now from contacts o join contacts c using (hub_id) "
    "where o.ref = :ref and c.source_reference = :reference on conflict do nothing"
)


_ATTEMPT = text(
    "insert into attempts (hub_id, contact_id, way, at, person_id) select hub_id, contact_id, 'opened', :now, created_by from contacts "
    "where source_reference = :reference"
)
_QUESTION = text(
    "insert into restrict_too_questions (hub_id, contact_id, other_id, asked_at) "
    "select o.hub_id, c.contact_id, o.contact_id, :now from contacts o join contacts c using (hub_id) "
    "where o.ref = :ref and c.source_reference = :reference"
)


_FORM = text(
    "insert into request_forms (hub_id, request_id, contact_id, agency_id, version, digest, content, drawn_at) "
    "select hub_id, request_id, contact_id, agency_id, 1, sha256('form'), 'form', asked_at from requests where request_id = :request_id"
)
_PART = text(
    "insert into request_parts (hub_id, request_id, contact_id, child_id, sort, who_may_see, answered_at, answered_by) "
    "select hub_id, request_id, contact_id, child_id, 'nothing', 'everybody', :now, :person_id from request_people "
    "where request_id = :request_id"
)


async def ask_and_answer(tx: Tx, manager: make.Actor, ref: str) -> None:
    query = text(
        "select min(child_id) from children join contacts c using (hub_id, contact_id) where c.ref = :ref"
    )
    child = (await tx.conn.execute(query, {"ref": ref})).scalar_one()
    asked = Question(["police"], [About(child_id=child)], "s17", "Only they know.")
    made = await ask(tx, manager, ref, asked, now=make.NOW)
    key = {"request_id": made.requests[0].request_id}
    await tx.conn.execute(_FORM, key)
    await tx.conn.execute(_PART, key | {"now": make.NOW, "person_id": manager.person_id})


async def join_first_children(tx: Tx, manager: make.Actor, ref: str, beside: str) -> None:
    query = text(
        "select x.child_id from children x join contacts c using (hub_id, contact_id) where c.ref = :ref and x.place = 1"
    )
    one, other = [
        Record("child", (await tx.conn.execute(query, {"ref": each})).scalar_one()) for each in (ref, beside)
    ]
    await join_identity(tx, manager, ref, one, beside, other, "One girl.", now=make.NOW)


async def time_passes(db: Database, hub_id: int, ref: str) -> None:
    """Until somebody has been reminded of it."""
    async with db.transaction() as tx:
        query = text("select contact_id from contacts where hub_id = :hub_id and ref = :ref")
        number = (await tx.conn.execute(query, {"hub_id": hub_id, "ref": ref})).scalar_one()
        assert (await fire(tx, hub_id, number, now=make.NOW + timedelta(days=2))).raised


async def log_desk(db: Database, who: make.Actor) -> None:
    async with db.transaction() as tx:
        await log_reading(tx.conn, who, None, "/hubs/{hub}/desk", "board", make.NOW)


async def test_nothing_of_a_held_contact_can_be_removed_whatever_the_table(
    columns: list[Column], conn: asyncpg.Connection, database: Database
) -> None:
    await held_and_free(database)
    held, free = [
        await conn.fetchval("select contact_id from contacts where source_reference = $1", reference)
        for reference in ("PPN-HELD", "PPN-FREE")
    ]
    for table in sorted({c.table for c in columns if "[retention:" in (c.table_says or "")}):
        removing = f"delete from {table} where contact_id = $1"
        for contact in (held, free):
            assert await conn.fetchval(f"select count(*) from {table} where contact_id = $1", contact), (
                f"fill {table} above"
            )
        with pytest.raises(asyncpg.RestrictViolationError, match="under a legal hold"):
            await conn.execute(removing, held)
        await dispose_of(conn, removing, free)


async def dispose_of(conn: asyncpg.Connection, removing: str, contact: int) -> None:
    """Without a hold nothing keeps it but what still points at it, which goes first when a contact is really disposed of."""
    undo = conn.transaction()
    await undo.start()
    with suppress(asyncpg.ForeignKeyViolationError):
        await conn.execute(removing, contact)
    await undo.rollback()


@pytest.mark.parametrize("table", ["events", "readings"])
@pytest.mark.parametrize("change", ["update {} set at = now()", "delete from {}", "truncate {}"])
async def test_what_happened_cannot_be_changed_even_by_the_owner(
    table: str, change: str, conn: asyncpg.Connection, database: Database
) -> None:
    await held_and_free(database)
    before = await conn.fetch(f"select * from {table}")

    with pytest.raises(asyncpg.RestrictViolationError, match=f"{table} is append-only"):
        await conn.execute(change.format(table))

    assert before and await conn.fetch(f"select * from {table}") == before


NO_TEXTS = {
    "contacts": "dfe_code reference_key concern referrer sender_rag outcome",
    "children": "given_name family_name sex ethnicity",
    "adults": "role",
    "measures": "kind",
    "gradings": "grading",
    "consent_facts": "code",
    "person_facts": "state codes",
    "request_people": "nhs_number",
    "sealed_texts": "words",
    "interests": "names address reference reference_key reason end_reason",
}
"""Columns about a family that hold codes, or that no page reads, or what colleagues said of themselves.

The referrer is hidden whole; the children are whom it is about."""


async def test_every_text_about_a_family_can_be_redacted(columns: list[Column]) -> None:
    """A text that is forgotten here would go on describing a referrer who is not to be named."""
    known = {f"{place.table}.{place.column}" for place in PLACES} | {"late_information.body"}
    facts = {f"{table}.{name}" for table, names in NO_TEXTS.items() for name in names.split()}
    found = {
        f"{one.table}.{one.name}"
        for one in columns
        if (one.says or "").startswith("subject") and one.type in ("text", "jsonb")
    }
    assert found - facts == known, "name it in board/store/referrer/texts.py, or above with the codes"
