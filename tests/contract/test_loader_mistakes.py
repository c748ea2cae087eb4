# ruff: noqa: E501  (the tables are data)
"""Every mistake in plugins.toml has its line: which file, which table, what to write instead."""

from __future__ import annotations

import pytest

from core.contract.errors import ConfigurationError
from core.contract.loader import RESERVED_NAMES, load
from core.settings import Settings

POST = '[plugins.post]\nuse = "loader_cast.mailbox"\n'
OPTIONS = POST + '[plugins.post.options]\naddress = "direkt@bjorkasa.example"\n'
SECRET = 'ska skrivas som {env = "NAMN"}: hemligheter hör inte hemma i filen'
UNSET = "är inte satt: sätt den, eller skriv den i secrets.env i datamappen"
KNOWN = "address, imap, pause, folders, backups, since, pin, token_kind, forvaltning, svarsgrupp"

FILE = [
    ("[plugins", ["plugins.toml: sista raden: ] saknas efter tabellens namn"]),
    ("[plugins]\n\nuse = \n", ["plugins.toml: rad 3: värdet går inte att läsa. Text ska stå inom citattecken"]),
    ("x = " + "[" * 5000, ["plugins.toml: kan inte läsas som TOML"]),
    ("x = " + "9" * 5000, ["plugins.toml: kan inte läsas som TOML"]),
    ("[plugin.email]", ["plugins.toml: okänd tabell [plugin], menade du [plugins]?"]),
    ("[[plugins]]", ["plugins.toml: [plugins] ska vara en tabell"]),
    ("colour = 3", ["plugins.toml: okänd nyckel 'colour'"]),
]

TABLE = [
    ('[plugins]\npost = "loader_cast.mailbox"', ['[plugins.post] ska vara en tabell med use = "…"']),
    ("[plugins.post]", ["[plugins.post] use saknas: skriv vilken insticksmodul det är"]),
    ("[plugins.post]\nuse = 3", ["[plugins.post] use: ska vara text, inom citattecken"]),
    (
        "[plugins.post]\nusse = 'x'",
        [
            "[plugins.post] okänd nyckel 'usse', menade du 'use'?",
            "[plugins.post] use saknas: skriv vilken insticksmodul det är",
        ],
    ),
    (
        OPTIONS.replace("[plugins.post.o", "port = 3\n[plugins.post.o"),
        ["[plugins.post] okänd nyckel 'port'; inställningar skrivs i [plugins.post.options]"],
    ),
    (OPTIONS + "enabled = false", ["[plugins.post] enabled: hör hemma i [plugins.post], inte i dess options"]),
    (
        OPTIONS.replace("[plugins.post.o", "enabled = 'yes'\n[plugins.post.o"),
        ["[plugins.post] enabled: ska vara true eller false, utan citattecken"],
    ),
    (POST + "options = 3", ["[plugins.post] options: ska vara en tabell"]),
    (
        OPTIONS.replace(".post", ".Post"),
        ["[plugins.Post] namnet ska börja med a-z och bara ha a-z, 0-9, - och _ (högst 40 tecken), menade du 'post'?"],
    ),
    (
        OPTIONS.replace(".post", '."en post"'),
        ["[plugins.en post] namnet ska börja med a-z och bara ha a-z, 0-9, - och _ (högst 40 tecken)"],
    ),
]

USE = [
    ("loader_cast.mailbx", "insticksmodulen 'loader_cast.mailbx' finns inte, menade du 'loader_cast.mailbox'?"),
    ("loader_cats.mailbox", "insticksmodulen 'loader_cats.mailbox' finns inte, menade du 'loader_cast.mailbox'?"),
    ("loader_cast.mailbx:Mailbox", "insticksmodulen 'loader_cast.mailbx' finns inte, menade du 'loader_cast.mailbox'?"),
    ("qqqq", "insticksmodulen 'qqqq' finns inte: varken en modul eller ett installerat paket har det namnet"),
    ("loader_cast.mailbox.x", "insticksmodulen 'loader_cast.mailbox.x' finns inte: varken en modul eller ett installerat paket har det namnet"),
    ("loader_cast.mailbox:Mailbx", "'loader_cast.mailbox:Mailbx': Mailbx finns inte i loader_cast.mailbox, menade du 'Mailbox'?"),
    ("loader_cast.nameless", "'loader_cast.nameless' har ingen klass som heter `plugin`: skriv modul:Klass"),
    ("loader_cast.mailbox:JustAClass", "'loader_cast.mailbox:JustAClass' är ingen insticksmodul: klassen ska ärva från core.Plugin eller core.Channel"),
    ("loader_cast.mailbox:WithoutSchema", "'loader_cast.mailbox:WithoutSchema': klassens Options ska vara ett Schema från marshmallow"),
    ("../mailbox.py", "ska vara ett paket, modul:Klass eller namnet på en installerad insticksmodul"),
    ("", "ska vara ett paket, modul:Klass eller namnet på en installerad insticksmodul"),
    ("loader_cast.mailbox:", "ska vara ett paket, modul:Klass eller namnet på en installerad insticksmodul"),
]  # fmt: skip

