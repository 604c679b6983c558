"""The `board` command. Each one is thin: it reads its words, finds the data, calls the room that does the work."""

from __future__ import annotations

import sys

import click

from board.cli import directory, hubs, keys, mail, serving, upkeep
from board.cli.grant import leavers, seats
from board.cli.root import board

__all__ = ["directory", "hubs", "keys", "leavers", "mail", "main", "seats", "serving", "upkeep"]


def main() -> None:
    """The command, with its expected failures as one sentence and no traceback."""
    from board.domain.refusals import Refusal
    from board.embedded import CannotStart
    from board.settings import BadSetting

    try:
        board.main(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (Refusal, CannotStart, BadSetting) as said:
        click.echo("\n".join([str(said), *getattr(said, "errors", {}).values()]), err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as `board ... | head` does
        sys.exit(1)
