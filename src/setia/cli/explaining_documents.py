"""Documents in words on a terminal, and as data: part by part, or what is other than in an earlier one."""

from __future__ import annotations

from typing import Any

from rich.padding import Padding
from rich.text import Text

from setia.cli.terminal import out, print_json, printable
from setia.wording.documents import Changed, Part, changes, in_words
from setia.wording.explanation import plain
from setia.wording.speaker import Speaker


def explain_document(speaker: Speaker, earlier: Speaker | None, *, as_json: bool) -> None:
    """Tell a document; with an earlier one, only what is other in it."""
    if earlier is None:
        parts = in_words(speaker)
        if as_json:
            print_json({**_head(speaker), "parts": [_plain(one, speaker) for one in parts]})
        else:
            for part in parts:
                _print(part.name, [("", text, "") for text in part.texts])
        return
    found = changes(earlier, speaker)
    if as_json:
        print_json({**_head(speaker), "changes": [_plain_change(one, speaker) for one in found]})
        return
    for one in found:
        gone, new = ([(sign, text, style) for text in texts] for sign, texts, style in _signed(one))
        _print((one.after or one.before or Part("", "", "", ())).name, [*gone, *new])


def _signed(one: Changed) -> list[tuple[str, tuple[str, ...], str]]:
    return [("- ", one.gone, "red"), ("+ ", one.new, "green")]


def _print(name: str, lines: list[tuple[str, str, str]]) -> None:
    if name:
        out.print(Text(printable(name), style="bold"))
    for sign, text, style in lines:
        out.print(Padding(Text(printable(f"{sign}{text}"), style=style), (0, 0, 0, 2)))
    out.print()


def _head(speaker: Speaker) -> dict[str, Any]:
    return {"program": speaker.document.id, "lang": speaker.language}


def _plain(part: Part, speaker: Speaker) -> dict[str, Any]:
    """A part as data; its id for the author only."""
    named = {"id": part.id} if speaker.to_author else {}
    return {"kind": part.kind, **named, "name": part.name, "sentences": [plain(one) for one in part.sentences]}


def _plain_change(one: Changed, speaker: Speaker) -> dict[str, Any]:
    return {
        "before": None if one.before is None else _plain(one.before, speaker),
        "after": None if one.after is None else _plain(one.after, speaker),
        "gone": list(one.gone),
        "new": list(one.new),
    }
