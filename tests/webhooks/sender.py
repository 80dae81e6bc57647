"""A process that delivers, for tests that kill it: `python -m tests.webhooks.sender`, on DATABASE_URL."""

from __future__ import annotations

import os
import signal
import sys

import django

from setia.engine.calendar import SECOND

WITHIN_SECONDS = 1.5
LEASE = 2 * SECOND
"""Short, so that a test need not wait for what a dead sender held; still longer than any try."""
AGAIN = 2 * SECOND
"""From one try to the next, always: on a busy machine two may be too slow, and the third would be five minutes off.
The schedule itself is for tests of deliveries."""


def main() -> None:
    """Deliver until SIGTERM; whoever counts on it sees a line once it begins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    from setia.jobs.deliver import Deliverer  # noqa: PLC0415  needs Django set up
    from setia.services.webhooks import endpoints, retrying  # noqa: PLC0415
    from setia.services.webhooks.sending import Sender  # noqa: PLC0415
    from tests.webhooks.mutants import MUTANTS  # noqa: PLC0415

    if mutant := sys.argv[1]:
        MUTANTS[mutant]()
    retrying.SCHEDULE = (AGAIN,) * len(retrying.SCHEDULE)  # type: ignore[misc, assignment]
    one = Deliverer(Sender(endpoints.allowed(), within_seconds=WITHIN_SECONDS), lease=LEASE)
    signal.signal(signal.SIGTERM, lambda *_: one.stop())
    sys.stdout.write("delivering\n")
    sys.stdout.flush()
    one.run()


if __name__ == "__main__":
    main()
