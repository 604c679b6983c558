"""Commands that run: up, web, worker, rehearse, bench."""

from __future__ import annotations

from dataclasses import replace

import click

from board.cli.root import board, data
from board.settings import Settings

NEEDS_CHECKOUT = "`board bench` needs a checkout of the board with its tests set up: clone the board and run `make bench` there."
supervisor = click.option("--supervisor", type=int, hidden=True, help="End when this process does.")


@board.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Listen here instead of PORT.")
@click.option(
    "--web",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Web processes, on ports in a row.",
)
@click.option("--rehearse", is_flag=True, help="Keep the invented morning moving.")
@click.option(
    "--speed", type=float, default=1.0, show_default=True, help="How much faster than life it moves."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Which invented morning.")
@click.option("--empty", is_flag=True, help="Put no invented hub into an empty database.")
def up(port: int | None, web: int, rehearse: bool, speed: float, seed: int, empty: bool) -> None:
    """Start everything on this machine: servers, web and worker, with an invented hub."""
    from board.up import Wishes, run

    settings = Settings.from_env()
    if port:
        settings = replace(settings, port=port)
    run(settings, Wishes(web=web, rehearse=rehearse, speed=speed, seed=seed, empty=empty))


@board.command()
@supervisor
def web(supervisor: int | None) -> None:
    """Serve pages, sockets and the API."""
    from board.app import run_web
    from board.supervise import end_with

    end_with(supervisor)
    with data() as settings:
        run_web(settings)


@board.command()
@supervisor
def worker(supervisor: int | None) -> None:
    """Make happen what time brings: clocks, deliveries, housekeeping."""
    from board.supervise import end_with
    from workers.runner import run

    end_with(supervisor)
    with data() as settings:
        run(settings)


@board.command()
@click.option("--speed", type=float, default=1.0, show_default=True, help="How much faster than life.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which invented morning.")
@supervisor
def rehearse(speed: float, seed: int, supervisor: int | None) -> None:
    """Keep an invented morning moving: contacts arrive, people claim."""
    from board.rehearsal.moving import run
    from board.supervise import end_with

    end_with(supervisor)
    with data() as settings:
        run(settings, speed, seed)


@board.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def bench(words: tuple[str, ...]) -> None:
    """Measure on a database of its own and print one JSON object. It needs the checkout."""
    try:
        from tests.bench.main import bench as measure
    except ModuleNotFoundError:
        raise click.ClickException(NEEDS_CHECKOUT) from None
    measure.main(list(words), prog_name="board bench", standalone_mode=False)
