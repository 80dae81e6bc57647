"""Another member, chosen by whatever is known of him; and what two members would have, before it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from setia.engine.ledger.state import Account
from setia.engine.tiers import level_at
from setia.services.preview_pair import Both
from setia.storage import finding
from setia.storage.models import Member
from setia.web.admitted import Session
from setia.web.known import as_read, member_of, name_of
from setia.wording.alphabet import place
from setia.wording.speaker import Speaker

SHOWN = 10
TEXT_MAX = 200


def chosen(request: HttpRequest, session: Session, but_not: str = "") -> tuple[Member | None, dict[str, Any]]:
    """Whom `with` names, and what the page shows of the choice. Raises Http404."""
    public_id = (request.POST.get("with") or request.GET.get("with", ""))[:40]
    if public_id and public_id != but_not:
        other = member_of(session, public_id)
        return other, {"other": {"public_id": public_id, "name": name_of(other)}}
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    rows = finding.members(session.program, text, 0, SHOWN + 1) if text else []
    found = [
        (
            one.public_id,
            one.name or one.call_name or one.public_id,
            ", ".join(as_read(session.program, one.identifiers).values()),
        )
        for one in rows
        if one.public_id != but_not
    ]
    shown = sorted(found[:SHOWN], key=lambda one: place(session.language, one[1]))
    return None, {"q": text, "found": shown, "is_asked": bool(text)}


def outcome(session: Session, both: Both) -> dict[str, Any]:
    """What the two would have: of who is asked, and of the other."""
    return {"left": _has(session, both.sent.account), "right": _has(session, both.got.account)}


def _has(session: Session, account: Account) -> tuple[str, ...]:
    """What can be used, what is owed and the levels, a phrase each."""
    by = Speaker(session.program.latest.program, session.people, "staff")
    told = [by.amount(held.available, id_).text for id_, held in account.wallets.items() if held.available]
    owed = {id_: held.debt for id_, held in account.wallets.items() if held.debt}
    if owed:
        told.append(by.say("owes", "owes {amounts}", amounts=by.amounts(owed)).text)
    ladders = session.program.latest.ladders.values()
    return (*told, *(by.level(one.id, level_at(account.progress, one, session.now)).text for one in ladders))
