"""Movements, lots and levels as the staff read them, or the member himself, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from setia.engine.calendar import DAY, local_date
from setia.engine.commands import CelebrateBirthday, RecordEvent
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.lots import UNTIL_CHECKED, Lot
from setia.engine.rules.conditions.visibility import Audience
from setia.engine.rules.program import Program
from setia.engine.rules.verdict import Why
from setia.engine.standing import Card, Level, Way
from setia.storage.movements import Movement
from setia.storage.programs import LoadedProgram
from setia.storage.reading import Explanation, MemberPage
from setia.storage.reward_codes import HeldReward
from setia.wording.excluded import excluded
from setia.wording.explanation import Explainer, ToldRule
from setia.wording.happened import change, follows, unjudged
from setia.wording.movements import about
from setia.wording.people import People
from setia.wording.sentences import Said
from setia.wording.speaker import Speaker

SOON = 30 * DAY
"""Lots that end within it are marked."""
LOTS_SHOWN = 6


class ToldMovement(Struct, frozen=True):
    """One line of the story."""

    number: int
    day: str
    text: str
    changes: tuple[str, ...]
    is_gain: bool
    reference: str
    store: str
    has_why: bool


class ToldWhy(Struct, frozen=True):
    """Why something was what it was."""

    subject: tuple[str, ...]
    totals: tuple[str, ...]
    excluded: tuple[str, ...]
    rules: tuple[ToldRule, ...]
    """Those that held first."""
    needs: tuple[str, ...]
    then: tuple[str, ...]


class ToldLots(Struct, frozen=True):
    """Units of one wallet that end together."""

    amount: str
    ends: str
    """Empty: never."""
    begins: str
    """Empty: usable now."""
    is_soon: bool
    with_unit: str
    """The amount with what it is."""


class ToldWallet(Struct, frozen=True):
    """What one wallet has."""

    available: str
    unit: str
    besides: tuple[str, ...]
    lots: tuple[ToldLots, ...]
    more: int
    """Further ends that are not shown."""
    id: str = ""
    """As the program has it."""


class ToldProgress(Struct, frozen=True):
    """How far something has come."""

    title: str
    until: str
    next: str
    missing: tuple[str, ...]
    reached: int
    at_least: int


class ToldReward(Struct, frozen=True):
    """A reward that can be used now."""

    name: str
    code: str
    ends: str


class Reader(Protocol):
    """Somebody who reads about a member of a program, now."""

    @property
    def program(self) -> LoadedProgram:
        """Which one."""

    @property
    def people(self) -> People:
        """How he has dates and numbers."""

    @property
    def now(self) -> int:
        """By the deployment's clock."""


