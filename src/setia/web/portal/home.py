"""Home: what a member has, what is next, what ends and when, and what happened last."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from setia.services import offered_rewards
from setia.services.offered_rewards import Offered
from setia.storage import freezes
from setia.storage import sign_in_codes as codes
from setia.storage.reading import MemberPage, member_page
from setia.web.portal import history, notices, visiting
from setia.web.portal.visiting import Visit, members_only
from setia.web.telling import Teller

LAST = 3


class Goal(Struct, frozen=True):
    """The reward that is next, and how far it is."""

    name: str
    missing: str
    reached: int
    at_least: int


class Stamps(Struct, frozen=True):
    """A card that fills, place by place."""

    title: str
    reward: str
    missing: str
    places: tuple[bool, ...]
    """Of a card of a few places, which are full; of a large one none."""
    told: str
    """`2 / 10`: how many of how many."""
    has: int
    amount: int


PLACES_MOST = 20


@members_only
def me(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page, as of now."""
    page = member_page(visit.member, visit.program, visit.now, LAST + 1)
    teller = Teller(visit, "member")
    offers = offered_rewards.offered(visit.program, visit.device.account_id, visit.now)
    told = {
        "here": "home",
        "page": page,
        "coming": notices.of_member(visit),
        "wallets": teller.wallets(_without_cards(page)),
        "levels": [teller.level(one) for one in page.levels],
        "cards": stamps(page, teller),
        "vouchers": [(one.no, teller.reward(one)) for one in page.rewards],
        "goal": _goal(offers, page, teller),
        "reachable": sum(one.refusal is None for one in offers),
        "story": [teller.movement(one) for one in page.movements[:LAST]],
        "uses": history.uses(page.movements),
        "is_frozen": bool(freezes.among([visit.device.account_id])),
        "has_more": len(page.movements) > LAST,
        "lacks_address": not codes.confirmed(visit.device.member_id, "email"),
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/home.html", told)


def _without_cards(page: MemberPage) -> MemberPage:
    """What is shown as a card is not shown as a balance, too, unless there is nothing else."""
    on_cards = {one.wallet for one in page.cards}
    left = {id_: wallet for id_, wallet in page.wallets.items() if id_ not in on_cards}
    return msgspec.structs.replace(page, wallets=left)


def stamps(page: MemberPage, teller: Teller) -> list[Stamps]:
    """Cards that fill by themselves."""
    found = []
    for one in page.cards:
        told, has = teller.card(one), min(one.has, one.amount)
        is_small = one.amount <= PLACES_MOST
        places = tuple(place < has for place in range(one.amount)) if is_small else ()
        people = teller.speaker.people
        said = f"{people.number(has)} / {people.number(one.amount)}"
        found.append(Stamps(told.title, told.next, " ".join(told.missing), places, said, has, one.amount))
    return found


def _goal(offers: list[Offered], page: MemberPage, teller: Teller) -> Goal | None:
    """Of the rewards for which only units are missing, the nearest."""
    lacking = [
        (asked - has, one, has, asked)
        for one in offers
        if one.refusal is not None and one.refusal.code == "insufficient"
        and isinstance(asked := one.refusal.numbers.get("asked"), int)
        and isinstance(has := one.refusal.numbers.get("available"), int)
    ]  # fmt: skip
    if not lacking or page.status != "open":
        return None
    missing, one, has, asked = min(lacking, key=lambda found: found[0])
    name = teller.speaker.reward(one.reward.id).text
    return Goal(name, teller.speaker.amount(missing, one.reward.wallet).text, has, asked)
