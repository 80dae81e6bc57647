"""The counter: what every command about a member has in common, from its options to what it says in the end."""

from __future__ import annotations

from functools import partial
from typing import Any, NoReturn

import msgspec
import typer
from msgspec import Struct

from setia.cli import movements, wallets
from setia.cli.actor import actor
from setia.cli.inputs import read_key, read_number, read_text
from setia.cli.refusals import refusal as why_refused
from setia.cli.terminal import BAD_INPUT, err, fail, load_program, out, print_json, ready, shown
from setia.cli.units import Units
from setia.cli.when import clock_note
from setia.engine.commands import Command, body, name
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.requests import Repeatable, Status
from setia.storage import clock, gift_cards
from setia.storage.movements import Movement, movements_of_command
from setia.storage.reading import account_as_of, find_member
from setia.wording.phrases import Numbers

CLIENT = "cli"
"""As what the command line chooses its idempotency keys."""


WAITS = {
    "waiting": "It is kept until its purchase comes.",
    "review": "Somebody has to look at it first: `setia review list`.",
}
"""What to say of what has not been done yet."""

THIS_CARD = "this card"
"""What a gift card is called; its code is not repeated."""


class Named(Struct, frozen=True):
    """Whose account it is about, and how he was named."""

    text: str
    account_id: int
    public_id: str = ""
    """Empty for a gift card, which is nobody's."""

    @property
    def asked(self) -> str:
        """What tells a request about him from one about somebody else."""
        return self.text if self.public_id else f"gift card {self.account_id}"


class Told(Struct, frozen=True):
    """What is answered to a command, and kept with its key."""

    member: str
    """Public id: a name may be another's by the time it is asked again. Empty for a gift card."""
    status: Status
    awarded: dict[str, int]
    seq: int
    refusal: Refusal | None


