"""What an import carries from one batch to the next, so that it need not be found out again."""

from __future__ import annotations

from msgspec import Struct, field

from setia.services.foresight import Foresight
from setia.services.keeping import Kept


class Carried(Struct):
    """Of one import; every other batch begins with nothing."""

    ahead: Foresight | None
    """The process that decides ahead, where there is one."""
    kept: Kept = field(default_factory=Kept)
