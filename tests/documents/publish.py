"""Write what `docs/` has from the source anew; tests hold that it is as it would be written."""

from __future__ import annotations

import logging
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
django.setup()
logging.disable(logging.INFO)  # what the server says of each call is of no interest here

from setia.services.program_schema import schema_text  # noqa: E402  needs Django set up
from tests.api import examples  # noqa: E402
from tests.architecture.sources import ROOT  # noqa: E402
from tests.reference import webhooks  # noqa: E402
from tests.reference.pages import pages  # noqa: E402


def publish() -> None:
    """Write every file."""
    (ROOT / "docs" / "program.schema.json").write_text(schema_text(), encoding="utf-8")
    folder = ROOT / "docs" / "reference"
    folder.mkdir(exist_ok=True)
    (folder / "webhooks.schema.json").write_text(webhooks.schema_text(), encoding="utf-8")
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    examples.publish()


if __name__ == "__main__":
    publish()
