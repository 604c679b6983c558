"""The documents are whole and true: every name is in the reference, every link leads somewhere, nothing in them is of one machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from board import cli
from board.domain import document
from board.domain.clocks import ClockKind
from board.domain.events import KINDS
from board.domain.permissions import FIELDS, PERMISSIONS, Lens, Role
from board.domain.policy import Policy
from board.settings import Settings
from tests import doc_tables, reference
from workers.outbox import Outbox, Senders
from workers.pulse import Heart
from workers.runner import outbox_timetable, timetable

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

NAMED: dict[str, Callable[[], list[str]]] = {
    "setting": lambda: [one.metadata["env"] for one in Settings.__dataclass_fields__.values()],
    "command": lambda: [name for name, _ in reference.leaves("board", cli.board)],
    "role": lambda: [role.value for role in Role],
    "lens": lambda: [lens.value for lens in Lens],
    "action": lambda: [action.value for action in PERMISSIONS],
    "clock": lambda: [kind.value for kind in ClockKind],
    "setting of a hub": lambda: [one.path for one in document.settings(Policy)],
    "event": lambda: list(KINDS),
    "refusal": lambda: [one.__name__ for one in reference.every_refusal()],
    "figure": lambda: [name for name, _ in reference.metric_names()],
}


def test_the_reference_is_what_the_code_says_now() -> None:
    said = reference.PAGE.read_text(encoding="utf-8")
    assert said == reference.page(), f"docs/reference.md is old. Run: {reference.COMMAND}"


EVERY = {1: "second", 5: "five seconds", 15: "15 seconds", 60: "minute", 3600: "hour"}


def test_the_worker_does_what_its_timetable_says_as_often_as_it_says() -> None:
    said = (
        (ROOT / "docs/worker.md")
        .read_text(encoding="utf-8")
        .partition("## Timetable")[2]
        .partition("\n\nEach")[0]
    )
    rows = re.findall(r"^\| ([a-z ]+) \| every ([a-z0-9 ]+?)(?:,| and| it| \|)", said, re.MULTILINE)
    duties = (*timetable(Heart()), *outbox_timetable(Outbox(Senders({}))))
    assert rows == [(one.name, EVERY[int(one.every.total_seconds())]) for one in duties]


@pytest.mark.parametrize("kind", NAMED)
def test_every_name_is_in_the_reference(kind: str) -> None:
    text = reference.PAGE.read_text(encoding="utf-8")
    names = NAMED[kind]()
    assert names
    missing = [name for name in names if f"`{name}`" not in text]
    assert not missing, f"docs/reference.md lacks the {kind} {missing}. Run: {reference.COMMAND}"


def test_every_sentence_of_the_permissions_is_in_the_reference() -> None:
    text = reference.PAGE.read_text(encoding="utf-8")
    sentences = [one.sentence for one in (*PERMISSIONS.values(), *FIELDS.values())]
    assert not [one for one in sentences if one not in text], f"Run: {reference.COMMAND}"


def test_how_to_run_it_names_every_setting_with_its_sentence() -> None:
    page = ROOT / "docs" / "running.md"
    made = doc_tables.with_tables(page, [doc_tables.settings_table()])
    assert page.read_text(encoding="utf-8") == made, f"docs/running.md is old. Run: {reference.COMMAND}"


def test_how_to_run_it_names_every_figure() -> None:
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    assert not [name for name, _ in reference.metric_names() if f"`{name}`" not in text]


def test_every_kind_of_clock_and_every_colour_is_explained_in_words() -> None:
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    kinds = [kind.value.replace("_", " ") for kind in ClockKind]
    colours = [level.label for level in Policy.default().levels]
    assert not [
        word for word in (*kinds, *colours) if f"**{word.replace('_', ' ').capitalize()}**" not in text
    ]


def test_the_readme_opens_with_the_picture_and_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = text.partition("\n## ")[0]
    assert "docs/pictures/desk-and-wall.png" in first
    assert re.search(r"^make run\b", text, re.MULTILINE)
    assert re.search(r"^make test\b", text, re.MULTILINE)
    assert "invented people only" in text.lower()


# Links


def links() -> Iterator[tuple[Path, str]]:
    """Every link from one of our pages to a file of ours, or to a place in one."""
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:", target):
                yield page, target


def places(page: Path) -> set[str]:
    """What a link may name after # in this page: its headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = []
    for page, target in links():
        name, _, place = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if not found.exists() or (place and place not in places(found)):
            broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken, "\n".join(broken)


def test_every_document_is_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        for source, target in links():
            found = (page.parent / target.partition("#")[0]).resolve()
            if source == page and found.suffix == ".md" and found not in reached:
                reached.add(found)
                waiting.append(found)
    assert not set(PAGES) - reached


# What no text of ours holds


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is committed, or would be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or somebody takes it away just now


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of one machine", r"(?<![\w.}])/(?:work|home|Users|root|tmp)/\w"),
        ("an address of a package registry", r"(?i)index[-]url|npm[j]s\.(?:org|com)|py[p]i\.|python[h]osted|artifac[t]ory"),
        ("work that was put off", r"\b(?:TO[D]O|FIX[M]E|XX[X])\b"),
    ],
)  # fmt: skip
def test_no_text_of_ours_holds(what: str, pattern: str) -> None:
    allowed = {Path("board/embedded/places.py")}  # chooses short folders under the system's own for sockets
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1} {match[0]}"
        for path, text in texts()
        if path not in allowed
        for match in re.finditer(pattern, text)
    ]
    assert not found, f"{what}: {found}"


def test_every_document_that_code_names_is_there() -> None:
    missing = [
        f"{path} names {name}"
        for path, text in texts()
        if path.suffix in {".py", ".sql", ".js", ".html", ".toml", ".sh", ""}
        for name in re.findall(r"(?<![\w/{*])((?:docs/)?[A-Za-z][\w-]*\.md)\b", text)
        if not any((place / name).exists() for place in (ROOT, ROOT / "docs"))
    ]
    allowed = {"THIRD_PARTY_NOTICES.md"}  # in the package that brings PostgreSQL
    assert not [one for one in missing if one.rpartition(" ")[2] not in allowed], "\n".join(missing)
