"""What a caller needs for each operation of the API, and what one of another store is told. A new one is added here."""

from __future__ import annotations

from typing import Final

PUBLIC: Final = ("GET /health/live", "GET /health/ready")

OF_MEMBER: Final = """
    GET /me · GET /me/movements · GET /me/rewards · GET /me/qr · GET /me/spending · POST /me/pin · POST /me/not-me
    POST /me/redemptions · POST /me/rewards · GET /me/notices
    POST /me/notices/{version}
"""
"""For a member's own app, with a token of his."""

NEEDS: Final = {
    "read": """
        GET /program · POST /program/validate · GET /products · GET /products/{sku} · GET /stores
        GET /members/{member} · GET /members/{member}/movements · GET /members/{member}/movements/{number}/why
        GET /members/{member}/movements/{number}/entries · GET /members/{member}/lots · GET /members/{member}/rewards
        GET /members/{member}/holds · GET /members/{member}/issued-rewards · GET /vouchers/{code}
        GET /members/{member}/may/{thing} · GET /members/{member}/spending · POST /members/{member}/preview
        GET /purchases · GET /purchases/one · POST /price-codes/look
    """,
    "members": """
        POST /members · GET /members · GET /members/{member}/person · PATCH /members/{member}/person
        GET /members/{member}/attributes · PATCH /members/{member}/attributes · GET /members/{member}/consents
        POST /members/{member}/consents · GET /members/{member}/export · GET /members/{member}/erasure
        POST /members/{member}/pin/forget · POST /members/{member}/spending/freeze
    """,
    "members admin": "POST /members/{member}/erasure",
    "purchases": """
        POST /purchases · POST /purchases/token · POST /returns · POST /events · POST /members/{member}/birthday
        POST /members/{member}/claims · POST /members/{member}/claims/by-hand
        POST /members/{member}/orders/{number}/release · POST /baskets/evaluate · POST /baskets
        GET /baskets/{basket} · POST /baskets/{basket}/commit · POST /baskets/{basket}/release
    """,
    "redeem": """
        POST /members/{member}/redemptions · POST /members/{member}/redemptions/{number}/restorations
        POST /members/{member}/holds · POST /members/{member}/holds/{number}/capture
        POST /members/{member}/holds/{number}/extend · POST /members/{member}/holds/{number}/release
        POST /members/{member}/rewards · POST /members/{member}/rewards/{number}/use
        POST /members/{member}/rewards/{number}/undo · POST /vouchers/{code}/use
        POST /members/{member}/conversions/{conversion}
        POST /members/{member}/codes · POST /members/{member}/gift-cards · POST /gift-cards/balance
        POST /gift-cards/payments
    """,
    "adjust": """
        POST /members/{member}/adjustments · POST /members/{member}/transfers · POST /members/{member}/gifts
        POST /members/{member}/top-ups · POST /members/{member}/levels · POST /members/{member}/expiry/pause
        POST /members/{member}/expiry/extend · POST /members/{member}/merge
        POST /members/{member}/opening-balances
        POST /members/{member}/merges/{number}/undo · POST /purchases/move · POST /gift-cards · GET /make-goods
        POST /make-goods · GET /make-goods/{number}/items · POST /make-goods/{number}/apply
    """,
    "adjust admin": "POST /imports/{number}/make-good",
    "webhooks": """
        GET /webhooks · POST /webhooks · GET /webhooks/{endpoint} · PATCH /webhooks/{endpoint}
        POST /webhooks/{endpoint}/rotate · POST /webhooks/{endpoint}/disable · POST /webhooks/{endpoint}/enable
        POST /webhooks/{endpoint}/ping · POST /webhooks/{endpoint}/replay · GET /webhooks/{endpoint}/deliveries
        GET /webhooks/{endpoint}/deliveries/{message} · POST /webhooks/{endpoint}/deliveries/{message}/replay
    """,
    "tokens": "POST /members/{member}/tokens",
    "deliver": "POST /codes/take",
    "admin": """
        POST /program/versions · POST /products · POST /products/{sku}/drop · POST /price-codes
        POST /price-codes/withdraw · GET /audit-log · GET /exceptions · POST /exceptions/actions
        POST /make-goods/{number}/approve · POST /make-goods/{number}/undo · GET /staff · POST /staff/{name}/remove
        GET /imports · POST /imports · GET /imports/{number} · POST /imports/{number}/parts
        POST /imports/{number}/start · POST /members/{member}/spending/unfreeze
    """,
    "": "POST /batch",
}
"""By scopes, in the order in which they are asked for. A batch needs none: each of its commands does."""

ROLES: Final = {
    "owner": "adjust adjust_more admin members purchases",
    "manager": "adjust admin members purchases",
    "cashier": "members purchases",
    "owner at a till": "members purchases read redeem",
    "manager at a till": "members purchases read redeem",
    "cashier at a till": "members purchases read redeem",
}
"""What somebody of the staff may ask by his pages, by his role; at a till, where he serves by PIN, all may the same."""

OF_ALL_STORES: Final = """
    GET /make-goods · POST /make-goods · GET /make-goods/{number}/items · POST /make-goods/{number}/apply
    GET /members/{member}/export · POST /members/{member}/adjustments · POST /members/{member}/gifts
    POST /members/{member}/levels · POST /members/{member}/expiry/pause · POST /members/{member}/expiry/extend
    POST /members/{member}/merge · POST /members/{member}/merges/{number}/undo
    POST /members/{member}/opening-balances
"""
"""Besides what needs `admin`, `webhooks` or `deliver`: nothing to a key of one store."""

ELSEWHERE: Final = {
    "POST /purchases": (403, "other_store"),
    "POST /members/{member}/preview": (403, "other_store"),
    "POST /members/{member}/rewards": (403, "other_store"),
    "POST /members/{member}/claims/by-hand": (403, "other_store"),
    "POST /members/{member}/orders/{number}/release": (403, "other_store"),
    "POST /purchases/move": (403, "other_store"),
    "GET /purchases/one": (404, "unknown_receipt"),
    "POST /returns": (404, "unknown_receipt"),
    "POST /purchases/token": (404, "unknown_receipt"),
    "POST /members/{member}/claims": (404, "unknown_receipt"),
    "POST /members/{member}/rewards/{number}/use": (404, "unknown_receipt"),
    "GET /members/{member}/movements/{number}/why": (404, "unknown_transaction"),
    "GET /members/{member}/movements/{number}/entries": (404, "unknown_transaction"),
}
"""What a key of another store is told, of what is of a store; all else is the program's, or of no store."""

NAMES_IN_ITS_BODY: Final = """
    POST /events · POST /purchases/token · POST /purchases/move · POST /gift-cards/balance · POST /gift-cards/payments
    POST /price-codes/look · GET /purchases/one · POST /price-codes/withdraw · POST /exceptions/actions
"""
"""What names something that is there otherwise than in its path."""


def listed(text: str) -> list[str]:
    """The operations of a text."""
    return [one.strip() for line in text.splitlines() for one in line.split("·") if one.strip()]


def needed() -> dict[str, tuple[str, ...]]:
    """By operation of those that are asked with a client's key, the scopes that it needs."""
    return {one: tuple(scopes.split()) for scopes, text in NEEDS.items() for one in listed(text)}
