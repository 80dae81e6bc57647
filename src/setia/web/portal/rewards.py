"""Rewards: what there is and what it costs, turning units into one, and the voucher that the till scans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.engine.rules.reward import Reward
from setia.services import offered_rewards
from setia.services.offered_rewards import Offered
from setia.storage.reading import account_as_of, rewards_held
from setia.storage.reward_codes import HeldReward
from setia.web import language, pictures
from setia.web.forms import answered, new_key
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.web.telling import Teller
from setia.wording.people import NotRead
from setia.wording.refusals import refusal
from setia.wording.speaker import Speaker

AMOUNT_MAX = 10**12


class Told(Struct, frozen=True):
    """A reward in the list."""

    id: str
    name: str
    price: str
    can_have: bool
    missing: str
    """How much is missing, where nothing else is."""
    no: str
    """Why not, where something else is."""
    reached: int
    at_least: int


@members_only
def offered(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Vouchers that he has, rewards within reach, and those that are not."""
    teller = Teller(visit, "member")
    found = offered_rewards.offered(visit.program, visit.device.account_id, visit.now)
    shown = sorted((_told(one, teller.speaker) for one in found), key=lambda one: not one.can_have)
    told = {
        "here": "rewards",
        "vouchers": [(one.no, teller.reward(one)) for one in _held(visit)],
        "rewards": shown,
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/rewards.html", told)


def _held(visit: Visit) -> tuple[HeldReward, ...]:
    account_id = visit.device.account_id
    account = account_as_of(account_id, visit.now, visit.program)
    return rewards_held(account_id, account, visit.program, visit.now)


def _told(one: Offered, by: Speaker) -> Told:
    wallet, no = one.reward.wallet, one.refusal
    least = one.least if one.least is not None else one.price
    price = by.amount(least, wallet).text if least else ""
    if one.least is not None:
        price = by.say("reward_from", "from {amount}", amount=by.amount(one.least, wallet)).text
    has, asked = (no.numbers.get("available"), no.numbers.get("asked")) if no is not None else (None, None)
    lacks = no is not None and no.code == "insufficient" and isinstance(has, int) and isinstance(asked, int)
    if lacks and isinstance(has, int) and isinstance(asked, int):
        missing = by.say("reward_missing", "{amount} more", amount=by.amount(asked - has, wallet)).text
        return Told(one.reward.id, by.reward(one.reward.id).text, price, False, missing, "", has, asked)
    why_not = refusal(by, no.code, no.numbers, wallet).text if no is not None else ""
    return Told(one.reward.id, by.reward(one.reward.id).text, price, no is None, "", why_not, 0, 1)


@require_http_methods(["GET", "POST"])
@members_only
def redeem(request: HttpRequest, visit: Visit, reward: str) -> HttpResponse:
    """What it costs and what is left then; turn units into it."""
    document = visit.program.current(visit.now).program
    one = next((one for one in document.rewards if one.id == reward), None)
    if one is None or not (one.prices or one.any_amount):
        raise Http404
    mistake, by = "", Speaker(document, visit.people, "member")
    if request.method == "POST":
        number, mistake = _redeemed(request, visit, one)
        if not mistake:
            return redirect(
                f"{reverse('me_voucher', args=[number])}?done=redeemed" if number else reverse("me_rewards")
            )
    [offer] = [
        found
        for found in offered_rewards.offered(visit.program, visit.device.account_id, visit.now)
        if found.reward.id == reward
    ]
    has = account_as_of(visit.device.account_id, visit.now, visit.program).wallets.get(one.wallet)
    available = has.available if has is not None else 0
    told: dict[str, Any] = {
        "here": "rewards",
        "one": _told(offer, by),
        "least": offer.least,
        "step": by.amount(one.any_amount.step, one.wallet).text if one.any_amount is not None else "",
        "given": request.POST.get("amount", "") or (by.people.number(offer.least) if offer.least else ""),
        "has": by.amount(available, one.wallet).text,
        "left": by.amount(available - offer.price, one.wallet).text if offer.price is not None else "",
        "key": request.POST.get("key") or new_key(),
        "mistake": mistake,
    }
    return visiting.draw(request, visit, "portal/redeem.html", told, 422 if mistake else 200)


def _redeemed(request: HttpRequest, visit: Visit, one: Reward) -> tuple[int, str]:
    """The number of the voucher that it became; beside it why not, empty where it was done."""
    body: dict[str, Any] = {"reward": one.id, "channel": "portal"}
    if one.any_amount is not None:
        amount = _amount(request, visit, one.wallet)
        if amount is None:
            speech = language.speech(request)
            return 0, speech.say("form_amount", "Please give an amount above zero, such as 100.").text
        body["amount"] = amount
    done, no = answered(request, visit.asking("redeem"), f"{visit.path}/rewards", body)
    if no:
        return 0, no
    return next((held.no for held in _held(visit) if held.seq == done["transaction"]), 0), ""


def _amount(request: HttpRequest, visit: Visit, wallet: str) -> int | None:
    unit = visit.program.latest.units[wallet]
    try:
        typed = language.people(request).read_number(request.POST.get("amount", ""))
    except NotRead:
        return None
    amount = typed.scaleb(unit.decimals)
    return int(amount) if amount == amount.to_integral_value() and Decimal(0) < amount <= AMOUNT_MAX else None


@members_only
def voucher(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One that he has, large enough to be scanned; of one that is used or over, that it is."""
    found = next((one for one in _held(visit) if one.no == number), None)
    teller = Teller(visit, "member")
    told = {
        "here": "rewards",
        "voucher": teller.reward(found) if found is not None else None,
        "qr": pictures.qr(found.code) if found is not None and found.code else "",
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/voucher.html", told, 200 if found is not None else 410)
