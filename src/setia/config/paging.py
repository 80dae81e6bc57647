"""The page process's entry: Django on a Unix socket. It ends by itself when the server that started it is gone.

Only the process that answers imports Django; this one watches it, and the pipe from the server.
"""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from threading import Thread
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

AT_ONCE = 4
"""Pages that are drawn at the same time; each thread has a connection to the database."""
STOP_SECONDS = 10


def create() -> Any:
    """Django's application, on the database that DATABASE_URL names. Raises services.doctor.Unsafe."""
    # What needs Django is imported here: the process that only watches does without.
    import django  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "setia.config.pages"
    django.setup()
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    from setia.config import logs  # noqa: PLC0415
    from setia.services.doctor import require_safe  # noqa: PLC0415
    from setia.web import keys  # noqa: PLC0415

    logs.begin()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # its lines have addresses; setia.web says the rest
    require_safe()
    keys.take()
    return get_wsgi_application()


def main() -> None:
    """Draw pages until told to stop, or until nobody holds the other end of our standard input any more."""
    Thread(target=_end_with_the_server, daemon=True).start()
    Granian(
        "setia.config.paging:create",
        uds=Path(os.environ["SETIA_PAGES_SOCKET"]),
        uds_permissions=0o600,
        workers=1,
        blocking_threads=AT_ONCE,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


def _end_with_the_server() -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would be held for ever in a process that is forked from us
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
