"""Björkåsa's standard answers, as rows: a few for the commonest types, and some that fit any case."""

from __future__ import annotations

from core.filling import models, table, writing
from demo.bjorkasa.files import toml

GENERAL = "general"
LANGUAGES = ("sv", "en")


def write_standard_answers(types: dict[str, int]) -> None:
    """Writes all of them, in the caller's transaction. `types` are the ids by code."""
    rows = [
        {
            "case_type_id": None if code == GENERAL else types[code],
            "language": language,
            "title": answer["title"],
            "text": answer[language].strip(),
            "position": position,
        }
        for code, answers in toml("answers.toml").items()
        for position, answer in enumerate(answers)
        for language in LANGUAGES
        if language in answer
    ]
    writing().execute(table(models.AnswerTemplate).insert(), rows)
