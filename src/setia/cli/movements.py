"""Movements in plain words: what happened, and why, in a line that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable

from setia.cli import changes, choices, names
from setia.cli.units import Units
from setia.cli.when import show_day
from setia.engine.commands import CelebrateBirthday, ChooseConversion, RecordEvent, ResumeExpiry
from setia.engine.rules.verdict import from_json
from setia.services.gift_cards import CLAIMED
from setia.storage.movements import Movement
from setia.wording.explanation import Explainer
from setia.wording.moved import REVOKED
from setia.wording.speaker import Speaker

Telling = Callable[[Movement, Units], str]

EVENTS = (RecordEvent, CelebrateBirthday)
DUES = frozenset({"activate", "expire", "hold_expire"})
"""Kinds that happen by themselves, when their time has come."""


_RETURNS = ("return", "return_out", "return_in")
_CLAIMS = {"merge_out": "claimed by {}", "merge_in": "brought by a gift card"}
_MERGES = {
    "merge_out": "merged into {}",
    "merge_in": "took over {}",
    "unmerge_out": "given back to {}, who is a member again",
    "unmerge_in": "a member again, got back from {}",
}


def told(movement: Movement, units: Units) -> str:
    """What a movement was, without the amount that its change says already."""
    words = _TELLING[movement.kind](movement, units)
    sentence = "; ".join(one for one in (words, *changes.told(movement, units)) if one)
    return f"{sentence}: {movement.note}" if movement.note else sentence


def missed(movement: Movement, units: Units) -> str:
    """What more of a purchase or event would have needed: `0.57 USD more for the next point`."""
    if not movement.why or movement.kind == "reverse_earn":
        return ""
    return " ".join(one.text for one in _explainer(movement, units).needs(from_json(movement.why)))


def changed(movement: Movement, units: Units) -> str:
    """What the member gained or lost by it, `-60 points`; empty for what only moved within his wallet."""
    return ", ".join(changed_each(movement, units))


def changed_each(movement: Movement, units: Units) -> list[str]:
    """The same wallet by wallet."""
    return [units.change(change, wallet) for wallet, change in movement.changes.items() if change]


def _earned(movement: Movement, units: Units) -> str:
    if movement.net is not None or isinstance(movement.asked, EVENTS):
        parts = _judged(movement, units)
    else:
        parts = [f"topped up{_for(movement)}" if movement.command == "top_up" else _reason(movement, "earned")]
    parts += _told_of(_amount(movement, units, target="pending"), "still to come")
    parts += _told_of(_amount(movement, units, source="available", target="expired"), "had ended already")
    return "; ".join([*parts, *_repaid(movement, units)])


def _recorded(movement: Movement, units: Units) -> str:
    if movement.net is not None or isinstance(movement.asked, EVENTS):
        return "; ".join(_judged(movement, units))
    if isinstance(movement.asked, ChooseConversion):
        return choices.told(movement.asked, movement, units)
    if movement.command in _RETURNS:
        return f"{_returned(movement)}; nothing to take back"
    words = {"enrol": "joined", "close": "left"}
    return words.get(movement.command) or _merge(movement, "recorded")


def _opened(movement: Movement, units: Units) -> str:
    ended = _told_of(_amount(movement, units, source="available", target="expired"), "had ended already")
    return "; ".join(["brought from before", *ended, *_repaid(movement, units)])


def _activated(movement: Movement, units: Units) -> str:
    early = " early: the return was given up" if movement.command == "release_pending" else ""
    usable = f"{_amount(movement, units, source='pending')} became usable{early}"
    return "; ".join([usable, *_repaid(movement, units)])


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
    if movement.besides.rewards:  # what was got for it says the rest
        return "" if movement.command == "redeem_reward" else _converted(movement, units)
    words = f"used{where.get(movement.reason, '')}{_for(movement)}"
    return "; ".join([words, *_owed(movement, units)])


def _converted(movement: Movement, units: Units) -> str:
    document = units.document(movement.program_version)
    return names.inside(names.of(document.conversions, movement.reason))


def _of_rewards(movement: Movement, units: Units) -> str:
    """What became of rewards says itself; here only of which purchase, event or return it comes."""
    if movement.net is not None or isinstance(movement.asked, EVENTS):
        return "; ".join(_judged(movement, units))
    return _returned(movement) if movement.command in _RETURNS else ""


def _reversed(movement: Movement, units: Units) -> str:
    elsewhere = _told_of(_amount(movement, units, source="clearing"), f"of it taken from {_other(movement)}")
    what = "checked and corrected" if movement.reason == REVOKED else _returned(movement)
    return "; ".join([what, *elsewhere, *_owed(movement, units)])


def _breakage_corrected(movement: Movement, units: Units) -> str:
    return f"{_returned(movement)}; {_amount(movement, units, source='expired')} of it had ended before"


def _forgiven(movement: Movement, units: Units) -> str:
    return f"{_returned(movement)}; {_amount(movement, units, source='adjusted')} of it forgiven"


def _restored(movement: Movement, units: Units) -> str:
    if movement.besides.rewards:
        return "; ".join(["given back", *_ended(movement, units), *_repaid(movement, units)])
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
    if movement.reason == "life_changed":
        return "the program says otherwise how long it lives"
    if isinstance(movement.asked, ResumeExpiry) and movement.asked.on_leave == "keep":
        return _reason(movement, "what is there ends no more")
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
    "tier_change": lambda _, __: "",
    "reward": _of_rewards,
}


def _bought(movement: Movement, units: Units) -> str:
    receipt = f" (receipt {movement.reference})" if movement.reference else ""
    return f"bought for {units.money(movement.net or 0)}{receipt}"


def _judged(movement: Movement, units: Units) -> list[str]:
    """A purchase or event, and what every rule gave for it."""
    asked = movement.asked
    if isinstance(asked, RecordEvent):
        what = names.inside(names.of(units.document(movement.program_version).events, asked.event.kind))
    elif isinstance(asked, CelebrateBirthday):
        what = "birthday"
    else:
        what = _bought(movement, units)
    return [what, *(one.text for one in _explainer(movement, units).in_short(from_json(movement.why)))]


def _explainer(movement: Movement, units: Units) -> Explainer:
    return Explainer(Speaker(units.document(movement.program_version), "en", "staff"))


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
