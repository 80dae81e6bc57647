"""A look at every program again and again, within seconds, for what is to be sent or made beside all else."""

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


class Rounds(ABC):
    """One of its kind per process; several on one database share the work, for each claims what it does."""

    log: ClassVar[logging.Logger]
    needs_mail: ClassVar[bool] = True
    """Whether there is nothing to do without a mail server."""
    pause_seconds: ClassVar[float] = 1.0
    """Between two rounds in which there was nothing to do."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._known: dict[int, LoadedProgram] = {}

    @abstractmethod
    def tell(self, program_id: int) -> int:
        """Do what there is to do for one program. How much that was; 0 lets the next round wait a little."""

    def run(self) -> None:
        """Go round until told to stop."""
        if self.needs_mail and not settings.DEFAULT_FROM_EMAIL:
            return
        try:
            while not self.stopping.is_set():
                if not self._round():
                    self.stopping.wait(self.pause_seconds)
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
        """Everything that can be done now, in spite of what goes wrong. Whether there was something."""
        try:
            found = Program.objects.order_by("pk").values_list("pk", flat=True)
            return sum(self.tell(id_) for id_ in found) > 0  # all of them, whatever the first one had
        except Exception:
            self.log.exception("%s cannot work", type(self).__name__)
            connection.close()
            return False
