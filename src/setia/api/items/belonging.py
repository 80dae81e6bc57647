"""Of a batch: whose something is, and what gift cards pay."""

from __future__ import annotations

from msgspec import structs

from setia.api import belonging, gift_cards
from setia.api.callers import Session
from setia.api.commands import Number
from setia.api.items.shape import Keyed
from setia.api.naming import Names
from setia.services.requests import Request as Asked


class Merge(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="merge"):
    """Two members who are one."""

    scope = "adjust"
    moves_names = True
    member: str
    merge: belonging.MergeIn

    def names(self) -> tuple[str, ...]:
        """Both."""
        return self.member, self.merge.into

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        return structs.replace(self.merge.asked(who, names, self.member), repeatable=self.again(who))


class Unmerge(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="unmerge"):
    """A merge that is undone."""

    scope = "adjust"
    moves_names = True
    member: str
    number: Number

    def names(self) -> tuple[str, ...]:
        """Who stays."""
        return (self.member,)

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        return structs.replace(belonging.parted(who, names, self.member, self.number), repeatable=self.again(who))


class Move(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="move"):
    """A purchase that is another member's."""

    scope = "adjust"
    moves_names = True
    move: belonging.MoveIn

    def names(self) -> tuple[str, ...]:
        """Whose it is."""
        return (self.move.to,)

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        return structs.replace(self.move.asked(who, names), repeatable=self.again(who))


class CardPayment(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="gift_card_payment"):
    """What a gift card pays."""

    scope = "redeem"
    gift_card_payment: gift_cards.PaymentIn

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        return structs.replace(self.gift_card_payment.asked(who, names), repeatable=self.again(who))


class CardClaim(Keyed, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="gift_card_claim"):
    """A gift card that becomes a member's."""

    scope = "redeem"
    member: str
    gift_card_claim: gift_cards.CodeIn

    def names(self) -> tuple[str, ...]:
        """The member."""
        return (self.member,)

    def asked(self, who: Session, names: Names) -> Asked:
        """The command."""
        return structs.replace(self.gift_card_claim.asked(who, names, self.member), repeatable=self.again(who))
