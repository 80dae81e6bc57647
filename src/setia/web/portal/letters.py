"""Letters to members: handed to the mail server by a thread, so that no answer waits for it, or tells by waiting."""

from __future__ import annotations

import logging
from queue import Empty, Full, Queue
from threading import Lock, Thread

from django.conf import settings
from django.core.mail import EmailMessage
from msgspec import Struct

from setia.wording.languages import Language
from setia.wording.sentences import Said, Speech

MOST = 500
"""Letters that wait; further ones are not sent, and whoever waits for one asks again."""
IDLE_SECONDS = 30.0

_log = logging.getLogger("setia.web")
_letters: Queue[EmailMessage] = Queue(MOST)
_turn = Lock()
_thread: Thread | None = None


class Code(Struct, frozen=True):
    """A code on its way to somebody."""

    address: str
    code: str
    brand: str
    language: Language


def can_be_sent() -> bool:
    """Whether this server was told of a mail server."""
    return bool(settings.DEFAULT_FROM_EMAIL)


def send_code(one: Code) -> None:
    """Send a code, soon."""
    speech = Speech(one.language)
    brand, digits = Said(one.brand, one.brand), Said("", one.code)
    subject = speech.say("letter_subject", "{digits} is your code for {program}", digits=digits, program=brand)
    lines = (
        speech.say("letter_code", "Your code: {digits}", digits=digits),
        speech.say("letter_life", "It is good for ten minutes, once, where it was asked for."),
        speech.say("letter_not_you", "You did not ask for it? Then somebody mistyped; there is nothing to do."),
        speech.say("letter_secret", "Nobody from the shop will ever ask you for it."),
    )
    body = "\n\n".join([one.brand, *(line.text for line in lines)]) + "\n"
    _post(EmailMessage(" ".join(subject.text.split()), body, to=[one.address]))  # a name may have several lines


def _post(letter: EmailMessage) -> None:
    global _thread
    with _turn:
        try:
            _letters.put_nowait(letter)
        except Full:
            _log.error("letters wait for the mail server, and one more was not taken")
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_work, name="letters", daemon=True)
            _thread.start()


def _work() -> None:
    """Hand over whatever is there; with nothing to do for a while, end."""
    global _thread
    while True:
        try:
            letter = _letters.get(timeout=IDLE_SECONDS)
        except Empty:
            with _turn:
                if _letters.empty():
                    _thread = None
                    return
            continue
        try:
            letter.send()
        except Exception as fault:  # noqa: BLE001 - whatever it was, the next letter is sent; to whom is no log's matter
            _log.error("a letter was not sent: %s", type(fault).__name__)
