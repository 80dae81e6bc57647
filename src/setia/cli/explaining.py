"""Explanations on a terminal, and as data: totals first, then rule by rule, for whoever is asking."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from setia.cli.terminal import out, printable
from setia.engine.purchase import Purchase
from setia.engine.rules.program import Program
from setia.engine.rules.verdict import Why
from setia.wording.excluded import excluded
from setia.wording.explanation import Explainer, Occasion, ToldCondition, ToldRule, plain
from setia.wording.languages import Language
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker
from setia.wording.whom import AUDIENCES, Whom

For = Annotated[
    Whom,
    typer.Option("--for", help="Who is told: the member, who stands at the till, or the author, who is told all."),
]
Lang = Annotated[Language, typer.Option("--lang", "--language", help="In which language: en, ms, id or th.")]


def speaker_for(document: Program, whom: Whom, language: Language) -> Speaker:
    """Who explains a document's verdicts."""
    return Speaker(document, language, AUDIENCES[whom])


class Told:
    """One judgement in words."""

    def __init__(self, speaker: Speaker, why: Why, occasion: Occasion, purchase: Purchase | None) -> None:
        self._explainer, self._why, self._occasion = Explainer(speaker), why, occasion
        self.excluded = excluded(speaker, purchase) if purchase is not None else []

    def totals(self, before: Why | None = None) -> list[Sentence]:
        """What it came to."""
        return self._explainer.totals(self._why, self._occasion, before)

    def rules(self, before: Why | None = None) -> list[ToldRule]:
        """Rule by rule."""
        return self._explainer.rules(self._why, before)

    def printed(self, before: Why | None = None) -> None:
        """On the terminal."""
        for sentence in self.totals(before):
            print_sentence(sentence, "bold")
        out.print()
        print_sentences(self.excluded)
        print_rules(self.rules(before))

    def plain(self, before: Why | None = None) -> dict[str, Any]:
        """As data: every sentence with its code and its values."""
        return {
            "totals": [plain(one) for one in self.totals(before)],
            "excluded": [plain(one) for one in self.excluded],
            "rules": [_plain_rule(one) for one in self.rules(before)],
            "needs": [plain(one) for one in self._explainer.needs(self._why)],
        }


def print_sentence(sentence: Sentence, style: str = "") -> None:
    """One sentence on its own."""
    out.print(Text(printable(sentence.text), style=style))


def print_sentences(sentences: list[Sentence]) -> None:
    """A paragraph of them, a line each; nothing for none."""
    for sentence in sentences:
        print_sentence(sentence)
    if sentences:
        out.print()


def print_rules(rules: list[ToldRule]) -> None:
    """What every rule said, a paragraph each."""
    for rule in rules:
        name = Text(printable(rule.name), style="bold green" if rule.holds else "bold")
        if rule.id and rule.id != rule.name:
            name.append(printable(f" [{rule.id}]"), style="dim")
        out.print(name)
        for one in rule.conditions:
            _line(f"{'✓' if one.holds else '✗'} {_joined(one.sentences)}", "dim" if one.holds else "")
        for sentences in rule.gave:
            _line(_joined(sentences), "")
        out.print()


def _joined(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(one.text for one in sentences)


def _line(words: str, style: str) -> None:
    out.print(Padding(Text(printable(words), style=style), (0, 0, 0, 2)))


def _plain_rule(rule: ToldRule) -> dict[str, Any]:
    named = {"rule": rule.id} if rule.id else {}
    return {
        **named,
        "name": rule.name,
        "holds": rule.holds,
        "conditions": [_plain_condition(one) for one in rule.conditions],
        "gave": [plain(one) for sentences in rule.gave for one in sentences],
    }


def _plain_condition(one: ToldCondition) -> dict[str, Any]:
    return {"kind": one.kind, "holds": one.holds, "sentences": [plain(sentence) for sentence in one.sentences]}
