"""Write what `docs/` has from the source anew; tests hold that it is as it would be written."""

from __future__ import annotations

from setia.services.program_schema import schema_text
from tests.api import examples
from tests.architecture.sources import ROOT
from tests.reference.pages import pages


def publish() -> None:
    """Write every file."""
    (ROOT / "docs" / "program.schema.json").write_text(schema_text(), encoding="utf-8")
    folder = ROOT / "docs" / "reference"
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    examples.publish()


if __name__ == "__main__":
    publish()