OPTION = [
    ('imap = { host = "h", port = "993" }', ["imap.port: ska vara ett heltal, utan citattecken"]),
    ('imap = { host = "h", port = 993.0 }', ["imap.port: ska vara ett heltal, utan citattecken"]),
    ('imap = { host = "h", port = true }', ["imap.port: ska vara ett heltal, utan citattecken"]),
    ('imap = { host = "h", watch = 1 }', ["imap.watch: ska vara true eller false, utan citattecken"]),
    ('imap = { host = "h", security = "tsl" }', ["imap.security: ska vara en av: tls, starttls, none"]),
    ("imap = { user = 'direkt' }", ["imap.host: saknas: skriv den här inställningen"]),
    ('imap = { hots = "h" }', [
        "imap.host: saknas: skriv den här inställningen", "imap.hots: okänd inställning, menade du 'host'?"
    ]),
    ("imap = 3", ["imap: ska vara en tabell"]),
    ('backups = [{ host = "a" }, { host = "b", prt = 1 }]', ["backups.1.prt: okänd inställning, menade du 'port'?"]),
    ("pause = '2'", ["pause: ska vara ett tal, utan citattecken"]),
    ("folders = ['INBOX', 3]", ["folders.1: ska vara text, inom citattecken"]),
    ("folders = ['A', 'A']", ["the folders ['…', '…'] are alike"]),
    ("forvaltnng = 'TEK'", ["forvaltnng: okänd inställning, menade du 'forvaltning'?"]),
    ("qqqq = 1", ["qqqq: okänd inställning; det finns " + KNOWN]),
    ("forvaltning = 'Tekniska'", ["forvaltning: ska vara en kod som TEK"]),
    ("svarsgrupp = 'fyra'", ["svarsgrupp: ska vara svarsgruppens siffra, till exempel 4"]),
    ('imap = { host = "h", password = "hemligt" }', [f"imap.password: {SECRET}"]),
    ('imap = { host = "h", password = { evn = "MAIL_PASSWORD" } }', [f"imap.password: {SECRET}"]),
    ('pin = "1234"', [f"pin: {SECRET}"]),
    ('pasword = "hemligt"', ["pasword: okänd inställning; det finns " + KNOWN]),
    ('client_secret = "hemligt"', [f"client_secret: {SECRET}", "client_secret: okänd inställning; det finns " + KNOWN]),
    ('imap = { host = "h", password = { env = "MAIL_PASSWORD" } }', [
        f"imap.password: miljövariabeln MAIL_PASSWORD {UNSET}"
    ]),
    ('imap = { host = "h", password = { env = "EMPTY" } }', ["imap.password: miljövariabeln EMPTY är tom: ge den ett värde"]),
    ('imap = { host = "h", password = { env = "hemligt" } }', [
        "imap.password: env ska vara namnet på en miljövariabel, i stora bokstäver"
    ]),
    ('imap = { host = "h", password = { env = 3 } }', ["imap.password: det som en hänvisning pekar på ska stå som text, inom citattecken"]),
    ('pin = { file = "/nowhere/pin" }', ["pin: filen /nowhere/pin kan inte läsas: filen eller mappen finns inte"]),
    ('pin = { file = "pin" }', ["pin: file ska vara en hel sökväg, som börjar med /"]),
    ('imap = { host = "h", port = { env = "TEXT" } }', ["imap.port: ska vara ett heltal, utan citattecken"]),
    ('imap = { host = "h", port = { setting = "imap_prt" } }', ["imap.port: setting är ett okänt namn, menade du 'imap_port'?"]),
    ('imap = { host = "h", port = { setting = "local_address" } }', ["imap.port: ska vara ett heltal, utan citattecken"]),
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
    assert problems(settings) == ["plugins.toml: rad 2: är inte text i UTF-8. Spara om filen"]


def test_a_missing_file_is_told_with_its_path(install):
    settings = install("")
    settings.config.unlink()
    assert problems(settings) == [f"plugins.toml: kan inte läsas: filen eller mappen finns inte ({settings.config})"]


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
    line = (
        f"plugins.toml: [plugins.{name}] namnet är upptaget, för /{name} är en av systemets egna sidor: välj ett annat"
    )
    assert problems(install(OPTIONS.replace(".post", f".{name}"))) == [line]


def test_all_mistakes_of_all_tables_come_at_once(install):
    toml = (
        OPTIONS + 'pin = "1234"\n[plugins.web]\nuse = "qqqq"\noptions = { password = { env = "NOT_THERE" } }\n[other]'
    )
    assert problems(install(toml)) == [
        "plugins.toml: okänd tabell [other]",
        f"plugins.toml: [plugins.post] pin: {SECRET}",
        "plugins.toml: [plugins.web] use: insticksmodulen 'qqqq' finns inte: varken en modul eller ett installerat paket har det namnet",
        f"plugins.toml: [plugins.web] password: miljövariabeln NOT_THERE {UNSET}",
    ]


def test_the_mistakes_of_the_settings_come_first_and_none_twice(install):
    with pytest.raises(ConfigurationError) as raised:
        load(
            install("[plugns]"), ["a mistake in a setting", "plugins.toml: okänd tabell [plugns], menade du [plugins]?"]
        )
    assert len(raised.value.problems) == 2 and raised.value.problems[0] == "a mistake in a setting"
