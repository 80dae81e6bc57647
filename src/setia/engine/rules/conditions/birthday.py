"""A condition on the member's birthday: it is today, or was a few days ago."""

from __future__ import annotations

from setia.engine.rules.birthdays import DAYS_MAX
from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.verdict import Check


class Birthday(Visible, frozen=True, tag="birthday", tag_field="kind", forbid_unknown_fields=True):
    """On the member's birthday, or within so many `days` from it on, the day itself the first of them.

    Days are those of the program's zone. Who has not said when his birthday is has none.
    """

    days: int = 1

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its days checked."""
        days = faults.within(self.days, 1, DAYS_MAX, (*path, "days"))

        def test(facts: Facts) -> Check:
            since = facts.frame.birthday
            return Check("birthday", since is not None and since < days, days, since)

        return test
