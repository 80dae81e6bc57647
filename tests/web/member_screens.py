"""What a member's pages show on pictures: somebody who has a voucher, is near the next one, and has a full story."""

from __future__ import annotations

from setia.engine.calendar import DAY
from setia.engine.commands import RedeemReward
from setia.services import claim_links
from setia.services.alerts import PATH
from setia.services.coming import PATH as NOTICES
from setia.services.coming import coming
from setia.services.sign_in_codes import to_confirm
from setia.storage import alerts, clock
from setia.storage.models import Alert
from tests.web.phones import member_of
from tests.web.store import Store

WHO = "C-1"


def prepare(store: Store) -> None:
    """Let there be something to see."""
    store.earns(WHO, 900)
    store.asks(WHO, RedeemReward(clock.read(), "voucher"))
    store.buys_all(WHO, [(cents, "2018-01-01T15:00") for cents in (23_10, 4_95, 61_40)])


def links(store: Store, count: int) -> list[str]:
    """Links by which so many devices are signed in."""
    return [claim_links.make(member_of(store, WHO), clock.read()) for _ in range(count)]


def paths(store: Store) -> dict[str, str]:
    """Pages of a member who is signed in, by the name of their picture."""
    now, who = clock.system_reading(), member_of(store, WHO)
    of = {"program_id": store.program.id, "member_id": who.pk, "made_at": now, "next_at": now}
    alert = Alert.objects.create(position=1, number=5, **of)
    ticket = to_confirm(store.program, who, "aek@example.com", now).ticket
    return {
        "me-home": "/me",
        "me-rewards": "/me/rewards",
        "me-redeem": "/me/rewards/money-off",
        "me-voucher": f"/me/vouchers/{store.page(WHO).rewards[0].no}",
        "me-card": "/me/card",
        "me-history": "/me/history",
        "me-why": "/me/history/2",
        "me-changes": f"{NOTICES}{coming(store.program.versions, clock.read())[0].number}",
        "me-not-me": "/me/history/5/not-me",
        "me-claim": "/me/claim",
        "me-settings": "/me/settings",
        "me-about": "/me/about",
        "me-pin": "/me/pin",
        "me-email": "/me/e-mail",
        "me-agree": "/me/consents",
        "me-data": "/me/data",
        "me-forget": "/me/data/forget",
        "me-proof": "/me/proof",
        "me-code": f"/me/code/{ticket}",
        "me-code-over": "/me/code/none",
        "me-letter": f"{PATH}{alerts.new_link(alert, now + DAY)}",
        "me-letter-over": f"{PATH}none",
        "me-link-over": "/me/link/none",
        "me-sign-in": "/me/sign-in",
        "join": "/join",
        "join-poster": "/join-poster",
    }
