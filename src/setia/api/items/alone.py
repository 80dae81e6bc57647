"""Of a batch: what asks more than one command of the ledger, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.json import decode, encode

from setia.api import answers, baskets, belonging, gift_cards, priced
from setia.api.callers import Session
from setia.api.items.shape import Alone, Key, Result, again
from setia.api.once import as_answer, in_one
from setia.api.problems import Problem
from setia.services.requests import Outcome
from setia.wording.languages import Language


def told(outcome: Outcome, read: Callable[[str, int], Result]) -> Result:
    """An outcome as a result; `read` makes one of the body and status of an answer that is not a no."""
    kept = answers.kept(outcome)
    if kept.status >= 400:
        return Result(kept.status, problem=decode(kept.body, type=Problem))
    return read(kept.body, kept.status)


def done(outcome: Outcome) -> Result:
    """The same, of a command."""
    return told(outcome, lambda body, status: Result(status, done=decode(body, type=answers.Done)))


def _settled(body: str, status: int) -> Result:
    return Result(status, settled=decode(body, type=priced.SettledOut))


class Claim(Alone, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="claim"):
    """A guest's purchase that becomes a member's, by the token on its receipt."""

    scope = "purchases"
    member: str
    key: Key | None = None
    claim: belonging.ClaimIn

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""
        key = None if self.key is None else again(self, self.key, who)
        return done(await who.desk.write(belonging.claimed, who, self.member, self.claim, key))


class ClaimByHand(Alone, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="claim_by_hand"):
    """The same by what the receipt says."""

    scope = "purchases"
    member: str
    key: Key | None = None
    claim_by_hand: belonging.ManualClaimIn

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""
        key = None if self.key is None else again(self, self.key, who)
        said = self.claim_by_hand
        return done(await who.desk.write(belonging.claimed_by_hand, who, self.member, said, key))


class CardSale(Alone, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="gift_card"):
    """A gift card that is sold."""

    scope = "adjust"
    key: Key
    gift_card: gift_cards.CardIn

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""

        def sold() -> Outcome:
            key = again(self, self.key, who)
            return in_one(who, key, lambda: as_answer(201, gift_cards.sold(who, self.gift_card)))

        outcome = await who.desk.write(sold)
        return told(outcome, lambda body, status: Result(status, card=decode(body, type=gift_cards.CardOut)))


class Basket(Alone, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="basket"):
    """A basket that is kept until it is paid."""

    scope = "purchases"
    key: Key
    basket: baskets.KeptBasketIn

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""
        outcome = await baskets.kept(who, self.basket, again(self, self.key, who), spoken)
        return told(outcome, lambda body, status: Result(status, basket=decode(body, type=priced.BasketOut)))


class BasketCommit(Alone, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="basket_commit"):
    """A basket that was paid."""

    scope = "purchases"
    id: str
    basket_commit: baskets.CommitIn

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""
        outcome = await baskets.paid(who, self.id, self.basket_commit, self._sent(who))
        return told(outcome, _settled)

    def _sent(self, who: Session) -> tuple[str, str, bytes]:
        """Its own name makes it safe to send again."""
        return who.caller.name, "", encode(self, order="sorted")


class BasketRelease(Alone, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="basket_release"):
    """A basket that will not be paid."""

    scope = "purchases"
    id: str

    async def carried_out(self, who: Session, spoken: Language) -> Result:
        """What became of it."""
        outcome = await baskets.given_up(who, self.id, (who.caller.name, "", encode(self, order="sorted")))
        return told(outcome, _settled)
