"""The raw page: a standard-library server that renders fifty rows of one indexed query. As little as a page can do.

Started as `python -m bench.raw_server`; it prints its port.
"""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any

import psycopg

from bench.databases import Place, place_from_environment

QUERY = """
    SELECT number, subject, counterpart, channel, rosa_level, status, activity_at FROM cases
    WHERE closed_at IS NULL ORDER BY activity_at DESC, id DESC LIMIT 50
"""


def reader(place: Place) -> Callable[[], list[Any]]:
    """Asks the query on a connection that is kept for the next request, as ours are."""
    free: SimpleQueue[Any] = SimpleQueue()

    def rows() -> list[Any]:
        connection = _open(place) if free.empty() else free.get()
        try:
            return list(connection.execute(QUERY).fetchall())
        finally:
            free.put(connection)

    return rows


def _open(place: Place) -> Any:
    if place.kind == "sqlite":
        return sqlite3.connect(place.folder / "bench.db", check_same_thread=False)
    return psycopg.connect(place.url, autocommit=True)


def page(rows: list[Any]) -> bytes:
    lines = "".join(f"<tr>{''.join(f'<td>{html.escape(str(v))}</td>' for v in row)}</tr>" for row in rows)
    return f"<!doctype html><title>Raw</title><table>{lines}</table>".encode()


def main() -> None:
    rows = reader(place_from_environment())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page(rows())
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
