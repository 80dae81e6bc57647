"""An account with its commands as they are journalled, so that they can be told again."""

from __future__ import annotations

from typing import Any

from setia.engine.commands import Command
from setia.engine.decide import Decision
from setia.engine.given import NONE, Given, from_json
from setia.engine.journalled import Journalled
from setia.engine.rules.versions import Versions
from tests.engine.accounts import stamp
from tests.engine.journals import Journal


class Taken(Journal):
    """A journal that keeps its commands as they are journalled."""

    def __init__(self, versions: Versions) -> None:
        super().__init__(versions)
        self.taken: list[Journalled] = []

    def take(self, command: Command, at: int | None = None, offered: Given = NONE, **fields: Any) -> Decision:
        """Take it, and keep it."""
        decided = super().take(command, at, offered, **fields)
        said = stamp(command, command.event_at if at is None else at, **fields)
        given = from_json(decided.transactions[-1].given)
        self.taken.append(Journalled(command, said, given, decided.known_as, self.fold.account.seq, len(self.taken)))
        return decided
