"""One key in two sessions at the same moment, of what is written beside the ledger: only PostgreSQL allows that."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from setia.services import sealed_answers, uploads
from setia.services.requests import Outcome, Repeatable
from setia.services.uploads import Reading
from setia.storage import waiting
from setia.storage.models import Upload
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.services.test_claims_at_once import uncommitted
from tests.shop import Shop

KEY = Repeatable("app", "u-1", b"december.csv", lambda outcome: outcome.answer)


@pytest.fixture
def shop(postgres_database: str) -> Shop:
    return Shop()


def begins(shop: Shop) -> Outcome:
    """A file is announced; its number is the answer."""
    made = uploads.begin(shop.program, "december.csv", Reading(), "till")
    return Outcome("done", answer=str(made.id).encode())


def test_the_second_waits_for_the_first_and_is_answered_what_it_was(shop: Shop) -> None:
    def once() -> Outcome:
        return sealed_answers.once(shop.program, KEY, None, lambda: begins(shop))

    with uncommitted(once, once) as second:
        until_somebody_waits()
    first = str(Upload.objects.get().id).encode()
    assert (second.result().status, second.result().answer) == ("replayed", first)
    assert (once().status, once().answer) == ("replayed", first)


def test_who_waits_too_long_for_the_first_is_told_to_ask_again(shop: Shop) -> None:
    def once(wait_max: int = 0) -> Outcome:
        return sealed_answers.once(shop.program, KEY, None, lambda: begins(shop), wait_max)

    with uncommitted(once, lambda: once(wait_max=50)) as second, pytest.raises(DatabaseError) as fault:
        second.result()
    assert waiting.was_for_a_lock(fault.value)
    assert Upload.objects.count() == 1


def test_of_what_was_done_before_its_answer_is_kept_the_first_answer_holds(shop: Shop) -> None:
    def after(told: bytes) -> Outcome:
        return sealed_answers.after(shop.program, KEY, Outcome("done", answer=told))

    with uncommitted(lambda: after(b"first"), lambda: after(b"second")) as second:
        until_somebody_waits()
    assert (second.result().status, second.result().answer) == ("replayed", b"first")
