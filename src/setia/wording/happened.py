"""What happened, in words: what was bought or reported, and what came of it besides units."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.calendar import local_date
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.issued import RewardChange
from setia.engine.ledger.tier_status import TierChange
from setia.wording.gifts import badge, reward
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def day_of(speaker: Speaker, instant: int) -> Said:
    """The day of an instant where the program is."""
    day = local_date(instant, speaker.document.zone)
    return Said(day.isoformat(), speaker.people.day(day))


def change(speaker: Speaker, changes: dict[str, int]) -> Said:
    """What a member gained or lost, wallet by wallet, with its sign."""
    told = []
    for wallet, units in changes.items():
        if units:
            told.append(f"{'+' if units > 0 else ''}{speaker.amount(units, wallet).text}")
    return Said({wallet: units for wallet, units in changes.items() if units}, speaker.people.listed(told))


def heading(speaker: Speaker, number: int, member: str, instant: int, changes: dict[str, int]) -> Sentence:
    """Which movement, whose, and when."""
    no, day, whose = Said(number, speaker.people.ordinal(number)), day_of(speaker, instant), Said(member, member)
    changed = change(speaker, changes)
    if not changed.text:
        return speaker.say("heading", "No. {number} of {member}, {day}", number=no, member=whose, day=day)
    return speaker.say(
        "heading_changed",
        "No. {number} of {member}, {day}: {change}",
        number=no,
        member=whose,
        day=day,
        change=changed,
    )


def bought(speaker: Speaker, amount: int, receipt: str) -> Sentence:
    """A purchase."""
    worth = speaker.money(amount)
    if not receipt:
        return speaker.say("bought", "Bought for {amount}.", amount=worth)
    number = Said(receipt, receipt)
    return speaker.say("bought_receipt", "Bought for {amount} (receipt {receipt}).", amount=worth, receipt=number)


def claimed(speaker: Speaker, receipt: str) -> Sentence:
    """A guest's purchase that turned out to be his."""
    if not receipt:
        return speaker.say("claimed", "A receipt was claimed.")
    return speaker.say("claimed_receipt", "Receipt {receipt} was claimed.", receipt=Said(receipt, receipt))


def came_back(speaker: Speaker, receipt: str) -> Sentence:
    """A return."""
    if not receipt:
        return speaker.say("returned", "Something bought was returned.")
    return speaker.say("returned_receipt", "Receipt {receipt} was returned.", receipt=Said(receipt, receipt))


def reported(speaker: Speaker, event: str) -> Sentence:
    """An event; what has no name is named to the author only."""
    name = speaker.name(speaker.document.events, event)
    if not name.text:
        return speaker.say("event_unnamed", "Something was reported.")
    return speaker.say("event", "Reported: {event}.", event=name)


def celebrated(speaker: Speaker) -> Sentence:
    """A birthday."""
    return speaker.say("celebrated", "It was for the member's birthday.")


def outcomes(speaker: Speaker, besides: Changes) -> list[Sentence]:
    """Everything that changed besides units, a sentence each."""
    said = [_level(speaker, one) for one in besides.tiers]
    said += [_reward(speaker, one) for one in besides.rewards]
    for one in besides.badges:
        said.append(speaker.say("badge_given", "Given: {badge}.", badge=badge(speaker, one)))
    return said + list(_notes(speaker, besides.attributes))


def _notes(speaker: Speaker, attributes: dict[str, str]) -> Iterator[Sentence]:
    for id_, value in attributes.items() if speaker.to_author else ():
        yield speaker.say(
            "noted", "Noted: the member's {attribute} is {value}.", attribute=Said(id_, id_), value=Said(value, value)
        )


def _level(speaker: Speaker, one: TierChange) -> Sentence:
    before, after = speaker.level(one.set, one.before), speaker.level(one.set, one.after)
    until = day_of(speaker, one.until - 1) if one.until is not None else None
    match one.cause:
        case "reached" if until is not None:
            return speaker.say(
                "level_reached", "The level {level} is reached and lasts through {day}.", level=after, day=until
            )
        case "reached":
            return speaker.say("level_reached_for_ever", "The level {level} is reached.", level=after)
        case "kept" | "extended" if until is not None:
            return speaker.say(
                "level_kept", "The level {level} is kept and lasts through {day}.", level=after, day=until
            )
        case "period_over":
            return speaker.say(
                "level_over", "The level {before} is over; the level is now {level}.", before=before, level=after
            )
        case "returned":
            return speaker.say(
                "level_lost",
                "The level {before} is lost, because goods were returned; the level is now {level}.",
                before=before,
                level=after,
            )
        case _ if until is not None:
            return speaker.say(
                "level_now_through", "The level is now {level} and lasts through {day}.", level=after, day=until
            )
        case _:
            return speaker.say("level_now", "The level is now {level}.", level=after)


def _reward(speaker: Speaker, one: RewardChange) -> Sentence:
    name = reward(speaker, one.reward)
    if one.state == "issued":
        if one.expires_at is None:
            return speaker.say("reward_given", "Given: {reward}.", reward=name)
        day = day_of(speaker, one.expires_at - 1)
        return speaker.say("reward_given_through", "Given, and usable through {day}: {reward}.", day=day, reward=name)
    match one.state:
        case "used":
            return speaker.say("reward_used", "Used: {reward}.", reward=name)
        case "expired":
            return speaker.say("reward_ended", "Ended: {reward}.", reward=name)
        case _:
            return speaker.say("reward_taken_back", "Taken back: {reward}.", reward=name)


def follows(speaker: Speaker, number: int | None, changes: dict[str, int], besides: Changes) -> Sentence:
    """What the same event brought after it; without a number, what it would bring."""
    said = outcomes(speaker, besides)
    changed = change(speaker, changes)
    if changed.text:
        said.insert(0, speaker.say("changed", "{change}.", change=changed))
    what = Said([one.raw for one in said], " ".join(one.text for one in said))
    if number is None:
        return speaker.say("then", "Then: {outcomes}", outcomes=what)
    no = Said(number, speaker.people.ordinal(number))
    return speaker.say("then_number", "Then no. {number}: {outcomes}", number=no, outcomes=what)


def unjudged(speaker: Speaker, origin: int | None) -> Sentence:
    """That no rule judged it; where it came from another movement, which."""
    if origin is None:
        return speaker.say("no_rule", "No rule had a say in it.")
    return speaker.say(
        "comes_from",
        "It comes from no. {number}, which explains itself the same way.",
        number=Said(origin, speaker.people.ordinal(origin)),
    )


def previewed(speaker: Speaker, member: str) -> Sentence:
    """For whom a basket is looked at that nobody has bought."""
    whose = Said(member, member)
    return speaker.say("preview", "{member}: this is what the basket would give now.", member=whose)


def not_written(speaker: Speaker) -> Sentence:
    """That looking at it changed nothing."""
    return speaker.say("not_written", "Nothing was written.")
