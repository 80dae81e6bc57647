"""A shop whose events go to a receiver on loopback, which the operator allows by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.conf import settings

from setia.jobs.deliver import Deliverer
from setia.services.webhooks import endpoints
from setia.storage.models import WebhookEndpoint
from tests.shop import Shop
from tests.webhooks.receiver import Receiver, receiving

OWNER = ("owner", "test")
Allow = Callable[[str], None]


@pytest.fixture
def allow(monkeypatch: pytest.MonkeyPatch) -> Allow:
    """The operator's setting."""

    def allows(places: str) -> None:
        monkeypatch.setattr(settings, "SETIA_WEBHOOK_PLACES", places)

    return allows


@pytest.fixture
def receiver(allow: Allow) -> Iterator[Receiver]:
    """A receiver that may be sent to."""
    with receiving() as one:
        allow(one.place)
        yield one


class Hooked(Shop):
    """The shop with what tests of webhooks do again and again."""

    def tells(self, url: str, *kinds: str, from_position: int | None = None) -> endpoints.Secret:
        """An endpoint is added."""
        return endpoints.add(self.program, OWNER, endpoints.check(url), kinds, from_position)

    def endpoint(self, secret: endpoints.Secret) -> WebhookEndpoint:
        """An endpoint as it is now."""
        return WebhookEndpoint.objects.get(id=secret.endpoint.id)

    @contextmanager
    def delivering(self, deliverer: Deliverer | None = None) -> Iterator[None]:
        """Deliveries go on for a while."""
        one = deliverer or Deliverer()
        thread = Thread(target=one.run)
        thread.start()
        try:
            yield
        finally:
            one.stop()
            thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def hooked(database: str) -> Hooked:
    """The grocery program on a fresh database of each kind."""
    assert database
    return Hooked()
