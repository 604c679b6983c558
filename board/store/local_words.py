"""The mappings of a hub's local words, as every return reads them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.local_word.mappings import CODE_LISTS, WordCodes, WordMapping

COLUMNS: Final = "word_mapping_id, list as list_key, word, code, from_at, until_at"
_ALL = text(
    f"select {COLUMNS} from word_mappings "  # noqa: S608 - a constant
    "where hub_id = :hub_id and list = any(cast(:lists as text[])) order by word_mapping_id"
)


async def word_codes(conn: AsyncConnection, hub_id: int, *lists: str) -> WordCodes:
    """Every mapping of the hub for these lists, or for all of them, those that ended too."""
    rows = await conn.execute(_ALL, {"hub_id": hub_id, "lists": list(lists or CODE_LISTS)})
    return WordCodes.of(WordMapping(**row._mapping) for row in rows)
