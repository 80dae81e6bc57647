"""Explanations in the reader's language, for a member, a till or an author; with codes and values for other readers."""

from __future__ import annotations

from typing import Annotated, Any

from babel import negotiate_locale
from litestar import Request
from litestar.params import QueryParameter
from msgspec import Struct, structs

from setia.engine.purchase import Purchase
from setia.engine.rules.program import Program
from setia.engine.rules.verdict import Why
from setia.storage.movements import Movement
from setia.storage.programs import LoadedProgram
from setia.wording.excluded import excluded
from setia.wording.explanation import Explainer, Occasion
from setia.wording.languages import LANGUAGES, Language
from setia.wording.movements import about
from setia.wording.people import People
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker
from setia.wording.whom import AUDIENCES, Whom

For = Annotated[Whom, QueryParameter(name="for")]
"""Who is told: a member and a till hear nothing of rules that the member cannot have, and no internal name."""


class SentenceOut(Struct, frozen=True):
    """One sentence: as it is said, and with its code and values for who words it himself."""

    code: str
    text: str
    values: dict[str, Any]


class ConditionOut(Struct, frozen=True):
    """One condition: what was asked, what there was, what was missing."""

    holds: bool
    sentences: tuple[SentenceOut, ...]


class RuleOut(Struct, frozen=True):
    """What one rule said."""

    id: str
    """For the author; empty for everybody else."""
    name: str
    holds: bool
    conditions: tuple[ConditionOut, ...]
    gave: tuple[tuple[SentenceOut, ...], ...]


class ToldOut(Struct, frozen=True):
    """Why, in words: totals first, then rule by rule, and what more would have needed."""

    language: str
    totals: tuple[SentenceOut, ...]
    excluded: tuple[SentenceOut, ...]
    rules: tuple[RuleOut, ...]
    needs: tuple[SentenceOut, ...]


def language(request: Request[Any, Any, Any]) -> Language:
    """The language that the caller prefers of those that Setia speaks; English where it speaks none of them."""
    found = negotiate_locale(_wanted(request), LANGUAGES, sep="-")
    return next((one for one in LANGUAGES if one == found), "en")


def tag(request: Request[Any, Any, Any]) -> str:
    """The same with what the caller says of years and digits, as `th-u-ca-gregory-nu-thai` does (RFC 6067)."""
    spoken = language(request)
    return next((People.of_tag(one).tag for one in _wanted(request) if one.lower().startswith(f"{spoken}-u-")), spoken)


def _wanted(request: Request[Any, Any, Any]) -> list[str]:
    """Tags of languages, the best first."""
    wanted = []
    for part in request.headers.get("Accept-Language", "").split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), name.strip()))
        except ValueError:
            continue
    return [name for _, name in sorted(wanted, key=lambda one: one[0])]


def speaker(document: Program, whom: Whom, spoken: Language) -> Speaker:
    """Who explains a document's verdicts."""
    return Speaker(document, spoken, AUDIENCES[whom])


def document_of(program: LoadedProgram, version: int) -> Program:
    """The document by which something was judged; the latest where it was not judged by any."""
    applied = program.versions.applied
    return next((one for one in applied if one.number == version), applied[-1]).compiled.program


def movement_in_words(program: LoadedProgram, one: Movement, whom: Whom, spoken: Language) -> str:
    """What a movement was."""
    by = speaker(document_of(program, one.program_version), whom, spoken)
    return " ".join(sentence.text for sentence in about(by, one))


def told(by: Speaker, why: Why, occasion: Occasion, purchase: Purchase | None, before: Why | None = None) -> ToldOut:
    """A judgement in words."""
    explainer = Explainer(by)
    rules = tuple(
        RuleOut(
            rule.id,
            rule.name,
            rule.holds,
            tuple(ConditionOut(one.holds, _sent(one.sentences)) for one in rule.conditions),
            tuple(_sent(gave) for gave in rule.gave),
        )
        for rule in explainer.rules(why, before)
    )
    return ToldOut(
        by.language,
        _sent(explainer.totals(why, occasion, before)),
        _sent(excluded(by, purchase) if purchase is not None else []),
        rules,
        _sent(explainer.needs(why)),
    )


def with_later(by: Speaker, words: ToldOut, later: dict[str, int]) -> ToldOut:
    """The same, with what it will give once it counts, by wallet."""
    said = Explainer(by).later(later, by.document.earns_at)
    return structs.replace(words, totals=(*words.totals, *_sent([said])))


def _sent(sentences: Any) -> tuple[SentenceOut, ...]:
    found: list[Sentence] = list(sentences)
    return tuple(SentenceOut(one.code, one.text, one.values) for one in found)
