"""The letters of a text file: UTF-8 and marked UTF-16 are read; for anything else a person sees samples and chooses."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from board.intake.lists.table import EncodingUnknown, Sample, UnreadableList

SAVE_AS: Final = "In the spreadsheet save it as “CSV UTF-8” or as .xlsx and send it again."
MOST_SAMPLES: Final = 3
MOST_LINES: Final = 8
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_TWICE: Final = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)


def _bytes_of(text: str) -> bytes:
    # Windows leaves five bytes without a letter; programs that encode twice pass them through as they are.
    return b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in text)


def _once(text: str) -> str:
    def mend(match: re.Match[str]) -> str:
        try:
            mended = _bytes_of(match[0]).decode("utf-8")
        except UnicodeError:
            return match[0]
        # JOSÉ’ and “Ö” are ordinary text, and their bytes happen to be letters that nobody here writes.
        return mended if all(c in _WRITTEN or c in match[0] for c in mended) else match[0]

    for _ in range(3):  # some files went through it more than twice
        mended = _TWICE.sub(mend, text)
        if mended == text:
            break
        text = mended
    return text


def _strict(name: str) -> Callable[[bytes], str]:
    return lambda content: content.decode(name)


def _by_line(content: bytes) -> str:
    def letters(line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode("cp1252")

    return "".join(letters(line) for line in content.splitlines(keepends=True))


_READ: Final[dict[str, tuple[str, Callable[[bytes], str]]]] = {
    "cp1252": ("Windows, Western Europe", _strict("cp1252")),
    "mac_roman": ("Mac, Western Europe", _strict("mac_roman")),
    "cp1250": ("Windows, Central Europe", _strict("cp1250")),
    "cp850": ("DOS, Western Europe", _strict("cp850")),
    "iso8859_2": ("ISO 8859-2, Central Europe", _strict("iso8859_2")),
    "cp1254": ("Windows, Turkish", _strict("cp1254")),
    "cp1257": ("Windows, Baltic", _strict("cp1257")),
    "cp1251": ("Windows, Cyrillic", _strict("cp1251")),
    "utf-8": ("UTF-8, as it stands", _strict("utf-8")),
    "utf-8-twice": ("UTF-8 that was encoded twice", lambda content: _once(content.decode("utf-8"))),
    "utf-8-and-cp1252": ("some lines UTF-8, others Windows", _by_line),
    "utf-16-le": ("UTF-16 without its mark", _strict("utf-16-le")),
    "utf-16-be": ("UTF-16 without its mark, other byte order", _strict("utf-16-be")),
}
ENCODINGS: Final = tuple(_READ)
_EIGHT_BITS: Final = ENCODINGS[:8]
_LETTERS: Final[dict[str, str]] = {
    "cp1252": "éèëêáàâäãåæçíìîïñóòôöõøœúùûüýÿßÉÈËÁÀÂÄÅÆÇÍÎÏÑÓÒÔÖØÚÜ£",
    "mac_roman": "éèëêáàâäãåæçíìîïñóòôöõøœúùûüÿßÉÈËÁÀÂÄÅÆÇÍÎÏÑÓÒÔÖØÚÜ£",
    "cp850": "éèëêáàâäãåæçíìîïñóòôöõøúùûüýßÉÈËÁÀÂÄÅÆÇÍÎÏÑÓÒÔÖØÚÜ£",
    "cp1250": "ąćęłńóśźżĄĆĘŁŚŹŻčďěňřšťůžČĎŘŠŽőűáéíúöü",
    "iso8859_2": "ąćęłńóśźżĄĆĘŁŚŹŻčďěňřšťůžČĎŘŠŽőűáéíúöü",
    "cp1254": "ğıİşŞçöüÇÖÜ",
    "cp1257": "āčēģīķļņšūžąęėįųŠŽČ",
}
_WRITTEN: Final = frozenset("".join(_LETTERS.values()) + "‘’“”„–—…•€£°½¼¾²³§©®™«»¿¡´·\u00a0")
_BEFORE: Final = dict(zip(_EIGHT_BITS, (1.0, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1, 0.0), strict=True))


def decoded(content: bytes, encoding: str | None = None) -> str:
    """The text of the file, in the encoding a person chose or in one that is sure. Raises UnreadableList."""
    for mark, name, says in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError:
                raise UnreadableList(
                    f"The file says it is {says} text and is not, throughout. {SAVE_AS}"
                ) from None
    if b"\x00" in content:
        return _chosen(content, _wide(content), encoding)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _chosen(content, _eight_bits(content), encoding)
    return text if _once(text) == text else _chosen(content, ("utf-8-twice", "utf-8"), encoding)


def _chosen(content: bytes, likely: tuple[str, ...], encoding: str | None) -> str:
    # A choice is of a sender, whose next file may be UTF-8: so it counts only where the file leaves a question.
    if encoding not in likely:
        raise EncodingUnknown(_samples(content, likely))
    try:
        return _READ[encoding][1](content)
    except UnicodeDecodeError:
        raise UnreadableList(
            f"The file cannot be {encoding}: some of its bytes are no letters there. Choose another encoding."
        ) from None


def _wide(content: bytes) -> tuple[str, ...]:
    even, odd = content[::2].count(0), content[1::2].count(0)
    if even + odd < len(content) // 8:
        raise UnreadableList(f"This is no text: it holds NUL bytes. {SAVE_AS}")
    return ("utf-16-be", "utf-16-le") if even > odd else ("utf-16-le", "utf-16-be")


def _eight_bits(content: bytes) -> tuple[str, ...]:
    marked = [line for line in content.splitlines() if not line.isascii()][:2_000]
    likely = sorted(_EIGHT_BITS, key=lambda name: -_likely(name, marked))
    return (("utf-8-and-cp1252",) if _mixed(marked) else ()) + tuple(likely)


def _mixed(lines: Iterable[bytes]) -> bool:
    def is_utf8(line: bytes) -> bool:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    return any(is_utf8(line) for line in lines)


def _likely(name: str, lines: Iterable[bytes]) -> float:
    """Higher for an encoding whose letters stand where letters stand in names and sentences."""
    score, count = 0.0, 0
    for line in lines:
        try:
            text = f" {line.decode(name)} "
        except UnicodeDecodeError:
            return -100.0
        for place, c in enumerate(text):
            if not c.isascii():
                count += 1
                score += _fits(text[place - 1], c, text[place + 1], _LETTERS.get(name, ""))
    return score / max(count, 1) + _BEFORE[name]


def _fits(before: str, c: str, after: str, common: str) -> float:
    if unicodedata.category(c) == "Cc":
        return -4.0
    if c.isalpha():
        jumps = (before.islower() and c.isupper()) or (c.islower() and before.isupper() and after.isupper())
        return (-1.5 if jumps else 0.0) + (1.5 if c in common else 0.0)
    inside = before.isalpha() and after.isalpha()
    if c in "’‘":
        return 1.0 if before.isalpha() or after.isalpha() else 0.5
    if c in "“”–—…•€\u00a0":
        return -1.0 if inside and c not in "–—\u00a0" else 0.8
    if c in "£°½¼¾²³":
        return -1.0 if before.isalpha() or after.isalpha() else 0.8
    return -2.0 if before.isalpha() or after.isalpha() else -0.5


def _samples(content: bytes, names: Iterable[str]) -> tuple[Sample, ...]:
    found: dict[tuple[tuple[int, str], ...], Sample] = {}
    for name in names:
        says, read = _READ[name]
        try:
            text = read(content)
        except UnicodeDecodeError:
            continue
        lines = _shown(text)
        found.setdefault(lines, Sample(name, says, lines))
        if len(found) == MOST_SAMPLES:
            break
    return tuple(found.values())


def _shown(text: str) -> tuple[tuple[int, str], ...]:
    """Some lines with letters beyond ASCII, each with the words around the first of them that no line before has."""
    shown: list[tuple[int, str]] = []
    seen: set[str] = set()
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        new = [place for place, c in enumerate(line) if not c.isascii() and c not in seen]
        if not new:
            continue
        seen |= {c for c in line if not c.isascii()}
        first, last = new[0], min(new[-1], new[0] + 120)
        cut = line[max(0, first - 30) : last + 30]
        shown.append((number, "".join(c if c.isprintable() else "\ufffd" for c in cut).strip()))
        if len(shown) == MOST_LINES:
            break
    if not shown:  # UTF-16 of plain letters
        return tuple((n, line[:80]) for n, line in enumerate(text.splitlines()[:3], start=1))
    return tuple(shown)
