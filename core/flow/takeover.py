"""A worker that starts again on the same machine need not wait for what its dead predecessor held to run out.

A worker's name says where it lives: host, process namespace, process id. Only names of this very place are looked at,
so that a worker in another container or on another machine is never taken for dead.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket

from sqlalchemy import select, true, update

from core.store.db import reading, table, transaction
from core.store.models import Delivery, Inbound, Lease


def worker_name() -> str:
    """A new name for this process as a worker."""
    return f"{_place()}-{os.getpid()}-{secrets.token_hex(3)}"


def free_what_the_dead_held() -> int:
    """Ends the leases and claims of workers of this place whose process is gone. Returns how many workers."""
    inbound, deliveries, leases = table(Inbound), table(Delivery), table(Lease)
    held = (
        (inbound.c.claimed_by, inbound.c.claimed_until, inbound.c.state == "waiting"),
        (deliveries.c.claimed_by, deliveries.c.claimed_until, deliveries.c.state.in_(("claimed", "sending"))),
        (leases.c.owner, leases.c.until, true()),
    )
    dead: set[str] = set()
    for owner, until, under_way in held:
        names = reading().scalars(select(owner).where(until > 0, under_way).distinct())
        dead |= {name for name in names if _is_dead(name)}
    if dead:
        with transaction() as tx:
            for owner, until, under_way in held:
                mine = (owner.in_(sorted(dead)), until > 0, under_way)
                tx.execute(update(owner.table).where(*mine).values({until.name: 1}))
    return len(dead)


def _is_dead(name: str) -> bool:
    place, _, rest = name.rpartition("-")[0].rpartition("-")
    if place != _place() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _place() -> str:
    namespace = ""
    with contextlib.suppress(OSError):
        namespace = str(os.stat("/proc/self/ns/pid").st_ino)
    return f"{socket.gethostname()[:30]}.{namespace}"
