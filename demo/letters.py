"""The wording round a text: how citizens begin and end, how we do, and the receipt of each channel."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date

from demo.bjorkasa import CastAgent, organisation
from demo.mix import Matter

if TYPE_CHECKING:
    from core import ChannelName

_SHORT: frozenset[ChannelName] = frozenset({"sms", "social", "chat"})


def letter(matter: Matter, agent: CastAgent, text: str) -> str:
    """Our answer with greeting and name; a text message and the like go bare."""
    if matter.channel in _SHORT:
        return text
    officer = agent.role == "handlaggare"
    who = agent.name if officer else agent.first_name
    where = organisation().name if officer else organisation().centre_name
    return f"{_hello(matter)}{text}\n\n{who}\n{where}"


def letter_from(rng: random.Random, matter: Matter) -> str:
    """What the citizen wrote, with a greeting and a name as people have them."""
    text, contact = matter.saying.text, matter.contact
    if contact is None or matter.anonymous or matter.channel == "sms" or matter.saying.language != "sv":
        return text
    name, first = contact.name, contact.name.split()[0]
    hello = rng.choice(("Hej!\n\n", "Hej,\n\n", "", "", "God dag!\n\n"))
    by_person = (f"\n\n/{first}", f"\n\nMvh {name}", f"\n\n{name}", f"\n\nHälsningar {first}", "")
    return hello + text + (rng.choice(by_person) if contact.kind == "person" else f"\n\n{name}")


def receipt(channel: ChannelName, answer_by: date, language: str = "sv") -> str:
    """The automatic acknowledgement; {number} remains to be filled in."""
    key = f"receipt_{channel}"
    text = organisation().text(key if key in organisation().texts else "receipt", language)
    if "{date}" not in text:
        return text
    return text.replace("{date}", str(format_date(answer_by, "d MMMM", locale="en" if language == "en" else "sv")))


def _hello(matter: Matter) -> str:
    if matter.contact is None or matter.contact.kind != "person" or matter.saying.language != "sv":
        return ""
    return f"Hej {matter.contact.name.split()[0]}!\n\n"
