"""Words in the reader's language, with types; and a number as it is read aloud."""

from __future__ import annotations

import flask_babel
import phonenumbers
from phonenumbers import PhoneNumberFormat


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; `values` fill its %(name)s."""
    return str(flask_babel.gettext(message, **values))


def spoken(number: str) -> str:
    """ "+46701740605" is "070-174 06 05". What is no number comes back as it was."""
    try:
        parsed = phonenumbers.parse(number, "SE")
    except phonenumbers.NumberParseException:
        return number
    form = PhoneNumberFormat.NATIONAL if parsed.country_code == 46 else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form)) if phonenumbers.is_possible_number(parsed) else number
