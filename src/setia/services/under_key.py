"""Once under a key: what asks more of the database than one batch, answered the same when it is asked again."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from msgspec import Struct

from setia.services.repeats import Repeats
from setia.services.requests import Outcome, Repeatable
from setia.storage import clock, waiting
from setia.storage.programs import LoadedProgram


class No(Exception):
    """A no that is an answer, kept with its key; what was done before it is undone."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


class _Keyed(Struct, frozen=True):
    repeatable: Repeatable


def under_key(
    program: LoadedProgram,
    asked: Repeatable | None,
    account_id: int | None,
    do: Callable[[], Outcome],
    wait_max: int = 0,
) -> Outcome:
    """Do it, or answer what was answered under the key before; one transaction, with the answer in it.

    The key is taken after whatever `do` locks (ledger 4.16). If somebody else was first with it meanwhile, what was
    done here is undone, and his answer is given. `account_id` is whose answer it is, to be forgotten with him.
    `wait_max` is how many milliseconds it waits for what somebody else has locked, that key too; 0: for ever.
    """
    with transaction.atomic():
        waiting.at_most(wait_max)
        if asked is None:
            return do()
        if before := answered(program, asked):
            return before
        return _keep(program, asked, account_id, _or_no(do))


def answered(program: LoadedProgram, asked: Repeatable) -> Outcome | None:
    """What was answered under a key before; None where it is free."""
    keyed, repeats = _Keyed(asked), Repeats(program, clock.read())
    repeats.recall([keyed])
    return repeats.answer(keyed)


def keep(program: LoadedProgram, asked: Repeatable, account_id: int | None, outcome: Outcome) -> Outcome:
    """Keep the answer to what was done before in transactions of its own, and would do nothing a second time.

    If somebody else was first with the key meanwhile, his answer is given.
    """
    with transaction.atomic():
        return _keep(program, asked, account_id, outcome)


def _keep(program: LoadedProgram, asked: Repeatable, account_id: int | None, outcome: Outcome) -> Outcome:
    keyed, repeats = _Keyed(asked), Repeats(program, clock.read())
    repeats.claim([keyed])
    if before := repeats.answer(keyed):
        transaction.set_rollback(True)
        return before
    outcome = repeats.note(keyed, outcome, account_id)
    repeats.store()
    return outcome


def _or_no(do: Callable[[], Outcome]) -> Outcome:
    try:
        with transaction.atomic():
            return do()
    except No as no:
        return Outcome("refused", answer=no.answer)
