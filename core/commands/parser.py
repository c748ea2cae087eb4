"""argparse in Swedish: what it says of a command that it does not understand, and the frame of its help."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_MISTAKES = (
    (r"argument KOMMANDO: invalid choice: '?(.*?)'? \(choose from (.*)\)", r"kommandot \1 finns inte. Välj ett av \2"),
    (r"the following arguments are required: (.*)", r"\1 saknas"),
    (r"argument (\S+): invalid int value: .*", r"\1 ska vara ett heltal"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 och \2 går inte ihop: välj en av dem"),
    (r"argument (\S+): expected .*", r"\1 ska följas av ett värde"),
    (r"argument (\S+): ignored explicit argument .*", r"\1 tar inget värde"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 kan betyda \2: skriv ut hela"),
)
_FRAME = (
    ("usage: ", "användning: "),
    ("\npositional arguments:\n", "\nkommandon och ord:\n"),
    ("\noptions:\n", "\nflaggor:\n"),
    ("show this help message and exit", "visa den här hjälpen"),
)


class Parser(argparse.ArgumentParser):
    """Its subparsers are of the same class."""

    def error(self, message: str) -> NoReturn:
        """Prints the usage and one sentence, and ends with 2."""
        self.exit(2, f"{self.format_usage()}{in_swedish(message)}. {self.prog} --help visar mer.\n")

    def format_usage(self) -> str:
        return _framed(super().format_usage())

    def format_help(self) -> str:
        return _framed(super().format_help())


def in_swedish(message: str) -> str:
    """One of argparse's mistakes in Swedish; anything else, such as our own words, unchanged."""
    for english, swedish in _MISTAKES:
        if re.fullmatch(english, message):
            return re.sub(english, swedish, message)
    return message


def _framed(text: str) -> str:
    for english, swedish in _FRAME:
        text = text.replace(english, swedish)
    return text
