"""Judge an order as it now is, and book the difference to what it has given so far (ledger 4.11).

Recording, editing, returning, claiming and moving a purchase all come here: an order is a state, and what is posted
is always what it is entitled to less what it has been given. So duplicates post nothing, and all returned is zero.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine import rewards, tiers
from setia.engine.calendar import local_date
from setia.engine.commands import Cause
from setia.engine.decide import checking
from setia.engine.decide.counting import count_difference
from setia.engine.decide.decision import Setting, new_lot, note
from setia.engine.decide.earn import fill
from setia.engine.decide.left import carried, posted, room_left
from setia.engine.decide.reversing import Reversal, reverse
from setia.engine.ledger.book import Book
from setia.engine.ledger.past import Past, Refund
from setia.engine.orders import nothing_left, over_returned, remaining
from setia.engine.purchase import Purchase
from setia.engine.qualifying import crossing
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing, counts, evaluate, why
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import Verdict, Why, awarded, from_json, to_json
from setia.engine.rules.versions import Version
from setia.engine.rules.wallet_type import ReturnPolicy

GRANTING = frozenset(
    {
        *("record_purchase", "edit_purchase", "claim_purchase", "move_in", "record_event", "celebrate_birthday"),
        *("release_checked", "revoke_checked"),
    }
)
"""Commands whose judgement is what an order was granted; a return only takes back."""

LEVELS = frozenset({"tier", "tier_extension"})
"""Gifts that are written as transactions of their own."""


class Order(Struct, frozen=True):
    """An order as it now is, with what its judgements so far said."""

    purchase: Purchase | None
    """What is left of it; None for a custom event."""
    frame: Frame
    version: Version
    """Which program version judges it, now and later."""
    bought: Purchase | None = None
    """It before anything came back, where something has, or a newer version of it came."""
    past: Past | None = None
    """None for one that is being recorded."""
    granted: tuple[Verdict, ...] | None = None
    current: Why = Why()
    event: Event | None = None
    over_returned: bool = False
    """Whether more came back than was bought."""

    @property
    def over(self) -> bool:
        """Whether all of it has come back."""
        return self.purchase is not None and self.bought is not None and nothing_left(self.purchase, self.bought)

    @property
    def seq(self) -> int:
        """The transaction that recorded it; 0 if that is still to be written."""
        return self.past.seq if self.past is not None else 0


class Manner(Struct, frozen=True):
    """How a judgement is booked."""

    may_grow: bool = True
    cause: Cause = "member"
    reason: str = ""
    policy: ReturnPolicy | None = None
    """The return policy, where it is not the wallet's own."""
    counterpart: str = ""
    """The other account of a move."""
    gone: bool = False
    """Whether nothing of the order is left here, whatever its lines say: it was moved to another account."""
    own: tuple[int, ...] | None = None
    """The lots from which alone something may be taken, where they are not all that the order earned."""


class Judged(Struct, frozen=True):
    """What a judgement came to."""

    order: int
    """The transaction by which the order is known."""
    seq: int
    """The first that booked this judgement of it: what was earned, or else what was taken back."""
    changes: dict[str, int]
    """Units gained or, less than 0, lost, by wallet."""
    checked: dict[str, tuple[int, ...]] = {}
    """By rule, lots that wait until somebody has looked."""


def first_facts(book: Book, compiled: Compiled, setting: Setting, purchase: Purchase) -> Facts:
    """A purchase as it is, for a member of whom is known what is known now, as far as rules may ask for it."""
    facts = Facts(compiled.scene, purchase, Frame(setting.stamp.effective_at))
    facts.frame = _frame(book, compiled, setting, facts)
    return facts


def first_frame(book: Book, compiled: Compiled, setting: Setting, purchase: Purchase | None) -> Frame:
    """What is known of the member now, as far as rules may ask for it."""
    return _frame(book, compiled, setting, Facts(compiled.scene, purchase, Frame(setting.stamp.effective_at)))


