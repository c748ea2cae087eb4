"""Words in the reader's language, and the texts that the municipality itself may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import flask_babel
from markupsafe import Markup, escape

from core import StandardText
from core.tables import date_words, setting, text

STOCKHOLM = ZoneInfo("Europe/Stockholm")

# Used until the municipality has a text row of that key. {phone} and {jour} are its settings.
READY: Mapping[str, Mapping[str, str]] = {
    "urgent": {"sv": "Är det fara för liv? Ring 112.", "en": "Is a life in danger? Call 112."},
    "avoid_sensitive": {
        "sv": "Skriv inte personnummer eller uppgifter om hälsa – varken om dig själv eller andra.",
        "en": "Do not write personal identity numbers or details about health, neither yours nor anyone else's.",
    },
    "anonymous": {
        "sv": "Är du anonym kan vi inte svara dig.",
        "en": "If you are anonymous we cannot answer you.",
    },
    "protected": {
        "sv": "Har du skyddade personuppgifter? Ring oss i stället: {phone}.",
        "en": "Is your identity protected? Call us instead: {phone}.",
    },
    "public_document": {
        "sv": "Det du skickar blir en allmän handling. Det betyder att andra kan be att få läsa det, "
        "om det inte är hemligt enligt lag.",
        "en": "What you send becomes a public document. Others may ask to read it, unless the law makes it secret.",
    },
    "synpunkt_told": {
        "sv": "Inom två arbetsdagar får du veta vem som svarar dig.",
        "en": "Within two working days you will know who answers you.",
    },
    "receipt_synpunkt": {
        "sv": "Tack! Vi har tagit emot det du skrev. Ditt nummer är {number}.\n\n"
        "Inom två arbetsdagar får du veta vem som svarar dig. Du får svar senast den {date}.",
        "en": "Thank you! We have received what you wrote. Your number is {number}.\n\n"
        "Within two working days you will know who answers you. You will have an answer by {date}.",
    },
}

_ = str  # marks message ids; the settings put them into the reader's language
_TITLES: Mapping[str, str] = {
    "urgent": _("When it is urgent"),
    "avoid_sensitive": _("Do not write sensitive details"),
    "anonymous": _("About being anonymous"),
    "protected": _("About protected identity"),
    "public_document": _("About public documents"),
    "synpunkt_told": _("What the sender is promised"),
    "receipt_synpunkt": _("Receipt for citizen feedback"),
}


def standard_texts() -> tuple[StandardText, ...]:
    """All of them, as the settings offer them for change."""
    return tuple(
        StandardText(
            key,
            "receipts" if key.startswith("receipt") else "public",
            _TITLES[key],
            fields=("number", "date") if key.startswith("receipt") else ("phone", "jour"),
            ways=("email", "sms") if key.startswith("receipt") else ("page",),
            texts=texts,
        )
        for key, texts in READY.items()
    )


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; `values` fill its %(name)s."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The message for a number; %(num)s is the number itself."""
    return str(flask_babel.ngettext(one, many, n, **values))


def language() -> str:
    """The language of this page: "sv" or "en"."""
    return str(flask_babel.get_locale() or "sv")


def ready(key: str) -> str:
    """A text to citizens: the municipality's own row, else ours, with its telephone numbers filled in."""
    ours = READY[key]
    words = text(key, language(), ours.get(language(), ours["sv"]))
    for name in ("phone", "jour"):
        words = words.replace(f"{{{name}}}", str(setting(name, "")))
    return words


def with_bold_numbers(words: str) -> Markup:
    """The same with telephone numbers standing out, each on one line."""

    def bold(found: re.Match[str]) -> str:
        return "<strong>" + found[0].replace(" ", "\N{NO-BREAK SPACE}") + "</strong>"

    return Markup(re.sub(r"(?<![\w-])\d[\d -]*\d(?![\w-])", bold, str(escape(words))))


def day(at: datetime) -> str:
    """The day in Stockholm as a person says it: "9 december", with the year when it is another."""
    return date_words(at, language())


def moment(at: datetime) -> str:
    """Date and time in Stockholm, for registers: "2026-11-22 14.30"."""
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H.%M}"


def size(octets: int) -> str:
    """How big a file is: "840 kB", "2,1 MB"."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    return f"{flask_babel.format_decimal(round(octets / 1_000_000, 1))} MB"
