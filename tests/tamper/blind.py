"""What the audit is known not to see, and why; nothing else may pass unnoticed."""

from __future__ import annotations

BY_HALF = "an earlier deadline only makes the next command look sooner; a later one is seen"
SPELLING = "another spelling of the same progress says the same"
WHEN = "nothing else says when and by whom somebody was erased; that he was, is seen"
ORDER = "the order of two accounts' events is in their positions alone; that of one account's is seen"
NEXT = "a version that has judged nothing yet looks like one that the owner applied"
LATEST = "a consent is covered once something has happened in its member's account since, and a checkpoint was written"

LOG = "the audit log has no chain of its own: what an administrator did is in no member's history"

BLIND: dict[str, str] = {
    "edit account.next_due_at": BY_HALF,
    "exchange account.next_due_at": BY_HALF,
    "edit account.progress": SPELLING,
    "edit erasure.actor": WHEN,
    "edit erasure.erased_at": WHEN,
    "edit erasure.recorded_at": WHEN,
    "exchange erasure.actor": WHEN,
    "exchange erasure.erased_at": WHEN,
    "exchange erasure.recorded_at": WHEN,
    **{
        f"{deed} audit_log.{column}": LOG
        for deed in ("edit", "exchange")
        for column in ("id", "program_id", "at", "actor", "channel", "action", "subject", "details")
    },
    "delete audit_log": LOG,
    "insert audit_log": LOG,
    "insert consent": LATEST,
    "insert program_version": NEXT,
    "exchange outbox.position": ORDER,
    "exchange outbox.transaction_id": ORDER,
}
"""Of the deeds that are tried at random, by name: some of them may pass. Each reason has its expected failure, too."""

ERASABLE = "what can be read about people can be erased, so no hash may hold it"
ANSWERS = "answers to repeated requests are kept for a month and forgotten: they are no history"
SECRET = "the program's own key and the deployment's row are settings, not history"
EMPTY = "an empty wallet says nothing"
