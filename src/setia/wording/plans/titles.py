"""What stands at the rows, the columns and the parts of a plan."""

from __future__ import annotations

from setia.wording.sentences import Said, Sentence, Speech


def figures(by: Speech) -> dict[str, Sentence]:
    """What figures are called, by their names in a plan."""
    return _by_code(
        by.say("plan_issued", "issued"),
        by.say("plan_redeemed", "redeemed"),
        by.say("plan_expired", "expired"),
        by.say("plan_held", "held in the end"),
        by.say("plan_owed", "owed in the end"),
        by.say("plan_unaffordable", "redemptions not affordable"),
        by.say("plan_unaffordable_units", "units of them"),
        by.say("plan_cost", "cost of what was given"),
        by.say("plan_cost_per_month", "cost per month"),
        by.say("plan_liability", "liability in the end"),
    )


def headings(by: Speech) -> dict[str, Sentence]:
    """Of the parts of a plan, and of the columns of its tables."""
    return _by_code(
        by.say("plan_what_changes", "What changes"),
        by.say("plan_what_it_would_have_done", "What it would have done"),
        by.say("plan_as_it_is", "as it is"),
        by.say("plan_as_it_is_below", "as it is, below the line"),
        by.say("plan_as_planned", "as planned"),
        by.say("plan_change", "change"),
        by.say("plan_rewards_issued", "Rewards issued"),
        by.say("plan_cut_by_budget", "Cut by budget"),
        by.say("plan_charts", "By month"),
        by.say("plan_as_table", "As a table"),
        by.say("plan_month", "Month"),
        by.say("plan_members_changed", "Members for whom most changes"),
        by.say("plan_member", "member"),
        by.say("plan_because_of", "because of"),
        by.say("plan_lots_sooner", "Lots that would end sooner"),
        by.say("plan_all_lots", "All of them"),
        by.say("plan_has", "has"),
        by.say("plan_ends", "ends"),
        by.say("plan_would_end", "would end"),
    )


def effects(by: Speech) -> dict[str, Sentence]:
    """What a difference means for members, by the names that services have for it."""
    return _by_code(
        by.say("plan_better", "better for members"),
        by.say("plan_neutral", "the same for members"),
        by.say("plan_worse", "worse for members"),
        by.say("plan_either", "better for some, worse for others"),
    )


def money(by: Speech, currency: str) -> Sentence:
    """Above amounts of money."""
    return by.say("plan_money", "Money, {currency}", currency=Said(currency, currency))


def gain(by: Speech, currency: str) -> Sentence:
    """Above what members get more or less; without a currency, in units."""
    if currency:
        return by.say("plan_gain_money", "gets more or less, {currency}", currency=Said(currency, currency))
    return by.say("plan_gain_units", "gets more or less, units")


def cut(by: Speech, budget: str) -> Sentence:
    """Of the awards that a budget cut."""
    return by.say("plan_cut_awards", "{budget}: awards", budget=Said(budget, budget))


def issued(by: Speech, unit: str) -> Sentence:
    """Of the chart of one wallet."""
    return by.say("plan_unit_issued", "{unit} issued", unit=Said(unit, unit))


def issued_by_month(by: Speech, unit: str) -> Sentence:
    """The same for who does not see the chart."""
    return by.say("plan_unit_issued_by_month", "{unit} issued by month", unit=Said(unit, unit))


def page(by: Speech, program: str) -> Sentence:
    """Of the page's window."""
    return by.say("plan_of", "{program}: plan", program=Said(program, program))


def top(by: Speech, program: str) -> Sentence:
    """Of the whole page."""
    return by.say("plan_top", "{program}: what a change would have done", program=Said(program, program))


def never(by: Speech) -> Sentence:
    """Instead of a day, for what does not end."""
    return by.say("plan_never_ends", "never")


def worth(by: Speech) -> Sentence:
    """Why members get more or less where no rule gives more or less."""
    return by.say("plan_what_units_buy", "what units buy")


def _by_code(*said: Sentence) -> dict[str, Sentence]:
    return {one.code.removeprefix("plan_"): one for one in said}
