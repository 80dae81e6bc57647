"""Everything that a shop is asked, by the name under which it is counted."""

from __future__ import annotations

from collections.abc import Callable

from tests.model_of_orders import asks_of_members as members
from tests.model_of_orders import asks_of_tills as tills
from tests.model_of_orders.asked import Asked
from tests.model_of_orders.world import Dice, World

Ask = Callable[[World, Dice], Asked | None]
"""Nothing, where there is nothing yet that it would be about."""

ASKS: dict[str, Ask] = {
    "purchase": tills.buy,
    "late purchase": tills.buy_late,
    "order": tills.order,
    "guest": tills.guest,
    "pay": tills.pay,
    "edit": tills.edit,
    "cancel": tills.cancel,
    "reopen": tills.reopen,
    "edit guest": tills.edit_guest,
    "send again": tills.send_again,
    "return": tills.give_back,
    "news of refund": tills.news,
    "early return": tills.give_back_early,
    "claim": tills.claim,
    "move": tills.move,
    "earn": members.earn,
    "redeem": members.redeem,
    "redeem reward": members.redeem_reward,
    "use reward": members.use_reward,
    "cancel reward": members.cancel_reward,
    "choose": members.choose,
    "grant tier": members.grant,
    "born": members.born,
    "birthday": members.celebrate,
    "merge": members.merge,
    "unmerge": members.unmerge,
    "join": members.join,
}