def _frame(book: Book, compiled: Compiled, setting: Setting, facts: Facts) -> Frame:
    at = setting.stamp.effective_at
    progress = book.beside.progress
    last, days = progress.last_visit_at, None
    if last is not None and last <= at:
        days = (local_date(at, compiled.zone) - local_date(last, compiled.zone)).days
    spend = facts.total("shelf") if facts.purchase is not None and counts(compiled, facts) else 0
    levels = {id_: tiers.level_at(progress, ladder, at) for id_, ladder in compiled.ladders.items()}
    crossings = {
        id_: passed
        for id_, ladder in compiled.ladders.items()
        if spend and (passed := crossing(book, compiled, ladder, ladder.rank(levels[id_]), (at, spend)))
    }
    book.beside.read()
    return Frame(
        effective_at=at,
        visit=progress.visits + 1,
        days_since=days,
        tiers=levels,
        crossings=crossings,
        attributes=setting.given.attributes,
        segments=setting.given.segments,
        held_out=setting.given.held_out,
        birthday=setting.given.birthday,
    )


def order_of(past: Past, setting: Setting, refunds: tuple[Refund, ...], newer: Purchase | None = None) -> Order | None:
    """An order on record, with these refunds, or in a newer version. It keeps its frame and its program version.

    One that no judgement has given anything yet, because it was open or no program was in force, has neither; None
    where there is still no program to judge it.
    """
    purchase = newer or past.purchase
    told = [from_json(one.why) for one in past.judgements]
    granted = [one for by, one in zip(past.judgements, told, strict=True) if by.command in GRANTING]
    number = (told[-1].judged_by or past.judgements[0].version) if told else 0
    version = next((one for one in setting.versions.applied if one.number == number), setting.version)
    if (purchase is None and past.event is None) or version is None:
        return None
    return Order(
        purchase=remaining(purchase, refunds) if purchase is not None else None,
        frame=told[0].frame if told else Frame(past.effective_at),
        version=version,
        bought=purchase,
        past=past,
        granted=granted[-1].verdicts if granted else None,
        current=told[-1] if told else Why(),
        event=past.event,
        over_returned=purchase is not None and over_returned(purchase, refunds),
    )


def judge(book: Book, order: Order, setting: Setting, manner: Manner, known: Facts | None = None) -> Judged:
    """Book what the order gives now, and take back what it gives no more; the last transaction says why.

    `known` are the order's facts, where somebody has looked at them already.
    """
    compiled = order.version.compiled
    facts = known or Facts(compiled.scene, order.purchase, order.frame, order.event, order.bought)
    standing = Standing(
        room=room_left(book, compiled, facts, setting),
        granted=order.granted,
        may_grow=manner.may_grow,
        current=order.current.verdicts,
        carried=carried(book, compiled, facts, order.current.verdicts),
        posted=posted(book, compiled, facts),
        over=manner.gone or order.over,
        kept_back=frozenset(checking.guarded_rules(order.version, setting)) if setting.given.guarded else frozenset(),
    )
    verdicts = evaluate(compiled, facts, standing)
    told = why(compiled, facts, verdicts, over=standing.over)
    if order.over_returned:
        told = msgspec.structs.replace(told, over_returned=True)
    judged = _post(book, order, setting, manner, told)
    rewarded = checking.kept_back(order.current, told) if standing.kept_back else []
    for rule in rewarded:
        book.beside.hit(judged.order, f"{order.version.number}:{rule}")
    if rewarded or judged.checked or order.current.checked or order.current.judged_by:
        waits = checking.merged(order.current.checked, judged.checked)
        waits = checking.merged(waits, dict.fromkeys(rewarded, (checking.REWARD,)))
        told = msgspec.structs.replace(told, checked=waits, judged_by=order.current.judged_by)
    if told.counted or order.current != Why():
        book.tell(to_json(told))
        count_difference(book, compiled, facts, (order.current, told))
        checking.tell_growth(book, order.version, (order.current.verdicts, told.verdicts))
    # Levels are transactions of their own: after the one by which the order is known, and that says why.
    gifts = _gifts(order.current, told, levels=True)
    if any(gifts):
        because = rewards.Because(judged.order, order.frame.effective_at, setting.now, order.version, manner.cause)
        rewards.give_and_withdraw(book, gifts, because)
    return judged


