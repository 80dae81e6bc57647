"""The pages of the reference, made from what the source says of each kind and from examples that are run."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import inspect

from setia.services import docstrings
from setia.services.document_types import program_type
from setia.services.program_schema import program_schema, structs, title
from tests.reference.conditions import CONDITIONS
from tests.reference.effects import EFFECTS
from tests.reference.parts import PARTS
from tests.reference.price_effects import PRICE_EFFECTS
from tests.reference.webhooks import page as webhooks

HEAD = "<!-- Made from the source by `make docs`; a test holds that it is as it would be made. -->\n\n"
NAMES = {
    "Condition": "[condition](conditions.md)",
    "Effect": "[effect](effects.md)",
    "PriceEffect": "[effect on prices](price-effects.md)",
}
KINDS = {"conditions": "conditions", "effects": "effects", "prices": "price-effects"}
"""By the package of the kinds, their page."""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    found = {"README.md": _index()}
    found["conditions.md"] = _kinds("Conditions", "conditions", "What must hold for a rule to give anything.")
    found["effects.md"] = _kinds("Effects", "effects", "What a rule gives.")
    found["price-effects.md"] = _kinds("Effects on prices", "prices", "What a price rule takes off a basket.")
    for name, part in PARTS.items():
        sections = [_section(one) for mapping in part.mappings for one in mappings() if one.cls.__name__ == mapping]
        example = f"```yaml\n{part.example}```\n"
        found[f"{name}.md"] = HEAD + f"# {part.title}\n\n{example}\n" + "\n".join(sections)
    found["webhooks.md"] = HEAD + webhooks()
    return found


def mappings() -> list[inspect.StructType]:
    """Every mapping that a document may have."""
    return structs(program_type())


def of_package(name: str) -> dict[str, inspect.StructType]:
    """The kinds of conditions or of effects, by kind."""
    return {str(one.tag): one for one in mappings() if one.tag and f".rules.{name}" in one.cls.__module__}


def _index() -> str:
    lines = [
        "# What a program document may say",
        "",
        "Each page is made from the source; its examples are run by tests.",
    ]
    lines += [
        "",
        "- [Conditions](conditions.md): " + ", ".join(f"[{kind}](conditions.md#{kind})" for kind in CONDITIONS),
    ]
    lines += ["- [Effects](effects.md): " + ", ".join(f"[{kind}](effects.md#{kind})" for kind in EFFECTS)]
    on_prices = ", ".join(f"[{kind}](price-effects.md#{kind})" for kind in PRICE_EFFECTS)
    lines += [f"- [Effects on prices](price-effects.md): {on_prices}"]
    lines += [f"- [{part.title}]({name}.md)" for name, part in PARTS.items()]
    lines += ["", "An editor completes and checks all of it: [program.schema.json](../program.schema.json)."]
    lines += ["", "What other systems are told: [webhooks](webhooks.md)."]
    return HEAD + "\n".join(lines) + "\n"


def _kinds(heading: str, package: str, says: str) -> str:
    sections = []
    for kind, info in of_package(package).items():
        sections.append(_section(info, _EXAMPLES[package](kind)))
        sections += [_section(one) for one in _inside(info)]
    return HEAD + f"# {heading}\n\n{says}\n\n" + "\n".join(sections)


def _condition(kind: str) -> str:
    written, holds, fails = CONDITIONS[kind]
    return f"```yaml\nwhen:\n  - {written}\n```\n\nHolds for: {holds.words}. Not for: {fails.words}.\n"


def _effect(kind: str) -> str:
    written, happens, gives = EFFECTS[kind]
    return f"```yaml\neffects:\n  - {written}\n```\n\nFor {happens.words} it gives: {gives}.\n"


def _price_effect(kind: str) -> str:
    written, _, words, off = PRICE_EFFECTS[kind]
    return f"```yaml\neffect: {written}\n```\n\nOf {words} it takes off: {off}.\n"


_EXAMPLES = {"conditions": _condition, "effects": _effect, "prices": _price_effect}


def _inside(info: inspect.StructType) -> list[inspect.StructType]:
    """Mappings that a kind alone has inside."""
    return [one for one in structs(info) if not one.tag and one.cls.__module__ == info.cls.__module__]


@cache
def _schema() -> dict[str, Any]:
    """Made once: every section is a part of it."""
    return program_schema()


def _section(info: inspect.StructType, example: str = "") -> str:
    schema = _schema()
    name = info.cls.__name__
    mapping = schema["$defs"].get(name, schema)
    parts = [f"## {title(info)}\n", docstrings.of_class(info.cls) + "\n", *([example] if example else [])]
    rows = [
        f"| `{field}`{' (needed)' if field in mapping['required'] else ''} | {_says(one)} | {_cell(one)} |"
        for field, one in mapping["properties"].items()
        if field != info.tag_field
    ]
    if rows:
        parts.append("\n".join(["| field | value | |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _says(schema: dict[str, Any]) -> str:
    """What stands in a field, in words."""
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        words = schema["enum"]
        return "a currency of ISO 4217" if "MYR" in words else ", ".join(f"`{one}`" for one in words)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return NAMES[name] if name in NAMES else f"[{name}]({_page_of(name)})"
    if "anyOf" in schema:
        return " or ".join(_says(one) for one in schema["anyOf"] if one != {"type": "null"})
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "array" in kinds:
        return f"list of {_says(schema['items'])}"
    if "object" in kinds:
        return f"by name: {_says(schema['additionalProperties'])}"
    if "number" in kinds:
        return "number"
    words = {"string": "text", "integer": "whole number", "boolean": "`true`, `false`"}
    bounds = f", {schema['minimum']:,} to {schema['maximum']:,}" if {"minimum", "maximum"} <= set(schema) else ""
    examples = f" such as {schema['examples'][0]}" if "examples" in schema else ""
    return " or ".join(words[one] for one in kinds if one != "null") + bounds + examples


def _page_of(name: str) -> str:
    info = next(one for one in mappings() if one.cls.__name__ == name)
    page = next((page for page, part in PARTS.items() if name in part.mappings), "")
    page = page or KINDS[info.cls.__module__.split(".")[-2]]
    return f"{page}.md#{title(info).lower().replace(' ', '-')}"


def _cell(schema: dict[str, Any]) -> str:
    said = " ".join(str(schema.get("description", "")).split()).replace("|", "\\|")
    default = schema.get("default")
    without = (
        f"Without it: `{str(default).lower() if isinstance(default, bool) else default}`."
        if "default" in schema
        else ""
    )
    return " ".join(part for part in (said, without) if part)
