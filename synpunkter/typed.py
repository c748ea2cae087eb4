"""What people type, made safe to keep and to compare: text, e-mail addresses, telephone numbers."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

MOST = 20_000  # characters kept of any answer; each question says its own, smaller limit

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]{1,64}@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\".]{2,}")


def clean(value: str) -> str:
    """Composed letters, plain line ends, no control characters, no space around."""
    plain = unicodedata.normalize("NFC", value[: 2 * MOST].replace("\r\n", "\n").replace("\r", "\n"))
    kept = (sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return "".join(kept).strip()[:MOST]


def line(value: str) -> str:
    """The same on one line."""
    return " ".join(clean(value).split())


def email(value: str) -> str | None:
    """The address in lower case, or None when it can be none."""
    address = value.strip().lower()
    return address if len(address) <= 254 and _EMAIL.fullmatch(address) else None


def phone(value: str, *, mobile: bool = False) -> str | None:
    """The number in E.164, or None when it can be none (for `mobile`: none that takes a text message)."""
    try:
        number = phonenumbers.parse(value, "SE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    landline = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    if mobile and landline:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
