"""A mail server of the tests: a real SMTP server on this machine, and whoever reads what came."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.api.serving import free_port


class Mailbox:
    """Letters in the order in which they came."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as the server calls it
        """A letter came."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters += [(address, letter) for address in envelope.rcpt_tos]
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """What came for somebody."""
        return [letter for to, letter in self.letters if to == address]

    def code(self, address: str, number: int = 1) -> str:
        """The code in the letter of that number to somebody; waits for it."""
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            if len(found := self.to(address)) >= number:
                body = found[number - 1].get_content()
                [code] = re.findall(r"^\D*(\d{6})\D*$", str(body), re.MULTILINE)
                return str(code)
            time.sleep(0.02)
        raise AssertionError(f"no letter to {address}")


@contextmanager
def mail_server(kind: type[Mailbox] = Mailbox) -> Iterator[Mailbox]:
    """One for a while."""
    box = kind(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
