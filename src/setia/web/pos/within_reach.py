"""Rewards that a member can ask for now, each with its price, and how much is missing where it is too much."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands import RedeemReward
from setia.engine.decide import Decision
from setia.engine.refusals import Refusal
from setia.engine.rules.reward import Reward
from setia.services.preview import previews
from setia.web.admitted import Session
from setia.wording.refusals import refusal
from setia.wording.speaker import Speaker


class Offer(Struct, frozen=True):
    """One reward as this member can have it today."""

    id: str
    name: str
    price: str
    is_within_reach: bool
    no: str
    """Why not; empty where it can be had."""
    least: str
    """Of one that takes any number of units, how many at least, as it is typed; empty for the others."""
    unit: str


def offers(session: Session, account_id: int) -> list[Offer]:
    """All that have a price, those within reach first; in as many reads whatever their number."""
    document = session.program.current(session.now).program
    rewards = [one for one in document.rewards if one.prices or one.any_amount is not None]
    asked = [(account_id, RedeemReward(session.now, one.id, _least(one), session.store, "till")) for one in rewards]
    by = Speaker(document, session.people, "staff")
    decided = previews(session.program, asked) if asked else []
    told = [_offer(by, one, found) for one, found in zip(rewards, decided, strict=True)]
    return sorted(told, key=lambda one: not one.is_within_reach)


def _least(reward: Reward) -> int | None:
    way = reward.any_amount
    return None if way is None else -(-way.least // way.step) * way.step


def _offer(by: Speaker, reward: Reward, decided: Decision | Refusal) -> Offer:
    name, least = by.reward(reward.id).text, _least(reward)
    typed = "" if least is None else by.people.number(least, by.decimals(reward.wallet))
    unit = by.unit(reward.wallet, "2").text
    if isinstance(decided, Refusal):
        asked = decided.numbers.get("asked")
        price = by.amount(asked, reward.wallet).text if isinstance(asked, int) else ""
        return Offer(reward.id, name, price, False, refusal(by, decided.code, decided.numbers).text, typed, unit)
    price = by.amount(-decided.awarded.get(reward.wallet, 0), reward.wallet).text
    return Offer(reward.id, name, price, True, "", typed, unit)
