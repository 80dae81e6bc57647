"""Advice on a program document in English: what is sound, but will not do what its author means."""

from __future__ import annotations

_SAID = {
    "rule_never_holds": "can never hold: {conditions} of its conditions contradict each other, or the program's dates",
    "reward_never": "can never be asked for: {conditions} of its conditions contradict each other",
    "calendar_over": "the calendar `{calendar}` has no day on which this could hold; give it new dates",
    "never_together": "`{other}` never holds when this rule does, so there is nothing to multiply",
    "never_compete": "no two rules of this lane can ever hold at once, so none competes",
    "limit_never_reached": "its rules can give {most} at most, so the limit of {allowed} never cuts anything",
    "level_passed_by": "whoever reaches it reaches `{higher}` at once",
    "wallet_unused": "no rule gives any of its units",
    "reward_unused": "nobody can get it: it has no price, and no rule or card gives it",
    "limit_unused": "no rule names it",
    "lane_unused": "no rule runs in it",
    "calendar_unused": "no condition asks for it",
    "event_unused": "no rule and no level counts it",
    "rounding_loses": "rounding down takes {lost} % of what it would give: {gave} of {exact} on recorded purchases;"
    " think of `carry` or another rounding",
    "rule_never_held": "held for none of {purchases} recorded purchases",
    "limit_not_reached": "the most that was used of it on recorded purchases is {most} of {allowed}",
    "debt_below_zero": "returns on record asked {members} member(s) for {units} units that they no longer had;"
    " with `debt` they owe them",
}
