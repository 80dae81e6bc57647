"""The process that draws pages, as `setia serve` starts, watches and stops it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from setia.services import for_staff

AGAIN_AFTER = 1.0
"""Seconds before one that has ended by itself is started again."""
STOP_SECONDS = 15


class PageProcess:
    """One process at a time: should it end, another takes its place."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._stopping = threading.Event()
        self._process = self._started()
        self._watcher = threading.Thread(target=self._watch, name="pages", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Let what is being drawn be finished, and end it."""
        self._stopping.set()
        self._process.terminate()
        self._watcher.join(STOP_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        """A process that also ends when we do, whatever ends us: it reads from a pipe that nobody writes to.

        In a session of its own, so that Ctrl+C reaches it through us, after the API has answered.
        """
        self._socket.unlink(missing_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", "setia.config.paging"], stdin=subprocess.PIPE, start_new_session=True
        )

    def _watch(self) -> None:
        while True:
            self._process.wait()
            if self._stopping.wait(AGAIN_AFTER):
                return
            self._process = self._started()
            if self._stopping.is_set():  # told to stop just as the next one was started
                self._process.terminate()


@contextmanager
def drawing(api: str) -> Iterator[None]:
    """Pages, for as long as the server behind `api` lives; both processes share a key that is made here."""
    with TemporaryDirectory(prefix="setia-pages-") as folder:
        socket = Path(folder) / "pages.sock"
        os.environ["SETIA_PAGES_SOCKET"] = str(socket)
        os.environ[for_staff.VARIABLE] = secrets.token_hex(32)
        os.environ["SETIA_API"] = api
        pages = PageProcess(socket)
        try:
            yield
        finally:
            pages.stop()
