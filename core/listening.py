"""One port for several web processes: who starts them holds its sockets, and all of them accept from the same queue.

A process that dies takes no waiting visitor with it: the others accept them, or the one that is started in its place.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from core.contract.errors import ConfigurationError
from core.contract.os_reasons import reason

HANDED = "ENVAGIN_SOCKETS"  # in the environment of a web process: the numbers of the sockets it was handed
MOST_PROCESSES = 2  # what one start needs for a kommun; more than that is scaled out (docs/running.md)

Sockets = tuple[socket.socket, ...]


def web_processes() -> int:
    """How many web processes this machine has use for: two, but one where there is one core."""
    return min(MOST_PROCESSES, _cores())


@contextmanager
def bound(host: str, port: int) -> Iterator[Sockets]:
    """The sockets of that host and port, bound; whoever is handed them listens. Raises `ConfigurationError`."""
    with ExitStack() as kept:
        try:
            sockets = tuple(kept.enter_context(_bound(*place)) for place in _places(host, port))
        except OSError as error:
            words = f"Port {port} kan inte användas ({reason(error)}). Välj en annan: ./run --port {port + 10}"
            raise ConfigurationError([words]) from error
        yield sockets


def numbers(sockets: Sequence[socket.socket]) -> tuple[int, ...]:
    """The sockets as a process is handed them."""
    return tuple(one.fileno() for one in sockets)


def handed(environ: Mapping[str, str]) -> Sockets:
    """The sockets that this process was handed when it was started; none when it was started alone."""
    return tuple(socket.socket(fileno=int(number)) for number in environ.get(HANDED, "").split(",") if number)


def _places(host: str, port: int) -> list[tuple[int, tuple[object, ...]]]:
    """Family and address of each place that the host means: a name may mean IPv4 and IPv6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, address) for family, _type, _proto, _name, address in found))


def _bound(family: int, address: tuple[object, ...]) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
    except OSError:
        one.close()
        raise
    return one


def _cores() -> int:
    """Those that this process may use: a container may have fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
