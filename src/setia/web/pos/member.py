"""A member at the till: what he has, what is within reach, and the field for what he buys."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from msgspec import structs

from setia.storage.models import Member
from setia.storage.reading import MemberPage, member_page
from setia.web.admitted import Session
from setia.web.known import as_read, member_of
from setia.web.pos.basket import blank
from setia.web.pos.claim import Picture
from setia.web.pos.shift import only_serving
from setia.web.pos.within_reach import offers
from setia.web.telling import Teller


@require_GET
@only_serving
def member(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """The page that a scanned card opens."""
    return shown(request, session, member_of(session, public_id), request.GET.get("done", ""))


def shown(
    request: HttpRequest, session: Session, found: Member, done: str, link: Picture | None = None
) -> HttpResponse:
    """A member's page, with the link to his own page where he has joined just now."""
    told = {
        **standing(session, found),
        **blank(request, session),
        "sale_url": reverse("till_sale", args=[found.public_id]),
        "done": done,
        "claim": link,
    }
    return render(request, "pos/member.html", told)


def standing(session: Session, found: Member) -> dict[str, Any]:
    """Who he is and what he has, as a cashier needs to know it."""
    page, teller = member_page(found, session.program, session.now, 0), Teller(session)
    wallets = teller.wallets(page)
    known_as = ", ".join(as_read(session.program, page.identifiers).values())
    return {
        "here": "serve",
        "public_id": page.public_id,
        "name": page.name or known_as or page.public_id,
        "known_as": known_as if page.name else "",
        "status": page.status,
        "wallets": [{**structs.asdict(one), "can_be_held": _can_be_held(session, page, one.id)} for one in wallets],
        "levels": [teller.level(one) for one in page.levels],
        "cards": [teller.card(one) for one in page.cards],
        "held_rewards": [(one.no, teller.reward(one)) for one in page.rewards],
        "holds": [
            (one.seq, teller.speaker.amount(one.amount, one.wallet).text)
            for one in page.open_holds
            if page.hold_references.get(one.seq, "").startswith("till")
        ],
        "offers": offers(session, found.account_id),
    }


def _can_be_held(session: Session, page: MemberPage, id_: str) -> bool:
    """Whether units of a wallet can be used at the counter: stamps and levels are for nothing else."""
    unit, wallet = session.program.latest.units.get(id_), page.wallets.get(id_)
    return unit is not None and unit.kind in ("points", "money") and wallet is not None and wallet.available > 0