def _gifts(before: Why, now: Why, *, levels: bool) -> tuple[tuple[Verdict, ...], tuple[Verdict, ...]]:
    """The gifts of two judgements: those of levels alone, or all others."""
    return _chosen(before.verdicts, levels=levels), _chosen(now.verdicts, levels=levels)


def _chosen(verdicts: tuple[Verdict, ...], *, levels: bool) -> tuple[Verdict, ...]:
    return tuple(
        [
            Verdict(one.rule, one.holds, gifts=tuple(gift for gift in one.gifts if (gift.kind in LEVELS) == levels))
            for one in verdicts
            if one.gifts
        ]
    )


def _post(book: Book, order: Order, setting: Setting, manner: Manner, now: Why) -> Judged:
    """The difference, wallet by wallet: first what is given, then what is taken. At least one transaction."""
    compiled, at = order.version.compiled, order.frame.effective_at
    has, had = awarded(now.verdicts), awarded(order.current.verdicts)
    changes = {wallet: has.get(wallet, 0) - had.get(wallet, 0) for wallet in {**had, **has}}
    gained = {wallet: amount for wallet, amount in changes.items() if amount > 0}
    idle_from = note(book, setting, "earn") if gained else None
    because = rewards.Because(order.seq or book.seq, at, setting.now, order.version, manner.cause, order.past)
    rewards.give_and_withdraw(book, _gifts(order.current, now, levels=False), because)
    written = len(book.transactions)
    if order.past is not None and order.current.counted and not now.counted:
        rewards.give_back_used(book, order.past.order_key, because)
    aside = checking.aside(order.version, setting, (order.current.verdicts, now.verdicts))
    for wallet, amount in gained.items():
        _fill(book, order, setting, (wallet, amount), aside)
    header = setting.header(
        origin_seq=order.seq or None, reason=manner.reason, counterpart=manner.counterpart, idle_from=idle_from
    )
    if gained:
        book.write("earn", setting.stamp.effective_at, header)
    for wallet, amount in changes.items():
        if amount < 0 and order.past is not None:
            unit = compiled.units[wallet]
            wanted = Reversal(
                past=order.past,
                unit=unit,
                amount=-amount,
                cause=manner.cause,
                policy=manner.policy or unit.return_policy,
                reason=manner.reason,
                counterpart=manner.counterpart,
                own=None if manner.own is None else tuple(no for no in manner.own if book.lots[no].wallet == wallet),
            )
            changes[wallet] = -reverse(book, wanted, setting)
    if len(book.transactions) == written or book.beside.changed():
        book.write("reward" if book.beside.changed() else "record", setting.stamp.effective_at, header)
    return Judged(because.order, book.transactions[written].seq, changes, aside.lots)


def _fill(book: Book, order: Order, setting: Setting, gained: tuple[str, int], aside: checking.Aside) -> None:
    """Bring what was gained into a lot; what has to wait until somebody has looked, into lots of its own."""
    (wallet, amount), compiled = gained, order.version.compiled
    waits = aside.of(wallet, amount)
    lot = new_lot(book, (compiled, compiled.units[wallet]), order.frame.effective_at, setting)
    if not waits:
        fill(book, lot, amount, setting)
        return
    if rest := amount - sum(waits.values()):
        fill(book, msgspec.structs.replace(lot), rest, setting)
    for rule, units in waits.items():
        aside.open(book, lot, rule, units)
        book.beside.hit(order.seq or book.seq, f"{order.version.number}:{rule}")
