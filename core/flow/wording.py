"""Dates and numbers in what leaves, in the case's own language, whatever whoever pressed the button reads."""

from __future__ import annotations

from datetime import datetime

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from core.clock import STOCKHOLM, now


def date_words(at: datetime, language: str) -> str:
    """The day in Stockholm: "9 december", with the year when it is not this one."""
    day = at.astimezone(STOCKHOLM).date()
    pattern = "d MMMM" if day.year == now().astimezone(STOCKHOLM).year else "d MMMM y"
    return str(format_date(day, pattern, locale=_locale(language)))


def may_be_mobile(number: str) -> bool:
    """Whether a number in E.164 can receive a text message, as far as its plan tells."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
    types = phonenumbers.PhoneNumberType
    return kind in (types.MOBILE, types.FIXED_LINE_OR_MOBILE, types.UNKNOWN)


def _locale(language: str) -> Locale:
    """The language's own words; Swedish where there are none ("sv@lattlast" is Swedish too)."""
    try:
        return Locale.parse(language.partition("@")[0].replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("sv")
