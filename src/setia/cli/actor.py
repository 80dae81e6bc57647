"""Who is asking: the name under which the ledger keeps who did something at the command line."""

from __future__ import annotations

import os
from getpass import getuser


def actor() -> str:
    """The name of the user who runs the command; his number in a container that has no name for it."""
    try:
        return getuser()
    except (KeyError, OSError):  # OSError as of Python 3.13
        return f"uid-{os.getuid()}"
