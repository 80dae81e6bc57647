"""Wallet types in words: how long units live, when they can be used, and what a return takes back."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.calendar import RoundTo, local_date, parse_instant
from setia.engine.rules.wallet_type import Expiry, WalletType
from setia.wording.documents.parts import Part
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def wallet(speaker: Speaker, one: WalletType) -> Part:
    """One wallet type."""
    return Part("wallet", one.id, speaker.unit(one.id, "").text, tuple(_sentences(speaker, one)))


def _sentences(speaker: Speaker, one: WalletType) -> Iterator[Sentence]:
    if one.pending is not None:
        yield speaker.say(
            "units_wait",
            "They can be used only {duration} after they were earned.",
            duration=speaker.duration(one.pending),
        )
    yield from _ends(speaker, one.expiry)
    if one.proof_above == 0:
        yield speaker.say("proof_always", "At a till they can be used only by who shows that they are the member.")
    elif one.proof_above is not None:
        yield speaker.say(
            "proof_above",
            "At a till, more than {amount} at once can be used only by who shows that they are the member.",
            amount=speaker.amount(one.proof_above, one.id),
        )
    if one.adjust_most is not None:
        yield speaker.say(
            "adjust_most",
            "By hand, staff give or take at most {amount} at once; an owner may more.",
            amount=speaker.amount(one.adjust_most, one.id),
        )
    match one.returns.policy:
        case "only_pending":
            yield speaker.say("returns_pending", "When goods come back, only what still waits is taken back.")
        case "within_balance":
            yield speaker.say("returns_balance", "When goods come back, no more is taken back than is there.")
        case _:
            yield speaker.say("returns_debt", "When goods come back, what is no longer there is owed.")


def _ends(speaker: Speaker, expiry: Expiry | None) -> Iterator[Sentence]:
    if expiry is None or (expiry.after is None and expiry.idle is None):
        yield speaker.say("units_stay", "They do not end.")
        return
    if expiry.after is not None:
        life = speaker.duration(expiry.after)
        yield speaker.say("units_life", "They end {duration} after they were earned.", duration=life)
        yield from rounded(speaker, expiry.round_to)
    if expiry.apply_to_existing is not None:
        zone = speaker.document.zone
        first = local_date(parse_instant(expiry.apply_to_existing, zone), zone).isoformat()
        yield speaker.say(
            "life_of_existing", "From {day} on that holds for those of before, too.", day=speaker.day(first)
        )
    if expiry.idle is None:
        return
    idle = speaker.duration(expiry.idle)
    match speaker.document.activity:
        case ("earn",):
            yield speaker.say("idle_earn", "All end after {duration} in which nothing was earned.", duration=idle)
        case ("redeem",):
            yield speaker.say("idle_redeem", "All end after {duration} in which nothing was used.", duration=idle)
        case _:
            yield speaker.say("idle", "All end after {duration} in which nothing was earned or used.", duration=idle)


def rounded(speaker: Speaker, to: RoundTo) -> Iterator[Sentence]:
    """To which end of a period an end is moved."""
    match to:
        case "end_of_month":
            yield speaker.say("to_end_of_month", "The end is moved to the end of that month.")
        case "end_of_quarter":
            yield speaker.say("to_end_of_quarter", "The end is moved to the end of that quarter.")
        case "end_of_year":
            yield speaker.say("to_end_of_year", "The end is moved to the end of that year.")
        case _:
            return
