"""What a plan's figures come to, and what it assumes: a sentence each."""

from __future__ import annotations

from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def done(by: Speaker, recorded: int) -> Sentence:
    """On how much of the past a document was tried."""
    return by.count(
        "plan_done",
        "What it would have done to {count} recorded event",
        "What it would have done to {count} recorded events",
        recorded,
        count=by.number(recorded),
    )


def changes(by: Speaker, file: str, version: int, program: str) -> Sentence:
    """What is compared with what."""
    return by.say(
        "plan_changes",
        "What {file} changes, against version {version} of {program}",
        file=Said(file, file),
        version=Said(version, by.people.ordinal(version)),
        program=Said(program, program),
    )


def beside(by: Speaker, version: int, recorded: int) -> Sentence:
    """The same on a page."""
    return by.count(
        "plan_beside",
        "The document beside version {version}, on {count} recorded event · amounts in {currency}",
        "The document beside version {version}, on {count} recorded events · amounts in {currency}",
        recorded,
        version=Said(version, by.people.ordinal(version)),
        count=by.number(recorded),
        currency=Said(by.document.currency, by.document.currency),
    )


def same(by: Speaker) -> Sentence:
    """Of a document that changes nothing."""
    return by.say("plan_same", "Nothing: it says the same.")


def members(by: Speaker, better: int, worse: int, accounts: int) -> Sentence:
    """How many would have got more, and how many less."""
    return by.count(
        "plan_members",
        "{count} member would have got more, {worse} less, {same} the same; of {all}.",
        "{count} members would have got more, {worse} less, {same} the same; of {all}.",
        better,
        count=by.number(better),
        worse=by.number(worse),
        same=by.number(accounts - better - worse),
        all=by.number(accounts),
    )


def unaffordable(by: Speaker, redemptions: int, amount: Said) -> Sentence:
    """Redemptions of the past for which there would not have been enough."""
    return by.count(
        "plan_not_affordable",
        "{count} recorded redemption of {amount} could not have been paid; each was skipped.",
        "{count} recorded redemptions of {amount} could not have been paid; each was skipped.",
        redemptions,
        count=by.number(redemptions),
        amount=amount,
    )


def skipped(by: Speaker, recorded: int, why: Said) -> Sentence:
    """What else could not be told again, for one reason."""
    return by.count(
        "plan_skipped",
        "{count} recorded event was skipped: {why}.",
        "{count} recorded events were skipped: {why}.",
        recorded,
        count=by.number(recorded),
        why=why,
    )


def about_skipped(by: Speaker) -> Sentence:
    """A reason."""
    return by.say("plan_about_skipped", "it is about something that was skipped")


def not_there(by: Speaker) -> Sentence:
    """Another."""
    return by.say("plan_not_there", "it is about something that is not there under the document")


def unreadable(by: Speaker, accounts: int) -> Sentence:
    """Members of whom nothing can be told again."""
    return by.count(
        "plan_unreadable",
        "{count} account of a member who was erased cannot be retold, and is left out.",
        "{count} accounts of members who were erased cannot be retold, and are left out.",
        accounts,
        count=by.number(accounts),
    )


def shortened(by: Speaker, lots: int, of_members: int, amount: Said, first: Said) -> Sentence:
    """Lots of one wallet that would end sooner."""
    whose = by.count("plan_of_members", "{count} member", "{count} members", of_members, count=by.number(of_members))
    return by.count(
        "plan_shortened",
        "{count} lot of {members} would end sooner: {amount} as they are now, the first on {first}.",
        "{count} lots of {members} would end sooner: {amount} as they are now, the first on {first}.",
        lots,
        count=by.number(lots),
        members=whose,
        amount=amount,
        first=first,
    )


def more_lots(by: Speaker, lots: int) -> Sentence:
    """Below the first of them."""
    return by.say("plan_more_lots", "and {number} more: `--html` and `--json` list them all", number=by.number(lots))


def costs_the_same(by: Speaker) -> Sentence:
    """Of a change that costs neither more nor less."""
    return by.say("plan_costs_the_same", "It costs the same.")


def costs_more(by: Speaker, amount: Said, percent: Said, sales: Said) -> Sentence:
    """When it pays."""
    return by.say(
        "plan_costs_more",
        "It costs {amount} a month more: it pays if members buy {percent} % more than their {sales} a month.",
        amount=amount,
        percent=percent,
        sales=sales,
    )


def saves(by: Speaker, amount: Said, percent: Said, sales: Said) -> Sentence:
    """When what it saves is lost."""
    return by.say(
        "plan_saves",
        "It saves {amount} a month: that is lost if members buy {percent} % less than their {sales} a month.",
        amount=amount,
        percent=percent,
        sales=sales,
    )


def no_test(by: Speaker, of_members: int, needed: int | None) -> Sentence:
    """That so small a difference cannot be seen; `needed` members would show it, None where nobody knows."""
    number = by.number(of_members)
    if needed is None:
        return by.say(
            "plan_no_test",
            "No test with these {members} members would show so little; one of a year needs more of them.",
            members=number,
        )
    return by.say(
        "plan_no_test_but",
        "No test with these {members} members would show so little; one of a year needs {needed} of them.",
        members=number,
        needed=by.number(needed),
    )


def length_of_test(by: Speaker, of_members: int, months: int) -> Sentence:
    """How long a test would take."""
    return by.say(
        "plan_test",
        "A test with half of {members} members would take {months} to show it (two-sided 5 %, power 80 %).",
        members=by.number(of_members),
        months=by.count("months", "{count} month", "{count} months", months, count=by.number(months)),
    )


def assumed(by: Speaker, first: Said, last: Said) -> Sentence:
    """What every plan takes for granted, and from which months its figures per month are."""
    return by.say(
        "plan_assumed",
        "Assumed: members do what they did. Both versions are taken as if in force since the program began,"
        " and all that has fallen due by now is booked. Per month: whole months with purchases, {first} to {last}.",
        first=first,
        last=last,
    )


def nothing_bought(by: Speaker) -> Sentence:
    """Of a shop without a past."""
    return by.say("plan_nothing_bought", "No purchase has been recorded yet.")


def assumed_of_money(by: Speaker, percent: Said) -> Sentence:
    """What is taken for granted of money."""
    return by.say(
        "plan_assumed_of_money",
        "A unit costs what it buys at most at prices that hold for everybody, and every unit is used."
        " Gross margin: {percent} % of sales (`--margin`).",
        percent=percent,
    )


def simulated(by: Speaker, instant: Said) -> Sentence:
    """Of a clock that is not the real one."""
    return by.say("plan_simulated", "Simulated clock: it is {instant}.", instant=instant)


def page_at(by: Speaker, path: str) -> Sentence:
    """Where the page is."""
    return by.say("plan_page", "Page: {path}", path=Said(path, path))
