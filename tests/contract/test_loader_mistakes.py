# ruff: noqa: E501  (the tables are data)
"""Every mistake in plugins.toml has its line: which file, which table, what to write instead."""

from __future__ import annotations

import pytest

from core.contract.errors import ConfigurationError
from core.contract.loader import RESERVED_NAMES, load
from core.settings import Settings

POST = '[plugins.post]\nuse = "loader_cast.mailbox"\n'
OPTIONS = POST + '[plugins.post.options]\naddress = "direkt@bjorkasa.example"\n'
SECRET = 'must be written as {env = "NAME"}; secrets do not belong in this file'
KNOWN = "address, imap, pause, folders, backups, since, pin, token_kind, forvaltning, svarsgrupp"

FILE = [
    ("[plugins", ["plugins.toml: last line: Expected ']' at the end of a table declaration"]),
    ("[plugins]\n\nuse = \n", ["plugins.toml: line 3: Invalid value"]),
    ("x = " + "[" * 5000, ["plugins.toml: cannot be read as TOML"]),
    ("x = " + "9" * 5000, ["plugins.toml: cannot be read as TOML"]),
    ("[plugin.email]", ["plugins.toml: unknown table [plugin], did you mean [plugins]?"]),
    ("[[plugins]]", ["plugins.toml: [plugins] must be a table"]),
    ("colour = 3", ["plugins.toml: unknown key 'colour'"]),
]

TABLE = [
    ('[plugins]\npost = "loader_cast.mailbox"', ['[plugins.post] must be a table with use = "…"']),
    ("[plugins.post]", ["[plugins.post] use is missing: which plug-in is it?"]),
    ("[plugins.post]\nuse = 3", ["[plugins.post] use: must be text"]),
    (
        "[plugins.post]\nusse = 'x'",
        ["[plugins.post] unknown key 'usse', did you mean 'use'?", "[plugins.post] use is missing: which plug-in is it?"],
    ),
    (OPTIONS.replace("[plugins.post.o", "port = 3\n[plugins.post.o"), [
        "[plugins.post] unknown key 'port'; options are written in [plugins.post.options]"
    ]),
    (OPTIONS + "enabled = false", ["[plugins.post] enabled: belongs in [plugins.post], not among its options"]),
    (OPTIONS.replace("[plugins.post.o", "enabled = 'yes'\n[plugins.post.o"), [
        "[plugins.post] enabled: must be true or false"
    ]),
    (POST + "options = 3", ["[plugins.post] options: must be a table"]),
    (OPTIONS.replace(".post", ".Post"), [
        "[plugins.Post] a name begins with a-z and has only a-z, 0-9, - and _ (at most 40), did you mean 'post'?"
    ]),
    (OPTIONS.replace(".post", '."en post"'), [
        "[plugins.en post] a name begins with a-z and has only a-z, 0-9, - and _ (at most 40)"
    ]),
]

USE = [
    ("loader_cast.mailbx", "unknown plug-in 'loader_cast.mailbx', did you mean 'loader_cast.mailbox'?"),
    ("loader_cats.mailbox", "unknown plug-in 'loader_cats.mailbox', did you mean 'loader_cast.mailbox'?"),
    ("loader_cast.mailbx:Mailbox", "unknown plug-in 'loader_cast.mailbx', did you mean 'loader_cast.mailbox'?"),
    ("qqqq", "unknown plug-in 'qqqq': no such module and no installed plug-in of that name"),
    ("loader_cast.mailbox.x", "unknown plug-in 'loader_cast.mailbox.x': no such module and no installed plug-in of that name"),
    ("loader_cast.mailbox:Mailbx", "'loader_cast.mailbox:Mailbx': there is no Mailbx in loader_cast.mailbox, did you mean 'Mailbox'?"),
    ("loader_cast.nameless", "'loader_cast.nameless' names no class as `plugin`; write module:Class"),
    ("loader_cast.mailbox:JustAClass", "'loader_cast.mailbox:JustAClass' is not a plug-in: a class that inherits from core.Plugin or core.Channel"),
    ("loader_cast.mailbox:WithoutSchema", "'loader_cast.mailbox:WithoutSchema': its Options must be a marshmallow Schema"),
    ("../mailbox.py", "use must be a package, module:Class or an installed plug-in's name"),
    ("", "use must be a package, module:Class or an installed plug-in's name"),
    ("loader_cast.mailbox:", "use must be a package, module:Class or an installed plug-in's name"),
]  # fmt: skip

