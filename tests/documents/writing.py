"""Whole program documents at random: what is named is decided before what names it."""

from __future__ import annotations

from random import Random
from typing import Any

from msgspec import inspect

from setia.services.document_types import fields_of, members, program_type
from tests.documents.grammar import Grammar
from tests.documents.mending import mended
from tests.documents.words import CODES, Mapping

LISTS = {"rules": (1, 3), "lanes": (-1, 2), "limits": (0, 1), "rewards": (0, 1), "calendars": (0, 1), "stores": (0, 1)}
LISTS |= {"price_groups": (-1, 2), "price_rules": (-1, 2)}


def write(random: Random) -> Mapping:
    """One document, as dicts, lists, texts and numbers."""
    grammar = Grammar(random)
    kind_of = {"wallet": "points", "stamps": "stamps", "cash": "money"}
    several = grammar.random.randint(1, 3)
    grammar.wallet_kinds = dict(list(kind_of.items())[:several])
    grammar.names["wallet"] = list(grammar.wallet_kinds)
    for part, (least, most) in LISTS.items():
        grammar.ids(part.removesuffix("s"), least, most)
    grammar.names["tag"] = list(CODES[:2]) if grammar.names["store"] else []
    for name in grammar.ids("event", 0, 1):
        fields = [_new(grammar, "events", "fields", id=one) for one in grammar.some(list(CODES))]
        grammar.event_fields[name] = fields
    if grammar.chance(0.4):
        grammar.names["set"] = ["status"]
        grammar.levels = {"status": ["base", "silver", "gold"][: grammar.random.randint(2, 3)]}
    written: dict[str, Any] = {"wallets": [_wallet(grammar, name) for name in grammar.names["wallet"]]}
    written["calendars"] = [_new(grammar, "calendars", id=name) for name in grammar.names["calendar"]]
    written["lanes"] = [_new(grammar, "lanes", id=name) for name in grammar.names["lane"]]
    written["limits"] = [_limit(grammar, name) for name in grammar.names["limit"]]
    written["stores"] = [_new(grammar, "stores", id=name, tags=list(CODES[:2])) for name in grammar.names["store"]]
    written["events"] = [{"id": name, "fields": fields} for name, fields in grammar.event_fields.items()]
    # Described as texts with every value that rules have: whatever they ask for and set can be.
    described = grammar.some(list(CODES)) if grammar.chance(0.3) else []
    written["attributes"] = [{"id": one, "type": "text", "one_of": list(CODES)} for one in described]
    written["rules"] = [_rule(grammar, name) for name in grammar.names["rule"]]
    written["tiers"] = [_tiers(grammar, name, levels) for name, levels in grammar.levels.items()]
    written["rewards"] = [_reward(grammar, name) for name in grammar.names["reward"]]
    written["price_groups"] = [_new(grammar, "price_groups", id=name) for name in grammar.names["price_group"]]
    written["price_rules"] = [_price_rule(grammar, name) for name in grammar.names["price_rule"]]
    written["points_tenders"] = [_new(grammar, "points_tenders", wallet="wallet")] if grammar.chance(0.2) else []
    extras = [rule["id"] for rule in written["rules"] if rule.get("offer")]
    written["experiments"] = [_new(grammar, "experiments", rules=extras[:1])] if extras else []
    written["conversions"] = _conversions(grammar)
    return grammar.struct(program_type(), **{name: value or None for name, value in written.items()})


def _of(*way: str) -> inspect.StructType:
    """The type of the mappings in a list of the document, or in a list inside of it."""
    info: inspect.Type = program_type()
    for name in way:
        assert isinstance(info, inspect.StructType)
        inside = [one for one in members(fields_of(info)[name].type) if not isinstance(one, inspect.NoneType)]
        info = inside[0].item_type if isinstance(inside[0], inspect.VarTupleType) else inside[0]
    assert isinstance(info, inspect.StructType)
    return info


def _new(grammar: Grammar, *way: str, **given: Any) -> Mapping:
    info = _of(*way)
    return mended(grammar, info, grammar.struct(info, **given))


def _wallet(grammar: Grammar, name: str) -> Mapping:
    kind = grammar.wallet_kinds[name]
    money = kind == "money"
    given: Mapping = {"kind": kind, "decimals": 2 if money else None}
    if money:
        given |= {"returns": {"policy": "within_balance"}, "expiry": None}
    return _new(grammar, "wallets", id=name, **given)


def _limit(grammar: Grammar, name: str) -> Mapping:
    given = {"times": grammar.random.randint(0, 5), "units": None}
    if grammar.chance(0.5):
        given = {"units": grammar.random.randint(0, 500), "times": None}
    found = _new(grammar, "limits", id=name, **given)
    if found.get("per") == "program" and found["every"] == "purchase":
        found["every"] = "day"
    return found


def _rule(grammar: Grammar, name: str) -> Mapping:
    events = list(grammar.event_fields)
    grammar.trigger = grammar.pick(events) if events and grammar.chance(0.3) else "purchase"
    lane = {} if grammar.names["lane"] else {"lane": None}
    limits = {} if grammar.names["limit"] else {"limits": None}
    trigger = None if grammar.trigger == "purchase" else grammar.trigger
    found = _new(grammar, "rules", id=name, trigger=trigger, **lane, **limits)
    if not found.get("lane"):
        grammar.before.append(name)
    return found


def _price_rule(grammar: Grammar, name: str) -> Mapping:
    grammar.trigger = "purchase"
    group = {} if grammar.names["price_group"] else {"group": None}
    found = _new(grammar, "price_rules", id=name, **group)
    if found["effect"]["kind"] in ("free_gift", "free_shipping"):
        found.pop("as", None)
    return found


def _tiers(grammar: Grammar, name: str, levels: list[str]) -> Mapping:
    written = []
    for i, level in enumerate(levels):
        qualify = None
        if i:
            qualify = [_new(grammar, "tiers", "levels", "qualify", at_least=100 * i)]
        written.append(_new(grammar, "tiers", "levels", id=level, qualify=qualify))
    return _new(grammar, "tiers", id=name, levels=written)


def _reward(grammar: Grammar, name: str) -> Mapping:
    grammar.trigger = "purchase"
    how: Mapping = {"prices": None} if grammar.chance(0.3) else {"any_amount": None}
    given: Mapping = {"on_used": None, "debt_wallet": None, "tier_set": None, **how}
    return _new(grammar, "rewards", id=name, **given)


def _conversions(grammar: Grammar) -> list[Mapping]:
    if not grammar.names["reward"] or grammar.chance(0.6):
        return []
    return [_new(grammar, "conversions", id="full-card")]
