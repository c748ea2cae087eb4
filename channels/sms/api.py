"""Twilio's HTTP client with our own time limits, and another host in place of Twilio's where one is named."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0


class DirectClient(TwilioHttpClient):  # type: ignore[misc]
    """`base_url` replaces scheme and host of every address, and stands before its path."""

    def __init__(self, base_url: str = "") -> None:
        super().__init__()
        self.timeout = (CONNECT_SECONDS, ANSWER_SECONDS)  # for connecting, and for each silence
        self._base_url = base_url.rstrip("/")
        if base_url:
            self.session.trust_env = False  # the named host is reached as it is named, past any proxy

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Response:
        """One try, no redirects."""
        with self.session:
            return super().request(method, self._instead_of(url), *args, **more)

    def _instead_of(self, url: str) -> str:
        return self._base_url + urlsplit(url).path if self._base_url else url
