"""A store for the pages' tests: members with names, purchases with lines, an owner with a link."""

from __future__ import annotations

from pathlib import Path

from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Line, Purchase, Tender
from setia.services import staff, uploads
from setia.services.batch import Request, apply
from setia.services.staff import LINK_LIVES, Post, Role
from setia.services.update_person import Changes, update_person
from setia.services.uploads import Reading
from setia.storage.members import Known
from setia.storage.reading import find_member
from tests.shop import TILL, Shop, at

OLD = """purchase_id,event_at,member,net,Colour
1001,2017-12-30 10:00,C-1,12.50,red
1002,2017-12-30 11:00,C-2,7.00,red
1003,never,,3.00,blue
"""
"""A till's file of before, one row of which cannot be read."""

GROCERY = Path(__file__).parents[2] / "programs" / "grocery.yaml"
PEOPLE = {
    "C-1": ("สมชาย ใจดี", "เอก"),
    "C-2": ("Siti Nurhaliza binti Tarudin", ""),
    "C-3": ("Suharto", ""),
    "C-4": ("Lestari", ""),
}


class Store(Shop):
    """The shipped grocery program with three members who have bought."""

    def __init__(self, document: Path | str = GROCERY) -> None:
        super().__init__(document)
        for number, name in enumerate(PEOPLE, start=1):
            for visit in range(2):
                self._sells(name, f"R{number}{visit}", 12_90 + 100 * visit)
            found = find_member(self.program, name)
            assert found is not None
            called, call_name = PEOPLE[name]
            changes = Changes(name=called, call_name=call_name, identifiers={"phone": f"+6012345678{number}"})
            update_person(self.program, found, changes)

    def hears_late(self) -> str:
        """Of a sale of long ago, by a till that may not say so: somebody has to look at it."""
        return self.buys("C-2", 5_00, "2016-06-01T10:00", receipt="LATE").status

    def _sells(self, member: str, receipt: str, cents: int) -> None:
        bread = Line(no=1, net=cents, sku="4711", department="PASTRY")
        milk = Line(no=2, net=3_50, sku="4712", quantity=2000)
        bought = Purchase(
            source="till",
            event_at=at("2018-01-01T12:00"),
            currency="USD",
            lines=(bread, milk),
            tenders=(Tender("cash", cents + 3_50),),
            store="kl",
        )
        apply(self.program, [Request(RecordPurchase(bought), Known("external", member), reference=receipt)], TILL)

    def takes_in(self) -> None:
        """Of two files one that is looked at, and one that is taken in."""
        files = [uploads.begin(self.program, "old-till.csv", Reading(), "staff:owner") for _ in range(2)]
        for file in files:
            uploads.add(self.program, file.id, 1, OLD.encode())
        uploads.start(self.program, files[1].id, 1)
        uploads.import_waiting(self.program)

    def public_id(self, member: str) -> str:
        """By which pages name a member."""
        found = find_member(self.program, member)
        assert found is not None
        return str(found.public_id)

    def hires(self, name: str, role: Role, store: str = "") -> str:
        """Somebody of the staff; the path of the link that lets him in."""
        staff.add(self.program, name, Post(f"{name}@example.com", role, store), "owner")
        return self.sends_a_link(name)

    def sends_a_link(self, name: str) -> str:
        """The path of a further link."""
        return f"/sign-in/{staff.link(self.program, name, LINK_LIVES, 'owner')}"


def pages_of(store: Store) -> dict[str, str]:
    """Every page that reads, by name."""
    member = f"/members/{store.public_id('C-1')}"
    return {
        "overview": "/overview",
        "members": "/members",
        "search": "/members?q=78",
        "member": member,
        "earlier": f"{member}/movements?before=3",
        "why": f"{member}/movements/3",
        "details": f"{member}/details",
        "data": f"{member}/data",
        "adjust": f"{member}/adjust",
        "spending": f"{member}/spending",
        "merge": f"{member}/merge",
        "move": "/purchases/till/R10/move",
        "waiting": "/waiting",
        "rewards": "/rewards",
        "program": "/program",
        "edit": "/program/edit",
        "audit": "/audit-log",
        "purchases": "/purchases",
        "purchase": "/purchases/till/R10",
        "return": "/purchases/till/R10/return",
        "settings": "/settings",
        "staff": "/staff",
        "imports": "/imports",
        "account": "/account",
        "tills": "/tills",
        "pin": "/account/pin",
        "open": "/till/open",
    }
