"""Codes that tills and other systems send, in words where everybody knows what they mean: cash, card, till, web."""

from __future__ import annotations

from collections.abc import Iterable

from setia.wording.sentences import Said, Sentence, Speech
from setia.wording.speaker import Speaker


def payments(speaker: Speaker, kinds: Iterable[str], *, either: bool = False) -> Said:
    """Ways to pay."""
    return _either(speaker, kinds, _payments(speaker), either=either)


def payment(by: Speech, kind: str) -> str:
    """One way to pay, of which tills know some that have names of their own."""
    own = {"promptpay": "PromptPay", "qris": "QRIS", "duitnow_qr": "DuitNow QR", "qr": "QR"}
    return own.get(kind) or _or_itself(
        kind, {**_payments(by), "bank_transfer": by.say("paid_transfer", "bank transfer")}
    )


def _payments(by: Speech) -> dict[str, Sentence]:
    return {
        "cash": by.say("paid_cash", "cash"),
        "card": by.say("paid_card", "card"),
        "points": by.say("paid_points", "points"),
        "voucher": by.say("paid_voucher", "voucher"),
        "gift_card": by.say("paid_gift_card", "gift card"),
    }


def charge(by: Speech, kind: str) -> str:
    """What is paid for beside the goods."""
    known = {
        "service": by.say("charge_service", "Service charge"),
        "shipping": by.say("charge_shipping", "Shipping"),
        "tip": by.say("charge_tip", "Tip"),
        "packaging": by.say("charge_packaging", "Packaging"),
        "deposit": by.say("charge_deposit", "Deposit"),
        "fee": by.say("charge_fee", "Fee"),
    }
    return _or_itself(kind, known)


def reason(by: Speech, code: str) -> str:
    """Why somebody gave, took or corrected something by hand."""
    known = {
        "goodwill": by.say("reason_goodwill", "goodwill"),
        "correction": by.say("reason_correction", "a mistake put right"),
        "complaint": by.say("reason_complaint", "a complaint"),
        "promotion": by.say("reason_promotion", "a promotion"),
        "other": by.say("reason_something", "something else"),
    }
    return _or_itself(code, known).replace("_", " ")


def _or_itself(code: str, known: dict[str, Sentence]) -> str:
    """What nobody has words for is said as it is."""
    return known[code].text if code in known else code


def channels(speaker: Speaker, codes: Iterable[str], *, either: bool = False) -> Said:
    """How something came about."""
    known: dict[str, Sentence] = {
        "till": speaker.say("channel_till", "the till"),
        "web": speaker.say("channel_web", "the website"),
        "app": speaker.say("channel_app", "the app"),
        "phone": speaker.say("channel_phone", "the phone"),
    }
    return _either(speaker, codes, known, either=either)


def _either(speaker: Speaker, codes: Iterable[str], known: dict[str, Sentence], *, either: bool) -> Said:
    return speaker.listed([Said(one, known[one].text if one in known else one) for one in codes], either=either)
