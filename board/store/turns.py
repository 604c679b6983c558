"""Advisory locks of the database: work that one transaction does at a time, each under a number of its own."""

from __future__ import annotations

from enum import IntEnum, unique


@unique
class Turn(IntEnum):
    """The number of each lock. Two works under one number would wait for each other, or pass each other over."""

    PREPARING = 7201937  # a database is brought to our schema
    MATCHING = 7201938  # this one and those below are of one hub
    INTERESTS = 7201939  # shared by contacts that arrive, alone for a declaration
    JOINING_PEOPLE = 7201940
    FORECASTS = 7201941
    FEED_NUMBERS = 7201942
    MAPPING_WORDS = 7201944
    INVENTING = 7201943  # a database, not a hub, is taken for invented people
