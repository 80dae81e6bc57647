"""What is refused about amounts, wallets and holds."""

from __future__ import annotations

from setia.wording.phrases import Phrase

UNITS: dict[str, tuple[Phrase, ...]] = {
    "already_paused": (
        Phrase("nothing in {wallet:wallet} ends at present: it is paused already"),
        Phrase("it is paused already"),
    ),
    "amount_out_of_range": (
        Phrase("line {line} comes to {net:money}; no line may be larger than {max:money}"),
        Phrase("the bill comes to {owed:money}; none may be larger than {max:money}"),
        Phrase("{amount:units} were asked for; it must be in steps of {step:units}, and at most {max:units}"),
        Phrase("its price cannot be chosen", when={"max": 0}),
        Phrase("{amount:units} were asked for; it must be more than 0 and at most {max:units}"),
        Phrase("{amount:units} were asked for; it must be more than 0"),
        Phrase("an amount is out of range"),
    ),
    "balance_out_of_range": (
        Phrase("the balance of {wallet:wallet} would be too large"),
        Phrase("the balance would be too large"),
    ),
    "debt_blocks": (
        Phrase("{debt:units} are owed, and nothing can be used until they are paid"),
        Phrase("something is owed"),
    ),
    "hold_captured": (
        Phrase("hold {hold} has been captured: {captured:units} of it were used"),
        Phrase("the hold has been captured"),
    ),
    "hold_expired": (
        Phrase("hold {hold} has ended, and what it held is free again"),
        Phrase("the hold has ended"),
    ),
    "hold_released": (Phrase("hold {hold} has been released"), Phrase("the hold has been released")),
    "insufficient": (
        Phrase("only {available:units} are usable, {asked:number} were asked for"),
        Phrase("too little is usable"),
    ),
    "money_transfer_off": (
        Phrase("{wallet:wallet} is money, and money does not go from one member to another"),
        Phrase("money does not go from one member to another"),
    ),
    "no_debt_in_money": (
        Phrase("{wallet:wallet} is money, and money is never owed"),
        Phrase("money is never owed"),
    ),
    "not_a_redemption": (Phrase("transaction {transaction} is no redemption"), Phrase("that is no redemption")),
    "not_money": (
        Phrase("{wallet:wallet} is not money, and nothing can be paid into it"),
        Phrase("the wallet is not money"),
    ),
    "not_paused": (Phrase("{wallet:wallet} is not paused"), Phrase("it is not paused")),
    "paid_units_left": (
        Phrase("{units:units} of {wallet} were paid for and must be paid out first", to="author"),
        Phrase("{units:units} were paid for and must be paid out first"),
        Phrase("paid units are left"),
    ),
    "points_cannot_pay": (
        Phrase(
            "{amount:units} were to pay; at least {least:number} can, at most {max:number}, in steps of {step:number}"
        ),
        Phrase("so many points cannot pay for this"),
    ),
    "points_tender_mismatch": (
        Phrase("the points that are used pay {owed:money}, but {paid:money} was said to be paid with them"),
        Phrase("what was paid with points is not what they are worth"),
    ),
    "ttl_out_of_range": (
        Phrase("a hold of {ttl:length} was asked for; it must be more than 0 and at most {max:length}"),
        Phrase("a hold cannot last so long"),
    ),
    "unknown_hold": (Phrase("there is no hold {hold}"), Phrase("there is no such hold")),
    "unknown_wallet": (Phrase("there is no wallet {wallet}"), Phrase("there is no such wallet")),
}
