"""`setia purchase preview`: what a basket would give a member now, rule by rule. Nothing is written."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from setia.cli import basket
from setia.cli.command_options import Json, Member, Program
from setia.cli.counter import Counter
from setia.cli.explaining import For, Lang, Told, print_sentence, speaker_for
from setia.cli.terminal import print_json
from setia.engine.commands import RecordPurchase
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import from_json, to_plain
from setia.services.preview import preview as decided
from setia.storage.movements import Movement, unwritten
from setia.wording.explanation import plain
from setia.wording.happened import follows, not_written, previewed
from setia.wording.speaker import Speaker

app = typer.Typer(no_args_is_help=True, help="Purchases: what a basket would give.")


@app.callback()
def purchases() -> None:
    """Purchases: what a basket would give."""


@app.command()
def preview(
    member: Member,
    file: Annotated[str, typer.Argument(help="A basket as JSON; `-` reads standard input.", show_default=False)],
    whom: For = "till",
    lang: Lang = "en",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say what a basket would give a member now, rule by rule, and what more would need. Nothing is written.

    Example: `echo '{"lines": [{"net": "57.43", "category": "cake"}]}' | setia purchase preview 718 -`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    who = counter.find(member)
    bought = basket.read(file, counter.units, counter.now)
    decision = decided(counter.program, who.account_id, RecordPurchase(bought))
    if isinstance(decision, Refusal):
        counter.refuse(decision, who)
    transactions = [one for one in decision.transactions if one.seq >= decision.known_as]
    would_be = [unwritten(one, bought, known_as=decision.known_as) for one in transactions]
    first, *later = would_be
    speaker = speaker_for(counter.units.document(first.program_version), whom, lang)
    told = Told(speaker, from_json(first.why), "basket", bought)
    if as_json:
        print_json({"awarded": decision.awarded, **_plain(told, speaker, would_be)})
        return
    print_sentence(previewed(speaker, who.text), "bold")
    told.printed()
    for movement in later:
        print_sentence(follows(speaker, None, movement.changes, movement.besides))
    print_sentence(not_written(speaker), "dim")


def _plain(told: Told, speaker: Speaker, would_be: list[Movement]) -> dict[str, Any]:
    """As data; for the author with verdicts as they would be stored."""
    first, *later = would_be
    said = {
        "explanation": told.plain(),
        "then": [plain(follows(speaker, None, one.changes, one.besides)) for one in later],
    }
    if not speaker.to_author:
        return said
    return {**said, "why": to_plain(from_json(first.why)), "movements": msgspec.to_builtins(would_be)}
