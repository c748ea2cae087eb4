"""A text that leaves for somebody, or that a public page says, and that the municipality may put in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Way = Literal["email", "sms", "page", "name"]


@dataclass(frozen=True, slots=True)
class StandardText:
    """One text: `when` says when it leaves, `fields` what may stand in braces, `texts` language → standard wording
    (empty where another text is used instead). `title` and `when` are message ids; `name` what they are about."""

    key: str
    group: str
    title: str
    when: str = ""
    fields: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ("email", "sms")
    texts: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
