"""Figures on the terminal, even of a test that passes."""

from __future__ import annotations

import pytest


def say(config: pytest.Config, line: str) -> None:
    """One line of its own, past whatever is captured."""
    capture, terminal = (config.pluginmanager.get_plugin(name) for name in ("capturemanager", "terminalreporter"))
    assert capture is not None
    assert terminal is not None
    with capture.global_and_fixture_disabled():
        terminal.write(f"\n{line}\n")
