"""How the reference looks, and what a browser may do with it: show it so, and nothing else."""

from __future__ import annotations

import base64
from hashlib import sha256
from importlib.resources import files
from typing import Final

STYLE: Final = (files("setia.api.reference") / "page.css").read_text(encoding="utf-8")
POLICY: Final = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none';"
    f" style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)
