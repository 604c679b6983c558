"""Where the embedded servers keep what is theirs, and as whom they run.

PostgreSQL refuses to run as root. Started by root, both servers run as an account without rights, so their data,
sockets and programs must lie where that account can get at them: when they do not (a checkout under /root), the
data goes to a folder of its own under /var/lib/board, named in BOARD_DATA/home, and the programs are copied there.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from board.embedded.child import as_account
from board.embedded.trouble import CannotStart

ROOTS_OWN = Path("/var/lib/board")
ACCOUNTS = ("postgres", "nobody")
LONGEST_SOCKET = 100  # bytes; the limit is 107 on Linux and 103 on macOS


@dataclass(frozen=True)
class Place:
    """data: what the person named. home: the servers' own. sockets: a short path. account: None unless root."""

    data: Path
    home: Path
    sockets: Path
    account: pwd.struct_passwd | None

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def uid(self) -> int:
        return self.account.pw_uid if self.account else os.geteuid()


def find(data: Path) -> Place:
    """The place of this data as an earlier start settled it; makes nothing."""
    data = data.resolve()
    pointer = data / "home"
    home = Path(pointer.read_text().strip()) if pointer.is_file() else data
    return Place(data, home, sockets_of(home), unprivileged())


def settle(data: Path) -> Place:
    """The place of this data with its folders made, owned and closed to everybody else."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        place = find(data)
        if place.account and not reaches(place.account, place.home):
            move_out(place.data)
            place = find(data)
        place.log.mkdir(exist_ok=True)
        own(place, place.sockets)
    except OSError as error:
        raise CannotStart(
            f"The folder {data} cannot be written ({error.strerror}): choose another with BOARD_DATA."
        ) from error
    return place


def unprivileged() -> pwd.struct_passwd | None:
    """The account the servers run as: our own, or for root one without rights."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart("PostgreSQL does not run as root: call this as an ordinary user.")


def reaches(account: pwd.struct_passwd, path: Path) -> bool:
    """Asked of the system as that account, since modes alone do not tell."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1"', "sh", path], cwd="/", check=False, **as_account(account)
    )
    return asked.returncode == 0


def move_out(data: Path) -> None:
    home = ROOTS_OWN / f"data-{secrets.token_hex(4)}"
    home.mkdir(parents=True)
    (data / "home").write_text(f"{home}\n")


def own(place: Place, folder: Path) -> None:
    """Make the folder the servers' own, closed to everybody else; somebody else's folder is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {place.uid, os.geteuid()}:
        raise CannotStart(
            f"The folder {folder} belongs to somebody else: remove it, or set another BOARD_DATA."
        )
    folder.chmod(0o700)
    if place.account:
        os.chown(folder, place.account.pw_uid, place.account.pw_gid)


def sockets_of(home: Path) -> Path:
    near = home / "run"
    if len(os.fsencode(near / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return near
    # Not tempfile's choice: every process must come to the same one.
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(f"/tmp/board-{os.geteuid()}-{digest}")  # noqa: S108 - own() refuses a folder of somebody else


def reachable(
    root: Path, parts: tuple[str, ...], account: pwd.struct_passwd | None, probe: str, name: str
) -> Path:
    """The root of programs, or of a copy called name where the account can start them.

    parts: what belongs to them under root, libraries found by relative paths included. probe: one of them.
    """
    if account is None or reaches(account, root / probe):
        return root
    copy = ROOTS_OWN / name
    if not copy.exists():
        ROOTS_OWN.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ROOTS_OWN) as temporary:
            draft = Path(temporary) / "copy"
            for part in parts:
                if (root / part).exists():
                    shutil.copytree(root / part, draft / part, symlinks=True)
            with suppress(OSError):  # another process was first
                draft.rename(copy)
    return copy
