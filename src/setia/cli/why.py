"""`setia member why`: one movement explained rule by rule, so that it can be read aloud."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from setia.cli import command_options as options
from setia.cli.explaining import For, Lang, Told, print_sentence, print_sentences, speaker_for
from setia.cli.terminal import fail, load_program, print_json, ready
from setia.cli.units import Units
from setia.engine.commands import CelebrateBirthday, RecordEvent
from setia.engine.rules.verdict import Why, to_plain
from setia.storage.movements import Movement
from setia.storage.reading import Explanation, explanation, find_member
from setia.wording.explanation import plain
from setia.wording.happened import follows, heading, unjudged
from setia.wording.movements import about
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def why(
    member: options.Member,
    number: Annotated[int, typer.Argument(min=1, max=options.NUMBER_MAX, help="As `setia member show` has it.")],
    whom: For = "till",
    lang: Lang = "en",
    program: options.Program = "",
    as_json: options.Json = False,
) -> None:
    """Explain one movement: rule by rule, what was asked, what there was, what it gave and what cut it.

    Example: `setia member why 718 114 --for member --lang ms`
    """
    ready()
    loaded = load_program(program)
    found = find_member(loaded, member)
    if found is None:
        fail(f"no member of {loaded.code} has the identifier {member[:60]!r}.")
    told = explanation(found.account_id, number)
    if told is None:
        fail(f"NUMBER: {member[:60]} has no movement {number}.", "`setia member show` lists the last ones.")
    units = Units(loaded)
    speaker = speaker_for(units.document(told.movement.program_version), whom, lang)
    if as_json:
        print_json(_plain(told, speaker, member))
    else:
        _print(told, speaker, member)


def _print(told: Explanation, speaker: Speaker, member: str) -> None:
    movement = told.movement
    print_sentence(_heading(speaker, movement, member), "bold")
    print_sentences(about(speaker, movement))
    if told.why is None:
        print_sentence(unjudged(speaker, movement.origin.seq if movement.origin is not None else None))
    else:
        _judged(speaker, told, told.why).printed(told.before)
    for later in told.followed_by:
        print_sentence(follows(speaker, later.seq, later.changes, later.besides))


def _heading(speaker: Speaker, movement: Movement, member: str) -> Sentence:
    return heading(speaker, movement.seq, member, movement.effective_at, movement.changes)


def _judged(speaker: Speaker, told: Explanation, judged: Why) -> Told:
    is_event = isinstance(told.movement.asked, RecordEvent | CelebrateBirthday)
    return Told(speaker, judged, "event" if is_event else "purchase", told.purchase)


def _plain(told: Explanation, speaker: Speaker, member: str) -> dict[str, Any]:
    """As data; for the author with verdicts as they are stored, every field named."""
    said: dict[str, Any] = {
        "heading": plain(_heading(speaker, told.movement, member)),
        "subject": [plain(one) for one in about(speaker, told.movement)],
        "explanation": _judged(speaker, told, told.why).plain(told.before) if told.why is not None else None,
        "then": [plain(follows(speaker, one.seq, one.changes, one.besides)) for one in told.followed_by],
    }
    if not speaker.to_author:
        return said
    return {
        **said,
        "movement": msgspec.to_builtins(told.movement),
        "why": to_plain(told.why) if told.why is not None else None,
        "before": to_plain(told.before) if told.before is not None else None,
        "followed_by": msgspec.to_builtins(told.followed_by),
    }
