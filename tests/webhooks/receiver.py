"""A receiver of webhooks: a real HTTP server on loopback that keeps what it got and answers as it is told."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from standardwebhooks import Webhook


class Got(NamedTuple):
    """One request."""

    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Answer(NamedTuple):
    """What it says."""

    status: int = 204
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Receiver:
    """Listens from its making until it is closed; `answers` decides what each request is told."""

    def __init__(self, port: int = 0) -> None:
        self.got: list[Got] = []
        self.answers: Callable[[Got], Answer] = lambda _: Answer()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                if len(body.encode()) < int(self.headers["content-length"]):
                    return  # the sender died in the middle of it
                got = Got({name.lower(): value for name, value in self.headers.items()}, body)
                receiver.got.append(got)
                answer = receiver.answers(got)
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: Any) -> None:
                """Nothing on the terminal."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """Senders that go away in the middle are what some tests are about."""

        self._server = Server(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.place, self.url = f"127.0.0.1:{self.port}", f"http://127.0.0.1:{self.port}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def kinds(self) -> list[str]:
        """What it was told, in the order in which it came."""
        return [one.event["type"] for one in self.got]

    def waits_for(self, count: int, within: float = 30) -> list[Got]:
        """What it got, once that is so many requests."""
        until(lambda: len(self.got) >= count, within)
        return list(self.got)

    def close(self) -> None:
        """Listen no more: whoever connects is refused."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """A receiver for a while."""
    receiver = Receiver(port)
    try:
        yield receiver
    finally:
        receiver.close()


def until(holds: Callable[[], object], within: float = 30) -> None:
    """Wait until something holds; it must, within so many seconds."""
    ends = time.monotonic() + within
    while not holds():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.02)


def is_signed(got: Got, secret: str) -> bool:
    """Whether the library finds a signature of this secret."""
    Webhook(secret).verify(got.body, got.headers)
    return True


class Canary:
    """Listens, answers nothing, and counts who connects."""

    def __init__(self, address: str = "127.0.0.1", family: socket.AddressFamily = socket.AF_INET) -> None:
        self._socket = socket.create_server((address, 0), family=family)
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                connected, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.connections += 1
            connected.close()

    def close(self) -> None:
        """Listen no more."""
        self._stopping.set()
        self._thread.join()
        self._socket.close()
