"""Real time: what began after an answer comes after it, in the account and in the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.linear.history import History, Step


def order(history: History) -> Iterator[str]:
    """What is out of order."""
    everything: list[Step] = []
    for journal in history.journals.values():
        everything += journal.steps
        yield from _overtaken(journal.steps, f"in account {journal.account_id}")
        positions = [step.position for step in journal.steps]
        if positions != sorted(positions):
            yield f"account {journal.account_id}: the log has its transactions in another order"
    yield from _overtaken(sorted(everything, key=lambda step: step.position), "in the log")


def _overtaken(steps: Iterable[Step], where: str) -> Iterator[str]:
    """Steps of which a later one had been answered before they were asked for."""
    earliest, by = 2**63, ""
    for step in reversed([*steps]):
        if (told := step.told) is None:
            continue
        if earliest < told.invoked:
            yield f"{told.id}, asked after {by} was answered, comes before it {where}"
        if told.completed < earliest:
            earliest, by = told.completed, told.id
