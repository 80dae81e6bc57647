"""Baskets and codes agree: a code is counted as often as baskets used it, and no basket keeps what it has ended."""

from __future__ import annotations

from setia.storage.audit.invariants import Invariant

BASKETS = (
    Invariant(
        "I8",
        "a code is counted as often as it was used, and no more often than it can be",
        """
        SELECT c.account_id, 'code for ' || c.rule, CAST(count(u.basket_id) AS text), CAST(c.used AS text)
          FROM price_code c
          LEFT JOIN price_code_use u ON u.program_id = c.program_id AND u.digest = c.digest AND u.state = 'used'
         GROUP BY c.program_id, c.digest, c.account_id, c.rule, c.used, c.uses
        HAVING count(u.basket_id) <> c.used OR c.used > coalesce(c.uses, c.used)
         UNION ALL
        SELECT NULL, 'use of a code on basket ' || u.basket_id, 'a code', 'none'
          FROM price_code_use u LEFT JOIN price_code c ON c.program_id = u.program_id AND c.digest = u.digest
         WHERE c.digest IS NULL
        """,
    ),
    Invariant(
        "I8",
        "a code is used on a basket that was paid, and kept for one that was not ended",
        """
        SELECT b.account_id, 'basket ' || u.basket_id, u.state, coalesce(b.state, 'no such basket')
          FROM price_code_use u LEFT JOIN basket b ON b.id = u.basket_id
         WHERE b.id IS NULL OR (u.state IN ('used', 'given_back')) <> (b.state = 'committed')
            OR (u.state = 'reserved' AND b.state <> 'open')
        """,
    ),
)
