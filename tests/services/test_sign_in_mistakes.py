"""Mistakes in how members sign in, planted one by one: the tests of codes and links notice each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from setia.services import confirm_email, sign_in_codes
from setia.storage import links
from setia.storage import sign_in_codes as rows
from setia.storage.models import Member
from tests.services import test_claim_links as of_links
from tests.services import test_sign_in_codes as of_codes
from tests.shop import Shop
from tests.web.phones import member_of

Mutant = Callable[[pytest.MonkeyPatch], None]


def tries_are_not_counted(patch: pytest.MonkeyPatch) -> None:
    """One may guess until it is right."""
    patch.setattr(rows, "begin_try", lambda ticket, most, now: rows.find(ticket, now))


def a_code_never_ends(patch: pytest.MonkeyPatch) -> None:
    """Its ten minutes are not looked at."""
    right = rows.begin_try
    patch.setattr(rows, "begin_try", lambda ticket, most, _: right(ticket, most, 0))


def a_code_is_never_used_up(patch: pytest.MonkeyPatch) -> None:
    """Whoever reads it over somebody's shoulder comes in, too."""
    patch.setattr(rows, "use", lambda code, now: True)


def any_code_will_do(patch: pytest.MonkeyPatch) -> None:
    """Six digits are six digits."""
    patch.setattr(sign_in_codes, "_digest", lambda program, code: b"the same")


def an_address_that_was_typed_is_kept(patch: pytest.MonkeyPatch) -> None:
    """Erasing somebody would not find it."""
    right = sign_in_codes._made
    typed = "nobody@example.com"
    patch.setattr(sign_in_codes, "_made", lambda program, said, *more: right(program, (said[0], typed), *more))


def a_confirmed_address_can_be_taken(patch: pytest.MonkeyPatch) -> None:
    """Whoever says that it is his gets it."""
    patch.setattr(rows, "is_confirmed", lambda *_: False)


def a_link_is_only_looked_at(patch: pytest.MonkeyPatch) -> None:
    """It lets in again and again."""
    patch.setattr(links, "use", links.opens)


def link_is_used_once(_: Shop, siti: Member) -> None:
    """The same test as that of links has."""
    of_links.test_a_link_is_used_once_and_looking_at_it_uses_nothing_up(siti)


PLANTED: list[tuple[Mutant, Callable[[Shop, Member], None]]] = [
    (tries_are_not_counted, of_codes.test_of_many_who_guess_at_once_five_are_looked_at),
    (a_code_never_ends, of_codes.test_a_code_lets_in_once_within_its_time_for_its_ticket),
    (a_code_is_never_used_up, of_codes.test_a_code_lets_in_once_within_its_time_for_its_ticket),
    (any_code_will_do, of_codes.test_a_code_is_told_apart_from_another),
    (an_address_that_was_typed_is_kept, of_codes.test_what_is_kept_says_neither_code_nor_ticket_nor_which_address),
    (a_confirmed_address_can_be_taken, of_codes.test_an_address_that_another_confirmed_stays_his),
    (a_link_is_only_looked_at, link_is_used_once),
]


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    return Shop()


@pytest.fixture
def siti(shop: Shop) -> Member:
    shop.joins("Siti", "Ali")
    member = member_of(shop, "Siti")
    confirm_email.confirm_email(shop.program, member, of_codes.SITI, 0)
    return member


@pytest.mark.parametrize(("plant", "notices"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_mistake_is_noticed(
    shop: Shop, siti: Member, plant: Mutant, notices: Callable[[Shop, Member], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        notices(shop, siti)
