"""Checks one table of options against a schema: references resolved, types as TOML wrote them, all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from marshmallow import Schema, ValidationError, fields
from marshmallow.fields import Field

from core.contract.marshmallow_words import in_swedish
from core.contract.references import Mask, Sources, Unresolved, is_reference, resolve
from core.contract.toml_problems import hint

SECRET_WORDS = ("password", "passphrase", "secret", "token", "auth_token", "client_secret", "api_key", "private_key")

_AS_SECRET = 'ska skrivas som {env = "NAMN"}: hemligheter hör inte hemma i filen'
_UNFIT = object()  # stands in for a value of the wrong type: no field takes it, and no message can repeat it
_EXACT: Mapping[Any, tuple[type, ...]] = {
    fields.Integer: (int,),
    fields.Float: (int, float),
    fields.Boolean: (bool,),
}

Keys = tuple[str | int, ...]
AnyField = Field[Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """Validated values, the problems as "imap.port: ska vara ett heltal …", and a mask for what was read."""

    values: dict[str, Any] = field(repr=False)
    problems: tuple[str, ...]
    mask: Mask


def check(schema: Schema, table: Mapping[str, Any], sources: Sources) -> Checked:
    """Resolves the references of a table and validates it.

    Stricter than marshmallow alone: a number is not taken from text or true/false from a number, unless the text
    came through a reference. Raises whatever a plug-in's own schema raises besides ValidationError.
    """
    walk = _Walk(sources)
    prepared = walk.table(table, fields_of(schema), ())
    values, errors = _load(schema, prepared)
    unknown = schema.error_messages["unknown"]
    told = [(keys, words) for keys, words in _flat(errors) if words == unknown or not walk.has_problem(keys)]
    worded = [(keys, _worded(words, keys, schema, table, walk.mask())) for keys, words in told]
    problems = sorted([*walk.problems.items(), *worded], key=lambda item: [str(key) for key in item[0]])
    return Checked(values, tuple(_shown(keys, words) for keys, words in problems), walk.mask(*leaves(table)))


def fields_of(schema: Schema) -> dict[str, AnyField]:
    """The fields a table may have, by the name they have in the file."""
    return {field.data_key or name: field for name, field in schema.load_fields.items()}


def leaves(value: Any) -> Iterator[str]:
    """Every single value in a table, as text."""
    if isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


class _Walk:
    """Goes through a table beside its fields and makes it ready for marshmallow."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.problems: dict[Keys, str] = {}
        self.read: list[str] = []

    def table(self, table: Mapping[str, Any], known: Mapping[str, AnyField], keys: Keys) -> dict[str, Any]:
        return {key: self.value(item, known.get(key), (*keys, key)) for key, item in table.items()}

    def value(self, value: Any, field: AnyField | None, keys: Keys) -> Any:
        if is_reference(value) and not _expects_table(field, value):
            return self.reference(value, field, keys)
        if isinstance(value, list):
            return [self.value(item, _inner(field), (*keys, index)) for index, item in enumerate(value)]
        secret = _is_secret(keys, field)
        if isinstance(value, dict) and not secret:
            return self.inner_table(value, field, keys)
        if secret:
            self.problems[keys] = _AS_SECRET
            self.read.extend(leaves(value))
        return _fitting(field, value)

    def inner_table(self, table: dict[str, Any], field: AnyField | None, keys: Keys) -> dict[str, Any]:
        if isinstance(field, fields.Dict):
            return {key: self.value(item, field.value_field, (*keys, key)) for key, item in table.items()}
        return self.table(table, fields_of(field.schema) if isinstance(field, fields.Nested) else {}, keys)

    def reference(self, reference: Mapping[str, Any], field: AnyField | None, keys: Keys) -> Any:
        try:
            found = resolve(reference, self.sources)
        except Unresolved as why:
            self.problems[keys] = str(why)
            return ""
        if "setting" not in reference:
            self.read.append(str(found))
        return _fitting(field, _coerced(field, found))

    def has_problem(self, keys: Keys) -> bool:
        return any(keys[: len(known)] == known for known in self.problems)

    def mask(self, *words: str) -> Mask:
        return Mask(tuple(self.read), words)


def _expects_table(field: AnyField | None, value: Mapping[str, Any]) -> bool:
    return isinstance(field, fields.Nested) and not set(value).isdisjoint(fields_of(field.schema))


def _inner(field: AnyField | None) -> AnyField | None:
    return field.inner if isinstance(field, fields.List) else field


def _is_secret(keys: Keys, field: AnyField | None) -> bool:
    if field is not None and "secret" in field.metadata:
        return bool(field.metadata["secret"])
    if isinstance(field, fields.Boolean | fields.Number | fields.Nested | fields.Dict):
        return False
    name = next((key for key in reversed(keys) if isinstance(key, str)), "").lower().replace("-", "_")
    return any(name == word or name.endswith(f"_{word}") for word in SECRET_WORDS)


def _coerced(field: AnyField | None, found: str | int) -> Any:
    """What came through a reference is text: made into what the field wants, or left for marshmallow to refuse."""
    if isinstance(field, fields.Boolean):
        return {"true": True, "false": False}.get(str(found).lower(), found)
    try:
        if isinstance(field, fields.Integer):
            return int(found)
        return float(found) if isinstance(field, fields.Float) else str(found)
    except ValueError:
        return found


def _fitting(field: AnyField | None, value: Any) -> Any:
    if isinstance(field, fields.DateTime) and isinstance(value, date | time):
        return value.isoformat()  # TOML has dates of its own, marshmallow wants them as text
    exact = _EXACT.get(type(field))
    if exact is None:
        return value
    return value if isinstance(value, exact) and isinstance(value, bool) == (exact == (bool,)) else _UNFIT


def _load(schema: Schema, prepared: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    try:
        return dict(schema.load(prepared)), {}
    except ValidationError as error:
        return {}, error.messages


def _flat(errors: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _flat(inner, keys if key == "_schema" else (*keys, key))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _flat(inner, keys)
    else:
        yield keys, str(errors)


def _worded(words: str, keys: Keys, schema: Schema, table: Mapping[str, Any], mask: Mask) -> str:
    known = _known_beside(schema, keys)
    if words == schema.error_messages["unknown"] and keys and keys[-1] not in known:
        near = hint(str(keys[-1]), known)
        return f"okänd inställning{near or ('; det finns ' + ', '.join(known) if known else '')}"
    own = tuple(leaves(_at(table, keys))) if keys else tuple(leaves(table))
    return Mask(mask.secrets, own).hide(in_swedish(words))


def _known_beside(schema: Schema, keys: Keys) -> list[str]:
    known = fields_of(schema)
    for key in keys[:-1]:
        field = known.get(str(key))
        if isinstance(key, str):
            inner = _inner(field)
            known = fields_of(inner.schema) if isinstance(inner, fields.Nested) else {}
    return list(known)


def _at(value: Any, keys: Keys) -> Any:
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _shown(keys: Keys, words: str) -> str:
    where = ".".join(str(key) for key in keys)
    return f"{where}: {words}" if where else words
