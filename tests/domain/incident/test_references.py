"""References as people mean them: spellings of one are one, and two references stay two. The migration says the same in SQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from board.domain.incident.references import reference_key
from board.store.engine import Database

SPELLINGS = (
    ("PPN-00123", "ppn 123", "PPN\u2011123", "P\u200bPN-123", "PPN\u2013123", "\ufeffPPN123", "ＰＰＮ－123", "PPN-\u00ad0123", " PPN-123 "),
    ("00042", "42", "\u200e42", "4 2", "000 42"),
    ("2600123", "26-00123", "26 00123"),
    ("２６０００４１", "260\u00ad0041", "2600041\u00ad"),
    ("000", "0"),
    ("MERLIN/26/7", "merlin / 26 / 7", "Merlin/26/007", "MERLIN\u00a0/26/7"),
    ("\ufe0fB1", "b\u20601", "B\u22121"),
)  # fmt: skip
APART = ("PPN-123", "PPN-1230", "PPN-12/3", "PPN-1/23", "PPN.123", "PPM-123", "123", "1-2.3", "A1B0", "A1B10")
MIGRATION = Path(__file__).parents[3] / "board/migrations/0019_same_incident.sql"


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_spellings_of_one_reference_are_one(spellings: tuple[str, ...]) -> None:
    assert len({reference_key(one) for one in spellings}) == 1


def test_digits_of_any_script_are_digits() -> None:
    assert reference_key("٢٦٠٠٠٤١") == reference_key("２６０００４１") == "2600041"


def test_references_that_people_keep_apart_stay_apart() -> None:
    assert len({reference_key(one) for one in APART}) == len(APART)


def test_a_reference_of_dashes_alone_is_kept() -> None:
    assert reference_key(" -- ") == "--"


async def test_the_migration_reads_references_as_the_board_does(database: Database) -> None:
    sql = re.search(
        r"reference_key = (coalesce\(.*?\)) where", MIGRATION.read_text(encoding="utf-8"), re.DOTALL
    )
    assert sql is not None
    asked = (
        sql[1]
        .replace("source_reference", "cast(:said as text)")
        .replace("[[:", r"[[\:")
        .replace(":]", r"\:]")
    )
    async with database.connection() as conn:
        for said in [*APART, "--", *(one for spellings in SPELLINGS for one in spellings)]:
            found = (await conn.execute(text(f"select {asked}"), {"said": said})).scalar_one()
            assert found == reference_key(said), ascii(said)
