"""What is refused about rewards, codes and baskets."""

from __future__ import annotations

from setia.wording.phrases import Phrase

OFFERS: dict[str, tuple[Phrase, ...]] = {
    "basket_committed": (Phrase("the basket was paid for before"),),
    "basket_expired": (
        Phrase("the basket ended {ended:instant}, and what it kept is free again"),
        Phrase("the basket has ended"),
    ),
    "basket_released": (Phrase("the basket was given up, and what it kept is free again"),),
    "basket_too_small": (
        Phrase("it is for baskets of {least:money} or more, and this one is worth {basket:money}"),
        Phrase("it is for baskets of {least:money} or more; say what this one is worth"),
        Phrase("it is for larger baskets"),
    ),
    "code_being_checked": (Phrase("the code is being checked at present; please ask again later"),),
    "code_expired": (Phrase("the code ended {ended:instant}"), Phrase("the code has ended")),
    "code_for_members": (Phrase("the code is for members"),),
    "code_not_combined": (
        Phrase("it does not go together with {rule:price_rule}, which takes more off or comes first"),
        Phrase("the code does not go together with something else that comes off"),
    ),
    "code_not_for_this": (
        Phrase(
            "the code is for larger baskets; {missing:money} more would be needed", when={"condition": "basket_total"}
        ),
        Phrase("{condition:condition}; {missing:items} more would be needed", when={"condition": "quantity"}),
        Phrase("{condition:condition}; {missing:plain} more would be needed", when={"condition": "nth_visit"}),
        Phrase("the code is not for this basket: {condition:condition}"),
        Phrase("the code is not for this basket"),
    ),
    "code_not_yet": (Phrase("the code begins {begins:instant}"), Phrase("the code cannot be used yet")),
    "code_of_other_member": (
        Phrase("the code was given to somebody else", to="member"),
        Phrase("the code is another member's"),
    ),
    "code_reserved": (
        Phrase("others hold it until {until:instant}, and have not paid yet"),
        Phrase("others hold it at present"),
    ),
    "code_used": (Phrase("the code could be used {uses:times}, and has been"), Phrase("the code has been used")),
    "code_used_by_member": (
        Phrase("a member can use the code {uses:times}, and has or holds it so often"),
        Phrase("the member has used the code"),
    ),
    "code_withdrawn": (Phrase("the code was taken back"),),
    "code_without_effect": (Phrase("the code takes nothing off these goods"),),
    "not_for_sale": (
        Phrase("{reward:reward} has no price for this member today"),
        Phrase("it has no price for this member today"),
    ),
    "out_of_stock": (Phrase("{reward:reward} is out of stock"), Phrase("it is out of stock")),
    "quota_reached": (
        Phrase("a member can have it {times:times} a day, and has had it", when={"every": "day"}),
        Phrase("a member can have it {times:times} a week, and has had it", when={"every": "week"}),
        Phrase("a member can have it {times:times} a month, and has had it", when={"every": "month"}),
        Phrase("a member can have it {times:times} a year, and has had it", when={"every": "year"}),
        Phrase("a member can have it {times:times} a purchase, and has had it", when={"every": "purchase"}),
        Phrase("a member can have it {times:times} altogether, and has had it", when={"every": "ever"}),
        Phrase("the member has had as many as he can"),
    ),
    "reward_being_checked": (
        Phrase("{reward:reward} is being checked at present; please ask again later"),
        Phrase("the reward is being checked at present; please ask again later"),
    ),
    "reward_cancelled": (Phrase("{reward:reward} was cancelled"), Phrase("the reward was cancelled")),
    "reward_expired": (Phrase("{reward:reward} has ended"), Phrase("the reward has ended")),
    "reward_not_for_you": (
        Phrase("it is not for this member now: {condition:condition}"),
        Phrase("it is not for this member now"),
    ),
    "reward_used": (Phrase("{reward:reward} was used before"), Phrase("the reward was used before")),
    "unknown_basket": (Phrase("there is no such basket"),),
    "unknown_code": (Phrase("there is no such code"),),
    "unknown_conversion": (Phrase("there is no conversion {conversion}"), Phrase("there is no such conversion")),
    "unknown_price_rule": (
        Phrase("the program has no price rule {rule} that goes by codes"),
        Phrase("there is no such price rule"),
    ),
    "unknown_reward": (Phrase("there is no reward {reward}"), Phrase("there is no such reward")),
}
