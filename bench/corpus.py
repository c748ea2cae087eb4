"""A seeded corpus of Swedish-like mail: of 100, 22 are multipart/alternative, 14 carry a file of 50-200 KB, 29 answer.

Words are made of a first and a last part, as Swedish makes them, so that there are thousands and each is believable.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

_FIRST = """
    gat skol vatten park buss barn bygg avfalls hamn torg cykel snö trafik bad sim idrotts fritids
    kultur musei ungdoms mark tomt lägenhets hyres energi fjärrvärme brand räddnings miljö natur skogs
    strand sjö ängs kyrko gymnasie grundskole lärar elev mat rektors service parkerings tillstånds
    ansöknings faktura betalnings adress medborgar
"""
_LAST = """
    lampa väg plan avgift tid plats skylt bro stig grind bänk papperskorg brunn ledning karta buss linje
    taxa blankett ansökan anmälan beslut handläggare möte öppettid kö regel lov syn städning skada hål
    kant sträcka nät nyckel
"""
FIRST, LAST = tuple(_FIRST.split()), tuple(_LAST.split())
SENTENCES = (
    "Hej, jag undrar över {a} vid {b}.",
    "Vem ansvarar för {a} och när blir {b} klar?",
    "Kommunen borde se över {a} på {c}gatan {n}.",
    "Tack för svaret om {a}, men {b} är fortfarande trasig.",
    "Jag har väntat i {n} dagar på besked om {a}.",
    "Går det att få en kopia av {a} skickad hem?",
    "Vi bor på {c}vägen {n} och har problem med {a}.",
    "Det gäller {a} och även {b} om det går.",
    "Ring mig gärna på förmiddagen om {a}.",
    "Enligt er webbplats ska {a} vara öppen men så är det inte.",
)
COMMON = "kommunen"  # in about half of all messages
RARE = "gullregnsallé"  # in about one of 50,000
HIDDEN = "morfinplåster"  # only in cases that ordinary agents may not see


@dataclass(frozen=True, slots=True)
class Letter:
    """A text and what it is about."""

    subject: str
    text: str


class Writer:
    """Writes letters, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        words = sorted({first + last for first in FIRST for last in LAST})
        self.chance.shuffle(words)
        self.words = words
        self.weights = [1 / (rank + 10) for rank in range(len(words))]

    def letter(self) -> Letter:
        """Three to twelve sentences; half of the letters name the municipality."""
        lines = [self._sentence() for _ in range(self.chance.randrange(3, 13))]
        if self.chance.random() < 0.45:
            lines.append(f"Jag hoppas att {COMMON} svarar snart.")
        return Letter(f"Fråga om {self._word()}", "\n".join(lines))

    def _sentence(self) -> str:
        shape = self.chance.choice(SENTENCES)
        street = self.chance.choice(FIRST).capitalize()
        return shape.format(a=self._word(), b=self._word(), c=street, n=self.chance.randrange(1, 120))

    def _word(self) -> str:
        return self.chance.choices(self.words, self.weights)[0]


def mails(n: int, seed: int = 1) -> Iterator[bytes]:
    """Raw mails, RFC 5322. An answer refers to an earlier mail of the same sender."""
    writer = Writer(seed)
    chance = writer.chance
    sent: list[tuple[str, str, str]] = []
    began = datetime(2026, 1, 5, 7, tzinfo=UTC)
    for number in range(n):
        letter = writer.letter()
        message = EmailMessage()
        sender, subject = f"person{chance.randrange(n)}@invanare.example", letter.subject
        ref = f"<bench{seed}.{number}@invanare.example>"
        if sent and chance.random() < 0.29:
            sender, subject, earlier = chance.choice(sent[-500:])
            message["In-Reply-To"] = message["References"] = earlier
            subject = f"Sv: {subject}"
        message["From"] = f"Åsa Öberg <{sender}>"
        message["To"] = "Björkåsa Direkt <direkt@bjorkasa.example>"
        message["Subject"], message["Message-ID"] = subject, ref
        message["Date"] = format_datetime(began + timedelta(minutes=number))
        _fill(message, letter, chance)
        sent.append((sender, subject.removeprefix("Sv: "), ref))
        yield message.as_bytes()


def big_mail(megabytes: int) -> bytes:
    """One mail of that size: a film of the hole in the road."""
    message = EmailMessage()
    message["From"], message["To"] = "person1@invanare.example", "direkt@bjorkasa.example"
    message["Subject"], message["Message-ID"] = "Film", "<big@invanare.example>"
    message.set_content("Se filmen.")
    content = random.Random(1).randbytes(megabytes * 1_000_000 * 3 // 4)  # base64 makes four of three
    message.add_attachment(content, maintype="video", subtype="mp4", filename="film.mp4")
    return message.as_bytes()


def _fill(message: EmailMessage, letter: Letter, chance: random.Random) -> None:
    message.set_content(letter.text, charset="utf-8" if chance.random() < 0.7 else "iso-8859-1")
    if chance.random() < 0.22:
        rows = "".join(f"<p>{line}</p>" for line in letter.text.split("\n"))
        message.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
    if chance.random() < 0.14:
        content = chance.randbytes(chance.randrange(50_000, 200_000))
        message.add_attachment(content, maintype="image", subtype="jpeg", filename="bild på hålet.jpg")
