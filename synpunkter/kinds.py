"""What somebody wants to say, what it is about, and which case type that suggests."""

from __future__ import annotations

from collections.abc import Mapping

from core.tables import knows_type, setting, text
from synpunkter.words import gettext as _
from synpunkter.words import language, ngettext

KINDS = ("praise", "complaint", "suggestion", "question", "fault_report")
TOPICS = ("skola", "omsorg", "stod", "gata", "bygga", "vatten", "kultur", "foretag", "annat")
WAYS = ("email", "sms", "phone", "none")


def kind_asked() -> dict[str, str]:
    """Each kind in the citizen's own words."""
    return {
        "praise": _("I want to give praise"),
        "complaint": _("I am not happy with something"),
        "suggestion": _("I have a suggestion"),
        "question": _("I have a question"),
        "fault_report": _("Something is broken or needs to be fixed"),
    }


def kind_names() -> dict[str, str]:
    """Each kind as agents call it."""
    return {
        "praise": _("Praise"),
        "complaint": _("Complaint"),
        "suggestion": _("Suggestion"),
        "question": _("Question"),
        "fault_report": _("Fault report"),
    }


def counted(kind: str, n: int) -> str:
    """So many of a kind: "3 frågor"."""
    return {
        "praise": ngettext("%(num)s praise", "%(num)s praises", n),
        "complaint": ngettext("%(num)s complaint", "%(num)s complaints", n),
        "suggestion": ngettext("%(num)s suggestion", "%(num)s suggestions", n),
        "question": ngettext("%(num)s question", "%(num)s questions", n),
        "fault_report": ngettext("%(num)s fault report", "%(num)s fault reports", n),
    }.get(kind, f"{n} {kind}")


def way_names() -> dict[str, str]:
    """How they want their answer, as agents read it."""
    return {
        "email": _("by e-mail"),
        "sms": _("by text message"),
        "phone": _("by phone"),
        "none": _("no answer wanted"),
    }


def topic_keys() -> tuple[str, ...]:
    """What it may be about; the municipality's own list when it has one."""
    return tuple(setting("topics", TOPICS))


def topic_names() -> dict[str, str]:
    """The same in everyday words."""
    return {key: topic_name(key) for key in topic_keys()}


def topic_name(key: str) -> str:
    """One of them; the municipality's own words when it has any."""
    ours = {
        "skola": _("School and preschool"),
        "omsorg": _("Elderly and care"),
        "stod": _("Support and money"),
        "gata": _("Streets, parks and traffic"),
        "bygga": _("Building and living"),
        "vatten": _("Water, drains and refuse"),
        "kultur": _("Culture and leisure"),
        "foretag": _("Business"),
        "annat": _("Something else, or not sure"),
    }
    return text(f"topic_{key}", language(), ours.get(key, key))


def suggested_type(kind: str, topic: str, codes: Mapping[str, str]) -> str:
    """The code to suggest, or empty: then topic and words decide. `codes` are the option `case_types`.

    What is said about care has a type of its own (SOSFS 2011:9), and so has a complaint about a school (SL 4:8).
    """
    if kind not in ("praise", "suggestion", "complaint"):
        return ""
    code = codes.get(_sector(kind, topic) or kind, "")
    return code if code and knows_type(code) else ""


def is_the_sectors(kind: str, topic: str) -> bool:
    """Whether the type follows from the topic whatever the words; else it is only for what no word fits."""
    return bool(_sector(kind, topic))


def _sector(kind: str, topic: str) -> str:
    return "care" if topic == "omsorg" else "school" if (kind, topic) == ("complaint", "skola") else ""
