"""Ask agencies for information: one act, a request for each, every one with its own due time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.commands.telling import managers_of, tell
from board.commands.words import one_of, paragraphs, salted
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.refusals import (
    BadInput,
    BaselineChanged,
    NoGround,
    NoQuestions,
    NotHere,
    NotRed,
    ReasonNotOffered,
)
from board.domain.request.about import About, given_about
from board.domain.request.due import answer_by
from board.domain.request.ground import Ground, Position
from board.domain.urgency import worst
from board.store.agency_hours import AgencyHours, agency_hours
from board.store.engine import Tx
from board.store.policies import policy_of
from board.store.request.doors import ANSWERED
from board.store.request.position import position_of
from board.store.rows import insert, insert_one
from board.store.urgencies import rags_of

QUESTION_MOST = 2_000
MOST = 40
_STANDING = text(
    "select q.request_id, q.agency_id, q.why, q.necessary, q.question, "  # noqa: S608
    "  array(select coalesce('child:' || x.child_id, 'adult:' || x.adult_id) from request_people x "
    "    where x.hub_id = q.hub_id and x.request_id = q.request_id) as people "
    f"from requests q where q.hub_id = :hub_id and q.contact_id = :contact_id and q.withdrawn_at is null and not {ANSWERED}"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One act: the question to several agencies.

    agencies: by key. why: code of a lawful reason. question: in the asker's words; none: the baseline questions alone. at_once: a red goes
    without agreement, for a manager to confirm or withdraw. baseline_version: of the policy whose questions the asker saw; none: they saw
    none.
    """

    agencies: Sequence[str]
    about: Sequence[About]
    why: str
    necessary: str
    question: str | None = None
    at_once: bool = False
    baseline_version: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """One request, to the agency with this key. created: false when the same was asked before and waits for its answer."""

    request_id: UUID
    agency: str
    name: str
    due_at: datetime
    created: bool = True


@dataclass(frozen=True, slots=True)
class RequestsMade:
    """The requests of one act, one for each agency."""

    ref: str
    requests: tuple[Made, ...]

    @property
    def changed(self) -> bool:
        """Whether any of them is new."""
        return any(one.created for one in self.requests)


async def ask(tx: Tx, actor: Actor, ref: str, asked: Question, *, now: datetime) -> RequestsMade:
    """Ask several agencies about people of a contact. The same question to the same agency, while it waits, is silence.

    The ground is worked out from what is recorded. Raises BadInput, UnknownCode, NoQuestions, BaselineChanged, NotHere (a person of no
    or another contact), ReasonNotOffered, NotRed, NoGround, ContactClosed and what the door raises. Locks: the contact. Writes requests,
    request_people, clocks, deliveries; event request_made each.
    """
    contact = await open_contact(tx, actor, ref, Action.REQUEST, now=now)
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    position = await position_of(tx.conn, contact.key)
    texts = _texts(asked)
    about = _people(asked, position)
    agencies = await _agencies(tx, contact, asked, policy, texts["question"], now)
    rag = worst(await rags_of(tx.conn, contact.key), policy)
    ground = _ground(asked, position, policy, rag, contact.ref)
    shared: dict[str, Any] = texts | {
        "asked_at": now,
        "asked_by": actor.person_id,
        "why": asked.why,
        "ground": ground.value,
    }
    shared |= {"aware": position.aware.value, "consent_facts": list(position.facts)}
    shared |= {"baseline_version": contact.policy_version}
    made, events = [], []
    standing = (await tx.conn.execute(_STANDING, contact.key)).all()
    for agency in agencies:
        time = answer_by(policy, agency.calendar, rag, now)
        same = _same(standing, agency, asked, about, texts)
        if same is not None:
            made.append(Made(same, agency.key, agency.name, time.due_at, created=False))
            continue
        request_id = uuid4()
        row = contact.key | shared | {"request_id": request_id, "agency_id": agency.agency_id}
        row |= {"questions": list(policy.requests.questions(agency.key)), "basis": time.basis.value}
        row |= {"due_at": time.due_at, "runs_through": time.runs_through}
        number = await insert_one(tx.conn, "requests", row, "number")
        await insert(tx.conn, "request_people", [_row(contact, request_id, one) for one in about])
        made.append(Made(request_id, agency.key, agency.name, time.due_at))
        events.append({"request": number, "asked": agency.agency_id, "ground": ground.value})
    if not events:
        return RequestsMade(contact.ref, tuple(made))
    await keep_clocks(tx, contact, now=now)
    told: frozenset[int] = frozenset()
    if ground is Ground.RED_AT_ONCE:
        managers = await managers_of(tx, contact, now=now)
        told = await tell(
            tx, contact, "request_to_confirm", managers, by=actor.person_id, urgent=True, now=now
        )
    digest = await salted(tx, contact.hub_id, f"{texts['necessary']}\n{texts['question'] or ''}", now)
    for body in events:
        await record(tx, contact, "request_made", actor, body | {"texts": digest}, told=told, now=now)
    return RequestsMade(contact.ref, tuple(made))


