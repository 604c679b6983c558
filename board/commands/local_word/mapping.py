"""A local word is mapped to a code, and a mapping ends. Neither changes how earlier words are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from board.commands.record import note
from board.commands.words import given, line, one_of
from board.domain.events import Body
from board.domain.local_word.mappings import CODE_LISTS, WordMapping, word_key, word_problem
from board.domain.local_word.rules import begin_problem, begins_at, end_problem, moment_of_day
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput, NotHere
from board.store.doors import must
from board.store.engine import Tx
from board.store.local_words import COLUMNS
from board.store.rows import insert_one
from board.store.turns import Turn

LONGEST = 1_000
_MY_TURN = text(f"select pg_advisory_xact_lock({Turn.MAPPING_WORDS}, :hub_id)")
_OF_WORD = text(
    f"select {COLUMNS} from word_mappings where hub_id = :hub_id and list = :list and word = :word order by word_mapping_id desc"  # noqa: S608
)
_ONE = text(
    f"select {COLUMNS}, ended_at from word_mappings where hub_id = :hub_id and word_mapping_id = :word_mapping_id"  # noqa: S608
)
_END = text(
    "update word_mappings set until_at = :until_at, ended_at = :now, ended_by = :person_id, end_reason = :reason "
    "where hub_id = :hub_id and word_mapping_id = :word_mapping_id"
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The mapping. changed: false when it was so already."""

    word_mapping_id: int
    changed: bool = True


async def map_word(
    tx: Tx,
    actor: Actor,
    list_key: str,
    word: str,
    code: str,
    reason: str,
    from_on: date | None = None,
    *,
    now: datetime,
) -> Mapped:
    """Map a word of a list to one of its codes. The same again is silence.

    from_on: the day from which it holds. None: for words of any day, where this word was read as nothing until now; else from now on.
    Raises NotAllowed, UnknownCode, ReasonNeeded, BadInput. Locks: the turn of the hub. Writes word_mappings, event word_mapped.
    """
    must(actor, Action.MAP_WORDS)
    one_of(CODE_LISTS, "list", list_key)
    codes = CODE_LISTS[list_key]
    reason = given(reason)
    typed = line(word, "word", LONGEST) or ""
    key = word_key(typed)
    if problem := word_problem(key, typed):
        raise BadInput({"word": problem})
    if not codes.has(code):
        if codes.number is not None:
            raise BadInput({"code": f"Enter the {codes.number_words}, or one of: {', '.join(codes.codes)}."})
        one_of(codes.codes, "code", code)
    read = codes.offered(key)
    if read is not None and read == code:
        raise BadInput({"word": f"The list reads this word as {code} by itself. It needs no mapping."})
    await tx.conn.execute(_MY_TURN, {"hub_id": actor.hub_id})
    row = {"hub_id": actor.hub_id, "list": list_key, "word": key}
    found = [WordMapping(**one._mapping) for one in await tx.conn.execute(_OF_WORD, row)]
    before = [one for one in found if not one.never]
    from_at = begins_at(from_on, before, read is not None, now)
    standing = next((one for one in before if one.until_at is None), None)
    if standing is not None and standing.code == code and (from_on is None or standing.from_at == from_at):
        return Mapped(standing.word_mapping_id, changed=False)
    if problem := begin_problem(from_on, from_at, before, read is not None, now):
        raise BadInput({"from_on" if from_on else "word": problem})
    row |= {
        "code": code,
        "from_at": from_at,
        "mapped_at": now,
        "mapped_by": actor.person_id,
        "reason": reason,
    }
    number = int(await insert_one(tx.conn, "word_mappings", row, "word_mapping_id"))
    body: Body = {"word_mapping_id": number, "list": list_key, "code": code}
    note(tx, actor.hub_id, "word_mapped", actor, body, now=now)
    return Mapped(number)


async def end_word_mapping(
    tx: Tx, actor: Actor, word_mapping_id: int, reason: str, until_on: date | None = None, *, now: datetime
) -> Mapped:
    """End a mapping: words recorded from now, or from the beginning of a later day, are no longer read by it. Twice is silence.

    A mapping that has not begun never counts. Raises NotAllowed, NotHere, ReasonNeeded, BadInput. Locks: the turn of the hub.
    Writes word_mappings, event word_mapping_ended.
    """
    must(actor, Action.MAP_WORDS)
    reason = given(reason)
    await tx.conn.execute(_MY_TURN, {"hub_id": actor.hub_id})
    key = {"hub_id": actor.hub_id, "word_mapping_id": word_mapping_id}
    row = (await tx.conn.execute(_ONE, key)).one_or_none()
    if row is None:
        raise NotHere
    one = WordMapping(row.word_mapping_id, row.list_key, row.word, row.code, row.from_at, row.until_at)
    if problem := end_problem(until_on, one, now):
        raise BadInput({"until_on": problem})
    until = now if until_on is None else moment_of_day(until_on, now)
    if one.from_at is not None and until < one.from_at:
        until = one.from_at
    if one.until_at is not None and one.until_at <= until:
        return Mapped(word_mapping_id, changed=False)
    said = {"until_at": until, "now": now, "person_id": actor.person_id, "reason": reason}
    await tx.conn.execute(_END, key | said)
    note(tx, actor.hub_id, "word_mapping_ended", actor, {"word_mapping_id": word_mapping_id}, now=now)
    return Mapped(word_mapping_id)
