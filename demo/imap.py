"""The demo's IMAP side: pymap's server over the store, with one password for every address.

The port can be closed and opened while SMTP goes on, as when a municipality's mail server is down.
"""

from __future__ import annotations

import asyncio
import contextlib
from argparse import Namespace
from asyncio import Server, StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login, Session
from pymap.backend.dict.filter import FilterSet
from pymap.exceptions import AuthorizationFailure, InvalidAuth
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

from demo.mailstore import MailStore, is_local, mailbox_of


class ImapPort:
    """A listening port that can be closed, with every connection through it, and opened again."""

    def __init__(self, host: str, port: int, store: MailStore, password: str) -> None:
        config = _config()
        config.apply_context()
        self._serve = IMAPServer(_Login(config, store, password), config)
        self._host, self.port = host, port
        self._server: Server | None = None
        self._connections: dict[asyncio.Task[None], StreamWriter] = {}

    @property
    def is_open(self) -> bool:
        """Whether anybody can connect."""
        return self._server is not None

    async def open(self) -> None:
        """Listens. With port 0 a free one is taken, and kept for the next time."""
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, self._host, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stops listening and cuts every connection, without a word."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        tasks = list(self._connections)
        for writer in self._connections.values():
            writer.transport.abort()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=2)
            for task in late:
                task.cancel()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            with contextlib.suppress(ConnectionError, EOFError, asyncio.CancelledError):
                await self._serve(reader, writer, SocketInfo.get(writer, None))
        finally:
            del self._connections[task]


def _config() -> Config:
    """pymap asks for its command line even when it has none."""
    nothing = Namespace(passlib_cfg=None, proxy_protocol=None)
    return Config(
        nothing,
        demo_data=False,
        demo_user="",
        demo_password="",
        host=None,
        port=0,
        tls_enabled=False,
        reject_dnsbl=False,
        invalid_user_sleep=0.0,
        hash_context=Cleartext(),
    )


class _Login(Login):
    """Every local address may log in with the one password."""

    def __init__(self, config: Config, store: MailStore, password: str) -> None:
        super().__init__(config)
        self.store = store
        self._password = password

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        """Raises InvalidAuth."""
        name = credentials.authcid
        if not is_local(name) or not credentials.verify(UserMetadata(self.config, name, password=self._password)):
            raise InvalidAuth
        return _Identity(mailbox_of(name), self, None, frozenset())

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        """Everybody is only themselves."""
        if mailbox_of(authzid) != authenticated.name:
            raise AuthorizationFailure
        return _Identity(authenticated.name, self, None, frozenset())


class _Identity(Identity):
    """Whose mailboxes are those of the store."""

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        assert isinstance(self.login, _Login)
        mailboxes = await self.login.store.mailboxes(self.name)
        yield Session(self.name, self.config, mailboxes, FilterSet())
