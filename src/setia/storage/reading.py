"""Reading for people: a member with wallets, lots and last movements, as true now, whether or not a sweep has run."""

from __future__ import annotations

from django.db import connection
from msgspec import Struct

from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Needs
from setia.storage import loading
from setia.storage.keys import keyed_hash
from setia.storage.models import Identifier, Member, PersonalData
from setia.storage.programs import LoadedProgram


class Movement(Struct, frozen=True):
    """One transaction of an account, summed for a reader."""

    seq: int
    kind: str
    reason: str
    effective_at: int
    channel: str
    program_version: int
    changes: dict[str, int]
    """What the wallet's holder gained or lost, by wallet: units issued less units redeemed or expired."""
    store: str
    reference: str
    net: int | None
    """Net of the purchase behind it, in minor units."""
    why: str


class MemberPage(Struct, frozen=True):
    """All that a member's page shows."""

    public_id: str
    name: str
    identifiers: dict[str, str]
    joined_at: int
    status: str
    wallets: dict[str, Wallet]
    open_lots: tuple[Lot, ...]
    open_holds: tuple[Hold, ...]
    movements: tuple[Movement, ...]
    transactions: int


def find_member(program: LoadedProgram, name: str) -> Member | None:
    """A member by public id, or by any identifier's exact value; None if there is none."""
    if name.startswith("mem_"):
        return Member.objects.filter(program_id=program.id, public_id=name).first()
    kinds = Identifier.objects.filter(program_id=program.id).values_list("kind", flat=True).distinct()
    keys = [keyed_hash(program.key, "identifier", kind, name) for kind in kinds]
    found = Identifier.objects.filter(program_id=program.id, key__in=keys).select_related("member").first()
    return found.member if found else None


def member_page(member: Member, now: int, movements: int) -> MemberPage:
    """The page as of `now`: what is past its deadline is not shown as usable, though no sweep has booked it."""
    heads = loading.read_heads([member.account_id])
    loading.fill(heads, {member.account_id: Needs(open_lots=True)})
    account = as_of(heads[member.account_id], now)
    data = PersonalData.objects.filter(member=member).first()
    return MemberPage(
        public_id=member.public_id,
        name=data.name if data else "",
        identifiers=dict(data.identifiers) if data else {},
        joined_at=member.joined_at,
        status=account.status,
        wallets=dict(sorted(account.wallets.items())),
        open_lots=tuple(lot for _, lot in sorted(account.lots.items()) if lot.is_open()),
        open_holds=tuple(hold for _, hold in sorted(account.holds.items()) if hold.state == "open"),
        movements=_movements(member.account_id, movements),
        transactions=heads[member.account_id].seq,
    )


def _movements(account_id: int, limit: int) -> tuple[Movement, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.id, t.seq, t.kind, t.reason, t.effective_at, t.channel, t.program_version, t.why,
                   p.store, r.reference, p.net
              FROM ledger_transaction t
              LEFT JOIN journal j ON j.transaction_id = t.id
              LEFT JOIN purchase p ON p.id = j.purchase_id
              LEFT JOIN purchase_reference r ON r.purchase_id = p.id
             WHERE t.account_id = %s ORDER BY t.seq DESC LIMIT %s
            """,
            [account_id, limit],
        )
        rows = cursor.fetchall()
        changes: dict[int, dict[str, int]] = {row[0]: {} for row in rows}
        if rows:
            marks = ",".join(["%s"] * len(rows))
            cursor.execute(
                "SELECT transaction_id, wallet_type, sum(CASE"
                " WHEN from_account IN ('issued', 'adjusted', 'opening', 'clearing') THEN amount"
                " WHEN to_account IN ('issued', 'adjusted', 'redeemed', 'expired', 'clearing') THEN -amount ELSE 0 END)"
                f" FROM ledger_entry WHERE transaction_id IN ({marks}) GROUP BY transaction_id, wallet_type",
                list(changes),
            )
            for transaction_id, wallet_type, change in cursor.fetchall():
                changes[transaction_id][wallet_type] = int(change)
    return tuple(
        Movement(
            seq, kind, reason, effective_at, channel, version, changes[id_], store or "", reference or "", net, why
        )
        for id_, seq, kind, reason, effective_at, channel, version, why, store, reference, net in rows
    )
