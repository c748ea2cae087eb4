"""Real servers for tests, in a thread of their own: the demo's mail server, and SMTP servers that misbehave."""

import asyncio
import socket
import threading
from contextlib import AsyncExitStack, contextmanager

from aiosmtpd.smtp import SMTP

from demo.mailserver import MailServer

PASSWORD = "ett-ord-for-proven"


class Loop:
    """An event loop in a thread; `run` waits for a coroutine there."""

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.stack = AsyncExitStack()
        return self

    def __exit__(self, *_):
        self.run(self.stack.aclose())
        self.run(self._cancel_rest())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(20)

    async def _cancel_rest(self):
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self.loop.shutdown_default_executor()


@contextmanager
def mail_server(folder, imap_port=0):
    """The demo's own; `put` delivers raw bytes, `close` and `open` switch the IMAP port."""
    with Loop() as loop:
        server = loop.run(loop.stack.enter_async_context(MailServer.started(folder, PASSWORD, 0, imap_port)))
        server_in_thread = Running(loop, server)
        yield server_in_thread


class Running:
    def __init__(self, loop, server):
        self._loop, self._server = loop, server
        self.smtp_port, self.imap_port = server.smtp_port, server.imap.port
        self.store = server.store

    def put(self, address, raw):
        self._loop.run(self._server.store.deliver(address, raw))

    def close(self):
        self._loop.run(self._server.imap.close())

    def open(self):
        self._loop.run(self._server.imap.open())

    def remove(self, address, uid):
        async def delete():
            mailboxes = await self._server.store.mailboxes(address)
            await (await mailboxes.get_mailbox("INBOX")).delete([uid])

        self._loop.run(delete())


@contextmanager
def smtp_server(handler, **rules):
    """aiosmtpd with a handler of its own; yields the port."""
    with Loop() as loop:
        factory = lambda: SMTP(handler, hostname="test.example", **rules)  # noqa: E731
        server = loop.run(loop.loop.create_server(factory, "127.0.0.1", 0))
        yield server.sockets[0].getsockname()[1]
        loop.loop.call_soon_threadsafe(server.close)


@contextmanager
def talking_server(talk):
    """A server that handles one connection by `talk(file)`, line by line, and then hangs up; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def serve():
            connection, _ = listener.accept()
            connection.settimeout(20)
            with connection, connection.makefile("rwb", buffering=0) as file:
                talk(file)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(20)
        assert not thread.is_alive()
