"""A guess at an encoding is never kept unseen: a person chooses among samples in which the right letters stand."""

from __future__ import annotations

import pytest

from board.intake.lists.encodings import decoded
from board.intake.lists.table import EncodingUnknown, UnreadableList


def samples(content: bytes) -> dict[str, str]:
    with pytest.raises(EncodingUnknown) as asked:
        decoded(content)
    assert 2 <= len(asked.value.samples) <= 3
    return {sample.name: " ".join(words for _, words in sample.lines) for sample in asked.value.samples}


TWICE = "utf-8-twice"
CASES = [
    ("cp1252", "Zoë Brontë went to the café"),
    ("cp1252", "Mother says ‘they call him JOSÉ’ – “at home”, £20"),
    ("cp1252", "ZOË O’BRIEN"),
    ("mac_roman", "Zoë Brontë, José Núñez"),
    ("mac_roman", "O’Brien “at home”"),
    ("mac_roman", "Chloé Müller"),
    ("cp1250", "Wiśniewski Łukasz"),
    ("cp1250", "Małgorzata Świątek"),
    ("cp1250", "Dvořák, Jiří"),
    ("cp850", "Zoë Brontë"),
    ("cp1254", "Ayşe Yıldız, Çağlar"),
]


@pytest.mark.parametrize(("encoding", "text"), CASES)
def test_right_letters_stand_among_the_samples_and_are_read_when_chosen(encoding: str, text: str) -> None:
    content = f"Reference,Child name\nP-1,{text}\n".encode(encoding)
    shown = samples(content)
    [name] = [name for name, words in shown.items() if text in words]
    assert text in decoded(content, name)


@pytest.mark.parametrize("text", ["O’Brien, Zoë", "café “Ö” – na", "Łukasz Świątek"])
def test_utf8_encoded_twice_is_seen_and_asked_about(text: str) -> None:
    # Programs that encode twice pass the five bytes through to which Windows gives no letter.
    content = "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    ).encode()
    assert text in samples(content)[TWICE]
    assert decoded(content, TWICE) == text and decoded(content, "utf-8") == content.decode()


def test_lines_of_two_encodings_are_asked_about() -> None:
    content = "Zoë\n".encode() + "Chloé\n".encode("cp1252")
    assert samples(content)["utf-8-and-cp1252"] == "Zoë Chloé"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_asked_about(name: str) -> None:
    assert "Zoë" in samples("Reference,Zoë\n".encode(name))[name]


@pytest.mark.parametrize("encoding", [None, "cp1252", "mac_roman", TWICE])
def test_choice_for_a_sender_does_not_spoil_a_file_that_is_utf8(encoding: str | None) -> None:
    assert decoded("Zoë Łukasz £ ‘’".encode(), encoding) == "Zoë Łukasz £ ‘’"


@pytest.mark.parametrize("text", ["Ântonia", "Ã", "naïve café £5", "Ó Súilleabháin"])
def test_ordinary_letters_are_not_taken_for_letters_encoded_twice(text: str) -> None:
    assert decoded(text.encode()) == text


def test_choice_that_cannot_be_is_said() -> None:
    with pytest.raises(UnreadableList, match="cannot be cp1252"):
        decoded(b"Zo\x81\xeb", "cp1252")
