"""One aggregate per file; Django finds them here."""

from setia.storage.models.account import Account, Hold, Lot, Wallet
from setia.storage.models.deployment import Deployment, Log, Outbox
from setia.storage.models.gift_card import GiftCard
from setia.storage.models.idempotency import IdempotencyKey
from setia.storage.models.import_job import ImportJob, ImportRefusal
from setia.storage.models.ledger import Entry, Journal, Transaction
from setia.storage.models.member import Identifier, Member, PersonalData
from setia.storage.models.privacy import Consent, ConsentText, Erasure, Tombstone, TransactionText
from setia.storage.models.program import Program, ProgramVersion
from setia.storage.models.purchase import NaturalKey, Purchase, PurchaseReference

__all__ = [
    "Account",
    "Consent",
    "ConsentText",
    "Deployment",
    "Entry",
    "Erasure",
    "GiftCard",
    "Hold",
    "IdempotencyKey",
    "Identifier",
    "ImportJob",
    "ImportRefusal",
    "Journal",
    "Log",
    "Lot",
    "Member",
    "NaturalKey",
    "Outbox",
    "PersonalData",
    "Program",
    "ProgramVersion",
    "Purchase",
    "PurchaseReference",
    "Tombstone",
    "Transaction",
    "TransactionText",
    "Wallet",
]
