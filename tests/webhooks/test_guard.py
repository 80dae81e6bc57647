"""Nobody makes this server knock at doors inside: each trick, at save and at send, and nothing connects (T11)."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.services.webhooks import endpoints, guard
from setia.services.webhooks.guard import Allowed, Refused
from setia.services.webhooks.sending import Letter, Sender, Sent
from tests.webhooks.conftest import Allow, Hooked
from tests.webhooks.receiver import Canary, receiving
from tests.webhooks.tricks import INSIDE, NAMES, OUTSIDE, WAYS

SECRET = endpoints.new_secret()

TLS = ssl.create_default_context()


def host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def sends(url: str, allowed: Allowed, resolve: guard.Resolve, tls: ssl.SSLContext | None = None) -> Sent:
    """One message, sent there."""

    async def send() -> Sent:
        sender = Sender(allowed, resolve, tls or TLS, within_seconds=5)
        try:
            return await sender.send(Letter(url, "msg_1", "{}", (SECRET,)))
        finally:
            sender.close()

    return asyncio.run(send())


def fails(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was asked for")


def test_there_are_enough_tricks() -> None:
    assert len(WAYS) + len(INSIDE) + len(NAMES) >= 200
    assert len(set(WAYS)) == len(WAYS)


@pytest.mark.parametrize("url", WAYS)
def test_an_address_that_is_none_is_refused_before_anybody_is_asked_where_it_leads(url: str) -> None:
    with pytest.raises(Refused):
        guard.target(url, Allowed())
    with pytest.raises(endpoints.WebhookFault):
        endpoints.check(url)
    assert sends(url, Allowed(), fails).fault in {"not_a_url", "not_https", "port_not_allowed", "url_too_long"}


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused_written_out_and_as_what_a_name_stands_for(address: str) -> None:
    assert guard.is_closed(address)
    for url in (f"https://{host(address)}/", "https://example.com/"):
        sent = sends(url, Allowed(), lambda *_: [address])
        assert sent.fault in {"address_not_allowed", "not_a_url"}, url
        assert sent.status is None
    with pytest.raises(endpoints.WebhookFault) as refused:
        endpoints.check(f"https://{host(address)}/")
    assert refused.value.code in {"address_not_allowed", "not_a_url"}
    for others in (["8.8.8.8", address], [address, "8.8.8.8"]):
        assert sends("https://example.com/", Allowed(), lambda *_, found=others: found).fault == "address_not_allowed"


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_in_the_open_is_allowed(address: str) -> None:
    assert not guard.is_closed(address)
    found = guard.target(f"https://{host(address)}/hooks?shop=7", Allowed())
    assert guard.addresses(found, Allowed(), lambda *_: [address]) == (address,)
    assert (found.path, found.port) == ("/hooks?shop=7", 443)


def test_names_that_this_machine_resolves_to_itself_are_refused_at_save(hooked: Hooked) -> None:
    for name in ("localhost", "localhost.", "LOCALHOST"):
        with pytest.raises(endpoints.WebhookFault) as refused:
            hooked.tells(f"https://{name}/")
        assert refused.value.code in {"address_not_allowed", "host_unknown"}
    assert endpoints.listed(hooked.program) == []


def test_a_host_without_an_address_is_refused() -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror

    assert sends("https://example.com/", Allowed(), unknown).fault == "host_unknown"
    assert sends("https://example.com/", Allowed(), lambda *_: []).fault == "host_unknown"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_nothing_ever_connects_to_this_machine(address: str) -> None:
    """A listener counts; names, mapped and translated addresses all lead to it, on the port that it listens on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        canary = Canary(address, family)
    except OSError:
        pytest.skip(f"this machine has no {address}")
    allowed = Allowed(frozenset({f"elsewhere.example.com:{canary.port}"}))
    try:
        for name in (*NAMES, "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "[::ffff:7f00:1]"):
            for scheme in ("http", "https"):
                sends(f"{scheme}://{name}:{canary.port}/", allowed, lambda *_: [address])
        assert canary.connections == 0
        sends(f"http://elsewhere.example.com:{canary.port}/", allowed, lambda *_: [address])
        assert canary.connections == 1, "the listener would have seen it"
    finally:
        canary.close()


def test_a_name_that_leads_elsewhere_a_moment_later_changes_nothing() -> None:
    """DNS rebinding: in the open when it is judged, inside when it is asked for again. It is not asked for again."""
    canary = Canary()
    asked: list[str] = []

    def flips(name: str, _: int) -> list[str]:
        asked.append(name)
        return ["192.0.2.77"] if len(asked) == 1 else ["127.0.0.1"]

    place = f"hooks.example.com:{canary.port}"
    try:
        sent = sends(f"http://{place}/", Allowed(frozenset({place})), flips)
        assert asked == ["hooks.example.com"]
        assert sent.status is None
        assert canary.connections == 0
        first = guard.addresses(
            guard.target("https://hooks.example.com/", Allowed()), Allowed(), lambda *_: ["8.8.8.8"]
        )
        assert first == ("8.8.8.8",)
        assert sends("https://hooks.example.com/", Allowed(), lambda *_: ["127.0.0.1"]).fault == "address_not_allowed"
    finally:
        canary.close()


def test_what_is_allowed_is_one_host_on_one_port(allow: Allow, hooked: Hooked) -> None:
    with receiving() as inside, receiving() as other:
        allow(f"erp.internal:8443, {inside.place}")
        hooked.tells(inside.url)
        for url, code in (
            (other.url, "not_https"),
            (other.url.replace("http:", "https:"), "port_not_allowed"),
            (inside.url.replace("127.0.0.1", "127.0.0.2"), "not_https"),
            ("https://127.0.0.1/", "address_not_allowed"),
        ):
            with pytest.raises(endpoints.WebhookFault) as refused:
                hooked.tells(url)
            assert refused.value.code == code


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key with a certificate for one name, which signs itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    named = ["-subj", "/CN=hooks.example.com", "-addext", "subjectAltName=DNS:hooks.example.com"]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path, "-out", f"{path}.crt", *named],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture
def greeted(certificate: Path) -> Iterator[tuple[int, list[str | None], list[bytes]]]:
    """A server that speaks TLS: its port, the names that it was greeted by, and the requests."""
    names: list[str | None] = []
    requests: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(name)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(plain, server_side=True) as one:
                    request = one.recv(65_536)
                    while request and not request.endswith(b"{}"):
                        request += one.recv(65_536)
                    requests.append(request)
                    one.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1], names, requests
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_the_connection_goes_to_the_judged_address_and_tls_and_host_keep_the_name(
    certificate: Path, greeted: tuple[int, list[str | None], list[bytes]]
) -> None:
    port, names, requests = greeted
    trusting = ssl.create_default_context(cafile=f"{certificate}.crt")
    place = f"hooks.example.com:{port}"
    sent = sends(f"https://{place}/x", Allowed(frozenset({place})), lambda *_: ["127.0.0.1"], trusting)
    assert sent.status == 204, sent
    assert names == ["hooks.example.com"]
    assert f"host: {place}".encode() in requests[0].lower()
    other = f"other.example.com:{port}"
    for tls, where in ((trusting, other), (None, place)):
        refused = sends(f"https://{where}/x", Allowed(frozenset({where})), lambda *_: ["127.0.0.1"], tls)
        assert refused.fault == "unreachable", "a certificate of somebody else was taken"
    assert len(requests) == 1
