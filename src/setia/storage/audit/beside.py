"""What is kept beside the ledger belongs together: members, consents, erasures, versions of a program, counters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from setia.storage.audit.invariants import Invariant
from setia.storage.streaming import stream

BESIDE = (
    Invariant(
        "I8",
        "every member has the account that began when he joined, and every member's account has him",
        """
        SELECT m.account_id, 'member since', CAST(m.joined_at AS text), CAST(t.effective_at AS text)
          FROM member m LEFT JOIN ledger_transaction t ON t.account_id = m.account_id AND t.seq = 1
         WHERE t.id IS NULL OR t.effective_at <> m.joined_at
         UNION ALL
        SELECT a.id, 'owner', 'a member', 'nobody'
          FROM account a LEFT JOIN member m ON m.account_id = a.id
         WHERE a.owner_kind = 'member' AND m.id IS NULL
        """,
    ),
    Invariant(
        "I8",
        "every consent is a member's, its text is kept, and no text is kept for nothing",
        """
        SELECT m.account_id, 'consent ' || c.id, 'a member and a text', c.decision
          FROM consent c LEFT JOIN member m ON m.id = c.member_id LEFT JOIN consent_text x ON x.digest = c.text_digest
         WHERE m.id IS NULL OR (c.text_digest IS NOT NULL AND x.digest IS NULL)
         UNION ALL
        SELECT NULL, 'consent text', 'a consent', 'none'
          FROM consent_text x LEFT JOIN consent c ON c.text_digest = x.digest
         WHERE c.id IS NULL
        """,
    ),
    Invariant(
        "I8",
        "of an erased member nothing readable is left, and of every other it is there",
        """
        SELECT coalesce(m.account_id, e.account_id), 'erasure', 'a member whose account has ended',
               coalesce(a.status, 'no such member')
          FROM erasure e LEFT JOIN member m ON m.id = e.member_id LEFT JOIN account a ON a.id = e.account_id
         WHERE m.id IS NULL OR m.account_id <> e.account_id OR a.id IS NULL OR a.status = 'open'
         UNION ALL
        SELECT m.account_id, 'personal data', CASE WHEN e.member_id IS NULL THEN 'one row' ELSE 'none' END,
               CAST(count(p.member_id) AS text)
          FROM member m LEFT JOIN erasure e ON e.member_id = m.id LEFT JOIN personal_data p ON p.member_id = m.id
         GROUP BY m.account_id, e.member_id
        HAVING count(p.member_id) <> CASE WHEN e.member_id IS NULL THEN 1 ELSE 0 END
        """,
    ),
    Invariant(
        "I8",
        "an order that was claimed or moved is in the history of its owner, and every claimed one has an owner",
        """
        SELECT o.account_id, 'order at ' || o.seq, 'a claim or a move', coalesce(j.kind, 'nothing')
          FROM order_owner o LEFT JOIN journal j ON j.account_id = o.account_id AND j.known_as = o.seq
         WHERE j.kind IS NULL OR j.kind NOT IN ('claim_purchase', 'move_in')
         UNION ALL
        SELECT j.account_id, 'claim ' || j.known_as, 'an owner', 'none'
          FROM journal j LEFT JOIN order_owner o ON o.order_key = j.natural_key
         WHERE j.kind = 'claim_purchase' AND o.order_key IS NULL
        """,
    ),
    Invariant(
        "I8",
        "the versions of a program are numbered from 1 without a gap, in the order in which they were applied",
        """
        SELECT NULL, 'program ' || v.program_id, count(*), max(v.number)
          FROM program_version v GROUP BY v.program_id
        HAVING max(v.number) <> count(*) OR min(v.number) <> 1
         UNION ALL
        SELECT NULL, 'version ' || n.number, b.applied_at, n.applied_at
          FROM program_version n JOIN program_version b ON b.program_id = n.program_id AND b.number = n.number - 1
         WHERE n.applied_at < b.applied_at
        """,
    ),
    Invariant(
        "I8",
        "every forecast is of a version of a program",
        """
        SELECT NULL, 'forecast of version ' || f.version, 'a version', 0
          FROM program_forecast f
          LEFT JOIN program_version v ON v.program_id = f.program_id AND v.number = f.version
         WHERE v.id IS NULL
        """,
    ),
    Invariant(
        "I8",
        "every counter and reward is an account's, every budget and stock a program's",
        """
        SELECT c.account_id, 'counter ' || c.name, 'an account', 0
          FROM counter c LEFT JOIN account a ON a.id = c.account_id WHERE a.id IS NULL
         UNION ALL
        SELECT r.account_id, 'reward ' || r.no, 'an account', 0
          FROM issued_reward r LEFT JOIN account a ON a.id = r.account_id WHERE a.id IS NULL
         UNION ALL
        SELECT NULL, 'budget ' || b.name, 'a program', 0
          FROM budget b LEFT JOIN program p ON p.id = b.program_id WHERE p.id IS NULL
         UNION ALL
        SELECT NULL, 'stock of ' || s.reward, 'a program', 0
          FROM stock s LEFT JOIN program p ON p.id = s.program_id WHERE p.id IS NULL
        """,
    ),
)


def altered_texts() -> Iterator[str]:
    """The digests, in hexadecimal, of texts that are not what members were shown."""
    for digest, text in stream("SELECT digest, text FROM consent_text ORDER BY digest"):
        if hashlib.sha256(text.encode()).digest() != bytes(digest):
            yield bytes(digest).hex()
