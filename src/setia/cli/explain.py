"""`setia program explain`: what a document says, or gives for an imagined basket. No database is needed."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer
from msgspec import Struct
from rich.markup import escape

from setia.cli import wording
from setia.cli.command_options import Json
from setia.cli.explaining import For, Lang, Told, speaker_for
from setia.cli.explaining_documents import explain_document
from setia.cli.inputs import read_number
from setia.cli.terminal import BAD_INPUT, err, fail, print_json
from setia.engine.calendar import parse_instant, resolve
from setia.engine.purchase import Line
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Event
from setia.services.documents import BadDocument, read_program
from setia.services.imagine import Imagined, ImaginedEvent, ImaginedMember, Unimaginable, judge
from setia.services.yaml_text import read
from setia.storage import clock
from setia.wording.explanation import Occasion
from setia.wording.speaker import Speaker

QUANTITY_DECIMALS = 3
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<field>.*)`)?$", re.DOTALL)

_WRONG = {
    "unknown": "there is no {found!r}",
    "which_tier_set": "there are several tier sets, or none; say `levels` by tier set",
    "below_zero": "{found} is below zero",
    "unknown_field": "the event has no such field",
    "missing_field": "the event needs this field",
    "wrong_type": "{found!r} is of another type than the field",
    "out_of_range": "{found} is out of range",
    "not_a_choice": "{found!r} is none of the field's values",
    "not_a_code": "{found!r} is not a code",
}


class BasketLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One line; amounts and quantities as they are written: 12.90."""

    net: str | int
    sku: str = ""
    quantity: str | int = 1
    category: str = ""
    department: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()


class BasketFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A basket, or an event, with whatever of its circumstances matters."""

    lines: tuple[BasketLine, ...] = ()
    event: ImaginedEvent | None = None
    at: str = ""
    """A day, a time on the program's clocks, or an instant with its offset; now without it."""
    store: str = ""
    channel: str = ""
    paid_by: str = "cash"
    currency: str = ""
    member: ImaginedMember = ImaginedMember()
    used: dict[str, int] = {}


def explain(
    program: Annotated[Path, typer.Argument(help="A program document: YAML or JSON.", show_default=False)],
    basket: Annotated[
        Path | None,
        typer.Argument(help="A basket or an event: YAML or JSON. Without one, the document itself is told."),
    ] = None,
    since: Annotated[Path | None, typer.Option(help="Tell only what is other than in this document.")] = None,
    whom: For = "author",
    lang: Lang = "en",
    as_json: Json = False,
) -> None:
    """Say what an imagined basket would earn by a document, rule by rule: why, what was missing, what limit cut it.

    Example: `setia program explain programs/grocery.yaml basket.yaml --lang th`
    """
    compiled = _program(program)
    speaker = speaker_for(compiled.program, whom, lang)
    if basket is None:
        earlier = speaker_for(_program(since).program, whom, lang) if since is not None else None
        explain_document(speaker, earlier, as_json=as_json)
        return
    if since is not None:
        fail("--since: a basket is explained by one document.")
    _explain_basket(compiled, basket, speaker, as_json=as_json)


def _explain_basket(compiled: Compiled, basket: Path, speaker: Speaker, *, as_json: bool) -> None:
    imagined = _imagined(basket, compiled)
    try:
        judged = judge(compiled, imagined)
    except Unimaginable as wrong:
        fail(f"{basket}: {_told(wrong)}.", f"There is: {', '.join(wrong.choices)}." if wrong.choices else "")
    occasion: Occasion = "basket" if imagined.event is None else "event"
    purchase = imagined.purchase(compiled)
    told = Told(speaker, judged, occasion, purchase)
    if as_json:
        print_json({"program": compiled.program.id, "lang": speaker.language, **told.plain()})
    else:
        told.printed()


def _program(file: Path) -> Compiled:
    try:
        return read_program(_text(file))
    except BadDocument as bad:
        _refuse(file, bad)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        fail(f"{file}: {fault.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file}: this is not text in UTF-8.")


def _refuse(file: Path, bad: BadDocument) -> NoReturn:
    for found in bad.faults:
        line = f":{found.line}" if found.line else ""
        err.print(f"[bold red]{escape(str(file))}{line}:[/] {escape(wording.document_fault(found))}", soft_wrap=True)
    raise typer.Exit(BAD_INPUT)


def _imagined(file: Path, compiled: Compiled) -> Imagined:
    try:
        document, _ = read(_text(file))
        basket = msgspec.convert(_without_decimals(document), BasketFile, strict=True)
    except BadDocument as bad:
        _refuse(file, bad)
    except msgspec.ValidationError as fault:
        found = _AT.match(str(fault))
        field, what = (found["field"], found["what"]) if found is not None else ("", str(fault))
        fail(f"{file}: {field and f'{field}: '}{what[:1].lower()}{what[1:]}.", _example())
    if bool(basket.lines) == (basket.event is not None):
        fail(f"{file}: either `lines` or `event` is needed, and not both.", _example())
    event = basket.event
    return Imagined(
        at=_instant(basket.at, compiled, file),
        lines=_lines(basket, compiled, file),
        event=None if event is None else Event(event.kind, event.fields, basket.store, basket.channel),
        store=basket.store,
        channel=basket.channel,
        paid_by=basket.paid_by,
        currency=basket.currency,
        member=basket.member,
        used=basket.used,
    )


def _example() -> str:
    return 'A basket is such as {"at": "2026-11-28T10:00", "lines": [{"net": "12.90", "department": "PRODUCE"}]}.'


def _without_decimals(value: Any) -> Any:
    """Decimals become the text that they were written as."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _without_decimals(child) for key, child in value.items()}
    return [_without_decimals(child) for child in value] if isinstance(value, list) else value


def _lines(basket: BasketFile, compiled: Compiled, file: Path) -> tuple[Line, ...]:
    return tuple(
        Line(
            no=number,
            net=read_number(str(one.net), f"{file}: lines[{number - 1}].net", compiled.exponent),
            sku=one.sku,
            quantity=read_number(str(one.quantity), f"{file}: lines[{number - 1}].quantity", QUANTITY_DECIMALS),
            category=one.category,
            department=one.department,
            brand=one.brand,
            tags=one.tags,
        )
        for number, one in enumerate(basket.lines, 1)
    )


def _instant(text: str, compiled: Compiled, file: Path) -> int:
    if not text:
        return clock.machine_reading()
    try:
        if _WALL.fullmatch(text):
            return resolve(datetime.fromisoformat(text), compiled.zone)
        return parse_instant(text, compiled.zone)
    except (ValueError, OverflowError):
        fail(f"{file}: at: {text[:40]!r} is no instant such as 2026-11-28, 2026-11-28T10:00 or 2026-11-28T10:00Z.")


def _told(wrong: Unimaginable) -> str:
    sentence = _WRONG.get(wrong.code, wrong.code).format(found=wrong.found[:40])
    close = get_close_matches(wrong.found, wrong.choices, n=1)
    return f"{wrong.field}: {sentence}" + (f" — did you mean `{close[0]}`?" if close else "")
