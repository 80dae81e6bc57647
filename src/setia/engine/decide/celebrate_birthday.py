"""Celebrate a birthday: what the program gives for it, once for each birthday (locale 1, docs/adr/0015)."""

from __future__ import annotations

from datetime import timedelta

from setia.engine.calendar import local_date
from setia.engine.commands import CelebrateBirthday
from setia.engine.commands.events import event_of
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.decide.judging import Manner, Order, first_frame, judge
from setia.engine.decide.settling import settle
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.engine.rules.birthdays import BIRTHDAY, TRIGGER
from setia.engine.rules.using import gives
from setia.engine.rules.verdict import from_json


def celebrate_birthday(account: Account, command: CelebrateBirthday, setting: Setting) -> Decision | Refusal:
    """Judged like an event by the rules that a birthday triggers; where they give nothing, nothing is written."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    version = setting.version
    if version is None:
        return Refusal("no_program_in_force")
    event = event_of(command)
    if fault := BIRTHDAY.fault(event):
        return Refusal("event_field_fault", {"field": fault[0], "fault": fault[1]})
    since = setting.given.birthday
    if since is None:
        return Refusal("nothing_for_birthday")
    at = setting.stamp.effective_at
    year = f"{(local_date(at, version.compiled.zone) - timedelta(since)).year:04d}"
    book = open_book(account, setting)
    if book.beside.counter(TRIGGER, year) > 0:
        return Refusal("birthday_given", {"year": year})
    order = Order(None, first_frame(book, version.compiled, setting, None), version, event=event)
    judged = judge(book, order, setting, Manner())
    told = next(one.why for one in book.transactions if one.seq >= judged.seq and one.why)
    if not any(gives(verdict) for verdict in from_json(told).verdicts):
        return Refusal("nothing_for_birthday")
    book.beside.count(TRIGGER, year, 1)
    settle(book, setting, (judged.order, at))
    return conclude(book, judged.changes, known_as=judged.order)
