"""What the fetching tests share: a state in memory with the core's rules, a job in a thread, a line that breaks."""

import contextlib
import socket
import threading
import time
from contextlib import contextmanager

from hypothesis import settings

from channels.email.fetch import Fetcher

patient = settings(deadline=None)  # the machine may be busy


class MemoryState:
    """Keeps like the core: the same identity once, and durable as soon as `keep` returns."""

    def __init__(self):
        self.kept, self.when, self.state, self.said = {}, {}, {}, []

    def keep(self, mails):
        new = [mail for mail in mails if mail.external_id not in self.kept]
        for mail in mails:
            self.keep_one(mail)
        return len(new)

    def keep_one(self, mail):
        self.kept.setdefault(mail.external_id, mail.raw)
        self.when.setdefault(mail.external_id, mail.received_at)

    def recall(self, key):
        return self.state.get(key)

    def remember(self, key, value):
        self.state[key] = value

    def health(self, state, words):
        self.said.append((state, words))

    def subjects(self):
        lines = [line for raw in self.kept.values() for line in raw.splitlines() if line.startswith(b"Subject: ")]
        return sorted(line.decode().removeprefix("Subject: ") for line in lines)


def mail(subject, size=0):
    text = b"x" * 70 + b"\r\n"
    head = f"From: asa.ek@invanare.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@invanare.example>\r\n\r\n"
    return head.encode() + b"Hej\r\n" + text * (size // len(text))


@contextmanager
def watching(options, state):
    """Runs the job until the end of the block; it must then stop within a few seconds."""
    stop = threading.Event()
    thread = threading.Thread(target=Fetcher(options, state).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)
        assert not thread.is_alive()


def soon(what, seconds=10):
    """Waits until `what()` is true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@contextmanager
def breaking_line(port, *, after, times):
    """A way to `port` that breaks after so many bytes from the server, for the first so many connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        left = [times]

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    limit = after if left[0] > 0 else None
                    left[0] -= 1
                    server = socket.create_connection(("127.0.0.1", port))
                    threading.Thread(target=_copy, args=(client, server, None), daemon=True).start()
                    threading.Thread(target=_copy, args=(server, client, limit), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _copy(source, target, limit):
    sent = 0
    with contextlib.suppress(OSError):
        while (limit is None or sent < limit) and (data := source.recv(4096)):
            data = data if limit is None else data[: limit - sent]
            target.sendall(data)
            sent += len(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)  # closing alone does not wake the other direction
    with contextlib.suppress(OSError):
        source.close()
