"""`setia program plan`: what a change of the program would have done to the shop's own past."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from setia.cli import plan_tables, wording
from setia.cli.advice import must_be_mended
from setia.cli.documents import read_or_fail
from setia.cli.explaining import Lang
from setia.cli.plan_bar import with_bar
from setia.cli.plan_changes import Change, told
from setia.cli.plan_spoken import Spoken
from setia.cli.plan_words import Words
from setia.cli.program_diff import plain
from setia.cli.terminal import FAILED, err, fail, out, print_json, ready, shown
from setia.engine.rules.compiled import Compiled
from setia.services.apply_program import CannotApply, may_follow
from setia.services.compare_programs import Difference, differences
from setia.services.for_members import Effect, effect_of
from setia.storage import programs
from setia.storage.programs import LoadedProgram
from setia.wording.people import People
from setia.wording.plans import sentences
from setia.wording.sentences import Sentence

MARGIN = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)

STYLES: dict[Effect, str] = {"better": "green", "neutral": "dim", "worse": "red", "either": "yellow"}


def plan(
    file: Annotated[Path, typer.Argument(help="A program document: YAML or JSON.", show_default=False)],
    margin: Annotated[str, typer.Option(help="Gross margin of the shop in percent of its sales.")] = "25",
    lang: Lang = "en",
    html: Annotated[Path | None, typer.Option(help="Write a page to this file, too.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable, in whole numbers.")] = False,
) -> None:
    """Show what a document would have done to everything recorded so far, beside the version in force.

    Both are taken as if they had been in force since the program began. Members are assumed to have done what they did.
    Nothing is changed.

    Example: `setia program plan programs/grocery.yaml --margin 28 --language th`
    """
    share = _share(margin)
    if html is not None and (html.is_dir() or not html.parent.is_dir()):
        fail(f"--html: {html} is not a file, or its folder does not exist.")
    compiled, text = read_or_fail(file)
    must_be_mended(file, text, compiled)
    ready()
    program = _program(compiled, file)
    found = differences(program.latest.program, compiled.program)
    planned = with_bar(program, compiled, share)
    words = Words(planned, Spoken(program.latest, compiled, People.of(lang, program.look)))
    changed = told(found, words.spoken)
    if html is not None:
        _write_page(words, changed, html)
    if as_json:
        print_json({"differences": [_plain(one) for one in found], **msgspec.to_builtins(planned)})
        return
    _print(words, changed, str(file))
    if html is not None:
        out.print(shown(sentences.page_at(words.by, str(html)).text), soft_wrap=True)


def _share(margin: str) -> Fraction:
    share = Fraction(margin) / 100 if MARGIN.fullmatch(margin) else Fraction(0)
    if not 0 < share <= 1:
        fail(f"--margin: {margin[:20]!r} is not a percentage such as 25 or 27.5, above 0 and up to 100.")
    return share


def _program(compiled: Compiled, file: Path) -> LoadedProgram:
    """The program of the document's id; exits where there is none, or where the document can never follow it."""
    try:
        program = programs.load(compiled.program.id)
    except programs.UnknownProgram:
        fail(
            f"{file}: nothing is recorded of a program `{compiled.program.id}`.",
            "A plan compares a document with the program of the same id that is in force.",
        )
    try:
        may_follow(program.latest, compiled)
    except CannotApply as reason:
        fail(f"{file}: {wording.cannot_apply(reason.code, reason.numbers)}; there is nothing to plan.")
    return program


def _print(words: Words, changed: list[Change], file: str) -> None:
    planned, by = words.plan, words.by
    _head(sentences.changes(by, file, planned.version, planned.program))
    for one in changed:
        effect = f" [dim]—[/] [{STYLES[one.effect]}]{words.effects[one.effect]}[/]" if one.effect is not None else ""
        out.print(f"  {shown(one.text)}{effect}", soft_wrap=True)
        for sign, texts, style in (("-", one.gone, "red"), ("+", one.new, "green")):
            for text in texts:
                out.print(f"    [{style}]{sign} {shown(text)}[/]", soft_wrap=True)
    if not changed:
        out.print(f"  {sentences.same(by).text}")
    out.print()
    _head(sentences.done(by, planned.commands))
    out.print(plan_tables.figures(words))
    for line in words.sentences():
        out.print(shown(line), soft_wrap=True)
    if planned.changed:
        out.print(plan_tables.members(words))
    if planned.shortened:
        out.print(plan_tables.lots(words))
    for line in words.assumptions():
        out.print(f"[dim]{shown(line)}[/]", soft_wrap=True)


def _head(said: Sentence) -> None:
    out.print(f"[bold]{shown(said.text)}[/]", soft_wrap=True)


def _write_page(words: Words, changed: list[Change], path: Path) -> None:
    """Put the page in place, whole or not at all."""
    from setia.cli.plan_page import page  # noqa: PLC0415  drawing charts costs a second to begin with

    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        try:
            with err.status("Drawing the page"):
                partial.write_text(page(words, changed), encoding="utf-8")
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as fault:
        fail(f"--html: {path} cannot be written: {fault.strerror or fault}.", code=FAILED)


def _plain(one: Difference) -> dict[str, Any]:
    return {**plain(one), "for_members": effect_of(one)}
