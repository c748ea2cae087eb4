"""The real pages on a real server: as many processes of waitress on one port as `./run` has. It prints the port."""

from __future__ import annotations

import os
import sys
from urllib.request import urlopen

from waitress.server import create_server

from bench.databases import open_app, place_from_environment
from core.commands.serve import THREADS
from core.listening import HANDED, bound, handed, numbers, web_processes
from core.supervisor import Child, supervise


def main() -> int:
    """Runs one of the processes when it was handed their sockets; else starts them all."""
    if sockets := handed(os.environ):
        create_server(open_app(place_from_environment()), sockets=sockets, threads=THREADS, ident=None).run()
        return 0
    with bound("127.0.0.1", 0) as sockets:
        port = sockets[0].getsockname()[1]
        files = numbers(sockets)
        env = {HANDED: ",".join(map(str, files))}
        argv = [sys.executable, "-P", "-m", "bench.web_server"]
        webs = [Child(f"web {n}", argv, env, lambda: answers(port), files) for n in range(web_processes())]
        return supervise(webs, on_ready=lambda: print(port, flush=True))


def answers(port: int) -> bool:
    with urlopen(f"http://127.0.0.1:{port}/healthz?web", timeout=2) as answer:
        return bool(answer.status == 200)


if __name__ == "__main__":
    sys.exit(main())
