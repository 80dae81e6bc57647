"""Owners are written to when a guard has stopped a rule; the mail server is a real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from setia.jobs.guard_letters import GuardLetters
from setia.services import staff
from setia.services.staff import Post, Role
from setia.storage import clock
from setia.storage.models import GuardTrip
from tests.cli.terminal import setia
from tests.guard.typed_wrong import Typed
from tests.web.mailbox import Mailbox, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        by = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": box.port, "DEFAULT_FROM_EMAIL": "shop@example.com"}
        with override_settings(EMAIL_BACKEND=SMTP, PUBLIC_URLS=("https://shop.example",), **by):
            yield box


@pytest.fixture
def stopped(database: str, tmp_path: Path) -> Typed:
    """A shop whose owner has typed 100 instead of 1; it has two owners, a manager and one who has left."""
    typed = Typed(tmp_path)
    roles: dict[str, Role] = {"boss": "owner", "wife": "owner", "left": "owner", "hand": "manager"}
    for name, role in roles.items():
        staff.add(typed.shop.program, name, Post(f"{name}@example.com", role), "owner")
    staff.remove(typed.shop.program, "left", "owner")
    typed.applies()
    typed.mistaken()
    return typed


def tell(typed: Typed) -> int:
    return GuardLetters().tell(typed.shop.program.id)


def test_owners_read_once_what_gave_how_much_and_where_to_settle_it(stopped: Typed, box: Mailbox) -> None:
    assert (tell(stopped), tell(stopped)) == (1, 0)
    [letter] = box.to("boss@example.com")
    assert box.to("wife@example.com") == [letter]
    assert box.to("hand@example.com") == box.to("left@example.com") == []
    body = str(letter.get_content())
    assert "200,000 points in fifteen minutes, where 2,500 were expected" in body
    assert "https://shop.example/waiting" in body
    assert "gives far more than expected" in str(letter["subject"])


def test_a_letter_that_no_server_takes_is_sent_later(
    stopped: Typed, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(EMAIL_PORT=1):
        assert tell(stopped) == 1
    assert tell(stopped) == 0, "not at once"
    now = GuardTrip.objects.get().letter_at
    assert now is not None
    monkeypatch.setattr(clock, "system_reading", lambda: now)
    assert tell(stopped) == 1
    assert len(box.to("boss@example.com")) == 1


def test_what_somebody_has_settled_before_is_told_to_nobody(stopped: Typed, box: Mailbox) -> None:
    assert setia("guard", "revoke", "1").code == 0
    assert tell(stopped) == 1
    assert box.letters == []
    assert GuardTrip.objects.get().letter_at is None
