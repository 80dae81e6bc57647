"""Members as the requests of one round name them: where they are found before their accounts are locked, and after."""

from __future__ import annotations

from collections.abc import Sequence

from setia.services.requests import Request
from setia.storage import loading, members
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram


class Named:
    """Those of one round, by the keyed hashes of what they are called."""

    def __init__(self, program: LoadedProgram, requests: Sequence[Request], batch: Named | None = None) -> None:
        self._program = program
        named = dict.fromkeys([one.member for one in requests if one.member is not None])
        if batch is None:
            self.keys = {known: known.key(program.key) for known in named}
        else:  # those of a whole batch, looked up at once
            self.keys = {known: batch.keys[known] for known in named}
        self.by_key = {key: known for known, key in self.keys.items()}
        found = batch.found if batch is not None else self._find()
        self.found: dict[Known, int] = {known: found[known] for known in named if known in found}
        """The accounts of those who are known."""

    def moved(self) -> set[Known]:
        """Who is found elsewhere by now, or found at last: somebody merged or enrolled him until his account was ours.

        Once it is locked, nobody can any more.
        """
        if not self.by_key or loading.is_alone():
            return set()
        now = self._find()
        return {known for known in self.by_key.values() if now.get(known) != self.found.get(known)}

    def _find(self) -> dict[Known, int]:
        found = members.find(list(self.by_key), self._program.id)
        return {self.by_key[key]: account_id for key, account_id in found.items()}