class Counter:
    """A program at hand, and how its user wants to be answered."""

    def __init__(self, program: str, wallet: str | None, note: str, key: str, *, as_json: bool) -> None:
        self._note, self._key, self._as_json = read_text(note, "--note"), read_key(key), as_json
        ready()
        self.program = load_program(program)
        self.wallet = next(iter(self.program.latest.units))
        if wallet is not None:
            self.choose_wallet(wallet)
        self.now = clock.read()

    @property
    def key(self) -> str:
        """The idempotency key, or nothing."""
        return self._key

    @property
    def as_json(self) -> bool:
        """Whether a machine reads the answer."""
        return self._as_json

    @property
    def units(self) -> Units:
        """How to say amounts of the wallet in question."""
        return Units(self.program, self.wallet)

    def use_wallet(self, wallet: str) -> None:
        """Speak of this wallet, if there is one, from now on."""
        self.wallet = wallet or self.wallet

    def choose_wallet(self, named: str, option: str = "--wallet", *, of_money: bool = False) -> None:
        """Speak of the wallet named, or of the only one that there is (`of_money`: of that kind); exits otherwise."""
        units = self.program.latest.units
        usual = [id_ for id_, unit in units.items() if unit.kind == "money" or not of_money]
        if not named and len(usual) != 1:
            if not usual:
                fail("this program has no wallet for money.", "Its document must declare one with `kind: money`.")
            fail(f"{option}: say which.", f"{', '.join(usual)}.")
        if named and named not in units:
            fail(f"{option}: there is no wallet {named[:40]!r}.", f"{', '.join(units)}.")
        self.wallet = named or usual[0]

    def amount(self, text: str, option: str = "AMOUNT") -> int:
        """An amount of the wallet in question; exits if it is none."""
        return read_number(text, option, self.units.decimals())

    def find(self, text: str) -> Named:
        """The member of a public id or any identifier; exits if there is none."""
        member = find_member(self.program, text)
        if member is None:
            self.refuse(Refusal("unknown_member", {"name": repr(text[:40])}))
        return Named(text, member.account_id, member.public_id)

    def find_card(self, code: str) -> Named:
        """The gift card with this code; exits if there is none."""
        account_id = gift_cards.find(self.program, code)
        if account_id is None:
            self.refuse(Refusal("unknown_gift_card"))
        return Named(THIS_CARD, account_id)

    def ask(self, who: Named, command: Command, other: Named | None = None) -> None:
        """Ask it of the ledger; say what happened and what there is now. Exits if it was refused."""
        [outcome] = apply(self.program, [self.request(who, command, other)], self.manner)
        self.tell(outcome, who, other)

    @property
    def manner(self) -> Manner:
        """How everything is asked here."""
        return Manner(actor=actor(), channel="cli")

    def request(self, who: Named, command: Command, other: Named | None = None) -> Request:
        """A command as it is sent, with its note and its key."""
        untimed = body(msgspec.structs.replace(command, event_at=0)).decode()
        asked = msgspec.json.encode([name(command), who.asked, other.asked if other else "", self._note, untimed])
        render = partial(_render, who.public_id)
        return Request(
            command,
            account_id=who.account_id,
            to_account_id=other.account_id if other else None,
            note=self._note,
            repeatable=Repeatable(CLIENT, self._key, asked, render) if self._key else None,
        )

    def tell(self, outcome: Outcome, who: Named, other: Named | None = None, **more: Any) -> None:
        """Say what became of it and what there is now; `more` is for machines. Exits if it was refused."""
        replayed = outcome.status == "replayed"
        answer = outcome.answer if replayed else _render(who.public_id, outcome)
        told = msgspec.json.decode(answer, type=Told)
        if told.status == "failed":
            self.refuse(Refusal("engine_fault"))
        if told.refusal:
            self.refuse(told.refusal, who)
        subject = find_member(self.program, told.member) if told.member else None
        done = movements_of_command(subject.account_id if subject else who.account_id, told.seq)
        both = [one for one in (who, other) if one and one.account_id]
        now = {one: account_as_of(one.account_id, self.now, self.program) for one in both}
        if self._as_json:
            told_of = msgspec.to_builtins({"outcome": told, "replayed": replayed, "clock": clock.kind()})
            print_json({**more, **told_of, "transactions": msgspec.to_builtins(done), **_plain(now)})
            return
        if replayed:
            out.print("This was done before under the same key; nothing was changed now.")
        elif told.status in WAITS:
            out.print(WAITS[told.status])
        elif told.status == "unchanged":
            out.print("This was done before; nothing was changed now.")
        self._print(who, done, now)

    def refuse(self, refusal: Refusal, who: Named | None = None) -> NoReturn:
        """Say why not, with its numbers, and exit."""
        told_of: Numbers = {"card": THIS_CARD} if who and not who.public_id else {}
        sentence = why_refused(refusal.code, {**refusal.numbers, **told_of}, self.units)
        if self._as_json:
            told = Told("", "refused", {}, 0, refusal)
            print_json({"outcome": msgspec.to_builtins(told), "sentence": sentence, "clock": clock.kind()})
        else:
            err.print(f"[bold red]Refused:[/] {shown(sentence)}; nothing was changed.", soft_wrap=True)
        raise typer.Exit(BAD_INPUT)

    def _print(self, who: Named, done: tuple[Movement, ...], now: dict[Named, Account]) -> None:
        for movement in done:
            if movement.command or movement.kind not in movements.DUES:
                changed = movements.changed(movement, self.units)
                words = ", ".join(part for part in (changed, movements.told(movement, self.units)) if part)
                out.print(f"[green]✓[/] No. {movement.seq} of {shown(who.text)}: {shown(words)}.", soft_wrap=True)
        has = [f"{_first(one)} now has {wallets.told(account.wallets, self.units)}" for one, account in now.items()]
        if has:
            out.print(f"  {shown('; '.join(has))}. [dim]{shown(clock_note(self.units.zone))}[/]", soft_wrap=True)


def _first(who: Named) -> str:
    """How a sentence about somebody begins: what a person typed stays as it was typed."""
    return who.text if who.public_id else who.text.capitalize()


def _render(member: str, outcome: Outcome) -> bytes:
    return msgspec.json.encode(Told(member, outcome.status, outcome.awarded, outcome.seq, outcome.refusal))


def _plain(now: dict[Named, Account]) -> dict[str, Any]:
    """Members, and gift cards where the command was about one, as they are now."""
    members, cards = [], []
    for who, account in now.items():
        plain = {"status": account.status, "wallets": msgspec.to_builtins(dict(sorted(account.wallets.items())))}
        if who.public_id:
            members.append({"public_id": who.public_id, **plain})
        else:
            cards.append(plain)
    return {"members": members, **({"gift_cards": cards} if cards else {})}
