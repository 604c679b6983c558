"""Who may import whom: the rooms of the house, kept by reading every module's imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EVERYTHING = None

# Who may import what of ours: the rooms of docs/house.md, and the small modules that hold no room's knowledge.
MAY: dict[str, set[str] | None] = {
    "domain": set(),
    "views": {"domain"},
    "store": {"domain"},
    "commands": {"domain", "store", "secrets"},
    "queries": {"domain", "views", "store", "secrets"},
    "render": {"domain", "views"},
    "documents": {"domain"},
    "secrets": set(),
    "settings": set(),
    "guards": {"domain", "queries", "store"},
    "looking": {"domain", "store", "guards"},
    "intake": {"domain", "commands", "queries", "store"},
    "live": {"domain", "views", "queries", "render", "store"},
    "web": {
        "domain", "views", "commands", "queries", "render", "live", "guards", "looking", "intake", "store", "secrets", "settings",
        "documents",
    },
    "api": {"domain", "views", "commands", "queries", "guards", "looking", "intake", "store", "live", "render"},
    "workers": {
        "domain", "views", "commands", "queries", "render", "store", "documents", "intake", "settings", "secrets", "upkeep", "clock",
        "logs", "supervise",
    },
    "rehearsal": {"domain", "commands", "queries", "intake", "store", "settings", "secrets", "clock", "logs"},
    "upkeep": {"domain", "commands", "queries", "store", "settings", "embedded", "logs"},
    "embedded": set(),
    "migrations": set(),
    "clock": {"settings"},
    "logs": {"settings"},
    "supervise": {"embedded"},
    "welcome": {"settings", "rehearsal"},
    "up": {"embedded", "settings", "supervise", "welcome", "store", "queries", "rehearsal", "clock"},
    "catcher": {"render", "views"},
    "app": EVERYTHING,
    "cli": EVERYTHING,
}  # fmt: skip


def room_of(module: str) -> str | None:
    """The room a module of ours stands in; none for a library."""
    parts = module.split(".")
    if parts[0] == "workers":
        return "workers"
    if parts[0] != "board":
        return None
    return parts[1] if len(parts) > 1 else None


@cache
def files() -> list[tuple[str, Path]]:
    found = []
    for path in sorted([*(ROOT / "board").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        room = room_of(name.removesuffix(".__init__"))
        if room:
            found.append((room, path))
    return found


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All that this file says, kept for the next rule."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module this file imports, with the line."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module == "board":
                yield from ((node.lineno, f"board.{one.name}") for one in node.names)
            else:
                yield node.lineno, node.module


def test_every_module_stands_in_a_known_room() -> None:
    unknown = {str(path.relative_to(ROOT)) for room, path in files() if room not in MAY}
    assert not unknown, f"say in tests/house/test_rooms.py who may be imported by {sorted(unknown)}"


def test_rooms_import_only_those_they_may() -> None:
    wrong = []
    for room, path in files():
        allowed = MAY[room]
        for line, module in imports(path):
            other = room_of(module)
            if other and allowed is not EVERYTHING and other != room and other not in (allowed or set()):
                wrong.append(
                    f"{path.relative_to(ROOT)}:{line} {room} imports {other}; move what it needs down, or pass it in"
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("jinja2", {"render"}),
        (
            "sqlalchemy",
            {"store", "commands", "queries", "live", "web", "app", "rehearsal", "upkeep"},
        ),
        ("asyncpg", {"store", "live", "workers", "upkeep", "rehearsal"}),
        ("arq", {"workers"}),
        ("icalendar", {"documents"}),
        ("typst", {"documents"}),
        ("pymupdf_fonts", {"documents"}),
        ("uvicorn", {"app", "live", "catcher"}),
        ("os.environ", {"settings"}),
    ],
)
def test_a_library_is_used_where_its_knowledge_belongs(library: str, rooms: set[str]) -> None:
    found = {
        room
        for room, path in files()
        for _, module in imports(path)
        if module == library or module.startswith(f"{library}.")
    }
    assert found <= rooms, f"{library} is imported by {sorted(found - rooms)}"


def test_sql_stands_in_its_rooms_alone() -> None:
    """`text(...)` from SQLAlchemy is how SQL is written here."""
    rooms = {"store", "commands", "queries", "rehearsal", "upkeep"}
    wrong = []
    for room, path in files():
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy" and room not in rooms:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, f"SQL lives in store/, commands/ and queries/: {wrong}"


def test_the_domain_awaits_nothing_and_asks_no_clock() -> None:
    wrong = []
    for room, path in files():
        if room != "domain":
            continue
        for node in nodes(path):
            waits = isinstance(node, ast.Await | ast.AsyncFunctionDef)
            asks = isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
            if waits or asks:
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong, f"pass it in instead: {wrong}"


def test_only_the_engine_commits() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}"
        for room, path in files()
        if room in ("commands", "queries", "web", "api", "live", "guards", "intake")
        and (
            ".commit(" in path.read_text(encoding="utf-8") or ".rollback(" in path.read_text(encoding="utf-8")
        )
    ]
    assert not wrong, f"store/engine.py has the only commit: {wrong}"


READS_AND_LOGS = "the reading is logged in the transaction that reads"
BY_HAND = {
    "guards._log": READS_AND_LOGS,
    "looking.found_nothing": READS_AND_LOGS,
    "guards.open_contact": READS_AND_LOGS,
    "guards.transact": "the one that calls commands",
    "web.desk.show_safe_contact": READS_AND_LOGS,
    "web.desk.show_harm_detail": READS_AND_LOGS,
    "web.families.compared_page": READS_AND_LOGS,
    "web.identity.same.chronology": READS_AND_LOGS,
    "api.identity.people.chronology": READS_AND_LOGS,
    "web.finding._found": READS_AND_LOGS,
    "web.link.pages._answer_page": READS_AND_LOGS,
    "web.link.staff.code": READS_AND_LOGS,
}


def test_pages_and_the_api_call_commands_by_the_one_helper() -> None:
    """A transaction opened by hand elsewhere would answer in its own way, and forget the event's number."""
    opened = set()
    for path in [
        ROOT / "board/guards.py",
        ROOT / "board/looking.py",
        *(ROOT / "board/web").rglob("*.py"),
        *(ROOT / "board/api").rglob("*.py"),
    ]:
        module = ".".join(path.relative_to(ROOT / "board").with_suffix("").parts)
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
            if any(isinstance(call, ast.Attribute) and call.attr == "transaction" for call in calls):
                opened.add(f"{module}.{getattr(function, 'name', 'module')}")
    new, gone = opened - BY_HAND.keys(), BY_HAND.keys() - opened
    assert not new, (
        f"{sorted(new)}: call the command by `transact` of board/guards.py, or name the reason in BY_HAND"
    )
    assert not gone, f"{sorted(gone)} open no transaction any longer: take them out of BY_HAND"
