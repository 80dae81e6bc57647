"""A real server for tests: `setia serve` in a process of its own, on the connected database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

STARTS_IN = 30
"""Seconds."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One process of `setia serve` with its children."""

    def __init__(self, url: str, port: int, *, pages: bool = False, out: int = subprocess.DEVNULL) -> None:
        self.port, self.base_url = port, f"http://127.0.0.1:{port}"
        drawn = "--pages" if pages else "--no-pages"
        # A group of its own: what it has started ends with it.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "setia.cli.main", "serve", "--port", str(port), drawn],
            env={**os.environ, "DATABASE_URL": url},
            start_new_session=True,
            stdout=out,
            stderr=subprocess.PIPE,
        )

    @property
    def pid(self) -> int:
        """Of the process that was started; what it has started has others."""
        return self._process.pid

    def wait_until_ready(self, path: str = "/health/ready") -> None:
        """Wait until it can do its work; its pages have a path of their own."""
        ends = time.monotonic() + STARTS_IN
        while time.monotonic() < ends:
            assert self._process.poll() is None, self.errors()
            try:
                if httpx.get(f"{self.base_url}{path}").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def errors(self) -> str:
        """What it wrote, once it has ended."""
        assert self._process.stderr is not None
        return self._process.stderr.read().decode()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._close()

    def stop(self) -> int:
        """Ask it to stop, as an operator would; returns its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(timeout=30)
        self._close()
        return code

    def _close(self) -> None:
        assert self._process.stderr is not None
        self._process.stderr.close()


@contextmanager
def serving(url: str, *, pages: bool = False) -> Iterator[Server]:
    """A server on the database at `url`, ready; stopped afterwards."""
    server = Server(url, free_port(), pages=pages)
    try:
        server.wait_until_ready("/health/pages" if pages else "/health/ready")
        yield server
    finally:
        server.stop()
