"""Every text that leaves for somebody, or that a public page says, in its standard wording: what a municipality's own
row of `texts` replaces. A text that is not here cannot be changed in the browser."""

from __future__ import annotations

from collections.abc import Mapping

from core.contract.registry import plugins
from core.contract.texts import StandardText, Way

_ = str  # marks message ids for the catalogue; pages translate them when shown

GROUPS: Mapping[str, str] = {
    "receipts": _("Receipts"),
    "news": _("News about the case"),
    "answers": _("Answers"),
    "signatures": _("Signatures"),
    "officers": _("To officers by e-mail"),
    "public": _("On public pages"),
    "names": _("Names"),
}


_BOTH: tuple[Way, ...] = ("email", "sms")
_MAIL: tuple[Way, ...] = ("email",)
_SMS: tuple[Way, ...] = ("sms",)

STANDARD: tuple[StandardText, ...] = (
    StandardText(
        "receipt_subject",
        "receipts",
        _("Subject of receipts"),
        _("The subject line of each receipt by e-mail, and of news about the case."),
        ("number",),
        ("email",),
        {"sv": "Vi har fått ditt meddelande [{number}]", "en": "We have received your message [{number}]"},
    ),
    StandardText(
        "receipt",
        "receipts",
        _("Receipt"),
        _("Sent at once for each new case, when there is none for its channel."),
        ("number", "date", "phone", "centre"),
        ("email", "sms"),
        {
            "sv": "Tack för ditt meddelande. Ditt nummer är {number}. Svara gärna på det här meddelandet om du vill "
            "lägga till något. Skicka inte känsliga uppgifter.",
            "en": "Thank you for your message. Your number is {number}. Answer this message to add something. "
            "Please do not send sensitive information.",
        },
    ),
    *(
        StandardText(
            f"receipt_{channel}",
            "receipts",
            title,
            _("Sent at once for each new case of that channel. Empty: the general receipt."),
            ("number", "date", "phone", "centre"),
            ways,
        )
        for channel, title, ways in (
            ("email", _("Receipt for an e-mail"), _MAIL),
            ("sms", _("Receipt for a text message"), _SMS),
            ("webform", _("Receipt for the contact form"), _BOTH),
        )
    ),
    StandardText(
        "who_answers",
        "news",
        _("Who will answer"),
        _("When an agent tells the citizen who will answer, and there is a date."),
        ("answer", "date", "number"),
        texts={"sv": "Vi har läst det du skrev. {answer} svarar dig senast den {date}. Ditt nummer är {number}."},
    ),
    StandardText(
        "who_answers_undated",
        "news",
        _("Who will answer, without a date"),
        _("The same when no date has been promised."),
        ("answer", "number"),
        texts={"sv": "Vi har läst det du skrev. {answer} svarar dig. Ditt nummer är {number}."},
    ),
    StandardText(
        "forwarded",
        "news",
        _("The case has moved on"),
        _("When a case is handed over and the citizen is told, and there is a date."),
        ("number", "date", "answer"),
        texts={
            "sv": "Din fråga behöver besvaras av dem som arbetar med den. Vi har skickat ditt ärende {number} dit. "
            "Du får svar senast den {date}."
        },
    ),
    StandardText(
        "forwarded_undated",
        "news",
        _("The case has moved on, without a date"),
        _("The same when no date has been promised."),
        ("number", "answer"),
        texts={"sv": "Din fråga behöver besvaras av dem som arbetar med den. Vi har skickat ditt ärende {number} dit."},
    ),
    StandardText(
        "neutral_subject",
        "answers",
        _("Subject of a neutral answer"),
        _("The subject line of an e-mail about a secret case."),
        ("number",),
        ("email",),
        {"sv": "Svar från kommunen [{number}]", "en": "An answer from the municipality [{number}]"},
    ),
    StandardText(
        "neutral",
        "answers",
        _("Neutral answer"),
        _("All that e-mail and text messages carry of a secret case."),
        ("phone", "number"),
        texts={
            "sv": "Vi har svarat dig. Ring oss på {phone} och säg numret {number}.",
            "en": "We have answered you. Call us on {phone} and state the number {number}.",
        },
    ),
    StandardText(
        "signature",
        "signatures",
        _("Signature"),
        _("Below each answer by e-mail and letter, when the answering group has none of its own. Empty: none."),
        ("agent", "centre", "phone", "number"),
        ("email",),
    ),
    StandardText(
        "officer_mail",
        "officers",
        _("A case handed over by e-mail"),
        _("To officers who have no login. Always in Swedish."),
        ("centre", "phone", "number", "link", "type", "received", "date", "contact", "thread"),
        ("email",),
        {
            "sv": """{centre} har lämnat över ett ärende till er.

Ärende: {number}
Gäller: {type}
Kom in: {received}
Svar till invånaren senast: {date}
Från: {contact}

{thread}

Svara på det här mejlet, så hamnar ditt svar i ärendet. Invånaren får det först när {centre} har skickat det vidare.
Ärendet finns på {link}
"""
        },
    ),
    StandardText(
        "officer_neutral",
        "officers",
        _("A secret case handed over by e-mail"),
        _("To officers who have no login: says nothing of what the case is about."),
        ("centre", "phone", "number", "link"),
        ("email",),
        {
            "sv": """{centre} har lämnat över ett ärende till er.

Ärende: {number}

Ärendet innehåller uppgifter som inte får stå i ett mejl. Läs det på {link}
eller ring {centre} på {phone} och säg numret. Skriv inga uppgifter i ett svar på det här mejlet.
"""
        },
    ),
    StandardText(
        "officer_marked",
        "officers",
        _("In place of what is marked as secret"),
        _("Stands in the e-mail to officers where a message is marked."),
        ways=("email",),
        texts={"sv": "Sekretessmarkerat. Läs det i ärendet."},
    ),
)

_BY_KEY = {one.key: one for one in STANDARD}


def standard_texts() -> tuple[StandardText, ...]:
    """The core's, then those of the plug-ins that are on."""
    return (*STANDARD, *(one for entry in plugins().values() if entry.plugin for one in entry.plugin.texts()))


def standard_wording(key: str, language: str) -> str:
    """The standard wording in the language, else in Swedish, else nothing."""
    found = _BY_KEY.get(key) or next((one for one in standard_texts() if one.key == key), None)
    return (found.texts.get(language) or found.texts.get("sv", "")) if found else ""
