"""Where mail is handed over, as the environment says it: encrypted unless the server is this machine."""

from __future__ import annotations

import pytest

from setia.config.mail import MailServer, described


def test_a_server_elsewhere_is_spoken_with_in_secret_and_one_here_as_it_is() -> None:
    far = described("smtp://name:pass%40word@mail.example", "")
    assert far == MailServer("mail.example", 587, "name", "pass@word", starttls=True, sender="setia@mail.example")
    own = described("smtp://127.0.0.1:2525", "Kedai <hello@kedai.example>")
    assert own == MailServer("127.0.0.1", 2525, sender="Kedai <hello@kedai.example>")
    sure = described("smtps://mail.example:4650", "a@b.example")
    assert (sure.port, sure.tls, sure.starttls) == (4650, True, False)


def test_without_a_server_no_mail_is_sent_and_what_is_none_is_refused() -> None:
    assert described("", "a@b.example").sender == ""
    for wrong in ("mail.example", "http://mail.example", "smtp://"):
        with pytest.raises(ValueError, match="SETIA_MAIL_SERVER"):
            described(wrong, "")
