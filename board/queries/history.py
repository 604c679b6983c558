"""The events of a contact in words, and the reasons people gave."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain import deliveries, ladders
from board.domain.clocks import WORDS, ClockKind
from board.domain.contact.notes import dated
from board.domain.events import HEADINGS, KINDS, REASONS, TO_THE_NAMED, WORDED
from board.domain.measures import LABELS, MeasureKind
from board.domain.owners import WHYS
from board.domain.people import Actor
from board.domain.permissions import Lens, seen_by, sees
from board.domain.policy import Policy
from board.domain.request.sending import problem_words
from board.domain.rota import CLIMB_WORDS
from board.domain.undo import UNDOABLE
from board.queries.feed import numbers_of
from board.store.chain import body_of
from board.store.families import GIVEN_AWAY
from board.store.visibility import named_last, on_the_board
from board.views.contact import ContactTimeline, Restricting, TimelineRow, Why
from board.views.labels import PLAIN, Shows, emptied

# The reason of a likeness is told while everybody may know of both contacts.
_LIKENESS_APART = (
    "exists (select from matches m join contacts o on o.hub_id = m.hub_id and o.contact_id in (m.contact_id, m.other_id) "
    "  and o.contact_id <> e.contact_id where m.hub_id = e.hub_id and e.contact_id in (m.contact_id, m.other_id) "
    f"  and (m.anyway_at = e.at and e.kind in ({GIVEN_AWAY}) "
    "    or m.match_id = any(cast(string_to_array(concat_ws(' ', cast(e.body as jsonb) -> 'body' ->> 'match', "
    "    cast(e.body as jsonb) -> 'body' ->> 'matches'), ' ') as bigint[]))) "
    f"  and not {on_the_board('o', ':reader')})"
)
_JOIN_APART = (
    "exists (select from identity_joins j join contacts o on o.hub_id = j.hub_id and o.contact_id in (j.contact_id, j.other_id) "
    "  and o.contact_id <> e.contact_id where j.hub_id = e.hub_id and e.contact_id in (j.contact_id, j.other_id) "
    f"  and j.join_id = cast(cast(e.body as jsonb) -> 'body' ->> 'join' as bigint) and not {on_the_board('o')})"
)
_APART = f"({_LIKENESS_APART} or {_JOIN_APART})"
AGENCY = (
    "(select a.name from agencies a where a.hub_id = e.hub_id "
    " and a.agency_id = cast(cast(e.body as jsonb) -> 'body' ->> 'asked' as bigint))"
)
"""Name of the agency that event e says was asked."""
_EVENTS = text(
    f"select e.seq, e.at, e.kind, e.body, e.actor_id, p.name, {_APART} as apart, "  # noqa: S608 - constants
    "  (select o.name from people o where o.person_id = cast(cast(e.body as jsonb) -> 'body' ->> 'person' as bigint)) as person, "
    f"  {AGENCY} as agency, "
    "  (select jsonb_object_agg(r.digest, r.words) from reasons r where r.hub_id = e.hub_id and r.contact_id = e.contact_id "
    "   and (r.digest = 'seq:' || e.seq "
    "    or r.digest in (select value from jsonb_each_text(cast(e.body as jsonb) -> 'body') where key = any(cast(:worded as text[]))))) "
    "   as reasons "
    "from events e left join people p on p.person_id = e.actor_id "
    "where e.hub_id = :hub_id and e.contact_id = :contact_id and e.seq < :before and e.kind <> all(cast(:kept as text[])) "
    "order by e.seq desc limit :most"
)
_RESTRICTED = text(
    "select e.at, e.body, p.name, (select jsonb_object_agg(r.digest, r.words) from reasons r where r.hub_id = e.hub_id "  # noqa: S608
    "   and r.contact_id = e.contact_id and r.digest in (select value from jsonb_each_text(cast(e.body as jsonb) -> 'body') "
    "   where key = any(cast(:worded as text[])))) as reasons "
    "from events e left join people p on p.person_id = e.actor_id join contacts c on c.hub_id = e.hub_id and c.contact_id = e.contact_id "
    "where e.hub_id = :hub_id and e.contact_id = :contact_id and e.kind = any(cast(:kinds as text[])) "
    f"and {named_last()} and not exists (select from kept_out k where k.hub_id = e.hub_id and k.contact_id = e.contact_id "
    "  and k.person_id = :person_id) order by e.seq desc"
)
PAGE = 200
_END = 2**63 - 1
_ENDED = {
    "closed": "because it was closed",
    "changed": "because it was rated anew",
    "done": "because it was done",
}


async def contact_timeline(
    conn: AsyncConnection,
    row: Any,
    hub_key: str,
    lens: Lens,
    policy: Policy,
    *,
    before: int | None = None,
    reader: int | None = None,
) -> ContactTimeline:
    """The newest two hundred events that this lens is told, or those before one of them, newest first. reader: a reason that tells of a
    contact which is kept from them is left out.

    A forecast, for example, is no part of what happened to a family, and an event tells of the field that the handover tells it by.
    """
    kept = [k.name for k in KINDS.values() if not k.open or (k.told and not sees(lens, *k.told))]
    key = {
        "hub_id": row.hub_id,
        "contact_id": row.contact_id,
        "kept": kept,
        "worded": list(WORDED),
        "reader": reader,
    }
    found = (await conn.execute(_EVENTS, {**key, "before": before or _END, "most": PAGE + 1})).all()
    events = found[:PAGE]
    return ContactTimeline(
        hub_key,
        row.ref,
        events[-1].seq if len(found) > PAGE else None,
        tuple(TimelineRow(needs(e.kind), e.seq, e.at, *words(e, policy), _why(e)) for e in events),
    )


NOT_KEPT = "The reason was not kept."


def reason_of(event: Any) -> str | None:
    """The texts given for this event, on one line; none where none had to be given."""
    body, kept = body_of(event.body), event.reasons or {}
    given = [str(body[name]) for name in WORDED if body.get(name)]
    undigested = [words for digest, words in kept.items() if digest not in given]
    told = [*(kept.get(digest, NOT_KEPT) for digest in given), *undigested]
    return (": " if body.get("spoken_to") else " ").join(told) or None


def _why(event: Any) -> Why | None:
    """Its reason, where the history tells it."""
    label = None if event.apart else REASONS.get(event.kind)
    said = reason_of(event) if label else None
    return Why(Shows(*label), said, HEADINGS.get(event.kind, "Reason")) if label and said else None


def needs(kind: str) -> Shows:
    """The field that an event of this kind tells of."""
    return Shows(*(KINDS[kind].told or PLAIN))


def words(event: Any, policy: Policy) -> tuple[str, str]:
    """An event as a sentence, with the names of colleagues and without. Codes become the hub's labels.

    event: a row with kind, actor_id, name (of the actor), person (name of the other person the event is about) and body.
    """
    body = body_of(event.body)
    facts: dict[str, Any] = dict(body)
    if "why" in facts:
        facts["why"] = WHYS.get(facts["why"], facts["why"])
    if "undone" in facts:
        facts["act"] = UNDOABLE.get(facts["undone"], "what was done last")
    if "clock" in facts:
        facts["clock"] = WORDS[ClockKind(facts["clock"])].to
    if "clocks" in facts:
        facts["clocks"] = ", to ".join(WORDS[ClockKind(one)].to for one in str(facts["clocks"]).split())
        facts["why"] = _ENDED[str(facts["why"])]
    if "receiver" in facts:
        facts["receiver"] = ladders.WORDS[ladders.Receiver(facts["receiver"])]
    if "measure" in facts:
        facts["measure"] = LABELS[MeasureKind(facts["measure"])]
    if "rag" in facts and facts["rag"] in policy.rag_codes():
        facts["rag"] = policy.level(facts["rag"]).label
    if "outcome" in facts and facts["outcome"] in {o.code for o in policy.outcomes}:
        facts["outcome"] = policy.outcome(facts["outcome"]).label
    if "why" in facts:
        facts["why"] = CLIMB_WORDS.get(facts["why"], facts["why"])
    if "role" in facts:
        facts["role"] = str(facts["role"]).replace("_", " ").replace("edt", "emergency duty team")
    if "tool" in facts:
        facts["tool"] = policy.tool_label(str(facts["tool"]))
    if "problem" in facts:
        facts["problem"] = problem_words(str(facts["problem"]))
    facts["agency"] = event.agency or "an agency"
    facts["dated"] = dated(facts.get("spoken_at"))
    told = deliveries.KINDS.get(str(body.get("notice", "late_information")))
    facts["notice"] = told.read if told else "the message"
    facts["child"] = body.get("place", body.get("child"))
    said = KINDS[event.kind].words
    told_as = ("Somebody", event.name) if event.actor_id else ("The board",) * 2
    unnamed, named = (
        said.format_map(facts | {"who": who, "person": person})
        for who, person in zip(told_as, ("somebody", event.person or "somebody"), strict=True)
    )
    return named, unnamed


async def reasons_told(
    conn: AsyncConnection, row: Any, hub_key: str, lens: Lens, policy: Policy, reader: int | None = None
) -> list[dict[str, Any]]:
    """The reasons in the history as this lens reads it, newest first, for the API."""
    told = emptied(await contact_timeline(conn, row, hub_key, lens, policy, reader=reader), seen_by(lens))
    rows = [(one, one.why) for one in told.rows if one.why is not None]
    numbers = await numbers_of(conn, row.hub_id, [one.seq for one, _ in rows])
    return [
        {"seq": numbers.get(one.seq), "at": one.at, "what": one.words, "reason": why.words}
        for one, why in rows
    ]


async def why_restricted(conn: AsyncConnection, actor: Actor, contact: Any) -> tuple[Restricting, ...]:
    """The reasons for which it was restricted, newest first, for somebody named on it who was never kept out of it.

    contact: the contact, or its row.
    """
    facts = {
        "hub_id": contact.hub_id,
        "contact_id": contact.contact_id,
        "person_id": actor.person_id,
        "kinds": list(TO_THE_NAMED),
        "worded": list(WORDED),
    }
    rows = await conn.execute(_RESTRICTED, facts)
    return tuple(Restricting(row.at, row.name or "The board", reason_of(row) or NOT_KEPT) for row in rows)
