"""`board import`: a dry run first, good lines in, bad lines out, the same list twice changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from board.cli.root import board
from board.cli.upkeep import import_
from board.domain.permissions import Role
from board.store.engine import Database
from tests.intake.making import Hub, a_hub

HEADER = "Reference,Received,Concern,Summary,Risk,Child name,Child DOB,Victim,Safe number\n"
FIRST = "PPN-1,{day} 07:52,Domestic abuse,Officers attended.,High,Zoë Quill,02/03/2017,Orla Quill,+44 7700 900123\n"
SECOND = "PPN-2,{day} 06:10,neglect,Seen alone.,,,,,\n"
BAD = "PPN-3,{day} 06:10,neglect,Seen.,,Ned Rook,31/02/2017,,\n"
UNNAMED = ",{day} 05:00,neglect,Heard through the wall.,,,,,\n"


class Desk:
    """A hub in a database of the test's own, and the command line beside it."""

    def __init__(self, url: str, folder: Path, runner: asyncio.Runner) -> None:
        self.url, self.folder, self.runner = url, folder, runner
        self.database = Database(url, pool_size=2)
        self.hub: Hub = runner.run(a_hub(self.database))

    def write(self, *lines: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        path = self.folder / name
        path.write_bytes("".join([HEADER, *lines]).replace("{day}", self.today).encode(encoding))
        return path

    @property
    def today(self) -> str:
        """Yesterday, as a list writes it: the command's own clock is the real one."""
        [day] = self.rows("select to_char(now() - interval '1 day', 'DD/MM/YYYY')")
        return str(day)

    def bring_in(self, path: Path, *options: str) -> Result:
        runner = CliRunner(env={"DATABASE_URL": self.url, "BOARD_DATA": str(self.folder)})
        return runner.invoke(board, ["import", str(path), *options])

    def rows(self, sql: str) -> list[object]:
        async def read() -> list[object]:
            async with self.database.connection() as conn:
                return list((await conn.execute(text(sql))).scalars())

        return self.runner.run(read())

    def state(self) -> list[object]:
        """Everything an import could change."""
        tables = (
            "contacts",
            "children",
            "adults",
            "late_information",
            "events",
            "people",
            "seats",
            "deliveries",
        )
        return [self.rows(f"select count(*) from {table}") for table in tables]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    assert import_  # the command is registered
    with asyncio.Runner() as runner:
        made = Desk(database_url, tmp_path, runner)
        yield made
        runner.run(made.database.close())


def test_good_lines_come_in_and_bad_ones_stay_out(desk: Desk) -> None:
    result = desk.bring_in(desk.write(FIRST, BAD, SECOND))
    assert result.exit_code == 2, result.output
    assert sorted(desk.rows("select source_reference from contacts")) == ["PPN-1", "PPN-2"]
    refs = dict(
        zip(
            desk.rows("select source_reference from contacts order by 1"),
            desk.rows("select ref from contacts order by source_reference"),
            strict=True,
        )
    )
    lines = result.stdout.splitlines()
    assert f"line 2: new contact {refs['PPN-1']} (1 child)" in lines
    assert "line 3: refused: column “Child DOB”: there is no such day in the calendar" in lines
    assert f"line 4: new contact {refs['PPN-2']} (children unknown: please ask)" in lines
    assert "3 lines: 2 new, 0 here already, 0 changed, 1 line refused." in result.stdout


def test_report_names_nobody(desk: Desk) -> None:
    result = desk.bring_in(desk.write(FIRST, BAD, FIRST.replace("Officers", "Other officers")))
    assert not any(word in result.output for word in ("Quill", "Rook", "Officers", "900123", "PPN-1"))


def test_same_list_twice_changes_nothing(desk: Desk) -> None:
    path = desk.write(FIRST, SECOND, UNNAMED)
    assert desk.bring_in(path).exit_code == 0
    before = desk.state()
    again = desk.bring_in(path)
    assert again.exit_code == 0 and desk.state() == before
    assert again.stdout.count("is here already, unchanged") == 3


def test_dry_run_reports_the_same_and_changes_nothing(desk: Desk) -> None:
    before, path = desk.state(), desk.write(FIRST, BAD, UNNAMED)
    dry = desk.bring_in(path, "--dry-run")
    assert dry.exit_code == 2 and desk.state() == before
    assert "line 2: would be a new contact (1 child)" in dry.stdout and "nothing was changed" in dry.stdout
    desk.bring_in(path)
    assert "is here already, unchanged" in desk.bring_in(path, "--dry-run").stdout


def test_changed_line_is_kept_beside_the_contact_as_late_information(desk: Desk) -> None:
    desk.bring_in(desk.write(FIRST))
    changed = desk.bring_in(desk.write(FIRST.replace("Officers attended.", "A third child was found.")))
    assert changed.exit_code == 0 and "this is kept as late information" in changed.stdout
    assert desk.rows("select summary from contacts") == ["Officers attended."]
    assert desk.rows("select body ->> 'summary' from late_information") == ["A third child was found."]


def test_same_list_in_another_encoding_is_the_same(desk: Desk) -> None:
    desk.bring_in(desk.write(FIRST))
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        result = desk.bring_in(desk.write(FIRST, encoding=encoding), "--encoding", "cp1252")
        assert "is here already, unchanged" in result.stdout


def test_encoding_that_is_not_sure_is_chosen_by_a_person_before_anything_is_kept(desk: Desk) -> None:
    before, path = desk.state(), desk.write(FIRST, encoding="mac_roman")
    asked = desk.bring_in(path)
    assert asked.exit_code == 1 and desk.state() == before
    assert "--encoding mac_roman (Mac, Western Europe):" in asked.stdout and "Zoë Quill" in asked.stdout
    assert "does not say in which encoding" in asked.output
    assert desk.bring_in(path, "--encoding", "mac_roman").exit_code == 0
    assert desk.rows("select given_name from children") == ["Zoë"]


def test_line_of_another_length_is_held_back_with_its_words_and_the_others_come_in(desk: Desk) -> None:
    result = desk.bring_in(desk.write(FIRST.replace("attended.", "attended, a child hid."), SECOND))
    assert result.exit_code == 2 and desk.rows("select source_reference from contacts") == ["PPN-2"]
    assert "line 2: refused: it has 10 cells and its header 9" in result.stdout
    assert "put the whole cell in quotation marks" in result.stdout and "“ a child hid.”" not in result.stdout
    assert "a child hid." in result.stdout


def test_line_that_stands_twice_in_one_list_is_one_contact(desk: Desk) -> None:
    result = desk.bring_in(desk.write(FIRST, FIRST, UNNAMED, UNNAMED))
    assert result.exit_code == 0, result.output
    assert desk.rows("select count(*) from contacts") == [2] and desk.rows(
        "select count(*) from children"
    ) == [1]
    assert "line 3: same contact as line 2" in result.stdout


def test_one_reference_in_several_spellings_is_one_contact(desk: Desk) -> None:
    spelled = [FIRST.replace("PPN-1", one) for one in ("PPN-1", "ppn 1", "PPN\u20111", "P\u200bPN-0001")]
    assert desk.bring_in(desk.write(*spelled)).exit_code == 0
    assert desk.rows("select count(*) from contacts") == [1]
    assert desk.bring_in(desk.write(spelled[3])).exit_code == 0
    assert desk.rows("select count(*) from late_information") == [0]


def test_bad_line_holds_back_its_whole_family(desk: Desk) -> None:
    result = desk.bring_in(desk.write(FIRST, FIRST.replace("Zoë Quill,02/03/2017", "Ned Quill,02/03/2099")))
    assert result.exit_code == 2 and desk.rows("select count(*) from contacts") == [0]
    assert "line 2: refused: held back with line 3, which is of the same contact" in result.stdout
    assert "line 3: refused: column “Child DOB”: A birth date cannot lie in the future." in result.stdout


def test_word_the_hub_does_not_know_is_refused_with_those_it_does(desk: Desk) -> None:
    result = desk.bring_in(desk.write(SECOND.replace("neglect", "witchcraft")))
    assert result.exit_code == 2
    assert "column “Concern”: Unknown value. Known values:" in result.stdout and "neglect" in result.stdout


def test_list_comes_from_its_own_feed_or_from_whoever_is_named(desk: Desk) -> None:
    desk.runner.run(desk.hub.person(Role.ADMIN, "Ada Admin"))
    desk.bring_in(desk.write(FIRST))
    desk.bring_in(desk.write(SECOND), "--as", "ada.admin@northborough.example")
    by = desk.rows(
        "select p.name from contacts c join people p on p.person_id = c.created_by order by c.source_reference"
    )
    assert by == ["Overnight list", "Ada Admin"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--hub", "elsewhere"], "Hubs here: northborough"),
        (["--source", "martians"], "no source of that name"),
        (["--concern", "witchcraft"], "no such concern"),
        (["--as", "nobody@northborough.example"], "Nobody with that address"),
        (["--as", "paul.police@northborough.example"], "contacts are logged by MASH admin"),
    ],
)
def test_wish_that_cannot_be_met_is_said_and_nothing_changes(
    desk: Desk, options: list[str], words: str
) -> None:
    desk.runner.run(desk.hub.person(Role.POLICE, "Paul Police"))
    before = desk.state()
    result = desk.bring_in(desk.write(FIRST), *options)
    assert result.exit_code == 1 and words in result.output and desk.state() == before


