"""Filters somebody keeps under a name. They change what one person sees and nothing for anybody else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from board.commands import words
from board.commands.record import note
from board.domain.facets import Filter
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere, TooManyFilters
from board.store.doors import must
from board.store.engine import Tx

LONGEST_NAME = 40
MOST = 12

_SAME = text(
    "select filter_id, words, name from saved_filters where hub_id = :hub_id and person_id = :person_id and removed_at is null "
    "and lower(name) = lower(:name) for no key update"
)
_COUNT = text(
    "select count(*) from saved_filters where hub_id = :hub_id and person_id = :person_id and removed_at is null"
)
_LOCK = text("select 1 from people where person_id = :person_id for no key update")
_ADD = text(
    "insert into saved_filters (hub_id, person_id, name, words, saved_at) values (:hub_id, :person_id, :name, :words, :now) "
    "returning filter_id"
)
_CHANGE = text(
    "update saved_filters set name = :name, words = :words, saved_at = :now where hub_id = :hub_id and filter_id = :filter_id"
)
_REMOVE = text(
    "update saved_filters set removed_at = :now where hub_id = :hub_id and filter_id = :filter_id and person_id = :person_id "
    "and removed_at is null returning filter_id"
)
_THEIRS = text(
    "select 1 from saved_filters where hub_id = :hub_id and filter_id = :filter_id and person_id = :person_id"
)


async def save_filter(tx: Tx, actor: Actor, name: str, chosen: Filter, *, now: datetime) -> int:
    """Keep this filter under this name; one of the same name takes its place. Its number.

    Raises BadInput, TooManyFilters, NotAllowed. Locks: the person. Writes saved_filters, event filter_saved.
    """
    must(actor, Action.SEE_BOARD)
    name = words.name(name, "Give it a name, without anybody's name in it", LONGEST_NAME)
    if not chosen:
        raise BadInput({"name": "Choose at least one thing to filter by, then save it."})
    facts = actor.key | {"name": name, "words": chosen.words, "now": now}
    await tx.conn.execute(_LOCK, facts)
    same = (await tx.conn.execute(_SAME, facts)).one_or_none()
    if same is not None and (same.words, same.name) == (chosen.words, name):
        return int(same.filter_id)
    if same is not None:
        await tx.conn.execute(_CHANGE, {**facts, "filter_id": same.filter_id})
        number = int(same.filter_id)
    else:
        if (await tx.conn.execute(_COUNT, facts)).scalar_one() >= MOST:
            raise TooManyFilters
        number = int((await tx.conn.execute(_ADD, facts)).scalar_one())
    note(tx, actor.hub_id, "filter_saved", actor, {"filter": number}, now=now)
    return number


async def remove_filter(tx: Tx, actor: Actor, filter_id: int, *, now: datetime) -> None:
    """Keep it no longer. One that was removed already stays so.

    Raises NotHere for one that is not theirs. Writes saved_filters, event filter_removed.
    """
    must(actor, Action.SEE_BOARD)
    facts = actor.key | {"filter_id": filter_id, "now": now}
    if (await tx.conn.execute(_REMOVE, facts)).scalar_one_or_none() is not None:
        note(tx, actor.hub_id, "filter_removed", actor, {"filter": filter_id}, now=now)
    elif (await tx.conn.execute(_THEIRS, facts)).scalar_one_or_none() is None:
        raise NotHere
