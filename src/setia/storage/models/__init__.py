"""One aggregate per file; Django finds them here."""

from setia.storage.models.account import Account, Hold, Lot, Wallet
from setia.storage.models.alert import Alert, AlertReach
from setia.storage.models.audit_log import AuditLog
from setia.storage.models.basket import Basket, PriceCode, PriceCodeUse
from setia.storage.models.client import Client, ClientKey
from setia.storage.models.counter import Budget, Counter, Stock
from setia.storage.models.deployment import Deployment, Log, Outbox
from setia.storage.models.flag import Flag
from setia.storage.models.freeze import SpendingFreeze
from setia.storage.models.gift_card import GiftCard
from setia.storage.models.guard import GuardCount, GuardTrip, GuardWait, ProgramForecast, ProgramProposal
from setia.storage.models.idempotency import IdempotencyKey
from setia.storage.models.import_job import ImportJob, ImportRefusal
from setia.storage.models.job import Job
from setia.storage.models.ledger import Entry, Journal, Transaction
from setia.storage.models.look import Look
from setia.storage.models.make_good import MakeGood, MakeGoodItem
from setia.storage.models.member import Identifier, Member, PersonalData, SearchPart
from setia.storage.models.member_fact import MemberFact
from setia.storage.models.member_sign_in import (
    ConfirmedIdentifier,
    MemberAttempt,
    MemberLink,
    MemberSession,
    SignInCode,
)
from setia.storage.models.notice import Notice, NoticeMailing
from setia.storage.models.order import OrderOwner, ReceiptToken, WaitingReturn
from setia.storage.models.privacy import Consent, ConsentText, Erasure, Tombstone, TransactionText
from setia.storage.models.product import Product
from setia.storage.models.program import Program, ProgramVersion
from setia.storage.models.proof import MemberPin, OneTimeCode, UsedProof
from setia.storage.models.purchase import NaturalKey, Purchase, PurchaseReference
from setia.storage.models.review import Review
from setia.storage.models.reward import IssuedReward, PoolCode
from setia.storage.models.source import Source
from setia.storage.models.staff import Secret, Staff, StaffLink
from setia.storage.models.till import StaffPin, Till
from setia.storage.models.upload import Upload, UploadPart
from setia.storage.models.webhook import WebhookAttempt, WebhookEndpoint, WebhookMessage

__all__ = [
    "Account",
    "Alert",
    "AlertReach",
    "AuditLog",
    "Basket",
    "Budget",
    "Client",
    "ClientKey",
    "ConfirmedIdentifier",
    "Consent",
    "ConsentText",
    "Counter",
    "Deployment",
    "Entry",
    "Erasure",
    "Flag",
    "GiftCard",
    "GuardCount",
    "GuardTrip",
    "GuardWait",
    "Hold",
    "IdempotencyKey",
    "Identifier",
    "ImportJob",
    "ImportRefusal",
    "IssuedReward",
    "Job",
    "Journal",
    "Log",
    "Look",
    "Lot",
    "MakeGood",
    "MakeGoodItem",
    "Member",
    "MemberAttempt",
    "MemberFact",
    "MemberLink",
    "MemberPin",
    "MemberSession",
    "NaturalKey",
    "Notice",
    "NoticeMailing",
    "OneTimeCode",
    "OrderOwner",
    "Outbox",
    "PersonalData",
    "PoolCode",
    "PriceCode",
    "PriceCodeUse",
    "Product",
    "Program",
    "ProgramForecast",
    "ProgramProposal",
    "ProgramVersion",
    "Purchase",
    "PurchaseReference",
    "ReceiptToken",
    "Review",
    "SearchPart",
    "Secret",
    "SignInCode",
    "Source",
    "SpendingFreeze",
    "Staff",
    "StaffLink",
    "StaffPin",
    "Stock",
    "Till",
    "Tombstone",
    "Transaction",
    "TransactionText",
    "Upload",
    "UploadPart",
    "UsedProof",
    "WaitingReturn",
    "Wallet",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookMessage",
]
