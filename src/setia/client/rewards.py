"""Rewards, gift cards and codes of price rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from setia.client.call import Call
from setia.client.calls import Done, OfferedReward
from setia.client.making import get, in_path, post

State = Literal["issued", "used", "expired", "cancelled"]


class Issued(Struct, frozen=True):
    """A reward that was issued to a member."""

    number: int
    """Its number among the member's rewards, by which it is used or undone."""
    reward: str
    state: State
    code: str
    """What the member shows at the till; empty where it is not kept any more."""
    worth: int
    """In minor units of the program's currency."""
    transaction: int
    """The number of the transaction that issued it."""
    issued_at: datetime
    expires_at: datetime | None
    """The instant from which it cannot be used any more; None: never."""
    ended_at: datetime | None
    """When it was used, expired or was cancelled; None: it can be used."""


class IssuedRewards(Struct, frozen=True):
    """A page of issued rewards, in order of their numbers."""

    rewards: list[Issued]
    next: str
    """The cursor of the next page; empty: there is none."""


class OfCode(Struct, frozen=True):
    """What the code of a reward stands for."""

    member: str
    """Public id of the member who has it."""
    number: int
    """Its number among the member's rewards."""
    reward: str
    name: dict[str, str]
    """By language; empty where the program has no such reward any more."""
    kind: str
    state: State
    worth: int
    """In minor units of the program's currency."""
    expires_at: datetime | None
    """The instant from which it cannot be used any more; None: never."""


class Card(Struct, frozen=True):
    """A card that was sold."""

    code: str
    """Shown here and nowhere else; the same request sent again under its key is answered the same."""
    done: Done


class CardLot(Struct, frozen=True):
    """Units on a card that end together."""

    wallet: str
    available: int
    funding: str
    """paid or granted."""
    expires_at: datetime | None


class Balance(Struct, frozen=True):
    """What a card holds."""

    status: str
    """open, or closed once a member has claimed it."""
    wallets: dict[str, int]
    lots: list[CardLot]


class PriceCodes(Struct, frozen=True):
    """The codes. They are kept as keyed hashes: whoever loses them asks again under the same key."""

    codes: list[str]
    added: int
    """How many of them are new; one that there is stays as it was made first."""


class PriceCode(Struct, frozen=True):
    """A code as it stands."""

    rule: str
    uses: int | None
    used: int
    """Orders that have not come back whole."""
    reserved: int
    """Baskets that hold it now."""
    per_member: int | None
    is_of_one_member: bool
    begins_at: datetime | None
    ends_at: datetime | None
    is_withdrawn: bool


class Withdrawn(Struct, frozen=True):
    """How many of them had not ended before; a code that there is not is none of them."""

    withdrawn: int


class Discount(Struct, frozen=True):
    """What comes off a line, by which price rule, and who pays for it."""

    effect: str
    amount: int
    funded_by: str


class PricedLine(Struct, frozen=True):
    """One line at its price. A gift is a line that was not asked for."""

    no: int
    sku: str
    quantity: int
    list: int
    """Before everything that comes off."""
    net: int
    tax: int
    discounts: tuple[Discount, ...]
    gift: bool


class PricedCharge(Struct, frozen=True):
    """A charge, and what of it is left."""

    kind: str
    amount: int


class Voucher(Struct, frozen=True):
    """A price rule that pays for some of it, instead of making it cheaper: a tender that `commit` adds by itself."""

    kind: str
    amount: int
    reference: str
    """The price rule."""


class BasketState(Struct, frozen=True):
    """A basket as it now is."""

    id: str
    state: Literal["open", "committed", "released", "expired"]
    ends_at: datetime
    currency: str
    lines: list[PricedLine]
    charges: list[PricedCharge]
    vouchers: list[Voucher]
    owed: int
    awarded: dict[str, int]
    """What it was to earn when it was priced."""


def offered(name: str) -> Call[list[OfferedReward]]:
    """Rewards that can be asked for, each with its price today and whether it is within reach."""
    return get(f"/members/{in_path(name)}/rewards", list[OfferedReward])


def redeem(name: str, reward: str, **more: Any) -> Call[Done]:
    """Turn units into a reward. Its number and code are among the member's rewards."""
    return post(f"/members/{in_path(name)}/rewards", Done, {"reward": reward, **more})


def use(name: str, reward: int, **more: Any) -> Call[Done]:
    """Use a reward, once."""
    return post(f"/members/{in_path(name)}/rewards/{reward}/use", Done, more)


def issued(name: str, **wanted: int | str | None) -> Call[IssuedRewards]:
    """Rewards that were ever issued to a member, in order of their numbers; of one state if wished.

    `wanted`: `state`, `limit`, `cursor`.
    """
    return get(f"/members/{in_path(name)}/issued-rewards", IssuedRewards, wanted)


def voucher(code: str) -> Call[OfCode]:
    """What the code of a reward stands for, whose it is, and whether it can be used."""
    return get(f"/vouchers/{in_path(code)}", OfCode)


def use_voucher(code: str, **more: Any) -> Call[Done]:
    """Use a reward by its code, once."""
    return post(f"/vouchers/{in_path(code)}/use", Done, more)


def undo(name: str, reward: int, **more: Any) -> Call[Done]:
    """Take back a reward that was not used: what was given for it comes back."""
    return post(f"/members/{in_path(name)}/rewards/{reward}/undo", Done, more)


def sell_gift_card(wallet: str, paid: int, **more: Any) -> Call[Card]:
    """Sell a card. Sent again under its key no second one is made, and the answer has the code again."""
    return post("/gift-cards", Card, {"wallet": wallet, "paid": paid, **more})


def gift_card_balance(code: str) -> Call[Balance]:
    """What a card holds, and what of it ends when."""
    return post("/gift-cards/balance", Balance, {"code": code})


def pay_by_gift_card(code: str, amount: int, wallet: str, **more: Any) -> Call[Done]:
    """Pay with a card: what was granted goes first, then what was paid."""
    return post("/gift-cards/payments", Done, {"code": code, "amount": amount, "wallet": wallet, **more})


def claim_gift_card(name: str, code: str) -> Call[Done]:
    """Make all that a card holds the member's own; the card is then used up."""
    return post(f"/members/{in_path(name)}/gift-cards", Done, {"code": code})


def make_codes(rule: str, **more: Any) -> Call[PriceCodes]:
    """Make codes for a price rule. Sent again under its key it invents the same ones, and adds none."""
    return post("/price-codes", PriceCodes, {"rule": rule, **more})


def look_at_code(code: str) -> Call[PriceCode]:
    """How a code stands. It is sent in the body, which no log keeps."""
    return post("/price-codes/look", PriceCode, {"code": code})


def withdraw_codes(codes: Sequence[str]) -> Call[Withdrawn]:
    """Take codes back, such as those that got about. A basket that holds one can still be paid."""
    return post("/price-codes/withdraw", Withdrawn, {"codes": codes})


def basket(basket: str) -> Call[BasketState]:
    """A basket that was kept, and whether it is open still."""
    return get(f"/baskets/{in_path(basket)}", BasketState)
