"""Twilio as far as the channel sees it: a real server on a port of its own that answers as it is told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

SID = "SM" + "0" * 31 + "7"
OPTIONS = {
    "account_sid": "AC" + "0" * 32,
    "auth_token": "a-token-that-nobody-may-see",
    "number": "+46701740699",
    "public_address": "https://direkt.bjorkasa.example",
}


@dataclass
class Twilio:
    """`answer`: status and JSON of the next answers; what came lies in `calls`; `before_answering` is done first."""

    port: int = 0
    answer: tuple[int, object] = (201, {"sid": SID, "status": "queued"})
    calls: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    before_answering: Callable[[dict[str, str]], None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/demo/twilio"

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        request = Request(environ)
        form = dict(parse_qsl(request.get_data(as_text=True)))
        self.calls.append((request.path, form, request.headers.get("Authorization", "")))
        if self.before_answering:
            self.before_answering(form)
        status, body = self.answer
        text = body if isinstance(body, str) else json.dumps(body)
        return Response(text, status, content_type="application/json")(environ, start_response)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None: ...


@contextmanager
def running() -> Iterator[Twilio]:
    twilio = Twilio()
    server = make_server("127.0.0.1", 0, twilio, request_handler=_Quiet)
    twilio.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield twilio
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def listening(then: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server that takes one connection and does `then` with it. Gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(5)
                then(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def sms(sid: str = SID, text: str = "Hej", **more: str) -> dict[str, str]:
    """The form of one SMS from Mona."""
    return {"MessageSid": sid, "From": "+46701740605", "To": OPTIONS["number"], "Body": text, "NumMedia": "0", **more}


def signature(page: str, form: dict[str, str], token: str = OPTIONS["auth_token"]) -> dict[str, str]:
    """The header with which Twilio signs a form for /sms/<page> at our public address."""
    return signed(f"{OPTIONS['public_address']}/sms/{page}", form, token)


def signed(address: str, form: dict[str, str], token: str = OPTIONS["auth_token"]) -> dict[str, str]:
    """The header for any address of ours that Twilio was given."""
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(address, form)}
