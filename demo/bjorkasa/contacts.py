"""The people, companies and associations of Björkåsa: some told by hand, the rest made from lists of names.

Nobody exists. Phones are only 070-174 06 05–94, which are set aside for fiction; each is given once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

from demo.bjorkasa.cast import ascii_of
from demo.bjorkasa.files import toml

PERSONS, PHONES, INTERPRETERS = 400, 90, 12
_SEED = 9901


@dataclass(frozen=True, slots=True)
class CastContact:
    """`kind` person | company | association. `phone` is E.164. `interpreter` is a language, or empty.

    `protected`: neither address nor number is known to us.
    """

    key: str
    name: str
    kind: str = "person"
    email: str = ""
    phone: str = ""
    postal: str = ""
    language: str = "sv"
    interpreter: str = ""
    protected: bool = False


@cache
def contacts() -> Mapping[str, CastContact]:
    """Key → contact: 400 persons and 40 companies and associations. Always the same."""
    rng = random.Random(_SEED)
    told = [_told(row) for row in toml("contacts.toml")["persons"]]
    persons = told + list(_made_persons(rng, PERSONS - len(told), {person.name for person in told}))
    everybody = list(_with_interpreters(persons)) + list(_organisations())
    return {contact.key: contact for contact in _with_addresses(rng, everybody)}


def _told(row: Mapping[str, Any]) -> CastContact:
    return CastContact(**{key: value for key, value in row.items() if key != "mail"})


def _made_persons(rng: random.Random, number: int, taken: set[str]) -> Iterator[CastContact]:
    lists = toml("contacts.toml")["names"]
    made = 0
    for language, share in _quotas({language: names["share"] for language, names in lists.items()}, number):
        pairs = [f"{first} {last}" for first, last in product(lists[language]["first"], lists[language]["last"])]
        for name in rng.sample([pair for pair in pairs if pair not in taken], share):
            made += 1
            speaks = language if language == "sv" or made % 2 else "sv"
            yield CastContact(f"p{made:03}", name, language=speaks)


def _quotas(shares: Mapping[str, int], number: int) -> Iterator[tuple[str, int]]:
    """The number shared out as the shares say; the first takes what rounding leaves over."""
    parts = {name: number * share // 100 for name, share in shares.items()}
    first = next(iter(parts))
    parts[first] += number - sum(parts.values())
    yield from parts.items()


def _with_interpreters(persons: list[CastContact]) -> Iterator[CastContact]:
    """Those who need one: the told, and then the first made ones who speak another language."""
    left = INTERPRETERS - sum(bool(person.interpreter) for person in persons)
    for person in persons:
        if left and person.key.startswith("p") and person.language in ("ar", "so", "bs", "pl") and not person.protected:
            left -= 1
            yield replace(person, interpreter=person.language)
        else:
            yield person


def _organisations() -> Iterator[CastContact]:
    table = toml("contacts.toml")
    yield from (_told(row) for row in table["organisations"])
    for letter, kind, names in (
        ("c", "company", table["made_companies"]),
        ("m", "company", table["made_eateries"]),
        ("a", "association", table["made_associations"]),
    ):
        for number, name in enumerate(names["names"], 1):
            yield CastContact(f"{letter}{number:02}", name, kind=kind)


def _with_addresses(rng: random.Random, contacts: list[CastContact]) -> Iterator[CastContact]:
    """Mail for nine of ten, a street for six of ten, and the phones to the told and to whom the lot falls."""
    table = toml("contacts.toml")
    without_mail = {row["key"] for row in table["persons"] if not row.get("mail", True)}
    callers = _callers(rng, contacts)
    taken: set[str] = set()
    for contact in contacts:
        if contact.protected:
            yield contact
            continue
        silent = contact.key in without_mail or (contact.key.startswith("p") and rng.random() < 0.1)
        street = f"{rng.choice(table['slots']['street'])} {rng.randint(1, 60)}, 990 10 Björkåsa"
        yield replace(
            contact,
            email="" if silent else _mail(contact, taken),
            postal=street if rng.random() < 0.6 else "",
            phone=callers.get(contact.key, ""),
        )


def _callers(rng: random.Random, contacts: list[CastContact]) -> dict[str, str]:
    told = [c.key for c in contacts if not c.protected and c.kind == "person" and not c.key[1:].isdigit()]
    rest = [c.key for c in contacts if not c.protected and c.key[1:].isdigit()]
    chosen = (told + rng.sample(rest, PHONES))[:PHONES]
    return {key: f"+467017406{number:02}" for number, key in enumerate(chosen, 5)}


def _mail(contact: CastContact, taken: set[str]) -> str:
    words = ascii_of(contact.name).lower().replace("'", "").replace("&", " ").split()
    base = ".".join("".join(letter for letter in word if letter.isalnum() or letter == "-") for word in words)
    address = next(a for n in range(1, 99) if (a := f"{base}{n if n > 1 else ''}@invanare.example") not in taken)
    taken.add(address)
    return address