def test_list_is_never_guessed_into_one_of_several_hubs_where_people_are_real(desk: Desk) -> None:
    desk.runner.run(a_hub(desk.database, "southborough"))
    path = desk.write(FIRST)
    assert "Hubs here: northborough, southborough" in desk.bring_in(path).output
    assert desk.bring_in(path, "--hub", "southborough").exit_code == 0
    desk.runner.run(mark_as_invented(desk.database))
    assert "into the hub northborough" in desk.bring_in(path).stdout
    assert desk.rows("select hub_id from contacts order by 1") == [1, 2]


async def mark_as_invented(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.conn.execute(text("update deployment set invented = true"))


def test_file_that_is_no_list_is_said_in_one_sentence(desk: Desk) -> None:
    path = desk.folder / "list.pdf"
    path.write_bytes(b"%PDF-1.7")
    result = desk.bring_in(path)
    assert result.exit_code == 1 and result.output.startswith("Error: This is a PDF.")
    assert "Traceback" not in result.output


def test_list_without_a_concern_takes_the_one_that_is_said(desk: Desk) -> None:
    path = desk.folder / "list.csv"
    path.write_text(f"Reference,Received,Summary\nPPN-1,{desk.today},Officers attended.\n")
    assert "what it is about (Concern)" in desk.bring_in(path).output
    result = desk.bring_in(path, "--concern", "domestic_abuse")
    assert result.exit_code == 0 and "the start of that day counts" in result.stdout
    assert desk.rows("select concern from contacts") == ["domestic_abuse"]


def test_chain_has_one_event_for_each_contact(desk: Desk) -> None:
    desk.bring_in(desk.write(FIRST, SECOND, UNNAMED))
    assert desk.rows("select count(*) from events where kind = 'contact_received'") == [3]


NEXT_NIGHT = "PPN-1,{day} 23:10,neglect,Not home since noon.,High,Sam Rook,09/09/2011,Una Rook,\n"


def closed(desk: Desk) -> str:
    """The reference of a first night's contact that was closed."""
    desk.bring_in(desk.write(FIRST))

    async def close() -> None:
        async with desk.database.transaction() as tx:
            await tx.conn.execute(
                text(
                    "update contacts set closed_at = created_at, closed_by = created_by, outcome = 'ADVICE_INFO'"
                )
            )

    desk.runner.run(close())
    [ref] = desk.rows("select ref from contacts")
    return str(ref)


def test_a_number_that_starts_again_is_asked_about_before_anything_is_kept(desk: Desk) -> None:
    first, night = closed(desk), desk.write(NEXT_NIGHT, SECOND)
    before = desk.state()
    dry = desk.bring_in(night, "--dry-run")
    assert dry.exit_code == 0 and desk.state() == before
    assert (
        f"line 2: would be a new contact (1 child); may be the same incident or family as {first} (closed): "
        "the same reference from the sender" in dry.stdout.splitlines()
    )
    assert f"say so: --same 2={first}" in dry.stdout and "line 3: would be a new contact" in dry.stdout
    assert desk.bring_in(night).exit_code == 0
    assert desk.rows("select count(*) from contacts") == [3], "both are kept unless somebody says otherwise"
    assert desk.rows("select count(*) from late_information") == [0]
    assert desk.rows("select reasons[1] from matches") == ["contact:same_reference"]


def test_a_line_may_be_answered_and_the_list_sent_again_changes_nothing(desk: Desk) -> None:
    first, night = closed(desk), desk.write(NEXT_NIGHT.replace("PPN-1", "PPN-9"), SECOND)
    answered = desk.bring_in(night, "--same", f"2={first.lower()}")
    assert answered.exit_code == 0, answered.output
    assert desk.rows("select c.ref from late_information l join contacts c using (hub_id, contact_id)") == [
        first
    ]
    assert desk.rows("select count(*) from contacts") == [2]
    before = desk.state()
    respelled = desk.write(NEXT_NIGHT.replace("PPN-1", "ppn 0009"), SECOND)
    assert (
        desk.bring_in(night).exit_code == 0 == desk.bring_in(respelled).exit_code and desk.state() == before
    )
    for wrong, says in (
        ("2=ZZZ9", "line 2: refused: "),
        ("2", "“2” is no answer"),
        ("x=K7P", "is no answer"),
    ):
        result = desk.bring_in(desk.write(NEXT_NIGHT.replace("PPN-1", "PPN-8")), "--same", wrong)
        assert result.exit_code != 0 and says in result.output and desk.state() == before


def test_a_matching_child_is_asked_about_and_a_restricted_contact_never(desk: Desk) -> None:
    desk.bring_in(desk.write(FIRST))
    same_child = desk.write(FIRST.replace("PPN-1", "PPN-77").replace("07:52", "09:52"))
    assert "a child with the same name and birth date" in desk.bring_in(same_child, "--dry-run").stdout
    desk.runner.run(restrict(desk))
    for path in (same_child, desk.write(NEXT_NIGHT)):
        dry = desk.bring_in(path, "--dry-run")
        assert "line 2: would be a new contact (1 child)" in dry.stdout.splitlines(), dry.stdout
    night = desk.bring_in(path)
    assert night.exit_code == 0 and "may be" not in night.stdout
    assert desk.rows("select count(*) from matches") == [0]


async def restrict(desk: Desk) -> None:
    async with desk.database.transaction() as tx:
        await tx.conn.execute(text("update contacts set restricted = true"))
