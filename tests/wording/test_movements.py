"""Every kind of movement reads in plain words in every language, whoever is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from msgspec import Struct

from setia.engine.calendar import parse_instant
from setia.engine.commands import CelebrateBirthday, ChooseConversion, GrantTier, RecordEvent, ResumeExpiry
from setia.engine.ledger import changes
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.entries import Kind
from setia.engine.ledger.issued import RewardChange
from setia.engine.ledger.tier_status import TierChange
from setia.engine.rules.conditions.visibility import AUDIENCES, Audience
from setia.engine.rules.facts import Event
from setia.services import gift_cards
from setia.storage.movements import Flow, Movement, Origin
from setia.wording.languages import LANGUAGES, Language
from setia.wording.moved import CLAIMED
from setia.wording.movements import RETURNS, TELLING, about
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import program
from tests.wording.checking import check
from tests.wording.worlds import FIELDS, THURSDAY, name

CONVERSION = {"id": "u5", "wallet": "points", "choices": [{"amount": 100, "reward": "mug"}]}
DOCUMENT = program(rule(effect(), name=name(0)), **{**FIELDS, "conversions": [CONVERSION]}).program
ORIGIN = Origin(3, "redeem", parse_instant("2026-04-13T10:00:00Z", "UTC"), "R7")
REWARD = Changes(rewards=(RewardChange(1, "mug", "issued", None, 0),))
LEVEL = Changes(tiers=(TierChange("status", "silver", "gold", None, "granted"),))
OTHER = "mem_9"


def moved(kind: str, command: str = "", **fields: Any) -> Movement:
    """A movement of which nothing is known but this."""
    nothing: dict[str, Any] = {
        "seq": 7,
        "kind": kind,
        "command": command,
        "reason": "",
        "effective_at": THURSDAY,
        "channel": "",
        "program_version": 1,
        "changes": {},
        "flows": (),
        "store": "",
        "reference": "",
        "note": "",
        "net": None,
        "why": "",
        "besides": changes.NONE,
        "asked": None,
        "origin": None,
        "ends_at": None,
        "counterpart": "",
        "actor": "",
        "recorded_at": THURSDAY,
    }
    return Movement(**{**nothing, **fields})


def flows(*pairs: tuple[str, str]) -> tuple[Flow, ...]:
    return tuple(Flow("points", source, target, 41) for source, target in pairs)


def asked(command: Struct) -> dict[str, Any]:
    return {"asked": command}


OFTEN: list[Movement] = [
    moved("record", "enrol"),
    moved("record", "close"),
    moved("record", "move_out"),
    moved("record", "move_in"),
    moved("record", "return", origin=ORIGIN),
    moved("record", "advance"),
    moved("record", "choose_conversion", **asked(ChooseConversion(0, "u5", 100))),
    moved("record", "choose_conversion", **asked(ChooseConversion(0, "u6", 100))),
    moved("earn", "record_purchase", net=57_43, reference="R1"),
    moved("earn", "record_event", **asked(RecordEvent(0, Event("sale", {})))),
    moved("earn", "celebrate_birthday", **asked(CelebrateBirthday(0))),
    moved("earn", "earn", reason="u8", flows=flows(("earned", "pending"), ("available", "expired"))),
    moved("earn", "top_up", reference="R1", reason="top_up", flows=flows(("earned", "debt"))),
    moved("earn", "claim_purchase", reference="R1", flows=flows(("earned", "available"))),
    moved("record", "claim_purchase"),
    moved("activate", flows=flows(("pending", "available"))),
    moved("activate", "release_pending", flows=flows(("pending", "available"))),
    moved("expire", flows=flows(("available", "expired"))),
    moved("open", "open_balance", flows=flows(("available", "expired"))),
    moved("hold", "hold", reference="R1", ends_at=THURSDAY, flows=flows(("available", "held"))),
    moved("hold", "hold", flows=flows(("available", "held"))),
    moved("hold_extend", "extend_hold", origin=ORIGIN, ends_at=THURSDAY),
    moved("hold_extend", "extend_hold"),
    moved("capture", "capture", origin=ORIGIN, flows=flows(("held", "redeemed"), ("held", "expired"))),
    moved("release", "release", origin=ORIGIN, flows=flows(("held", "available"))),
    moved("hold_expire", origin=ORIGIN, flows=flows(("held", "available"))),
    moved("redeem", "redeem", reference="R1", flows=flows(("debt", "redeemed"))),
    moved("redeem", "redeem_offline", reason="offline"),
    moved("redeem", "redeem_offline", reason="over_allowance"),
    moved("redeem", "redeem_reward", besides=REWARD),
    moved("redeem", besides=REWARD, reason="u5"),
    moved("reverse_earn", "return", origin=ORIGIN, reason="merchant", flows=flows(("clearing", "reversed"))),
    moved("reverse_earn", "revoke_checked", origin=ORIGIN, reason="revoked", flows=flows(("pending", "issued"))),
    moved("activate", "release_checked", origin=ORIGIN, flows=flows(("pending", "available"))),
    moved("breakage_correction", "return", origin=ORIGIN, flows=flows(("expired", "reversed"))),
    moved("forgive", "return", origin=ORIGIN, flows=flows(("adjusted", "reversed"))),
    moved("restore", "restore", origin=ORIGIN, flows=flows(("redeemed", "expired"))),
    moved("restore", "cancel_reward", besides=REWARD),
    moved("adjust", "adjust", reason="u8", note="u7", flows=flows(("debt", "adjusted"))),
    moved("adjust", "close"),
    moved("transfer", "transfer_out", counterpart=OTHER),
    moved("transfer", "transfer_in"),
    *(moved("merge", command, counterpart=OTHER) for command in ("merge_out", "merge_in", "unmerge_out", "unmerge_in")),
    moved("merge", "merge_out", reason=CLAIMED, counterpart=OTHER),
    moved("merge", "merge_in", reason=CLAIMED),
    moved("unexpire", flows=flows(("expired", "available"))),
    moved("redate", reason="life_changed"),
    moved("redate", "pause_expiry", reason="u8"),
    moved("redate", "resume_expiry", **asked(ResumeExpiry(0, "points", "keep"))),
    moved("redate", "resume_expiry", **asked(ResumeExpiry(0, "points"))),
    moved("redate", "extend_lots"),
    moved("redate"),
    moved("tier_change", "grant_tier", besides=LEVEL, **asked(GrantTier(0, "status", "gold", None, "u8"))),
    moved("reward", "use_reward", besides=REWARD, reference="R1"),
    moved("reward", "return", besides=REWARD, origin=ORIGIN),
    moved("reward"),
]
"""What happens in a shop, every kind of it."""


def everything(language: Language, audience: Audience) -> Iterator[list[Sentence]]:
    """All that is said of movements."""
    for one in OFTEN:
        yield about(Speaker(DOCUMENT, language, audience), one)
    for kind in get_args(Kind):
        yield about(Speaker(DOCUMENT, language, audience), moved(kind))


def test_every_kind_of_transaction_is_told() -> None:
    assert set(TELLING) == set(get_args(Kind))
    assert {one.kind for one in OFTEN} == set(get_args(Kind))
    assert CLAIMED == gift_cards.CLAIMED
    assert {"return", "return_out", "return_in"} == RETURNS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_movement_is_said_whole_in_every_language(language: Language, audience: Audience) -> None:
    for said in everything(language, audience):
        check([Sentence(one.code, one.text.replace(OTHER, "u9"), {}) for one in said], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_is_told_neither_who_the_other_is_nor_what_staff_wrote(language: Language) -> None:
    told = {
        audience: " ".join(one.text for said in everything(language, audience) for one in said)
        for audience in AUDIENCES
    }
    for inside in (OTHER, "u8", "u7"):
        assert inside in told["staff"]
        assert inside not in told["member"]


def test_two_movements_in_four_languages() -> None:
    held = moved("hold", "hold", reference="R1", ends_at=THURSDAY, flows=flows(("available", "held")))
    told = [" ".join(one.text for one in about(Speaker(DOCUMENT, language, "member"), held)) for language in LANGUAGES]
    assert told == [
        "Set aside until 7 January 2027 14:05: 41 points. It was for R1.",
        "Diketepikan hingga 7 Januari 2027 14:05: 41 mata. Ini untuk R1.",
        "Disisihkan sampai 7 Januari 2027 14.05: 41 poin. Ini untuk R1.",
        "กันไว้ถึง 7 มกราคม 2570 14:05 น.: 41 คะแนน สำหรับ R1",
    ]
    joined = moved("record", "enrol")
    assert [about(Speaker(DOCUMENT, language, "member"), joined)[0].text for language in LANGUAGES] == [
        "Joined the program.",
        "Menyertai program.",
        "Bergabung dengan program.",
        "เข้าร่วมโปรแกรม",
    ]
