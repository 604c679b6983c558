"""The wheel carries what a hub runs and nothing else: built, unpacked into an environment without the checkout, and started."""

from __future__ import annotations

import subprocess
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.processes import free_port
from tests.servers import run_folder
from tests.test_up import healthy, running

ROOT = Path(__file__).parents[1]
IMPORT_ALL = """
import importlib, pkgutil
import board, workers
names = [m.name for p in (board, workers) for m in pkgutil.walk_packages(p.__path__, p.__name__ + ".")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names), board.__file__)
"""


@pytest.fixture(scope="module")
def unpacked() -> Path:
    """The files of the wheel, in a folder that the servers' account can reach."""
    folder = run_folder() / "wheel"
    folder.mkdir(mode=0o755)
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder / "built"), versions=["standard"])
    with zipfile.ZipFile(built) as wheel:
        wheel.extractall(folder / "files")
    return folder / "files"


@pytest.fixture(scope="module")
def python(unpacked: Path) -> str:
    """A Python that finds the wheel and the packages it asks for, and no checkout: a path file names them, and theirs are not read."""
    place = unpacked.parent / "environment"
    venv.create(place, symlinks=True)
    site = sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)})
    (Path(site) / "wheel.pth").write_text(f"{unpacked}\n{sysconfig.get_path('purelib')}\n")
    return str(place / "bin" / "python")


def asked(python: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, *words], cwd="/", capture_output=True, text=True, check=False)


def test_the_wheel_has_every_file_of_the_packages_and_the_schema_and_nothing_else(unpacked: Path) -> None:
    def found(root: Path, *rooms: str) -> set[str]:
        paths = (path for room in rooms for path in (root / room).rglob("*") if path.is_file())
        return {str(path.relative_to(root)) for path in paths if path.suffix != ".pyc"}

    rooms = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert rooms == {"board", "workers"}
    inside = found(unpacked, "board", "workers")
    assert inside == found(ROOT, "board", "workers") | {"board/schema.sql"}
    assert {"board/rehearsal/seed.py", "board/static/vendor/htmx.min.js"} <= inside
    measured = [name for name in inside if {"bench", "tests"} & set(Path(name).parts)]
    assert not measured, f"move these beside tests/bench: {measured}"


def test_every_module_of_the_wheel_is_imported_without_the_checkout(python: str, unpacked: Path) -> None:
    imported = asked(python, "-c", IMPORT_ALL)
    assert imported.returncode == 0, imported.stderr
    number, where = imported.stdout.split()
    assert int(number) > 200 and Path(where).is_relative_to(unpacked)
    assert "No module named 'tests'" in asked(python, "-c", "import tests").stderr


def test_without_the_checkout_board_bench_says_in_a_sentence_that_it_needs_it(python: str) -> None:
    said = asked(python, "-m", "board.cli", "bench", "--only", "live")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "Error: `board bench` needs a checkout of the board with its tests set up: "
        "clone the board and run `make bench` there.\n"
    )


def test_board_up_serves_the_invented_hub_and_moves_its_morning_from_the_wheel(
    python: str, data_folder: Path
) -> None:
    port = free_port()
    with running(data_folder, port, "--rehearse", "--speed", "60", python=python) as (_, said):
        assert "Everybody in it is invented" in said
        assert healthy(port)
