"""Every error the core raises on purpose. A configuration error is never a sending error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class EnvagError(Exception):
    """The root: whoever catches this has caught only what the core says itself."""


class ConfigurationError(EnvagError):
    """All that is wrong with plugins.toml and the environment, one line each in `problems`."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SchemaMismatch(ConfigurationError):
    """The database has another schema version than this code."""


class NoTransaction(EnvagError):
    """A verb was called outside `with transaction():`."""


class Unreadable(EnvagError):
    """A raw message that `Channel.read` cannot make a message of."""


class NotFound(EnvagError):
    """The case does not exist, or not for this agent: the two are never told apart."""


class Conflict(EnvagError):
    """Somebody changed the case meanwhile; the text that was written is kept as a draft."""


class Refused(EnvagError):
    """A rule says no. `code` names the rule; the reader's language makes the words.

    `values` fill the words; they never hold personal data.
    """

    def __init__(self, code: str, /, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Wrong(EnvagError):
    """Some fields of a form need another answer: each has its refusal, all at once, and nothing was saved."""

    def __init__(self, fields: Mapping[str, Refused]) -> None:
        super().__init__(", ".join(f"{name}: {refused.code}" for name, refused in fields.items()))
        self.fields = dict(fields)


class SendingError(EnvagError):
    """The root of what `Channel.send` may raise."""


class NotSent(SendingError):
    """It is certain that nothing left. `retry` says whether another try may help."""

    def __init__(self, reason: str, *, retry: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


class SendUncertain(SendingError):
    """It may have left. A person decides: nobody is answered twice on a guess."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
