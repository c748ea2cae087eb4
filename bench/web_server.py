"""The real pages on a real server: waitress with eight threads, as `./run` has it. It prints its port."""

from __future__ import annotations

from waitress.server import create_server

from bench.databases import open_app, place_from_environment


def main() -> None:
    server = create_server(open_app(place_from_environment()), host="127.0.0.1", port=0, threads=8, ident=None)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main()
