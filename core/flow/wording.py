"""Dates and numbers in what leaves, in the case's own language, whatever whoever pressed the button reads."""

from __future__ import annotations

from datetime import datetime

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from core.clock import STOCKHOLM, now

HERE = 46  # the country code that is not dialled inside Sweden


def date_words(at: datetime, language: str) -> str:
    """The day in Stockholm: "9 december", with the year when it is not this one."""
    day = at.astimezone(STOCKHOLM).date()
    pattern = "d MMMM" if day.year == now().astimezone(STOCKHOLM).year else "d MMMM y"
    return str(format_date(day, pattern, locale=_locale(language)))


def phone_words(number: str) -> str:
    """A number as it is read aloud: "+46701740605" is "070-174 06 05". What is no number comes back as it was."""
    if any(sign.isalpha() for sign in number):  # a name with a number in it is a name, and parsing is slow
        return number
    try:
        parsed = phonenumbers.parse(number, "SE")
    except phonenumbers.NumberParseException:
        return number
    swedish = parsed.country_code == HERE
    form = phonenumbers.PhoneNumberFormat.NATIONAL if swedish else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))


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
