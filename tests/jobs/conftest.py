"""Mail that jobs send goes to a real server on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.web.mailbox import Mailbox, mail_server


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    """A mail server for the tests of a file."""
    with mail_server() as box:
        yield box


@pytest.fixture
def mail(box: Mailbox) -> Iterator[Mailbox]:
    """An empty mailbox, and settings by which mail goes there."""
    box.letters.clear()
    by = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": box.port, "DEFAULT_FROM_EMAIL": "shop@example.com"}
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", **by):
        yield box
