"""Whatever marshmallow says of an option reaches the administrator in Swedish, on one line, without the value."""

from __future__ import annotations

import errno
import os
import string

import pytest
from marshmallow import Schema, fields, validate

from core.contract.marshmallow_words import WORDS, in_swedish
from core.contract.options import check
from core.contract.os_reasons import REASONS, reason
from core.contract.references import Sources

CANARY = "kanariefågel-7Q"
OF_A_MOMENT = ("Not a valid {obj_type}.", "Not a valid {awareness} {obj_type}.")
WHEN_WRITING = ('"{input}" cannot be formatted as a date.', "{input!r} cannot be formatted as a timedelta.")

VALIDATORS = [
    (validate.Range(1, 9), "0", "ska vara från 1 till 9"),
    (validate.Range(1, 9, min_inclusive=False, max_inclusive=False), "0", "ska vara mellan 1 och 9"),
    (validate.Range(min=1), "0", "ska vara minst 1"),
    (validate.Range(max=9), "10", "ska vara högst 9"),
    (validate.Range(min=1, min_inclusive=False), "0", "ska vara större än 1"),
    (validate.Range(max=9, max_inclusive=False), "10", "ska vara mindre än 9"),
    (validate.Length(2, 3), CANARY, "ska vara från 2 till 3 långt"),
    (validate.Length(min=99), CANARY, "är för kort: minst 99"),
    (validate.Length(max=3), CANARY, "är för långt: högst 3"),
    (validate.Length(equal=3), CANARY, "ska vara exakt 3 långt"),
    (validate.OneOf(["a", "b, c"]), CANARY, "ska vara en av: a, b, c"),
    (validate.Equal("a"), CANARY, "ska vara a"),
    (validate.NoneOf([CANARY]), CANARY, "värdet går inte att använda"),
    (validate.Regexp("a"), CANARY, "är skrivet på fel sätt"),
    (validate.Email(), CANARY, "ska vara en e-postadress, till exempel direkt@bjorkasa.example"),
    (validate.URL(), CANARY, "ska vara en hel adress, till exempel https://direkt.example"),
]


def messages_of_fields() -> set[str]:
    classes = [getattr(fields, name) for name in fields.__all__]
    tables = [vars(each).get("default_error_messages", {}) for each in classes if isinstance(each, type)]
    return {words for table in tables for words in table.values()} - {*OF_A_MOMENT, *WHEN_WRITING}


def filled(template: str) -> str:
    return template.format(**{name: "x" for _, name, _, _ in string.Formatter().parse(template) if name})


@pytest.mark.parametrize("words", sorted(messages_of_fields() | set(Schema().error_messages.values())))
def test_every_standard_message_of_a_field_is_in_the_table(words):
    assert in_swedish(filled(words)) in {filled(swedish) for swedish in WORDS.values()}


@pytest.mark.parametrize("what", ["time", "datetime", "aware datetime", "naive datetime"])
def test_moments_too(what):
    assert "klockslag" in in_swedish(f"Not a valid {what}.")


@pytest.mark.parametrize(("validator", "value", "line"), VALIDATORS, ids=lambda value: str(value)[:40])
def test_what_a_validator_says_is_in_swedish_with_its_own_limits(validator, value, line):
    field = fields.Integer if value.isdigit() else fields.String
    schema = Schema.from_dict({"option": field(validate=validator)})()
    table = {"option": int(value) if value.isdigit() else value}
    assert check(schema, table, Sources({})).problems == (f"option: {line}",)


def test_what_a_plugin_says_itself_is_left_as_it_is():
    assert in_swedish("Must be greater than zero and odd") == "Must be greater than zero and odd"


def test_the_operating_systems_no_is_in_swedish_where_we_have_words_and_else_in_its_own():
    assert reason(PermissionError(errno.EACCES, os.strerror(errno.EACCES))) == REASONS[errno.EACCES]
    assert reason(OSError(errno.EIO, "Input/output error")) == "Input/output error"
    assert reason(OSError("only words")) == "only words"
