"""A data officer maps local words to codes: from a moment, with a reason, and never over what was read before."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from board.commands.contact.gradings import record_grading
from board.commands.facts.people import record_facts
from board.commands.local_word.mapping import end_word_mapping, map_word
from board.commands.restrictions import restrict
from board.domain.contacts import NewAdult, NewChild
from board.domain.facts.kinds import GivenFact
from board.domain.permissions import Role
from board.domain.refusals import BadInput, NotAllowed, NotHere, ReasonNeeded, UnknownCode
from board.queries.document import contact_document
from board.queries.local_word.words import mapped_words, unmapped_words
from board.store.engine import Database
from board.store.local_words import word_codes
from tests import make
from tests.commands.doing import do, rows

WHY = "Their system's list of words says so."
KEPT = "select list, word, code, from_at, until_at from word_mappings order by word_mapping_id"


async def officer(database: Database, key: str = "northborough") -> tuple[make.Hub, make.Actor]:
    hub = await make.hub(database, key)
    return hub, await make.person(database, hub, Role.DATA_OFFICER, name="Dee Lim")


async def read(database: Database, hub_id: int, list_key: str, word: str, days: float = 0) -> str | None:
    async with database.connection() as conn:
        return (await word_codes(conn, hub_id)).coded(list_key, word, make.NOW + timedelta(days=days))


async def listed(database: Database, who: make.Actor) -> tuple[dict[str, int], int]:
    """The words without a code with their counts, and how many texts more there are."""
    async with database.connection() as conn:
        words, more = await unmapped_words(conn, who, make.NOW)
    return {f"{one.list} {one.word}": one.contacts for one in words}, more


async def test_words_are_mapped_from_ever_replaced_from_now_on_and_the_past_stays(database: Database) -> None:
    hub, dee = await officer(database)
    first = await do(database, map_word, dee, "ethnicity", " Romani ", "WROM", WHY)
    assert first.changed and await read(database, hub.hub_id, "ethnicity", "ROMANI", -300) == "WROM"
    again = await do(database, map_word, dee, "ethnicity", "romani", "WROM", "Once more.", minutes=5)
    assert (again.word_mapping_id, again.changed) == (first.word_mapping_id, False)
    with pytest.raises(BadInput) as refused:
        await do(database, map_word, dee, "ethnicity", "Romani", "WOTH", WHY, minutes=5)
    assert refused.value.errors == {
        "word": "This word is mapped to WROM. End that mapping first, or choose a day after it."
    }
    ended = await do(database, end_word_mapping, dee, first.word_mapping_id, "It was wrong.", minutes=6)
    assert ended.changed
    assert not (
        await do(database, end_word_mapping, dee, first.word_mapping_id, "It was wrong.", minutes=9)
    ).changed
    await do(database, map_word, dee, "ethnicity", "Romani", "WOTH", WHY, minutes=7)
    assert await read(database, hub.hub_id, "ethnicity", "Romani", -1) == "WROM"
    assert await read(database, hub.hub_id, "ethnicity", "Romani", 1) == "WOTH"
    for change in ("code = 'AIND'", "from_at = now()", "word = 'x'", "mapped_by = 1"):
        with pytest.raises(DBAPIError, match="append-only"):
            await rows(database, f"update word_mappings set {change} returning 1")
    with pytest.raises(DBAPIError, match="append-only"):
        await rows(database, "delete from word_mappings returning 1")
    kinds = await rows(database, "select kind, body from events where kind like 'word_map%' order by seq")
    assert [kind for kind, _ in kinds] == ["word_mapped", "word_mapping_ended", "word_mapped"]
    assert "romani" not in str(kinds).casefold()
    async with database.connection() as conn:
        new, old = await mapped_words(conn, dee, make.NOW + timedelta(minutes=8))
    assert (new.code, new.over, new.mapped_by) == ("WOTH", False, "Dee Lim")
    assert (old.code, old.over, old.ended_by, old.end_reason) == ("WROM", True, "Dee Lim", "It was wrong.")


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        (("ethnicity", "", "WROM", WHY), "word", "letters or digits"),
        (("ethnicity", "x" * 61, "WROM", WHY), "word", "A sentence is no word"),
        (("ethnicity", "x" * 1001, "WROM", WHY), "word", "under 1000"),
        (("ethnicity", "ro\u202emani", "WROM", WHY), "word", ""),
        (("ethnicity", "07700 900123", "WROM", WHY), "word", "telephone"),
        (("sex", "Girl", "F", WHY), "word", "reads this word as F by itself"),
        (("sex", "girl", "U", WHY, date(2026, 11, 1)), "from_on", "reads this word by itself"),
        (("school", "Hazel Road", "12345", WHY), "code", ""),
        (("ethnicity", "romani", "WROM", "x" * 501), "reason", "under 500"),
    ],
)
async def test_what_is_wrong_with_a_mapping_is_said_and_changes_nothing(
    database: Database, given: tuple[Any, ...], field: str, sentence: str
) -> None:
    _, dee = await officer(database)
    with pytest.raises((BadInput, ReasonNeeded)) as refused:
        await do(database, map_word, dee, *given)
    assert sentence in refused.value.errors[field]
    assert await rows(database, KEPT) == []


async def test_a_code_or_list_that_is_not_there_and_other_seats_are_refused(database: Database) -> None:
    hub, dee = await officer(database)
    for list_key, code in (("ethnicity", "REFU"), ("ethnicity", "wrom"), ("gp", "A81001"), ("colour", "red")):
        with pytest.raises(UnknownCode):
            await do(database, map_word, dee, list_key, "romani", code, WHY)
    with pytest.raises(ReasonNeeded):
        await do(database, map_word, dee, "ethnicity", "romani", "WROM", " ")
    done = await do(database, map_word, dee, "ethnicity", "romani", "WROM", WHY)
    for role in (Role.SERVICE_MANAGER, Role.ADMIN, Role.POLICE, Role.QA, Role.FEED):
        other = await make.person(database, hub, role)
        with pytest.raises(NotAllowed):
            await do(database, map_word, other, "ethnicity", "other", "WROM", WHY)
        with pytest.raises(NotAllowed):
            await do(database, end_word_mapping, other, done.word_mapping_id, WHY)
    _, elsewhere = await officer(database, "southborough")
    with pytest.raises(NotHere):
        await do(database, end_word_mapping, elsewhere, done.word_mapping_id, WHY)
    assert await read(database, elsewhere.hub_id, "ethnicity", "romani") is None, "each hub has its own"


async def test_a_mapping_for_a_later_day_holds_from_it_and_can_be_taken_back(database: Database) -> None:
    hub, dee = await officer(database)
    await do(database, map_word, dee, "grading", "M", "medium", WHY, date(2026, 12, 1))
    [(_, _, _, from_at, _)] = await rows(database, KEPT)
    assert from_at.isoformat().startswith("2026-12-01T00:00")
    assert [await read(database, hub.hub_id, "grading", "M", days) for days in (0, 6, 7)] == [
        None,
        None,
        "medium",
    ]
    [(number,)] = await rows(database, "select word_mapping_id from word_mappings")
    await do(database, end_word_mapping, dee, number, "Too early.")
    assert await read(database, hub.hub_id, "grading", "M", 7) is None, "it never began"
    done = await do(database, map_word, dee, "grading", "M", "high", WHY, date(2026, 11, 20))
    assert [await read(database, hub.hub_id, "grading", "M", days) for days in (-5, -3)] == [None, "high"]
    for on in (date(2026, 11, 23), date(2020, 1, 1)):
        with pytest.raises(BadInput) as refused:
            await do(database, end_word_mapping, dee, done.word_mapping_id, WHY, on)
        assert "stays as it was read" in refused.value.errors["until_on"]
    await do(database, end_word_mapping, dee, done.word_mapping_id, WHY, date(2026, 11, 30))
    assert [await read(database, hub.hub_id, "grading", "M", days) for days in (5, 6)] == ["high", None]


async def test_two_data_officers_at_once_map_a_word_once(database: Database) -> None:
    hub, dee = await officer(database)
    other = await make.person(database, hub, Role.DATA_OFFICER)
    both = [
        do(database, map_word, who, "ethnicity", "romani", code, WHY)
        for who, code in ((dee, "WROM"), (other, "WOTH"))
    ]
    answers = await asyncio.gather(*both, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, BadInput)]
    assert len(refused) == 1 and "End that mapping first" in refused[0].errors["word"]
    assert len(await rows(database, KEPT)) == 1
    same = [do(database, map_word, who, "grading", "M", "medium", WHY) for who in (dee, other)]
    assert sorted(one.changed for one in await asyncio.gather(*same)) == [False, True]
    [number] = [
        one
        for (one,) in await rows(database, "select word_mapping_id from word_mappings where list = 'grading'")
    ]
    ends = [do(database, end_word_mapping, who, number, WHY, minutes=1) for who in (dee, other)]
    assert sorted(one.changed for one in await asyncio.gather(*ends)) == [False, True]


async def test_words_without_a_code_are_counted_by_contact_and_tell_of_no_family(database: Database) -> None:
    hub, dee = await officer(database)
    manager = await make.person(database, hub, Role.MANAGER)

    async def arrive(n: int, ethnicity: str | None, **otherwise: Any) -> str:
        child = NewChild(given_name=f"Child{n}", family_name="Okoro", ethnicity=ethnicity)
        facts = {"source_reference": f"W{n}", "children": (child,), "grading": None} | otherwise
        return await make.contact_waiting(database, manager, **facts)

    for n, word in enumerate(("Romani", "romani ", "ROMANI.", "Sorani", "White British", "W1")):
        await arrive(n, word)
    twice = (NewChild(given_name="A", ethnicity="Romani"), NewChild(given_name="B", ethnicity="Romani"))
    await arrive(10, None, children=twice, grading="Med")
    await arrive(11, "as his mother Ngozi says", adults=(NewAdult("parent", given_name="Ngozi"),))
    await arrive(12, "Okoro")
    await arrive(13, "ring 07700 900123")
    await arrive(14, "He says that he is of the people from the hills beside the great river")
    await arrive(16, None, grading="[redacted] MED")
    hidden = await arrive(15, "Rajasthani")
    await do(database, restrict, manager, hidden, [], "A colleague's family.")
    words, more = await listed(database, dee)
    assert words == {"ethnicity romani": 4, "ethnicity sorani": 1, "grading med": 1}
    assert next(iter(words)) == "ethnicity romani" and more == 4
    await do(database, map_word, dee, "ethnicity", "romani", "WROM", WHY)
    words, more = await listed(database, dee)
    assert words == {"ethnicity sorani": 1, "grading med": 1} and more == 4


async def test_a_fact_recorded_later_counts_instead_of_the_senders_word(database: Database) -> None:
    hub, dee = await officer(database)
    asha = await make.person(database, hub)
    children = (NewChild(given_name="Ada", ethnicity="Romani"), NewChild(given_name="Bo", ethnicity="Romani"))
    ref = await make.contact_waiting(database, asha, children=children, grading=None)
    ada, bo = [one for (one,) in await rows(database, "select child_id from children order by child_id")]
    by = {"said_by": "Mrs Obi, head teacher"}
    in_words = [GivenFact("first_language", words="Kurdish"), GivenFact("ethnicity", words="Traveller")]
    await do(database, record_facts, asha, ref, in_words, child_id=ada, **by)
    expected = {"ethnicity romani": 1, "ethnicity traveller": 1, "first_language kurdish": 1}
    assert (await listed(database, dee))[0] == expected
    coded = [GivenFact("first_language", codes=("ckb",), words="Kurdish"), GivenFact("ethnicity", "refused")]
    await do(database, record_facts, asha, ref, coded, child_id=ada, minutes=1, **by)
    assert (await listed(database, dee))[0] == {"ethnicity romani": 1}, (
        "a code that the record carries needs no mapping"
    )
    await do(database, record_facts, asha, ref, [GivenFact("ethnicity", codes=("WROM",))], child_id=bo, **by)
    assert (await listed(database, dee))[0] == {}


async def test_the_senders_grading_is_read_by_the_mapping_and_stays_as_sent(database: Database) -> None:
    hub, dee = await officer(database)
    asha = await make.person(database, hub)
    ref = await make.contact_waiting(database, asha, grading="H")

    async def sender() -> tuple[Any, Any]:
        async with database.connection() as conn:
            first = (await contact_document(conn, asha, ref, make.NOW))["gradings"][0]
        return first["words"], first["grading"]

    assert await sender() == ("H", None)
    await do(database, map_word, dee, "grading", "h", "high", WHY)
    assert await sender() == ("H", "high")
    with pytest.raises(BadInput) as refused:
        await do(database, record_grading, asha, ref, "secondary", "medium", "DARA", graded_by="DS Rowan")
    assert "lower than the grading before it, high" in refused.value.errors["reason"]
