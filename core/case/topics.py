"""What a citizen chooses among when asked what a matter is about: everyday words, never the name of a förvaltning."""

from __future__ import annotations

from dataclasses import dataclass

from core.store.texts import setting, text

OTHER = "annat"  # the topic that says nothing


@dataclass(frozen=True, slots=True)
class Topic:
    """One choice: `key` stays, `name` is in the asked language, `hint` is what routing may use ("" for "other")."""

    key: str
    name: str

    @property
    def hint(self) -> str:
        return "" if self.key == OTHER else self.key


def topics(language: str = "sv") -> tuple[Topic, ...]:
    """The municipality's topics in its own order (the setting `topics`, the texts `topic_<key>`). May be empty."""
    keys = setting("topics", [])
    return tuple(Topic(key, text(f"topic_{key}", language, key)) for key in keys)
