"""marshmallow's standard messages in plain Swedish: one table. A message of a plug-in's own passes as it is."""

from __future__ import annotations

import re

_MISSING = "saknas: skriv den här inställningen"
_LIST = "ska vara en lista, skriven i hakparenteser"
_MOMENT = "ska vara datum och klockslag, till exempel 2026-01-31T08:30:00"
_IP = "ska vara en IP-adress"

# The first that fits holds, so the longer of two that begin alike stands first.
WORDS = {
    "Missing data for required field.": _MISSING,
    "Field may not be null.": _MISSING,
    "Unknown field.": "okänd inställning",
    "Invalid value.": "värdet går inte att använda",
    "Invalid input.": "värdet går inte att använda",
    "Invalid input type.": "ska vara en tabell",
    "Invalid type.": "ska vara en tabell",
    "Not a valid mapping type.": "ska vara en tabell",
    "Not a valid list.": _LIST,
    "Not a valid tuple.": _LIST,
    "Not a valid string.": "ska vara text, inom citattecken",
    "Not a valid utf-8 string.": "ska vara text i UTF-8",
    "Not a valid integer.": "ska vara ett heltal, utan citattecken",
    "Not a valid number.": "ska vara ett tal, utan citattecken",
    "Number too large.": "talet är för stort",
    "Special numeric values (nan or infinity) are not permitted.": "ska vara ett vanligt tal",
    "Not a valid boolean.": "ska vara true eller false, utan citattecken",
    "Not a valid date.": "ska vara ett datum, till exempel 2026-01-31",
    "Not a valid time.": "ska vara ett klockslag, till exempel 08:30:00",
    "Not a valid datetime.": _MOMENT,
    "Not a valid aware datetime.": f"{_MOMENT}+01:00",
    "Not a valid naive datetime.": _MOMENT,
    "Not a valid period of time.": "ska vara en tid i hela sekunder",
    "Not a valid UUID.": "ska vara ett UUID",
    "Not a valid URL.": "ska vara en hel adress, till exempel https://direkt.example",
    "Not a valid email address.": "ska vara en e-postadress, till exempel direkt@bjorkasa.example",
    "Not a valid IP address.": _IP,
    "Not a valid IPv4 address.": _IP,
    "Not a valid IPv6 address.": _IP,
    "Not a valid IP interface.": _IP,
    "Not a valid IPv4 interface.": _IP,
    "Not a valid IPv6 interface.": _IP,
    "Must be one of: {choices}.": "ska vara en av: {choices}",
    "Must be equal to {other}.": "ska vara {other}",
    "Must be greater than or equal to {min} and less than or equal to {max}.": "ska vara från {min} till {max}",
    "Must be greater than {min} and less than {max}.": "ska vara mellan {min} och {max}",
    "Must be greater than or equal to {min}.": "ska vara minst {min}",
    "Must be less than or equal to {max}.": "ska vara högst {max}",
    "Must be greater than {min}.": "ska vara större än {min}",
    "Must be less than {max}.": "ska vara mindre än {max}",
    "Shorter than minimum length {min}.": "är för kort: minst {min}",
    "Longer than maximum length {max}.": "är för långt: högst {max}",
    "Length must be between {min} and {max}.": "ska vara från {min} till {max} långt",
    "Length must be {equal}.": "ska vara exakt {equal} långt",
    "String does not match expected pattern.": "är skrivet på fel sätt",
    "One or more of the choices you made was in: {values}.": "får inte innehålla någon av: {values}",
    "One or more of the choices you made was not in: {choices}.": "får bara innehålla: {choices}",
}


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(english)))


_PATTERNS = [(_pattern(english), swedish) for english, swedish in WORDS.items()]


def in_swedish(message: str) -> str:
    """What marshmallow says, in Swedish; anything else unchanged."""
    for pattern, swedish in _PATTERNS:
        if found := pattern.fullmatch(message):
            return swedish.format(**found.groupdict())
    return message
