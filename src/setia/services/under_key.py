"""Once under a key: what asks more of the database than one batch, answered the same when it is asked again."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from msgspec import Struct

from setia.services.repeats import Repeats
from setia.services.requests import Outcome, Repeatable
from setia.storage import clock
from setia.storage.programs import LoadedProgram


class _Keyed(Struct, frozen=True):
    repeatable: Repeatable


def under_key(
    program: LoadedProgram, asked: Repeatable | None, account_id: int | None, do: Callable[[], Outcome]
) -> Outcome:
    """Do it, or answer what was answered under the key before; one transaction, with the answer in it.

    The key is taken after whatever `do` locks (ledger 4.16). If somebody else was first with it meanwhile, what was
    done here is undone, and his answer is given. `account_id` is whose answer it is, to be forgotten with him.
    """
    with transaction.atomic():
        if asked is None:
            return do()
        keyed, repeats = _Keyed(asked), Repeats(program, clock.read())
        repeats.recall([keyed])
        if before := repeats.answer(keyed):
            return before
        outcome = do()
        repeats.claim([keyed])
        if before := repeats.answer(keyed):
            transaction.set_rollback(True)
            return before
        outcome = repeats.note(keyed, outcome, account_id)
        repeats.store()
        return outcome
