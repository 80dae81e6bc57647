"""Movements in plain words: what happened, and why, in a line that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable

from setia.cli.units import Units, decimal
from setia.cli.when import show_day
from setia.engine.rules.verdict import Gain, from_json
from setia.services.gift_cards import CLAIMED
from setia.storage.movements import Movement

Telling = Callable[[Movement, Units], str]

DUES = frozenset({"activate", "expire", "hold_expire"})
"""Kinds that happen by themselves, when their time has come."""


_CLAIMS = {"merge_out": "claimed by {}", "merge_in": "brought by a gift card"}
_MERGES = {
    "merge_out": "merged into {}",
    "merge_in": "took over {}",
    "unmerge_out": "given back to {}, who is a member again",
    "unmerge_in": "a member again, got back from {}",
}


def told(movement: Movement, units: Units) -> str:
    """What a movement was, without the amount that its change says already."""
    sentence = _TELLING[movement.kind](movement, units)
    return f"{sentence}: {movement.note}" if movement.note else sentence


def changed(movement: Movement, units: Units) -> str:
    """What the member gained or lost by it, `-60 points`; empty for what only moved within his wallet."""
    return ", ".join(units.change(change, wallet) for wallet, change in movement.changes.items() if change)


def _earned(movement: Movement, units: Units) -> str:
    if movement.net is not None:
        parts = [_bought(movement, units), *_verdicts(movement, units)]
    else:
        parts = [f"topped up{_for(movement)}" if movement.command == "top_up" else _reason(movement, "earned")]
    parts += _told_of(_amount(movement, units, target="pending"), "still to come")
    parts += _told_of(_amount(movement, units, source="available", target="expired"), "had ended already")
    return "; ".join([*parts, *_repaid(movement, units)])


def _recorded(movement: Movement, units: Units) -> str:
    if movement.net is not None:
        return "; ".join([_bought(movement, units), *_verdicts(movement, units)])
    words = {"enrol": "joined", "close": "left", "return": f"{_returned(movement)}; nothing to take back"}
    return words.get(movement.command) or _merge(movement, "recorded")


def _opened(movement: Movement, units: Units) -> str:
    ended = _told_of(_amount(movement, units, source="available", target="expired"), "had ended already")
    return "; ".join(["brought from before", *ended, *_repaid(movement, units)])


def _activated(movement: Movement, units: Units) -> str:
    return "; ".join([f"{_amount(movement, units, source='pending')} became usable", *_repaid(movement, units)])


def _held(movement: Movement, units: Units) -> str:
    until = f" until {units.instant(movement.ends_at)}" if movement.ends_at is not None else ""
    return f"{_amount(movement, units, target='held')} set aside{until}{_for(movement)}"


def _held_longer(movement: Movement, units: Units) -> str:
    until = f" until {units.instant(movement.ends_at)}" if movement.ends_at is not None else ""
    return f"{_hold(movement)} kept{until}"


def _captured(movement: Movement, units: Units) -> str:
    words = f"used of what was set aside{_for_origin(movement)}"
    freed = _told_of(_amount(movement, units, source="held", but="redeemed"), "given back")
    return "; ".join([words, *freed, *_ended(movement, units), *_repaid(movement, units)])


def _released(movement: Movement, units: Units) -> str:
    why = ": its time was over" if movement.kind == "hold_expire" else ""
    words = f"{_amount(movement, units, source='held')} no longer set aside{_for_origin(movement)}{why}"
    return "; ".join([words, *_ended(movement, units), *_repaid(movement, units)])


def _redeemed(movement: Movement, units: Units) -> str:
    where = {
        "offline": " at a till without connection",
        "over_allowance": " at a till without connection, beyond what it was allowed",
    }
    words = f"used{where.get(movement.reason, '')}{_for(movement)}"
    return "; ".join([words, *_owed(movement, units)])


def _reversed(movement: Movement, units: Units) -> str:
    return "; ".join([_returned(movement), *_owed(movement, units)])


def _breakage_corrected(movement: Movement, units: Units) -> str:
    return f"{_returned(movement)}; {_amount(movement, units, source='expired')} of it had ended before"


def _forgiven(movement: Movement, units: Units) -> str:
    return f"{_returned(movement)}; {_amount(movement, units, source='adjusted')} of it forgiven"


def _restored(movement: Movement, units: Units) -> str:
    origin = movement.origin
    day = f" on {show_day(origin.effective_at, units.zone)}" if origin else ""
    words = f"given back of what was used{day}{_for_origin(movement)}"
    return "; ".join([words, *_ended(movement, units), *_repaid(movement, units)])


def _adjusted(movement: Movement, units: Units) -> str:
    if movement.command == "close":
        return "left; what was not used is forfeited, what was owed forgiven"
    later = _told_of(_amount(movement, units, target="pending"), "still to come")
    words = _reason(movement, "adjusted")
    return "; ".join([words, *later, *_owed(movement, units), *_repaid(movement, units)])


def _transferred(movement: Movement, units: Units) -> str:
    sent = movement.command == "transfer_out"
    words = f"sent to {_other(movement)}" if sent else f"received from {_other(movement)}"
    return "; ".join([words, *_repaid(movement, units)])


def _merged(movement: Movement, units: Units) -> str:
    words = _merge(movement, "merged with {}")
    debts = [] if movement.command == "merge_out" else [*_owed(movement, units), *_repaid(movement, units)]
    return "; ".join([words, *debts])


def _unexpired(movement: Movement, units: Units) -> str:
    return "; ".join(["given back: something came to be known that kept them alive", *_repaid(movement, units)])


def _redated(movement: Movement, _: Units) -> str:
    words = {
        "pause_expiry": "nothing ends for the time being",
        "resume_expiry": "what is there ends again, at a later day",
        "extend_lots": "what is there ends later",
    }
    return _reason(movement, words.get(movement.command, "what is there ends at another day"))


_TELLING: dict[str, Telling] = {
    "record": _recorded,
    "earn": _earned,
    "activate": _activated,
    "expire": lambda _, __: "expired",
    "open": _opened,
    "hold": _held,
    "hold_extend": _held_longer,
    "capture": _captured,
    "release": _released,
    "hold_expire": _released,
    "redeem": _redeemed,
    "reverse_earn": _reversed,
    "breakage_correction": _breakage_corrected,
    "forgive": _forgiven,
    "restore": _restored,
    "adjust": _adjusted,
    "transfer": _transferred,
    "merge": _merged,
    "unexpire": _unexpired,
    "redate": _redated,
}


def _bought(movement: Movement, units: Units) -> str:
    receipt = f" (receipt {movement.reference})" if movement.reference else ""
    return f"bought for {units.money(movement.net or 0)}{receipt}"


def _verdicts(movement: Movement, units: Units) -> list[str]:
    names = {rule.id: rule.name.get("en", rule.id) for rule in units.program.latest.program.rules}
    return [
        f"{names.get(one.rule, one.rule)}: {units.number(gain.gave, gain.wallet)}{_reckoned_on(gain, units)}"
        for one in from_json(movement.why).verdicts
        for gain in one.gains
    ]


def _reckoned_on(gain: Gain, units: Units) -> str:
    """What a gain was reckoned on; nothing for one that is the same whatever is bought."""
    if not gain.points:
        return ""
    if gain.reckoned_on == "quantity":
        return f" for {decimal(gain.value, 3).rstrip('0').rstrip('.')} items"
    return f" for {units.money(gain.value)}"


def _returned(movement: Movement) -> str:
    receipt = f"receipt {movement.origin.reference}" if movement.origin and movement.origin.reference else "a purchase"
    return f"{receipt} returned" + (", by the shop's mistake" if movement.reason == "merchant" else "")


def _reason(movement: Movement, otherwise: str) -> str:
    return f"{otherwise}, {movement.reason.replace('_', ' ')}" if movement.reason else otherwise


def _for(movement: Movement) -> str:
    return f" for {movement.reference}" if movement.reference else ""


def _for_origin(movement: Movement) -> str:
    return f" for {movement.origin.reference}" if movement.origin and movement.origin.reference else ""


def _hold(movement: Movement) -> str:
    return f"hold {movement.origin.seq}{_for_origin(movement)}" if movement.origin else "a hold"


def _merge(movement: Movement, otherwise: str) -> str:
    """Who became one with whom; a gift card is nobody."""
    words = _CLAIMS if movement.reason == CLAIMED else _MERGES
    return words.get(movement.command, otherwise).format(_other(movement))


def _other(movement: Movement) -> str:
    return movement.counterpart or "another member"


def _repaid(movement: Movement, units: Units) -> list[str]:
    return _told_of(_amount(movement, units, target="debt"), "of it paid what was owed")


def _owed(movement: Movement, units: Units) -> list[str]:
    return _told_of(_amount(movement, units, source="debt"), "of it owed")


def _ended(movement: Movement, units: Units) -> list[str]:
    return _told_of(_amount(movement, units, target="expired"), "of it had ended meanwhile")


def _told_of(amount: str, what: str) -> list[str]:
    return [f"{amount} {what}"] if amount else []


def _amount(movement: Movement, units: Units, *, source: str = "", target: str = "", but: str = "") -> str:
    """What went between accounts, wallet by wallet; empty for nothing. `but`: to all targets except this one."""
    amounts: dict[str, int] = {}
    for flow in movement.flows:
        if source in ("", flow.source) and target in ("", flow.target) and flow.target != but:
            amounts[flow.wallet] = amounts.get(flow.wallet, 0) + flow.amount
    return " and ".join(units.amount(amount, wallet) for wallet, amount in amounts.items())
