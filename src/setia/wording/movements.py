"""What a movement of a member's history was, in words: a subject line for every kind of transaction.

What a movement changed stands beside it, so amounts are told only where that does not show them. Who else was
concerned, why, and what somebody wrote about it is told to staff and authors, and not to members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from setia.engine.commands import CelebrateBirthday, ChooseConversion, GrantTier, RecordEvent, ResumeExpiry
from setia.wording.codes import reason as told
from setia.wording.gifts import reward
from setia.wording.happened import bought, came_back, celebrated, claimed, day_of, outcomes, reported
from setia.wording.moved import (
    CLAIMED,
    Moved,
    concerning,
    corrected,
    ended,
    ended_already,
    flowed,
    instant,
    other,
    owed,
    reference_before,
    repaid,
)
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker

RETURNS = frozenset({"return", "return_out", "return_in"})
"""Commands by which something comes back."""


def about(by: Speaker, moved: Moved) -> list[Sentence]:
    """What it was, in a sentence or a few; never nothing."""
    if isinstance(moved.asked, RecordEvent):
        return [reported(by, moved.asked.event.kind)]
    if isinstance(moved.asked, CelebrateBirthday):
        return [celebrated(by)]
    if moved.net is not None:
        return [bought(by, moved.net, moved.reference)]
    said = [*TELLING[moved.kind](by, moved), *outcomes(by, moved.besides), *_beside(by, moved)]
    return said or [by.say("recorded", "It was recorded.")]


def _beside(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    """Reason and note, for who works here."""
    if by.audience == "member":
        return
    asked_for = moved.asked.reason if isinstance(moved.asked, GrantTier) else ""
    reason = asked_for or (moved.reason if (moved.kind, moved.command) in _WITH_REASON else "")
    if reason and reason != "life_changed":
        yield by.say("movement_reason", "Reason: {reason}.", reason=Said(reason, told(by, reason)))
    if moved.note:
        yield by.say("movement_note", "Note: {note}", note=Said(moved.note, moved.note))


_WITH_REASON = frozenset(
    {("earn", "earn"), ("adjust", "adjust")}
    | {("redate", command) for command in ("pause_expiry", "resume_expiry", "extend_lots")}
)
"""Where the reason is one that somebody gave."""


def _earned(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    if moved.command == "claim_purchase":
        yield claimed(by, moved.reference)
    else:
        yield by.say("paid_in", "It was paid in.") if moved.command == "top_up" else by.say("given", "It was given.")
        yield from concerning(by, moved.reference)
    if later := flowed(by, moved, target="pending"):
        yield by.say("still_to_come", "Still to come: {amount}.", amount=later)
    yield from (*ended_already(by, moved), *repaid(by, moved))


def _recorded(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    match moved.command:
        case "enrol":
            yield by.say("joined", "Joined the program.")
        case "close":
            yield by.say("left", "Left the program.")
        case "claim_purchase":
            yield claimed(by, moved.reference)
        case "choose_conversion":
            yield _chosen(by, moved)
        case "move_out":
            yield by.say("moved_out", "A purchase was moved to another account.")
        case "move_in":
            yield by.say("moved_in", "A purchase was moved here from another account.")
        case command if command in RETURNS:
            yield from _returned(by, moved)
            yield by.say("nothing_to_take_back", "There was nothing to take back.")
        case _:
            yield from _merged(by, moved)


def _chosen(by: Speaker, moved: Moved) -> Sentence:
    asked = moved.asked
    if isinstance(asked, ChooseConversion):
        one = next((one for one in by.document.conversions if one.id == asked.conversion), None)
        chosen = next((choice.reward for choice in one.choices if choice.amount == asked.amount), "") if one else ""
        if one is not None and chosen:
            units = by.amount(asked.amount, one.wallet)
            return by.say("chose", "Chose that {amount} become: {reward}.", amount=units, reward=reward(by, chosen))
    return by.say("chose_something", "Chose when units become a reward.")


def _opened(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    yield by.say("brought", "It was brought from before.")
    yield from (*ended_already(by, moved), *repaid(by, moved))


def _activated(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    amount = flowed(by, moved, source="pending") or by.say("units", "units")
    if moved.command == "release_pending":
        yield by.say("usable_early", "Now usable, because the return was given up: {amount}.", amount=amount)
    else:
        yield by.say("usable_now", "Now usable: {amount}.", amount=amount)
    yield from repaid(by, moved)


def _expired(by: Speaker, _: Moved) -> Iterator[Sentence]:
    yield by.say("ended", "What was not used in time has ended.")


def _held(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    amount = flowed(by, moved, target="held") or by.say("units", "units")
    if moved.ends_at is None:
        yield by.say("set_aside", "Set aside: {amount}.", amount=amount)
    else:
        until = instant(by, moved.ends_at)
        yield by.say("set_aside_until", "Set aside until {until}: {amount}.", until=until, amount=amount)
    yield from concerning(by, moved.reference)


def _held_longer(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    if moved.ends_at is None:
        yield by.say("kept_aside", "It stays set aside for longer.")
    else:
        yield by.say("kept_aside_until", "It stays set aside until {until}.", until=instant(by, moved.ends_at))
    yield from concerning(by, reference_before(moved))


def _captured(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    yield by.say("captured", "What was set aside was used.")
    yield from concerning(by, reference_before(moved))
    if freed := flowed(by, moved, source="held", but="redeemed"):
        yield by.say("freed", "Given back: {amount}.", amount=freed)
    yield from (*ended(by, moved), *repaid(by, moved))


def _released(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    amount = flowed(by, moved, source="held") or by.say("units", "units")
    if moved.kind == "hold_expire":
        yield by.say("hold_over", "No longer set aside, because the time was over: {amount}.", amount=amount)
    else:
        yield by.say("freed_all", "No longer set aside: {amount}.", amount=amount)
    yield from (*concerning(by, reference_before(moved)), *ended(by, moved), *repaid(by, moved))


def _redeemed(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    if moved.besides.rewards:  # what was got for it says the rest
        if moved.command != "redeem_reward":
            yield by.say("turned", "Units became a reward.")
        return
    match moved.reason:
        case "offline":
            yield by.say("used_offline", "It was used at a till without connection.")
        case "over_allowance":
            yield by.say(
                "used_over", "It was used at a till without connection, and was more than the till was allowed."
            )
        case _:
            yield by.say("used", "It was used.")
    yield from (*concerning(by, moved.reference), *owed(by, moved))


def _reversed(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    yield from _returned(by, moved)
    if elsewhere := flowed(by, moved, source="clearing"):
        yield by.say("taken_elsewhere", "Taken from another account: {amount}.", amount=elsewhere)
    if before := flowed(by, moved, source="expired"):
        yield by.say("ended_before", "Of it had ended before: {amount}.", amount=before)
    if forgiven := flowed(by, moved, source="adjusted"):
        yield by.say("forgiven", "Forgiven: {amount}.", amount=forgiven)
    yield from owed(by, moved)


def _returned(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    yield corrected(by) if moved.reason == "revoked" else came_back(by, reference_before(moved))
    if moved.reason == "merchant":
        yield by.say("by_mistake", "It was the shop's mistake.")


def _restored(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    if moved.origin is None or moved.besides.rewards:
        yield by.say("given_back", "It was given back.")
    else:
        day = day_of(by, moved.origin.effective_at)
        yield by.say("given_back_of", "What was used on {day} was given back.", day=day)
        yield from concerning(by, reference_before(moved))
    yield from (*ended(by, moved), *repaid(by, moved))


def _adjusted(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    if moved.command == "close":
        yield by.say("left_with", "Left the program; what was not used is forfeited, and what was owed is forgiven.")
        return
    yield by.say("corrected", "It was corrected by hand.")
    yield from (*owed(by, moved), *repaid(by, moved))


def _transferred(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    whom = other(by, moved)
    if moved.command == "transfer_out":
        yield by.say("sent", "Sent to {other}.", other=whom)
    else:
        yield by.say("received", "Received from {other}.", other=whom)
    yield from repaid(by, moved)


def _merged(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    whom = other(by, moved)
    match moved.command:
        case "merge_out" if moved.reason == CLAIMED:
            yield by.say("card_claimed", "Claimed by {other}.", other=whom)
        case "merge_in" if moved.reason == CLAIMED:
            yield by.say("card_brought", "It came from a gift card.")
        case "merge_out":
            yield by.say("merged_into", "Merged into the account of {other}.", other=whom)
        case "merge_in":
            yield by.say("took_over", "Took over the account of {other}.", other=whom)
        case "unmerge_out":
            yield by.say("gave_back", "Given back to {other}, whose account is separate again.", other=whom)
        case "unmerge_in":
            yield by.say("got_back", "A separate account again; got back from {other}.", other=whom)
    if moved.command != "merge_out":
        yield from (*owed(by, moved), *repaid(by, moved))


def _unexpired(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    yield by.say("unexpired", "Given back: something came to be known that kept it alive.")
    yield from repaid(by, moved)


def _redated(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    if moved.reason == "life_changed":
        yield by.say("life_changed", "The program says otherwise how long it lives.")
    elif isinstance(moved.asked, ResumeExpiry) and moved.asked.on_leave == "keep":
        yield by.say("ends_never", "What is there ends no more.")
    elif moved.command == "pause_expiry":
        yield by.say("paused", "Nothing ends for the time being.")
    elif moved.command == "resume_expiry":
        yield by.say("resumed", "What is there ends again, at a later day.")
    elif moved.command == "extend_lots":
        yield by.say("extended", "What is there ends later.")
    else:
        yield by.say("redated", "What is there ends at another day.")


def _of_rewards(by: Speaker, moved: Moved) -> Iterator[Sentence]:
    """What became of rewards says itself; here only of which return or use it comes."""
    if moved.command in RETURNS:
        yield from _returned(by, moved)
    elif moved.command == "use_reward":
        yield from concerning(by, moved.reference)


def _nothing(_: Speaker, __: Moved) -> Iterator[Sentence]:
    yield from ()


TELLING: dict[str, Callable[[Speaker, Moved], Iterator[Sentence]]] = {
    "record": _recorded,
    "earn": _earned,
    "activate": _activated,
    "expire": _expired,
    "open": _opened,
    "hold": _held,
    "hold_extend": _held_longer,
    "capture": _captured,
    "release": _released,
    "hold_expire": _released,
    "redeem": _redeemed,
    "reverse_earn": _reversed,
    "breakage_correction": _reversed,
    "forgive": _reversed,
    "restore": _restored,
    "adjust": _adjusted,
    "transfer": _transferred,
    "merge": _merged,
    "unexpire": _unexpired,
    "redate": _redated,
    "tier_change": _nothing,
    "reward": _of_rewards,
}
"""By kind of transaction; what changed besides units follows by itself."""
