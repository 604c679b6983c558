"""Where each child is now, as somebody says: written down beside what was said before, never over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text

from board.commands.record import open_contact, record
from board.commands.running import keep_clocks
from board.commands.words import line, salted
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, ChildrenUnknown, NotHere
from board.domain.safe_now import SafeNow, since_words
from board.domain.working_time import LONDON
from board.store.engine import Tx

_CHILDREN = text(
    "select child_id, place from children where hub_id = :hub_id and contact_id = :contact_id order by place"
)
_RECORD = text(
    "insert into safe_now (hub_id, contact_id, child_id, whereabouts, with_whom, said_by, said_at, recorded_at, recorded_by) "
    "values (:hub_id, :contact_id, :child_id, :whereabouts, :with_whom, :said_by, :said_at, :now, :person_id)"
)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Recorded:
    """children: of how many it was written down."""

    ref: str
    children: int
    changed: bool = True


async def record_safe_now(
    tx: Tx, actor: Actor, ref: str, child_id: int | None, fact: SafeNow, *, now: datetime
) -> Recorded:
    """Write down where one child is, or every child of the contact (child_id none), who is with them, who says they are safe and when.

    Raises BadInput (said in the future, or before the contact's children could be asked about), ChildrenUnknown, ContactClosed, NotHere
    (no such child) and what the door raises. Locks: the contact. Writes safe_now, clocks, one event safe_now_recorded a child.
    """
    contact = await open_contact(tx, actor, ref, Action.RECORD_SAFE_NOW, now=now)
    fact = _checked(fact, now)
    children = (await tx.conn.execute(_CHILDREN, contact.key)).all()
    if not children:
        raise ChildrenUnknown(ref=contact.ref)
    chosen = [child for child in children if child_id in (None, child.child_id)]
    if not chosen:
        raise NotHere
    said = {"whereabouts": fact.whereabouts, "with_whom": fact.with_whom, "said_by": fact.said_by}
    whole = contact.key | said | {"said_at": fact.said_at, "now": now, "person_id": actor.person_id}
    await tx.conn.execute(_RECORD, [{**whole, "child_id": child.child_id} for child in chosen])
    await keep_clocks(tx, contact, now=now)
    words = await salted(tx, contact.hub_id, "\n".join(one or "" for one in said.values()), now)
    where = "known" if fact.whereabouts else "not known"
    for child in chosen:
        body = {"child": child.child_id, "place": child.place, "where": where, "words": words}
        await record(tx, contact, "safe_now_recorded", actor, body, now=now)
    return Recorded(contact.ref, len(chosen))


def _checked(fact: SafeNow, now: datetime) -> SafeNow:
    """As it will be kept. Raises BadInput."""
    if fact.said_at > now:
        when = since_words(fact.said_at, now.astimezone(LONDON).date())
        raise BadInput(
            {"said_time": f"{when} has not come yet. Give the day as well if it was not said today."}
        )
    if (now - fact.said_at).days > 6:
        raise BadInput({"said_on": "That is more than a week ago and says nothing of now. Ask again."})
    return replace(
        fact,
        whereabouts=line(fact.whereabouts, "whereabouts", LONGEST),
        with_whom=line(fact.with_whom, "with_whom", LONGEST),
        said_by=line(fact.said_by, "said_by", LONGEST),
    )
