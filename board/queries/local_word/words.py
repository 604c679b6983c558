"""Words of coded fields that have no code, by how many contacts they came on, and the mappings of a hub. Nothing tells of a family."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.local_word.mappings import CODE_LISTS, LABELS, tells_more, word_key
from board.domain.people import Actor
from board.store.local_words import word_codes
from board.store.visibility import on_the_board
from board.views.local_word.page import MappedWord, UnmappedWord

MOST = 200


def _of_child(kind: str) -> str:
    """The sender's words of a child, while no fact recorded later answers the same."""
    later = "from person_facts f where f.hub_id = x.hub_id and f.contact_id = x.contact_id and f.child_id = x.child_id"
    answered = (
        f"exists (select {later} and f.adult_id is null and f.kind = '{kind}' and f.state <> 'not_asked')"
    )
    return f"select hub_id, contact_id, '{kind}' as list, {kind} as word from children x where not {answered} union all "  # noqa: S608


_STANDS = (
    "not exists (select from person_facts n where n.hub_id = f.hub_id and n.contact_id = f.contact_id and n.kind = f.kind "
    "and n.adult_id is not distinct from f.adult_id and n.child_id is not distinct from f.child_id "
    "and n.person_fact_id > f.person_fact_id)"
)
_WORDS = (
    "(select hub_id, contact_id, list, btrim(regexp_replace(word, '\\s+', ' ', 'g')) as word from ("  # noqa: S608 - pieces of this file
    f"{''.join(map(_of_child, ('sex', 'ethnicity', 'school')))}"
    f"select g.hub_id, g.contact_id, 'grading', g.grading from contacts g where {on_the_board('g', ':reader')} "
    f"union all select hub_id, contact_id, kind, words from person_facts f where codes = '{{}}' and state = 'known' and {_STANDS}"
    ") sent where word is not null and word not like '%[redacted]%')"
)
_COUNTED = text(
    "select w.list, w.word, count(distinct w.contact_id) as contacts "  # noqa: S608 - constants of this file and of store/visibility.py
    f"from {_WORDS} w join contacts c on c.hub_id = w.hub_id and c.contact_id = w.contact_id "
    f"where w.hub_id = :hub_id and w.list = any(cast(:lists as text[])) and length(w.word) <= 100 and {on_the_board('c', ':reader')} "
    "group by w.list, w.word"
)
_SOUND = "string_to_array(btrim(lower(regexp_replace({0}, '\\W+', ' ', 'g'))), ' ')"
_NAMED = text(
    "select distinct w.list, w.word "  # noqa: S608 - constants of this file
    f"from {_WORDS} w where w.hub_id = :hub_id and w.word = any(cast(:words as text[])) and exists (select from ("
    "  select hub_id, contact_id, concat_ws(' ', given_name, family_name) as name from children "
    "  union all select hub_id, contact_id, concat_ws(' ', given_name, family_name) from adults) p "
    f"  where p.hub_id = w.hub_id and p.contact_id = w.contact_id and {_SOUND.format('p.name')} && {_SOUND.format('w.word')})"
)
_MAPPED = text(
    "select m.word_mapping_id, m.list, m.word, m.code, m.from_at, m.until_at, m.mapped_at, m.reason, m.ended_at, m.end_reason, "
    "  p.name as mapped_by, e.name as ended_by from word_mappings m join people p on p.person_id = m.mapped_by "
    "left join people e on e.person_id = m.ended_by where m.hub_id = :hub_id "
    "order by m.until_at is not null and m.until_at <= :now, m.word_mapping_id desc limit 500"
)


async def unmapped_words(
    conn: AsyncConnection, actor: Actor, now: datetime
) -> tuple[tuple[UnmappedWord, ...], int]:
    """The words without a code that came most often, and how many more texts are not shown: rarer ones, sentences, and those with a name.

    Words of restricted contacts are not counted: everybody who maps words reads the same list.
    """
    codes = await word_codes(conn, actor.hub_id)
    facts = {"hub_id": actor.hub_id, "lists": list(CODE_LISTS), "reader": actor.reader}
    counted: Counter[tuple[str, str]] = Counter()
    spelled: dict[tuple[str, str], set[str]] = {}
    for row in await conn.execute(_COUNTED, facts):
        key = row.list, word_key(row.word)
        if key[1] and codes.coded(row.list, row.word, now) is None:
            counted[key] += row.contacts
            spelled.setdefault(key, set()).add(row.word)
    shown = [key for key in counted if not tells_more(key[1])]
    shown = sorted(shown, key=lambda key: (-counted[key], key))[: 2 * MOST]
    words = sorted({word for key in shown for word in spelled[key]})
    named_rows = await conn.execute(_NAMED, {"hub_id": actor.hub_id, "words": words, "reader": actor.reader})
    named = {(row.list, word_key(row.word)) for row in named_rows}
    kept = [key for key in shown if key not in named][:MOST]
    found = tuple(UnmappedWord(key[0], LABELS[key[0]], key[1], counted[key]) for key in kept)
    return found, len(counted) - len(kept)


async def mapped_words(conn: AsyncConnection, actor: Actor, now: datetime) -> tuple[MappedWord, ...]:
    """The mappings of the hub, those that ended last."""
    rows = await conn.execute(_MAPPED, {"hub_id": actor.hub_id, "now": now})
    return tuple(
        MappedWord(
            word_mapping_id=row.word_mapping_id,
            list=row.list,
            label=LABELS[row.list],
            word=row.word,
            code=row.code,
            meaning=CODE_LISTS[row.list].words(row.code),
            from_at=row.from_at,
            until_at=row.until_at,
            over=row.until_at is not None and row.until_at <= now,
            mapped_at=row.mapped_at,
            mapped_by=row.mapped_by,
            reason=row.reason,
            ended_by=row.ended_by,
            end_reason=row.end_reason,
        )
        for row in rows
    )
