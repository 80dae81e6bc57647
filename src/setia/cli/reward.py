"""`setia reward`: what a member has and can ask for; get one, use it, undo it, choose what a full card becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from setia.cli import names, standing
from setia.cli.command_options import NUMBER_MAX, Json, Member, Program, at_counter
from setia.cli.counter import Counter, Named, Told
from setia.cli.inputs import read_number, read_text
from setia.cli.refusals import refusal as why_not
from setia.cli.terminal import count, fail, load_program, out, print_json, ready, shown
from setia.cli.units import Units
from setia.engine.commands import CancelReward, Cause, ChooseConversion, RedeemReward, UseReward
from setia.engine.money import EXPONENT
from setia.engine.refusals import Refusal
from setia.engine.rules.reward import Reward
from setia.services import reward_codes
from setia.services.batch import apply
from setia.services.preview import preview
from setia.storage.reading import account_as_of, rewards_held
from setia.storage.reward_codes import HeldReward, number_of, redemption_of

app = typer.Typer(no_args_is_help=True, help="Rewards: what a member has and can ask for; redeem, use, undo, choose.")
codes = typer.Typer(no_args_is_help=True, help="Pools of codes that somebody else made.")
app.add_typer(codes, name="codes")

RewardId = Annotated[str, typer.Argument(metavar="REWARD", help="Its id, as `setia reward list` has it.")]
Mine = Annotated[str, typer.Argument(metavar="REWARD", help="Its number or its code, as `setia reward list` has it.")]

Basket = Annotated[str, typer.Option(help="What the basket is worth, for a reward that asks for so much.")]


@app.callback()
def rewards() -> None:
    """Rewards: what a member has and can ask for; redeem, use, undo, choose."""


@codes.callback()
def pools() -> None:
    """Pools of codes that somebody else made."""


@app.command("list")
def list_(member: Member, program: Program = "", as_json: Json = False) -> None:
    """Say which rewards a member has, and which he can ask for today at which price.

    Example: `setia reward list 718`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    who = counter.find(member)
    mine = _held(counter, who)
    priced = [_priced(counter, who, one) for one in counter.units.document().rewards if one.prices or one.any_amount]
    if as_json:
        print_json({"held": msgspec.to_builtins(mine), "to_ask_for": priced})
        return
    out.print(f"[bold]{shown(who.text)}[/] has{':' if mine else ' no reward that can be used.'}")
    for one in mine:
        out.print(f"  {shown(standing.reward(one, counter.units))}")
    table = Table(title="To ask for today", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("reward", "", "price"):
        table.add_column(heading)
    for row in priced:
        table.add_row(shown(row["reward"]), shown(row["name"]), shown(row["sentence"]))
    if priced:
        out.print()
        out.print(table)


@app.command()
@at_counter
def redeem(
    counter: Counter,
    member: Member,
    reward: RewardId,
    amount: Annotated[str, typer.Option(help="How many units, for a reward that takes any number of them.")] = "",
    store: Annotated[str, typer.Option(help="Where, for a reward that is not for every store.")] = "",
    basket: Basket = "",
) -> None:
    """Turn a member's units into a reward, and say its code.

    Example: `setia reward redeem 718 voucher`
    """
    who = counter.find(member)
    known = next((one for one in counter.units.document().rewards if one.id == reward), None)
    counter.use_wallet(known.wallet if known is not None and (known.prices or known.any_amount) else "")
    if known is not None and known.any_amount is None and amount:
        fail("--amount: this reward has a price of its own.", f"`setia reward list {member[:40]}` says which.")
    if known is not None and known.any_amount is not None and not amount:
        fail("--amount: say how many.", f"Steps of {counter.units.amount(known.any_amount.step)}.")
    wanted = counter.amount(amount, "--amount") if amount else None
    place, worth = read_text(store, "--store"), _money(counter, basket)
    command = RedeemReward(counter.now, read_text(reward, "REWARD"), wanted, place, basket=worth)
    request = counter.request(who, command)
    [outcome] = apply(counter.program, [request], counter.manner)
    seq = msgspec.json.decode(outcome.answer, type=Told).seq if outcome.status == "replayed" else outcome.seq
    got = [one for one in _held(counter, who) if seq and one.seq == seq]
    counter.tell(outcome, who, got=msgspec.to_builtins(got))
    if not counter.as_json:
        for one in got:
            out.print(f"  Its code: [bold]{shown(standing.code(one))}[/]")


@app.command()
@at_counter
def use(
    counter: Counter,
    member: Member,
    reward: Mine,
    order: Annotated[str, typer.Option(help="The receipt it is used on: if that comes back, so does the reward.")] = "",
    source: Annotated[str, typer.Option(help="The till system that numbered the receipt.")] = "file",
    basket: Basket = "",
) -> None:
    """Use a reward that a member has, once.

    Example: `setia reward use 718 3 --order R1041 --source till`
    """
    who = counter.find(member)
    number = _number(counter, who, reward)
    receipt = read_text(order, "--order")
    where = read_text(source, "--source") if receipt else ""
    counter.ask(who, UseReward(counter.now, number, where, receipt, _money(counter, basket)))


@app.command()
@at_counter
def undo(
    counter: Counter,
    member: Member,
    reward: Mine,
    cause: Annotated[Cause, typer.Option(help="Whose doing it is: the merchant's never costs the member.")] = "member",
) -> None:
    """Take back a reward that was not used: what was given for it comes back, and its code is worth nothing.

    Example: `setia reward undo 718 3`
    """
    who = counter.find(member)
    number = _number(counter, who, reward)
    counter.ask(who, CancelReward(counter.now, number, redemption_of(who.account_id, number), cause))


@app.command()
@at_counter
def choose(
    counter: Counter,
    member: Member,
    conversion: Annotated[str, typer.Argument(help="Its id, as the program has it.")],
    amount: Annotated[str, typer.Argument(help="At how many units they become a reward, such as 100.")],
) -> None:
    """Choose at which amount units become a reward by themselves, where the program offers several.

    Example: `setia reward choose 718 cash-back 200`
    """
    who = counter.find(member)
    known = next((one for one in counter.units.document().conversions if one.id == conversion), None)
    if known is None:
        counter.refuse(Refusal("unknown_conversion", {"conversion": conversion[:40]}))
    counter.use_wallet(known.wallet)
    wanted = counter.amount(amount)
    offered = [choice.amount for choice in known.choices]
    if wanted not in offered:
        fail(f"AMOUNT: {amount[:40]} is no choice.", f"{', '.join(counter.units.amount(one) for one in offered)}.")
    counter.ask(who, ChooseConversion(counter.now, conversion, wanted))


@codes.command("import")
def import_(
    reward: RewardId,
    file: Annotated[Path, typer.Argument(help="A code a line.", exists=True, dir_okay=False, show_default=False)],
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Put codes into a reward's pool; one that is there already stays as it is.

    Example: `setia reward codes import cinema codes.txt`
    """
    ready()
    loaded = load_program(program)
    offer = loaded.latest.offers.get(reward)
    if offer is None or not offer.pool:
        pooled = ", ".join(one.id for one in loaded.latest.offers.values() if one.pool)
        fail(f"REWARD: {reward[:40]!r} takes no codes from a pool.", f"Those that do: {pooled or 'none'}.")
    try:
        done = reward_codes.add(loaded, reward, file.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as fault:
        fail(f"{file}: it cannot be read: {fault}.")
    except reward_codes.BadCode as bad:
        fail(f"{file}:{bad.line}: {_BAD_CODES[bad.fault]}; nothing was added.")
    if as_json:
        print_json({"reward": reward, **msgspec.to_builtins(done)})
        return
    known = f", {done.read - done.added:,} were there before" if done.read > done.added else ""
    out.print(f"[green]✓[/] {count(done.added, 'code')} added{known}; {done.free:,} to give.", soft_wrap=True)


_BAD_CODES = {
    "not_ascii": "a code must be visible ASCII characters",
    "too_long": f"a code has at most {reward_codes.LENGTH_MAX} characters",
    "too_many": f"a file may have at most {reward_codes.CODES_MAX:,} codes",
    "too_short": f"a code has at least {reward_codes.LENGTH_MIN} characters",
    "twice": "this code is in the file before",
}


def _held(counter: Counter, who: Named) -> tuple[HeldReward, ...]:
    account = account_as_of(who.account_id, counter.now, counter.program)
    return rewards_held(who.account_id, account, counter.program, counter.now)


def _number(counter: Counter, who: Named, text: str) -> int:
    """A reward's number, of its code or of itself; exits if the member never had it."""
    number = number_of(counter.program, who.account_id, text)
    if number is None and text.isascii() and text.isdigit():
        number = min(read_number(text, "REWARD", 0), NUMBER_MAX)
    if number is None:
        counter.refuse(Refusal("unknown_reward", {"reward": text[:40]}))
    return number


def _priced(counter: Counter, who: Named, reward: Reward) -> dict[str, Any]:
    """What a reward would cost the member now, or why he cannot have it."""
    units = Units(counter.program, reward.wallet)
    free = reward.any_amount
    least = -(-free.least // free.step) * free.step if free is not None else None
    asked = preview(counter.program, who.account_id, RedeemReward(counter.now, reward.id, least))
    row = {"reward": reward.id, "name": names.of(units.document().rewards, reward.id), "wallet": reward.wallet}
    code = asked.code if isinstance(asked, Refusal) else None
    price: int | None
    if not isinstance(asked, Refusal):
        price, sentence = -asked.awarded.get(reward.wallet, 0), ""
    elif asked.code == "insufficient":
        price = int(asked.numbers["asked"])
        sentence = f"{units.amount(price - int(asked.numbers['available']))} more needed"
    else:
        price, sentence = None, why_not(asked.code, asked.numbers, units)
    costs = "" if price is None else units.amount(price) if price else "free"
    if free is not None and price is not None:
        worth = units.money(units.program.latest.offers[reward.id].step_worth)
        costs = f"{units.amount(free.step)} for each {worth}, from {units.amount(price)}"
    return {**row, "price": price, "refusal": code, "sentence": "; ".join(one for one in (costs, sentence) if one)}


def _money(counter: Counter, text: str) -> int | None:
    """What somebody says that a basket is worth; None where nobody says it."""
    exponent = EXPONENT.get(counter.program.latest.program.currency, 2)
    return read_number(text, "--basket", exponent) if text else None
