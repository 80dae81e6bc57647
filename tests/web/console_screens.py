"""The console's pages for `make screens` and for axe: a store with something to see on each, and where each is."""

from __future__ import annotations

from setia.engine.commands import MergeOut
from setia.services import change_program
from setia.services.documents import read_program
from setia.storage import clock, programs
from tests.web.counter import TEXT
from tests.web.store import Store

BOSS = ("boss", "cli")


def prepare(store: Store, document: str = TEXT) -> None:
    """Let there be something to see: what waits, a file, a guest, two who became one, a version that is proposed.

    The one before it is coming, and worse for members.
    """
    store.earns("C-2", 1_200)
    store.hears_late()
    store.takes_in()
    store.buys(None, 9_00, "2018-01-01T12:30", receipt="GUEST")
    store.joins("C-8", "C-9")
    store.asks("C-8", MergeOut(clock.read(), ""), other="C-9")
    watched = document.replace("zone: UTC\n", "zone: UTC\ntwo_persons: true\n").replace("2017-01-01", "2030-01-01")
    watched = watched.replace("- {amount: 500}", "- {amount: 600}").replace("at_least: 1000.00", "at_least: 1200.00")
    for text in (watched, watched.replace("2030-01-01", "2031-01-01")):
        change_program.change(read_program(text), text, None, BOSS)
    store.program = programs.load()


def paths(store: Store) -> dict[str, str]:
    """Pages of somebody of the staff, by the name of their picture."""
    member = f"/members/{store.public_id('C-1')}"
    merged = f"/members/{store.public_id('C-9')}/merges/{store.page('C-9').transactions}/undo"
    return {
        "overview": "/overview",
        "members": "/members",
        "nobody": "/members?q=zzz",
        "member": member,
        "why": f"{member}/movements/3",
        "details": f"{member}/details",
        "data": f"{member}/data",
        "adjust": f"{member}/adjust",
        "spending": f"{member}/spending",
        "merge": f"{member}/merge?q=6782",
        "unmerge": merged,
        "move": "/purchases/till/R10/move?q=6782",
        "claim": "/purchases/till/GUEST/claim?q=6782",
        "purchases": "/purchases",
        "purchase": "/purchases/till/R10",
        "return": "/purchases/till/R10/return",
        "waiting": "/waiting",
        "rewards": "/rewards",
        "program": "/program",
        "program-edit": "/program/edit",
        "proposed": "/program/proposals/1",
        "audit": "/audit-log",
        "settings": "/settings",
        "staff": "/staff",
        "imports": "/imports",
        "import-columns": "/imports/1",
        "import-done": "/imports/2",
        "tills": "/tills",
        "pin": "/account/pin",
        "account": "/account",
        "code-app": "/account/code-app/",
        "style": "/style",
    }
