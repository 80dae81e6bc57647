"""A network that loses answers: it passes requests on, and of every other answer only the silence."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Self

PART = 65_536


class Breaking:
    """A relay on a port of its own to a server on another; one request a connection."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.lost = 0
        self._seen = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Begin to relay."""
        self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """End."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with client, socket.create_connection(("127.0.0.1", self._server_port)) as server:
                server.sendall(_closing(_whole(client)))
                answer = _until_closed(server)
                self._seen += 1
                if self._seen % 2:
                    self.lost += 1
                else:
                    client.sendall(answer)


def _whole(client: socket.socket) -> bytes:
    """One request with its body."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += client.recv(PART)
    head, _, body = content.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < (int(lengths[0]) if lengths else 0):
        body += client.recv(PART)
    return head + b"\r\n\r\n" + body


def _closing(request: bytes) -> bytes:
    """The request as the last one of its connection, so that the end of the answer is its end."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _until_closed(server: socket.socket) -> bytes:
    content = b""
    while part := server.recv(PART):
        content += part
    return content
