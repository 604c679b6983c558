"""New files are written in plain English. Files that were written before the rule stand in english_before.txt, which only shrinks.

The rule: the subject of a sentence is a noun, the word is the ordinary one, the verb comes second.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BEFORE = Path(__file__).with_name("english_before.txt")
OPENERS = ("What", "Who", "Whoever", "Whom", "Whose", "Which", "Of", "Let")
"""A sentence that begins so has no noun for a subject, or hides it. A question may."""
WORDS = {
    "anew": "again",
    "whoever": "anyone who, or the person's role",
    "bites": "is due",
    r"no more(?! than| \w+ than)": "no longer",
    "nobody holds it": "unallocated",
    "part in this": "role in this contact",
    "for your eyes": "for your attention",
    "names away": "hide names",
    "hold still": "pause updates",
    "load it": "reload the page",
}
READ = (".py", ".md", ".html", ".sql", ".css", ".js")
# Words of the house and of its own rules, quoted for what they are.
QUOTING = {"tests/house/test_english.py", "CHANGELOG.md"}

_SENTENCE = re.compile(r"(?:^|(?<=[.!?:])\s+|\n\s*\n|\n\s*[-*]\s+)([A-Z][^.!?]*[.!?]?)")
_JINJA = re.compile(r"\{[%{#].*?[%}#]\}|<[^>]*>", re.DOTALL)


def texts(path: Path) -> Iterator[str]:
    """Each piece of prose of this file: comments, docstrings, sentences in strings, paragraphs."""
    said = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _python(said)
    elif path.suffix == ".html":
        yield from (" ".join(part.split()) for part in _JINJA.split(said) if " " in part.strip())
        yield from re.findall(r"\{#(.*?)#\}", said, re.DOTALL)
    elif path.suffix == ".md":
        prose = re.sub(r"```.*?```|`[^`]*`|^ {4}.*$", "", said, flags=re.DOTALL | re.MULTILINE)
        yield from re.split(r"\n\s*\n|\||\n[-*#>]+ ", prose)
    elif path.suffix == ".sql":
        yield from (m.strip() for m in re.findall(r"--(.*)|comment on .* is '(.*)';", said) for m in m if m)
    else:
        yield from re.findall(r"/\*(.*?)\*/", said, re.DOTALL)
        yield from re.findall(r"^\s*//(.*)$", said, re.MULTILINE)


def _python(said: str) -> Iterator[str]:
    block: list[str] = []
    last = -1
    for token in tokenize.generate_tokens(io.StringIO(said).readline):
        if token.type == tokenize.COMMENT:
            if token.start[0] != last + 1 and block:
                yield " ".join(block)
                block = []
            block.append(token.string.lstrip("# "))
            last = token.start[0]
    yield " ".join(block)
    for node in ast.walk(ast.parse(said)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.value


def slips(text: str) -> list[str]:
    """Each slip of this text, with the words to look at."""
    found = []
    for sentence in (" ".join(m.split()) for m in _SENTENCE.findall(text.strip())):
        opener = sentence.split(" ", 1)[0].rstrip(",'")
        if opener in OPENERS and not sentence.endswith("?") and " " in sentence:
            found.append(f"begins with {opener}: {sentence[:80]}")
    for word, better in WORDS.items():
        if re.search(rf"\b{word}\b", " ".join(text.split()), re.IGNORECASE):
            found.append(f'"{word}", say "{better}"')
    return found


def of(path: Path) -> list[str]:
    return [slip for text in texts(path) for slip in slips(text)]


def prose() -> list[str]:
    """Every file of ours that holds prose, as git knows it, new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = (name for name in listed.stdout.splitlines() if name.endswith(READ))
    return sorted(name for name in names if (ROOT / name).is_file() and "/migrations/" not in name)


def before() -> list[str]:
    return BEFORE.read_text(encoding="utf-8").split()


def test_files_written_since_the_rule_are_in_plain_english() -> None:
    passed_over = {*before(), *QUOTING}
    found = {name: slips for name in prose() if name not in passed_over and (slips := of(ROOT / name))}
    assert not found, "\n".join(
        f"{name}: {slip}. Name the subject with a noun, use the ordinary word, put the verb second."
        for name, slips in found.items()
        for slip in slips
    )


def test_the_list_of_files_from_before_only_shrinks() -> None:
    clean = [name for name in before() if not (ROOT / name).is_file() or not of(ROOT / name)]
    assert not clean, f"{clean} are gone or in plain English now: take them out of {BEFORE.name}"


@pytest.mark.parametrize(
    "text",
    [
        "Who sees the notice no longer is not told.",
        "A clock stops. What waits for it goes too.",
        "Its clocks are counted anew.",
        "Told to whoever holds it.",
        "They see it no more.",
        "Of a family that was rated only those who came later wait.",
    ],
)
def test_a_slip_is_seen(text: str) -> None:
    assert slips(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who is on duty?",
        "A worker whose lease expired may only report success.",
        "This page does not update. Reload it.",
        "Whole weeks count.",
        "People with an unread notice about this contact.",
        "It takes no more memory than before.",
    ],
)
def test_plain_english_passes(text: str) -> None:
    assert not slips(text)


def test_comments_strings_and_templates_are_all_read(tmp_path: Path) -> None:
    python = tmp_path / "one.py"
    python.write_text('"""A docstring."""\n# Who goes\n# is not told.\nSAID = "Drawn anew."\n')
    assert [slip[:20] for slip in of(python)] == ["begins with Who: Who", '"anew", say "again"']
    page = tmp_path / "page.html"
    page.write_text("{# Drawn anew. #}<p class='x'>Told to whoever holds {{ it }}.</p>")
    assert len(of(page)) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.html", "{# What the pages draw alike. #}"),
        ("a.css", "/* Who would be named is said first. */"),
        ("a.js", "// What comes down."),
        ("a.sql", "-- Which of them counts."),
        ("a.py", '"""What people read."""'),
    ],
)
def test_a_slip_at_the_beginning_of_a_comment_is_seen(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(said)
    assert of(path)
