"""The lists of a sender are explained once: columns, letters and hidden rows; a list that has changed is asked about."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from board.cli.root import board as command
from board.domain.permissions import Role
from board.queries.document import contact_document
from board.store.engine import Database
from tests.served import Board, now, served
from tests.web.lists.listing import (
    HEADER,
    answered,
    kept,
    line,
    rows,
    shown,
    uploaded,
    words,
)

CHILDREN = "select given_name, family_name, born_on::text from children order by family_name, given_name"
DAY = f"{now() - timedelta(days=1):%d/%m/%Y}"
# As forces, hospitals, MARACs and schools lay their lists out, each with what a person has to say of it.
LAYOUTS = {
    "Force A": (
        "Occurrence Number,PPN Created Date/Time,Occurrence Type,Risk,Subject Role,Subject Surname,Subject Forename 1,Subject DOB,"
        "Subject Age,Officer's Narrative,OIC Collar Number\n"
        f"441,{DAY} 02:15,Domestic incident,MEDIUM,Child,WREN,Ivo,05/06/2012,14,Called by a neighbour.,PC 9\n",
        {"Subject Age": "leave out"},
        {},
    ),
    "Merlin": (
        "MERLIN Reference,Date/Time Report Created,Reason for report,Nominal Name,Nominal DOB,BRAG rating,Grounds for concern\n"
        f"26PAC9,{DAY} 02:15,Coming to notice,FINCH Ada,06/07/2013,AMBER,Seen alone.\n",
        {"Reason for report": "contact.notice_type"},
        {"concern": "neglect"},
    ),
    "MARAC": (
        "Date of referral,Referring agency,Victim surname,Victim forename(s),Victim alias,Children name,Children DOB,Score,"
        "Reason for referral\n"
        f"{DAY},IDVA service,Rook,Lark,,Tam Rook,07/08/2014,15,Threats at night.\n",
        {"Referring agency": "leave out", "Victim alias": "leave out"},
        {"concern": "domestic_abuse"},
    ),
    "Hospital": (
        "Attendance No,Arrival Date,Arrival Time,NHS Number,Patient Name,Date of Birth,Postcode,GP Practice Code,Presenting Complaint,"
        "Safeguarding Concern\n"
        f'B7,{DAY},23:10,,"STORK, Bea",08/09/2015,ZZ99 3VZ,A00000,Cut to the hand,Neglect\n',
        {"Arrival Date": "contact.received_on", "Arrival Time": "contact.received_time"}
        | dict.fromkeys(("NHS Number", "Postcode", "GP Practice Code"), "leave out"),
        {},
    ),
    "Schools": (
        "Incident Ref,Incident Date,Incident Time,Child's Name,Child's D.O.B.,Yr Group,Brief Details of Incident,Police Risk Level\n"
        f"PS-9,{DAY},02:15,Sol Heron,09/10/2016,4,Argument heard.,Standard\n",
        {"Incident Date": "contact.received_on", "Incident Time": "contact.received_time", "Yr Group": "leave out"},
        {"concern": "domestic_abuse"},
    ),
}  # fmt: skip


@pytest.fixture
async def board(database: Database, data_folder: Path) -> AsyncIterator[Board]:
    async with served(database, data_folder) as made:
        yield made


async def test_lists_of_five_senders_come_in_once_their_columns_are_explained(board: Board) -> None:
    mina = await board.desk(Role.ADMIN, "Ola Marsh")
    for sender, (content, columns, said) in LAYOUTS.items():
        here = await uploaded(board, mina, content, sender_name=sender)
        assert "has a question" in await shown(mina, here)
        page = await answered(board, mina, here, columns, **said)
        assert "1 line, 0 held back" in page and "would be a new contact (1 child)".capitalize() in page, page
        assert "Kept: 1 of 1 line" in await kept(board, mina, here)

    assert await rows(board, CHILDREN) == [
        ("Ada", "FINCH", "2013-07-06"),
        ("Sol", "Heron", "2016-10-09"),
        ("Tam", "Rook", "2014-08-07"),
        ("Bea", "STORK", "2015-09-08"),
        ("Ivo", "WREN", "2012-06-05"),
    ]
    graded = (
        "select ref from contacts where grading is not null or grading_score is not null order by grading"
    )
    found = [ref for (ref,) in await rows(board, graded)]
    async with board.db.connection() as conn:
        told = [(await contact_document(conn, board.manager, ref, now()))["gradings"] for ref in found]
    assert [(one["words"], one["grading"], one["score"], one["stage"]) for [one] in told] == [
        ("MEDIUM", "medium", None, "first"),
        ("Standard", "standard", None, "first"),
        (None, None, 15, "first"),
    ], "the sender's word as it was sent, and the code it names"


async def test_a_word_nobody_has_seen_is_mapped_once_and_asked_again_where_columns_changed(
    board: Board,
) -> None:
    mina = await board.desk(Role.ADMIN, "Ola Marsh")
    header = "Wee yin,Came tae us,Whit happened,Kind\n"
    here = await uploaded(
        board, mina, f"{header}Tam Wren,{DAY} 02:15,Seen alone.,Neglect\n", sender_name="Isle"
    )
    asked = await shown(mina, here)
    assert "Wee yin" in asked and "No line near the top names columns the board knows" in asked

    refused = await mina.client.post(f"{here}/answers", data={"column-0": "child.name"})
    assert refused.status_code == 422 and "Choose what the column “Kind” means" in words(refused.text)
    assert 'value="child.name" selected' in refused.text, "what was chosen stays"
    said = {"Wee yin": "child.name", "Came tae us": "contact.received_on", "Whit happened": "contact.summary"}
    assert "1 line, 0 held back" in await answered(board, mina, here, said | {"Kind": "contact.concern"})
    await kept(board, mina, here)

    [(sender,)] = await rows(board, "select sender_id from senders where name = 'Isle'")
    content = f"{header}Ada Finch,{DAY} 03:15,Heard at night.,Neglect\n"
    here = await uploaded(board, mina, content, sender=str(sender))
    assert "1 line, 0 held back" in await shown(mina, here), "the second time is one click"
    await kept(board, mina, here)

    changed = (
        f"Wee yin,Came tae us,Whit happened,Sort,Kind\nSol Heron,{DAY} 03:15,Heard at night.,x,Neglect\n"
    )
    here = await uploaded(board, mina, changed, sender=str(sender))
    assert "Sort" in (page := await shown(mina, here)) and "What do these columns mean?" in page
    assert "1 line, 0 held back" in await answered(board, mina, here, {"Sort": "leave out"})
    await kept(board, mina, here)

    lacking = f"Wee yin,Came tae us,Whit happened,Kind\nBea Stork,{DAY} 04:15,Heard at night.,Neglect\n"
    here = await uploaded(board, mina, lacking, sender=str(sender))
    assert "Columns that are not there any longer" in (page := await shown(mina, here)) and "Sort" in page
    assert "1 line, 0 held back" in await answered(board, mina, here, {})
    assert len(await rows(board, CHILDREN)) == 3, "nothing is kept before its owner says so"


async def test_letters_and_hidden_rows_are_asked_once_for_each_sender(board: Board) -> None:
    mina = await board.desk(Role.ADMIN, "Ola Marsh")
    content = (HEADER + line("P-1", "Zoë Quill") + line("P-2", "Renée Böll")).encode("mac_roman")
    here = await uploaded(board, mina, content)
    page = await shown(mina, here)
    assert "Which letters are right?" in page and "Zoë Quill" in page
    assert "2 lines, 0 held back" in await answered(board, mina, here, {}, encoding="mac_roman")
    await kept(board, mina, here)
    assert {name for name, *_ in await rows(board, CHILDREN)} == {"Zoë", "Renée"}

    [(sender,)] = await rows(board, "select sender_id from senders")
    here = await uploaded(
        board, mina, (HEADER + line("P-3", "Chloë Wren")).encode("mac_roman"), sender=str(sender)
    )
    assert "1 line, 0 held back" in await shown(mina, here)

    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(HEADER + line("P-4", "Ada Finch") + line("P-5", "Sol Heron"))):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    here = await uploaded(board, mina, out.getvalue(), sender=str(sender))
    assert "are hidden in the workbook" in await shown(mina, here)
    assert "1 line, 0 held back" in await answered(board, mina, here, {}, hidden="leave")


async def test_command_line_reads_a_list_as_its_sender_was_explained(
    board: Board, data_folder: Path, database_url: str
) -> None:
    ola = await board.desk(Role.ADMIN, "Ola Marsh")
    content, columns, said = LAYOUTS["Hospital"]
    here = await uploaded(board, ola, content, sender_name="Northborough General", source="hospital")
    await answered(board, ola, here, columns, **said)
    await ola.client.post(f"{here}/throw-away", data={"reason": "twice"})
    path = data_folder / "list.csv"
    path.write_text(content)
    runner = CliRunner(env={"DATABASE_URL": database_url, "BOARD_DATA": str(data_folder)})

    def bring_in(*options: str) -> Result:
        return runner.invoke(command, ["import", str(path), "--hub", "northborough", *options])

    loop = asyncio.get_running_loop()
    unknown = await loop.run_in_executor(None, bring_in, "--as", "Nobody")
    assert unknown.exit_code == 1 and "Senders here: “Northborough General”" in unknown.output
    path.write_text(content.replace("Postcode", "Post town"))
    changed = await loop.run_in_executor(None, bring_in, "--as", "northborough general")
    assert changed.exit_code == 1 and "“Post town”, “Postcode”" in changed.output
    path.write_text(content)
    done = await loop.run_in_executor(
        None,
        bring_in,
        "--as",
        "northborough general",
        "--as",
        ola.actor.name.split()[0].lower() + "@nowhere.example",
    )
    assert done.exit_code == 1 and "Nobody with that address" in done.output
    done = await loop.run_in_executor(None, bring_in, "--as", "northborough general")
    assert done.exit_code == 0, done.output
    assert await rows(board, "select source, concern from contacts") == [("hospital", "neglect")]
