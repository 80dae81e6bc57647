"""The counter: what every command about a member has in common, from its options to what it says in the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from getpass import getuser
from typing import Any, Literal, NoReturn

import msgspec
import typer
from msgspec import Struct

from setia.cli import movements, wallets
from setia.cli.inputs import read_key, read_number, read_text
from setia.cli.refusals import refusal as why_refused
from setia.cli.terminal import BAD_INPUT, err, fail, load_program, out, print_json, ready, shown
from setia.cli.units import Units
from setia.cli.when import clock_note
from setia.engine.commands import Command, body, name
from setia.engine.refusals import Refusal
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.requests import Repeatable
from setia.storage import clock
from setia.storage.models import Member
from setia.storage.movements import Movement, movements_of_command
from setia.storage.programs import LoadedProgram
from setia.storage.reading import MemberPage, find_member, member_page

CLIENT = "cli"
"""As what the command line chooses its idempotency keys."""


class Named(Struct, frozen=True):
    """A member, and how he was named."""

    text: str
    member: Member


class Told(Struct, frozen=True):
    """What is answered to a command, and kept with its key."""

    member: str
    """Public id: a name may be another's by the time it is asked again."""
    status: Literal["done", "unchanged", "refused", "replayed"]
    awarded: dict[str, int]
    seq: int
    refusal: Refusal | None


class Counter:
    """A program at hand, and how its user wants to be answered."""

    def __init__(self, program: str, wallet: str | None, note: str, key: str, *, as_json: bool) -> None:
        self._note, self._key, self._as_json = read_text(note, "--note"), read_key(key), as_json
        ready()
        self.program = load_program(program)
        self.wallet = _wallet(self.program, wallet)
        self.now = clock.read()

    @property
    def key(self) -> str:
        """The idempotency key, or nothing."""
        return self._key

    @property
    def units(self) -> Units:
        """How to say amounts of the wallet in question."""
        return Units(self.program, self.wallet)

    def use_wallet(self, wallet: str) -> None:
        """Speak of this wallet, if there is one, from now on."""
        self.wallet = wallet or self.wallet

    def amount(self, text: str, option: str = "AMOUNT") -> int:
        """An amount of the wallet in question; exits if it is none."""
        return read_number(text, option, self.units.decimals())

    def find(self, text: str) -> Named:
        """The member of a public id or any identifier; exits if there is none."""
        member = find_member(self.program, text)
        return Named(text, member) if member else self.refuse(Refusal("unknown_member", {"name": repr(text[:40])}))

    def ask(self, who: Named, command: Command, other: Named | None = None) -> None:
        """Ask it of the ledger; say what happened and what there is now. Exits if it was refused."""
        render = partial(_render, who.member.public_id)
        [outcome] = apply(
            self.program, [self._request(who, command, other, render)], Manner(actor=getuser(), channel="cli")
        )
        replayed = outcome.status == "replayed"
        told = msgspec.json.decode(outcome.answer if replayed else render(outcome), type=Told)
        if told.refusal:
            self.refuse(told.refusal)
        subject = find_member(self.program, told.member) or who.member
        done = movements_of_command(subject.account_id, told.seq)
        pages = {one.text: member_page(one.member, self.now, 1) for one in (who, other) if one}
        if self._as_json:
            print_json(
                {
                    "outcome": msgspec.to_builtins(told),
                    "replayed": replayed,
                    "clock": clock.kind(),
                    "transactions": msgspec.to_builtins(done),
                    "members": [_plain(page) for page in pages.values()],
                }
            )
            return
        self._print(who, done, pages, replayed=replayed)

    def _request(
        self, who: Named, command: Command, other: Named | None, render: Callable[[Outcome], bytes]
    ) -> Request:
        untimed = body(msgspec.structs.replace(command, event_at=0)).decode()
        asked = msgspec.json.encode([name(command), who.text, other.text if other else "", self._note, untimed])
        return Request(
            command,
            account_id=who.member.account_id,
            to_account_id=other.member.account_id if other else None,
            note=self._note,
            repeatable=Repeatable(CLIENT, self._key, asked, render) if self._key else None,
        )

    def refuse(self, refusal: Refusal) -> NoReturn:
        """Say why not, with its numbers, and exit."""
        sentence = why_refused(refusal.code, refusal.numbers, self.units)
        if self._as_json:
            told = Told("", "refused", {}, 0, refusal)
            print_json({"outcome": msgspec.to_builtins(told), "sentence": sentence, "clock": clock.kind()})
        else:
            err.print(f"[bold red]Refused:[/] {shown(sentence)}; nothing was changed.", soft_wrap=True)
        raise typer.Exit(BAD_INPUT)

    def _print(self, who: Named, done: tuple[Movement, ...], pages: dict[str, MemberPage], *, replayed: bool) -> None:
        if replayed:
            out.print("This was done before under the same key; nothing was changed now.")
        for movement in done:
            if movement.command or movement.kind not in movements.DUES:
                changed = movements.changed(movement, self.units)
                words = ", ".join(part for part in (changed, movements.told(movement, self.units)) if part)
                out.print(f"[green]✓[/] No. {movement.seq} of {shown(who.text)}: {shown(words)}.", soft_wrap=True)
        now = "; ".join(f"{text} now has {wallets.told(page, self.units)}" for text, page in pages.items())
        out.print(f"  {shown(now)}. [dim]{shown(clock_note())}[/]", soft_wrap=True)


def _wallet(program: LoadedProgram, named: str | None) -> str:
    """The wallet named, or the only one; None is for commands that find out themselves."""
    ids = list(program.latest.units)
    if named is None or (not named and len(ids) == 1):
        return ids[0]
    if named not in ids:
        fail(f"--wallet: there is no wallet {named[:40]!r}." if named else "--wallet: say which.", f"{', '.join(ids)}.")
    return named


def _render(member: str, outcome: Outcome) -> bytes:
    return msgspec.json.encode(Told(member, outcome.status, outcome.awarded, outcome.seq, outcome.refusal))


def _plain(page: MemberPage) -> dict[str, Any]:
    return {"public_id": page.public_id, "status": page.status, "wallets": msgspec.to_builtins(page.wallets)}
