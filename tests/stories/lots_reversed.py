"""A process that verifies with lots taken in the other order (a mutant of ledger 4.19).

It is begun with nothing ready, so nothing that needs the database's models is imported at the top.
"""

from __future__ import annotations

from setia.replay import elsewhere

begin_rightly = elsewhere.begin_verifying


def begin_wrongly(law: elsewhere.Law) -> None:
    begin_rightly(law)
    from setia.engine.ledger import consume  # noqa: PLC0415
    from setia.engine.ledger.lots import in_order_of_consumption  # noqa: PLC0415

    consume.in_order_of_consumption = (  # type: ignore[attr-defined]  # what it calls, not what it exports
        lambda lots: in_order_of_consumption(lots)[::-1]
    )
