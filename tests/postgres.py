"""A PostgreSQL of the tests' own: started in a temporary folder, on loopback, stopped when the tests end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.quick_place import quick_place

QUICKLY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
"""For hundreds of databases that live for a moment."""


def binaries() -> Path | None:
    """The folder with initdb and postgres: on the PATH, or where Debian puts them; None if there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """A running cluster's URL without database name; `durable` keeps fsync on, for tests of durability."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("no PostgreSQL found: install the package `postgresql`")
    home = Path(tempfile.mkdtemp(prefix="setia-pg-", dir=None if durable else quick_place()))
    home.chmod(0o755)
    data, port = home / "data", _free_port()
    as_user = _as_user(home)
    unsafe = [] if durable else [word for setting in QUICKLY for word in ("-c", setting)]
    try:
        initdb = [
            str(folder / "initdb"),
            "-D",
            str(data),
            "-U",
            "setia",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run([*as_user, *initdb], check=True, capture_output=True, cwd=home)
        settings = ["-c", f"port={port}", "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={home}"]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [*as_user, folder / "postgres", "-D", data, *settings, "-c", "max_connections=60", *unsafe],
                stdout=log,
                stderr=log,
                cwd=home,
            )
        try:
            _wait(folder, port, server)
            yield f"postgresql://setia@127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as_user(home: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then run it as nobody, who must own its folder."""
    if os.geteuid() != 0:
        return []
    shutil.chown(home, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(folder: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        ready = subprocess.run([folder / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], capture_output=True)
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        try:
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError("PostgreSQL did not start")