def _texts(asked: Question) -> dict[str, str | None]:
    """The texts as they will be kept. Raises BadInput with every fault."""
    errors: dict[str, str] = {}
    texts: dict[str, str | None] = {"necessary": None, "question": None}
    for name in texts:
        try:
            texts[name] = paragraphs(getattr(asked, name), name, QUESTION_MOST)
        except BadInput as wrong:
            errors |= wrong.errors
    if not texts["necessary"] and "necessary" not in errors:
        errors["necessary"] = "Enter why it is necessary and proportionate to ask."
    if not asked.agencies:
        errors["agencies"] = "Select at least one agency."
    elif len(set(asked.agencies)) > MOST or len(asked.about) > MOST:
        errors["agencies"] = f"Ask at most {MOST} agencies about at most {MOST} people in one act."
    if errors:
        raise BadInput(errors)
    return texts


def _people(asked: Question, position: Position) -> tuple[About, ...]:
    """The people asked about. Raises BadInput; NotHere for somebody who is not of this contact."""
    about = given_about(asked.about)
    if not {one.key for one in about} <= {one.key for one in position.people}:
        raise NotHere
    return about


async def _agencies(
    tx: Tx, contact: Contact, asked: Question, policy: Policy, question: str | None, now: datetime
) -> list[AgencyHours]:
    """The agencies of this hub that are asked, each once. Raises BadInput, NoQuestions, BaselineChanged."""
    known = {one.key: one for one in await agency_hours(tx.conn, contact.hub_id, now)}
    unknown = [key for key in asked.agencies if key not in known]
    if unknown:
        raise BadInput({"agencies": "This hub has no such agency. Select from the agencies listed."})
    chosen = [known[key] for key in dict.fromkeys(asked.agencies)]
    rules = policy.requests
    silent = [one.name for one in chosen if not rules.questions(one.key)]
    if silent and not question:
        raise NoQuestions(agencies=" and ".join(silent))
    if asked.baseline_version not in (None, contact.policy_version):
        seen = await _seen(tx, contact, asked.baseline_version or 0)
        changed = [one.name for one in chosen if seen.questions(one.key) != rules.questions(one.key)]
        if changed:
            raise BaselineChanged(agencies=" and ".join(changed))
    return chosen


async def _seen(tx: Tx, contact: Contact, version: int) -> Any:
    """The rules that the asker saw. Raises BadInput for a version that was never in force."""
    if not 0 <= version < contact.policy_version:
        raise BadInput({"baseline_version": "There is no such version. Reload the page and ask again."})
    return (await policy_of(tx.conn, contact.hub_id, version)).requests


def _ground(asked: Question, position: Position, policy: Policy, rag: str | None, ref: str) -> Ground:
    """The ground on which it goes. Raises UnknownCode, ReasonNotOffered, NotRed, NoGround."""
    reasons = {one.code: one for one in policy.requests.reasons}
    one_of(reasons, "why", asked.why)
    red = rag is not None and policy.level(rag).band == policy.top_band
    if not position.offers(reasons[asked.why]):
        needed = (
            "significant harm is recorded"
            if reasons[asked.why].needs_harm
            else "everybody who decides agreed"
        )
        raise ReasonNotOffered(ref=ref, needed=needed)
    ground = position.ground(at_once=asked.at_once)
    if ground is None:
        raise NoGround(ref=ref, way=" Or say that you ask at once, because it is red." if red else "")
    if ground is Ground.RED_AT_ONCE and not red:
        raise NotRed(ref=ref)
    return ground


def _same(
    standing: Sequence[Any],
    agency: AgencyHours,
    asked: Question,
    about: Sequence[About],
    texts: dict[str, str | None],
) -> UUID | None:
    """The request that asks this agency the same and waits for its answer."""
    people = {f"{who}:{number}" for who, number in (one.key for one in about)}
    for row in standing:
        said = (row.why, row.necessary, row.question) == (asked.why, texts["necessary"], texts["question"])
        if row.agency_id == agency.agency_id and said and set(row.people) == people:
            found: UUID = row.request_id
            return found
    return None


def _row(contact: Contact, request_id: UUID, one: About) -> dict[str, object]:
    names = ("child_id", "adult_id", "nhs_number", "former_names", "gp", "earlier_addresses", "with_address")
    return contact.key | {"request_id": request_id} | {name: getattr(one, name) for name in names}
