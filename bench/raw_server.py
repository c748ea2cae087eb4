"""The raw page: a standard-library server that renders fifty rows of one indexed query. As little as a page can do.

Started as `python -m bench.raw_server`; it prints its port.
"""

from __future__ import annotations

import html
import sqlite3
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg

from bench.databases import Place, place_from_environment

QUERY = """
    SELECT number, subject, counterpart, channel, rosa_level, status, activity_at FROM cases
    WHERE closed_at IS NULL ORDER BY activity_at DESC, id DESC LIMIT 50
"""


def reader(place: Place) -> Callable[[], list[Any]]:
    """Asks the query on a connection of the thread's own."""
    own = threading.local()

    def rows() -> list[Any]:
        if not hasattr(own, "connection"):
            if place.kind == "sqlite":
                own.connection = sqlite3.connect(place.folder / "bench.db")
            else:
                own.connection = psycopg.connect(place.url, autocommit=True)
        return list(own.connection.execute(QUERY).fetchall())

    return rows


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
