"""Why upkeep said no, each in a sentence that says what to do."""

from __future__ import annotations

from board.domain.refusals import Refusal


class NothingLaid(Refusal):
    """No board was ever laid in this database. Start the board once, run `board prepare`, or restore a backup."""

    status = 404


class NoSuchChain(Refusal):
    """There is no hub {key} here. Known keys: {known}."""

    status = 404


class WhichChain(Refusal):
    """An anchor belongs to one hub. Name it with --hub: {known}."""

    status = 422


class BadAnchor(Refusal):
    """{anchor} is no anchor. Write it as the log has it, SEQ:HASH, for example 1234:9f86d081884c7d65..."""

    status = 422


class FileTaken(Refusal):
    """{file} is there already and was left alone. Choose another name."""


class CannotWrite(Refusal):
    """{file} cannot be written ({problem}). Nothing was kept; choose another place and try again."""


class BackupFailed(Refusal):
    """The backup did not succeed and nothing was kept: {problem}"""


class NotABackup(Refusal):
    """{file} is no backup of a board, or was cut short or changed since. Choose a file as `board backup` wrote it."""

    status = 422


class RestoreFailed(Refusal):
    """The restore did not succeed and the database was left empty: {problem}"""


class NotEmpty(Refusal):
    """This database is not empty, and a restore never writes over anything.
    Name an empty one with DATABASE_URL, or another folder with BOARD_DATA."""


class InUse(Refusal):
    """Something is still connected to this database ({others} connections). Stop the board first, web and worker, then restore."""


class NoProgram(Refusal):
    """{program} of PostgreSQL {major} or newer is needed and was not found.
    Install PostgreSQL's client programs so that it is on the PATH."""

    status = 503