OPTION = [
    ('imap = { host = "h", port = "993" }', ["imap.port: Not a valid integer."]),
    ('imap = { host = "h", port = 993.0 }', ["imap.port: Not a valid integer."]),
    ('imap = { host = "h", port = true }', ["imap.port: Not a valid integer."]),
    ('imap = { host = "h", watch = 1 }', ["imap.watch: Not a valid boolean."]),
    ('imap = { host = "h", security = "tsl" }', ["imap.security: Must be one of: tls, starttls, none."]),
    ("imap = { user = 'direkt' }", ["imap.host: Missing data for required field."]),
    ('imap = { hots = "h" }', [
        "imap.host: Missing data for required field.", "imap.hots: unknown option, did you mean 'host'?"
    ]),
    ("imap = 3", ["imap: Invalid input type."]),
    ('backups = [{ host = "a" }, { host = "b", prt = 1 }]', ["backups.1.prt: unknown option, did you mean 'port'?"]),
    ("pause = '2'", ["pause: Not a valid number."]),
    ("folders = ['INBOX', 3]", ["folders.1: Not a valid string."]),
    ("folders = ['A', 'A']", ["the folders ['…', '…'] are alike"]),
    ("forvaltnng = 'TEK'", ["forvaltnng: unknown option, did you mean 'forvaltning'?"]),
    ("qqqq = 1", ["qqqq: unknown option; known: " + KNOWN]),
    ("forvaltning = 'Tekniska'", ["forvaltning: must be a code such as TEK."]),
    ("svarsgrupp = 'fyra'", ["svarsgrupp: must be a svarsgrupp's digit, such as 4."]),
    ('imap = { host = "h", password = "hemligt" }', [f"imap.password: {SECRET}"]),
    ('imap = { host = "h", password = { evn = "MAIL_PASSWORD" } }', [f"imap.password: {SECRET}"]),
    ('pin = "1234"', [f"pin: {SECRET}"]),
    ('pasword = "hemligt"', ["pasword: unknown option; known: " + KNOWN]),
    ('client_secret = "hemligt"', [f"client_secret: {SECRET}", "client_secret: unknown option; known: " + KNOWN]),
    ('imap = { host = "h", password = { env = "MAIL_PASSWORD" } }', [
        "imap.password: environment variable MAIL_PASSWORD is not set"
    ]),
    ('imap = { host = "h", password = { env = "EMPTY" } }', ["imap.password: environment variable EMPTY is empty"]),
    ('imap = { host = "h", password = { env = "hemligt" } }', [
        "imap.password: env must be the name of an environment variable, in capital letters"
    ]),
    ('imap = { host = "h", password = { env = 3 } }', ["imap.password: what a reference names must be text"]),
    ('pin = { file = "/nowhere/pin" }', ["pin: file /nowhere/pin cannot be read: No such file or directory"]),
    ('pin = { file = "pin" }', ["pin: file must be a whole path, from / on"]),
    ('imap = { host = "h", port = { env = "TEXT" } }', ["imap.port: Not a valid integer."]),
    ('imap = { host = "h", port = { setting = "imap_prt" } }', ["imap.port: unknown setting, did you mean 'imap_port'?"]),
    ('imap = { host = "h", port = { setting = "local_address" } }', ["imap.port: Not a valid integer."]),
]  # fmt: skip


def problems(settings: Settings) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        load(settings)
    return list(raised.value.problems)


@pytest.mark.parametrize(("toml", "lines"), FILE)
def test_a_file_that_cannot_be_understood_is_told_with_its_line(install, toml, lines):
    assert problems(install(toml)) == lines


def test_a_file_that_is_not_utf8_is_told_with_its_line(install):
    settings = install("")
    settings.config.write_bytes(b"[plugins.post]\n# Bj\xf6rk\xe5sa\n")
    assert problems(settings) == ["plugins.toml: line 2: is not UTF-8 text"]


def test_a_missing_file_is_told_with_its_path(install):
    settings = install("")
    settings.config.unlink()
    assert problems(settings) == [f"plugins.toml: cannot be read: No such file or directory ({settings.config})"]


@pytest.mark.parametrize(("toml", "lines"), TABLE)
def test_a_mistake_in_a_table_is_told_with_the_table(install, toml, lines):
    assert problems(install(toml)) == [f"plugins.toml: {line}" for line in lines]


@pytest.mark.parametrize(("use", "line"), USE)
def test_a_use_that_leads_to_no_plugin_says_why(install, use, line):
    assert problems(install(f'[plugins.post]\nuse = "{use}"')) == [f"plugins.toml: [plugins.post] use: {line}"]


@pytest.mark.parametrize(("option", "lines"), OPTION)
def test_a_mistake_in_an_option_is_told_with_its_path(install, option, lines):
    expected = [f"plugins.toml: [plugins.post] {line}" for line in lines]
    assert problems(install(OPTIONS + option, TEXT="många", EMPTY="")) == expected


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES))
def test_a_plugin_cannot_take_the_name_of_a_page_of_the_core(install, name):
    line = f"plugins.toml: [plugins.{name}] the name is taken: /{name} is a page of the core"
    assert problems(install(OPTIONS.replace(".post", f".{name}"))) == [line]


def test_all_mistakes_of_all_tables_come_at_once(install):
    toml = OPTIONS + 'pin = "1234"\n[plugins.web]\nuse = "qqqq"\noptions = { password = { env = "NOT_THERE" } }\n[other]'
    assert problems(install(toml)) == [
        "plugins.toml: unknown table [other]",
        f"plugins.toml: [plugins.post] pin: {SECRET}",
        "plugins.toml: [plugins.web] use: unknown plug-in 'qqqq': no such module and no installed plug-in of that name",
        "plugins.toml: [plugins.web] password: environment variable NOT_THERE is not set",
    ]


def test_the_mistakes_of_the_settings_come_first_and_none_twice(install):
    with pytest.raises(ConfigurationError) as raised:
        load(install("[plugns]"), ["a mistake in a setting", "plugins.toml: unknown table [plugns], did you mean [plugins]?"])
    assert len(raised.value.problems) == 2 and raised.value.problems[0] == "a mistake in a setting"