class Teller:
    """Says what a member's page shows, to one reader."""

    def __init__(self, reader: Reader, audience: Audience = "staff") -> None:
        self._program, self._people, self._now = reader.program, reader.people, reader.now
        self._audience = audience
        self._speakers: dict[int, Speaker] = {}
        self.speaker = self._of(0)
        self._zone = reader.program.latest.zone

    def _of(self, version: int) -> Speaker:
        """Who speaks of what was judged by a version; the one in force where it was judged by none."""
        if version not in self._speakers:
            document = document_of(self._program, version) if version else self._program.current(self._now).program
            self._speakers[version] = Speaker(document, self._people, self._audience)
        return self._speakers[version]

    def day(self, instant: int) -> str:
        """A day where the program is."""
        return self.speaker.people.day(local_date(instant, self._zone))

    def said_day(self, instant: int) -> Said:
        """The same, inside a sentence."""
        return Said(instant, self.day(instant))

    def last_day(self, ends_at: int) -> str:
        """The last day of what ends at an instant."""
        return self.day(ends_at - 1)

    def movement(self, one: Movement) -> ToldMovement:
        """A line of the story."""
        by = self._of(one.program_version)
        text = " ".join(sentence.text for sentence in about(by, one))
        gained = sum(one.changes.values())
        changed = tuple(change(by, {id_: units}).text for id_, units in one.changes.items() if units)
        return ToldMovement(
            one.seq, self.day(one.effective_at), text, changed, gained > 0, one.reference, one.store, bool(one.why)
        )

    def why(self, told: Explanation) -> ToldWhy:
        """An explanation, rule by rule."""
        movement = told.movement
        by = self._of(movement.program_version)
        subject = tuple(one.text for one in about(by, movement))
        then = tuple(follows(by, one.seq, one.changes, one.besides).text for one in told.followed_by)
        if told.why is None:
            no_rule = unjudged(by, movement.origin.seq if movement.origin is not None else None).text
            return ToldWhy(subject, (no_rule,), (), (), (), then)
        return self._judged(by, told, told.why, (subject, then))

    def _judged(
        self, by: Speaker, told: Explanation, why: Why, around: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> ToldWhy:
        explainer = Explainer(by)
        is_event = isinstance(told.movement.asked, RecordEvent | CelebrateBirthday)
        totals = explainer.totals(why, "event" if is_event else "purchase", told.before)
        left_out = excluded(by, told.purchase) if told.purchase is not None else []
        rules = sorted(explainer.rules(why, told.before), key=lambda one: not one.holds)
        return ToldWhy(
            around[0],
            tuple(one.text for one in totals),
            tuple(one.text for one in left_out),
            tuple(rules),
            tuple(one.text for one in explainer.needs(why)),
            around[1],
        )

    def wallets(self, page: MemberPage) -> list[ToldWallet]:
        """All that have something, in the program's order; the first one always."""
        order = list(self._program.latest.units)
        shown = [id_ for id_ in order if id_ in page.wallets] or order[:1]
        return [self._wallet(page, id_) for id_ in shown]

    def _wallet(self, page: MemberPage, id_: str) -> ToldWallet:
        by, wallet = self.speaker, page.wallets.get(id_)
        places = by.decimals(id_)
        available = wallet.available if wallet is not None else 0
        besides = self._besides(wallet, places) if wallet is not None else []
        lots = self._lots(page.open_lots, id_)
        shown, number = tuple(lots[:LOTS_SHOWN]), by.people.number(available, places)
        return ToldWallet(number, by.unit(id_, number).text, tuple(besides), shown, len(lots) - len(shown), id_)

    def _besides(self, wallet: Wallet, places: int) -> list[str]:
        by = self.speaker

        def said(amount: int) -> Said:
            return Said(amount, by.people.number(amount, places))

        told = []
        if wallet.pending:
            told.append(by.say("wallet_pending", "{amount} still to come", amount=said(wallet.pending)))
        if wallet.held:
            told.append(by.say("wallet_held", "{amount} set aside", amount=said(wallet.held)))
        if wallet.debt:
            told.append(
                by.say("wallet_debt", "{amount} owed; what comes next pays that first", amount=said(wallet.debt))
            )
        return [one.text for one in told]

    def _lots(self, lots: Iterable[Lot], wallet: str) -> list[ToldLots]:
        """Open lots, those with the same dates as one, soonest end first."""
        sums: dict[tuple[int | None, int | None], int] = {}
        for lot in lots:
            for amount, active_at in ((lot.free, None), (lot.pending, lot.active_at)):
                if lot.wallet == wallet and amount:
                    key = lot.expires_at, active_at
                    sums[key] = sums.get(key, 0) + amount
        ordered = sorted(sums.items(), key=lambda one: (one[0][0] is None, one[0][0] or 0, one[0][1] or 0))
        places = self.speaker.decimals(wallet)
        return [
            ToldLots(
                self.speaker.people.number(amount, places),
                self.last_day(ends) if ends is not None else "",
                self._begins(begins),
                ends is not None and ends - self._now < SOON,
                self.speaker.amount(amount, wallet).text,
            )
            for (ends, begins), amount in ordered
        ]

    def _begins(self, begins: int | None) -> str:
        if begins is None:
            return ""
        if begins == UNTIL_CHECKED:
            return self.speaker.say("lot_being_checked", "being checked").text
        return self.speaker.say("lot_from", "from {day}", day=Said(begins, self.day(begins))).text

    def level(self, one: Level) -> ToldProgress:
        """A level, and how far the next one is."""
        by = self.speaker
        name = by.level(one.set, one.level).text if one.level else ""
        nearest = min(one.ways, key=lambda way: way.missing * 10**6 // max(1, way.at_least), default=None)
        return ToldProgress(
            name,
            self.last_day(one.until) if one.until is not None else "",
            by.level(one.set, one.next).text if one.next else "",
            tuple(self._missing(way) for way in one.ways),
            min(nearest.reached, nearest.at_least) if nearest is not None else 1,
            nearest.at_least if nearest is not None else 1,
        )

    def _missing(self, way: Way) -> str:
        by = self.speaker
        if way.measure == "spend":
            return by.money(way.missing).text
        if way.measure == "purchases":
            return by.count(
                "missing_purchases", "{count} purchase", "{count} purchases", way.missing, count=by.number(way.missing)
            ).text
        if way.measure == "event":
            name = by.name(by.document.events, way.event)
            return by.say("missing_events", "{count} × {event}", count=by.number(way.missing), event=name).text
        return by.count(
            "missing_points", "{count} point", "{count} points", way.missing, count=by.number(way.missing)
        ).text

    def card(self, one: Card) -> ToldProgress:
        """A card that fills by itself."""
        by = self.speaker
        missing = max(0, one.amount - one.has)
        amount = by.amount(missing, one.wallet).text
        name = by.reward(one.reward).text
        return ToldProgress(name, "", name, (amount,) if missing else (), min(one.has, one.amount), one.amount)

    def reward(self, one: HeldReward) -> ToldReward:
        """A reward with the code that opens it."""
        ends = self.last_day(one.expires_at) if one.expires_at is not None else ""
        return ToldReward(self.speaker.reward(one.reward).text, one.code, ends)


def document_of(program: LoadedProgram, version: int) -> Program:
    """The document by which something was judged; the latest where it was judged by none."""
    applied = program.versions.applied
    return next((one for one in applied if one.number == version), applied[-1]).compiled.program
