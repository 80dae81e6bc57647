"""What if: recorded commands taken again under other versions (ledger 4.19, What-if).

Members are assumed to have done what they did. What follows from the program is reckoned anew, and with it the numbers
by which an account knows its transactions and rewards.
"""

from setia.engine.what_if.account import Retold, Skipped
from setia.engine.what_if.accounts import History, retell
from setia.engine.what_if.counted import Counted
from setia.engine.what_if.shape import Shape, shape_of
from setia.engine.what_if.shared import Shared
from setia.engine.what_if.unread import Unread

__all__ = ["Counted", "History", "Retold", "Shape", "Shared", "Skipped", "Unread", "retell", "shape_of"]
