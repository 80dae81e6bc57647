"""What columns, kinds of members and faults of files are called, in the reader's language."""

from __future__ import annotations

from setia.wording.sentences import Said, Speech


def of_targets(speech: Speech) -> dict[str, str]:
    """What a column can mean."""
    said = (
        speech.say("column_purchase_id", "Number of the receipt"),
        speech.say("column_event_at", "Day and time"),
        speech.say("column_net", "Amount that was paid, of the row"),
        speech.say("column_member", "Member"),
        speech.say("column_sku", "Product"),
        speech.say("column_quantity", "How many"),
        speech.say("column_category", "Category"),
        speech.say("column_department", "Department"),
        speech.say("column_brand", "Brand"),
        speech.say("column_store", "Store"),
    )
    return {one.code.removeprefix("column_"): one.text for one in said}


def of_kinds(speech: Speech) -> dict[str, str]:
    """By what members are known in a file."""
    said = (
        speech.say("kind_external", "a number of your own"),
        speech.say("kind_phone", "phone"),
        speech.say("kind_email", "e-mail"),
        speech.say("kind_card", "card"),
    )
    return {one.code.removeprefix("kind_"): one.text for one in said}


def of_fault(speech: Speech, code: str, field: str, numbers: dict[str, int | str]) -> str:
    """Why a file as a whole cannot be read."""
    where, line = Said(field, field), Said(numbers.get("line", ""), str(numbers.get("line", "")))
    said = {
        "empty_file": speech.say("import_empty", "There is nothing in this file."),
        "not_utf8": speech.say(
            "import_not_utf8", "Line {line} is not UTF-8. Please save the file as CSV UTF-8.", line=line
        ),
        "nul_byte": speech.say("import_not_text", "This is no CSV file."),
        "unclosed_quote": speech.say("import_quote", "A quotation mark is left open in line {line}.", line=line),
        "line_too_long": speech.say("import_long_line", "Line {line} is too long.", line=line),
        "duplicate_column": speech.say("import_duplicate", "Two columns are called {column}.", column=where),
        "missing_column": speech.say("import_no_column", "There is no column {column}.", column=where),
    }
    other = speech.say(
        "import_unreadable", "This file cannot be read: {column}.", column=Said(code, f"{code} {field}".strip())
    )
    return said.get(code, other).text
