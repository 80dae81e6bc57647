"""Record a custom event: anything else that a member does, judged like a purchase by the rules that it triggers."""

from __future__ import annotations

from setia.engine.commands import RecordEvent
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.decide.judging import Manner, Order, first_frame, judge
from setia.engine.decide.settling import settle
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def record_event(account: Account, command: RecordEvent, setting: Setting) -> Decision | Refusal:
    """Earn what the program gives for it. An event that the program does not describe is refused, by field."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    version = setting.version
    if version is None:
        return Refusal("no_program_in_force")
    kind = version.compiled.events.get(command.event.kind)
    if kind is None:
        return Refusal("unknown_event", {"event": command.event.kind})
    if fault := kind.fault(command.event):
        return Refusal("event_field_fault", {"field": fault[0], "fault": fault[1]})
    # From here it must succeed.
    book = open_book(account, setting)
    frame = first_frame(book, version.compiled, setting, None)
    order = Order(None, frame, version, event=command.event)
    judged = judge(book, order, setting, Manner())
    settle(book, setting, (judged.order, frame.effective_at))
    return conclude(book, judged.changes, known_as=judged.order)
