"""What goes by mail: a look at every program again and again, within seconds; without a mail server nothing."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from typing import ClassVar

from django.conf import settings
from django.db import connection

from setia.storage import programs
from setia.storage.models import Program
from setia.storage.programs import LoadedProgram

PAUSE_SECONDS = 1.0
"""Between two rounds in which there was nothing to do."""


class Rounds(ABC):
    """One of its kind per process; several on one database share the work, for each claims what it sends."""

    log: ClassVar[logging.Logger]

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._known: dict[int, LoadedProgram] = {}

    @abstractmethod
    def tell(self, program_id: int) -> int:
        """Send what there is for one program. How much that was; 0 lets the next round wait a little."""

    def run(self) -> None:
        """Go round until told to stop."""
        if not settings.DEFAULT_FROM_EMAIL:
            return
        try:
            while not self.stopping.is_set():
                if not self._round():
                    self.stopping.wait(PAUSE_SECONDS)
        finally:
            connection.close()

    def stop(self) -> None:
        """Begin nothing more."""
        self.stopping.set()

    def program(self, program_id: int) -> LoadedProgram:
        """As it now stands; what has not changed since the last look is not read again."""
        known = self._known.get(program_id)
        code = known.code if known is not None else programs.of_id(program_id).code
        self._known[program_id] = programs.refreshed(code, known)
        return self._known[program_id]

    def _round(self) -> bool:
        """Everything that can be sent now. Whether there was something."""
        try:
            found = Program.objects.order_by("pk").values_list("pk", flat=True)
            return sum(self.tell(id_) for id_ in found) > 0  # all of them, whatever the first one had
        except Exception:
            self.log.exception("%s cannot be sent", type(self).__name__)
            connection.close()
            return False
