"""Words for full text: the same stems for SQLite and PostgreSQL, made here so that both find the same.

Å, ä and ö are letters of their own and never folded. A stem holds only letters and digits, so it is safe inside
an FTS5 query and a tsquery; one like "s12" never comes out, since that is how the index writes a scope.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from core.access.numbers_in_text import number_tokens, number_words

MAX_CHARS = 200_000  # of a text; what stands after is not searchable
MAX_QUERY_CHARS = 400
MAX_TERMS = 16
MAX_TOKEN = 64
MIN_PREFIX = 2  # a shorter beginning would match nearly everything

# A run of digits with the separators that people put between them; or letters and digits that begin with a letter.
# The lone letter before a hyphen is for e-post and p-böter.
_PIECE = re.compile(
    r"(?P<number>\+?[0-9]+(?:[ ()./‐–−-]{1,3}[0-9]+)*)"
    r"|(?P<lone>(?<![^\W_])[^\W\d_][-‐](?=[^\W\d_]{2}))?(?P<word>[^\W\d_][^\W_]*)"
)
_UNBROKEN = re.compile(r"(\S{100})")
_SCOPE_LIKE = re.compile(r"s[0-9]+")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|[0-9]+")

_SNOWBALL = Stemmer.Stemmer("swedish", 0)
_ONE_AT_A_TIME = threading.Lock()  # a stemmer is not to be used by two threads at once

# What Snowball leaves undone in Swedish: an ending, what stands instead, letters that must remain. First fit wins.
_ENDINGS: tuple[tuple[str, str, int], ...] = (
    *((vowel + end, vowel, 1) for vowel in "åöy" for end in ("arn", "ern", "ar", "er", "n")),  # sjön, köer, byar
    *(("bro" + end, "bro", 3) for end in ("arn", "ar", "n")),
    ("plats", "plat", 4),
    ("ning", "", 5),  # ansökning, anmälning
    ("orn", "", 3),  # motorn
    ("or", "", 3),
    ("eln", "l", 3),  # nyckeln, as nycklar
    *((sound + "el", sound + "l", 3) for sound in ("ck", "k", "g", "b", "p")),
    ("an", "", 3),  # skolan, gatan, fakturan
    ("vattnet", "vatt", 4),
    ("en", "", 3),  # ärendena, mötena
    ("et", "", 4),  # ärendet
)
_WHOLE = frozenset({"annan", "innan", "medan", "redan", "sedan"})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: a whole token, or with `prefix` every token that begins so."""

    token: str
    prefix: bool = False


def stems(text: str) -> list[str]:
    """Every token of a text, each once, in order of appearance. Never raises; reads the first `MAX_CHARS`.

    A telephone number or case number is one token whatever way it is written, beside its parts.
    """
    return list(_stems(text[:MAX_CHARS]))


@lru_cache(maxsize=8)  # a message's text is asked for twice: where it belongs, and how it is found
def _stems(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for piece in _PIECE.finditer(_clean(text)):
        if number := piece["number"]:
            found.update(dict.fromkeys(token[:MAX_TOKEN] for token in number_tokens(number)))
            continue
        if piece["lone"]:
            found.update(dict.fromkeys(_word_tokens(piece["lone"][0] + piece["word"])))
        found.update(dict.fromkeys(_word_tokens(piece["word"])))
    return tuple(found)


def query_terms(text: str, *, typing: bool = False) -> list[Term]:
    """What a searcher typed, as terms that all must be found; [] when there is nothing to look for. Never raises.

    A star after a word asks for every word that begins so; `typing` does that with the last word.
    """
    clean = _clean(text[:MAX_QUERY_CHARS])
    terms: list[Term] = []
    for piece in _PIECE.finditer(clean):
        starred = clean[piece.end() : piece.end() + 1] == "*" or (typing and piece.end() == len(clean))
        terms += _terms_of(piece, starred)
    return list(dict.fromkeys(terms))[:MAX_TERMS]


def _terms_of(piece: re.Match[str], starred: bool) -> Iterator[Term]:
    if number := piece["number"]:
        words = list(number_words(number))
        for position, (token, partial) in enumerate(words):
            yield _term(token[:MAX_TOKEN], partial or (starred and position == len(words) - 1))
        return
    word = piece["lone"][0] + piece["word"] if piece["lone"] else piece["word"]
    *first, last = _word_tokens(word)
    yield from (Term(token) for token in first)
    yield _term(_beginning(last, word) if starred else last, starred)


def _beginning(stem: str, word: str) -> str:
    """Where a stem changes letters (nyckel as nyckl), what it shares with the word that was typed."""
    shared = next((n for n, (one, other) in enumerate(zip(stem, word, strict=False)) if one != other), len(stem))
    return stem[:shared] if shared >= MIN_PREFIX else stem


def _term(token: str, prefix: bool) -> Term:
    return Term(token, prefix and len(token) >= MIN_PREFIX)


def _word_tokens(word: str) -> Iterator[str]:
    """A word's stem. Letters mixed with digits are kept ("t06") unless an index could take them for a scope."""
    if word.isalpha():
        yield _stem(word[:MAX_TOKEN])
    elif word.isascii() and not _SCOPE_LIKE.fullmatch(word):
        yield word[:MAX_TOKEN]
    else:
        yield from (part[:MAX_TOKEN] for part in _LETTERS_OR_DIGITS.findall(word))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    with _ONE_AT_A_TIME:
        stem = _without_ending(str(_SNOWBALL.stemWord(word)))
    return stem[:-1] if stem.endswith(("mm", "nn", "tt", "dd")) else stem  # rummet as rum, mannen as man


def _without_ending(stem: str) -> str:
    for ending, instead, remaining in () if stem in _WHOLE else _ENDINGS:
        kept = len(stem) - len(ending)
        if stem.endswith(ending) and kept + len(instead) >= remaining:
            return stem[:kept] + instead
    return stem


def _clean(text: str) -> str:
    """Lower case, composed, western digits, and nothing invisible inside words."""
    # A long pile of combining marks takes quadratic time to compose, so nothing unbroken is left long.
    text = text if text.isascii() else unicodedata.normalize("NFKC", _UNBROKEN.sub(r"\1 ", text))
    text = text[:MAX_CHARS].casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    replacements = _replacements(text)
    return text.translate(replacements) if replacements else text


def _replacements(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for sign in set(text):
        match unicodedata.category(sign):
            case "Mn" | "Mc" | "Me" | "Cf":
                found[ord(sign)] = ""
            case "No" | "Nl":
                found[ord(sign)] = " "
            case "Nd":
                found[ord(sign)] = str(unicodedata.decimal(sign))
    return found
