"""`./run bench NAME …`: passes the rest of the words to the module of that name."""

from __future__ import annotations

import sys

from bench import inbox, ingest

NAMES = {"inbox": inbox.main, "ingest": ingest.main}


def main(words: list[str]) -> int:
    if not words or words[0] not in NAMES:
        print(f"Skriv ./run bench {' | '.join(NAMES)} [--json]", file=sys.stderr)
        return 2
    return NAMES[words[0]](words[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
