"""What plugins.toml becomes: plug-ins with their options, and one that breaks takes down only itself."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from core.contract.errors import ConfigurationError
from core.contract.instances import Instance
from core.contract.loader import load
from core.settings import Settings

CANARY = "kanariefågel-7Q'x"

MAIL = """
[plugins.post]
use = "loader_cast.mailbox"
[plugins.post.options]
address = "direkt@bjorkasa.example"
forvaltning = "TEK"
svarsgrupp = 4
"""
BROKEN = '[plugins.sick]\nuse = "loader_cast.{}"\n'


def test_a_plugin_gets_its_validated_options_and_the_core_keeps_its_own(install):
    instance = load(install(MAIL))["post"]
    assert (instance.state, instance.forvaltning, instance.svarsgrupp) == ("on", "TEK", "4")
    assert instance.plugin is not None and instance.plugin.name == "post"
    assert instance.plugin.options == {"address": "direkt@bjorkasa.example", "pause": 1.0}


def test_two_instances_of_one_class_stand_side_by_side_in_the_order_of_the_file(install):
    plugins = load(install(MAIL.replace("post", "tekniska") + MAIL.replace("4", '"5"')))
    assert list(plugins) == ["tekniska", "post"]
    assert [instance.svarsgrupp for instance in plugins.values()] == ["4", "5"]
    first, second = plugins.on()
    assert type(first) is type(second) and first is not second and plugins.channels() == [first, second]


def test_no_plugins_at_all_is_no_mistake(install):
    plugins = load(install(""))
    assert len(plugins) == 0 and plugins.on() == [] and plugins.warnings == ()


def test_a_class_can_be_named_without_its_package_naming_a_plugin(install):
    assert load(install(MAIL.replace("cast.mailbox", "cast.mailbox:Mailbox")))["post"].state == "on"


def test_references_lead_to_the_environment_to_files_and_to_the_settings(install, tmp_path):
    (tmp_path / "pin").write_text("1234\n", encoding="utf-8")
    toml = f"""{MAIL}
        pin = {{ file = "{tmp_path}/pin" }}
        pause = {{ env = "PAUSE" }}
        folders = [{{ setting = "local_address", path = "/demo" }}]
        imap = {{ host = {{ env = "HOST" }}, port = {{ env = "PORT" }}, watch = {{ env = "WATCH" }} }}
        backups = [{{ host = "b", port = {{ setting = "imap_port" }} }}]"""
    plugin = load(install(toml, HOST="imap.bjorkasa.example", PORT="143", WATCH="false", PAUSE="0.5")).on()[0]
    assert plugin.options["pin"] == "1234" and plugin.options["pause"] == 0.5
    assert plugin.options["folders"] == ["http://127.0.0.1:8080/demo"]
    assert plugin.options["imap"] == {"host": "imap.bjorkasa.example", "port": 143, "watch": False}
    assert plugin.options["backups"] == [{"host": "b", "port": 8143, "watch": True}]


def test_a_date_may_be_written_as_toml_writes_dates(install):
    assert load(install(MAIL + "since = 2026-01-31")).on()[0].options["since"] == date(2026, 1, 31)


def test_a_whole_number_will_do_where_a_fraction_may_stand(install):
    assert load(install(MAIL + "pause = 2")).on()[0].options["pause"] == 2.0


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("breaks_at_import", "RuntimeError: no licence found"),
        ("lacks_a_library", "ModuleNotFoundError: No module named 'a_library_that_nobody_has'"),
        ("breaks_when_made:Quitting", "SystemExit: 3"),
        ("breaks_when_made:BadSchema", "KeyError: 'schema'"),
    ],
)
def test_a_plugin_that_breaks_is_switched_off_with_its_reason_and_the_rest_runs(install, caplog, module, reason):
    plugins = load(install(BROKEN.format(module) + MAIL))
    assert (plugins["sick"].state, plugins["sick"].reason, plugins["sick"].plugin) == ("failed", reason, None)
    assert [plugin.name for plugin in plugins.on()] == ["post"]
    assert f"insticksmodulen sick är avstängd: {reason}" in caplog.text


def test_a_plugin_that_fails_later_is_switched_off_as_well(install, caplog):
    plugins = load(install(MAIL))
    plugins["post"].fail(OSError("no such port: direkt@bjorkasa.example"))
    assert (plugins["post"].state, plugins["post"].reason) == ("failed", "OSError: no such port: …")
    assert plugins.on() == []
    plugins["post"].fail("its blueprint is taken")
    assert plugins["post"].reason == "its blueprint is taken"


def test_a_disabled_plugin_is_not_made_and_its_mistakes_are_warnings(install):
    toml = 'enabled = false\n[plugins.off.options]\nimap = { host = "h", port = "1" }\npin = { env = "NOT_THERE" }'
    plugins = load(install(f'{MAIL}[plugins.off]\nuse = "loader_cast.mailbox"\n{toml}'))
    assert (plugins["off"].state, plugins["off"].plugin, plugins["off"].enabled) == ("off", None, False)
    assert plugins.warnings == (
        "plugins.toml: [plugins.off] address: saknas: skriv den här inställningen",
        "plugins.toml: [plugins.off] imap.port: ska vara ett heltal, utan citattecken",
        "plugins.toml: [plugins.off] pin: miljövariabeln NOT_THERE är inte satt: "
        "sätt den, eller skriv den i secrets.env i datamappen",
    )
    assert [plugin.name for plugin in plugins.on()] == ["post"]


def test_a_disabled_plugin_that_breaks_is_a_warning_too(install):
    plugins = load(install(BROKEN.format("breaks_at_import") + "enabled = false"))
    line = "plugins.toml: [plugins.sick] går sönder när den läses in: RuntimeError: no licence found"
    assert (plugins["sick"].state, plugins.warnings) == ("off", (line,))


def test_nothing_is_made_while_another_table_has_a_mistake(install, caplog):
    with pytest.raises(ConfigurationError):
        load(install(BROKEN.format("breaks_when_made:Quitting") + '[plugins.web]\nuse = "qqqq"'))
    assert "SystemExit" not in caplog.text


EVERYWHERE = f"""
[plugins.a]
use = "loader_cast.mailbox"
[plugins.a.options]
address = {{ env = "CANARY" }}
pin = "{CANARY}"
since = "{CANARY}"
folders = [3, "{CANARY}"]
token_kind = {{ env = "{CANARY}" }}
unknown = "{CANARY}"
svarsgrupp = "{CANARY}"
forvaltning = {{ file = "{CANARY}" }}
imap = {{ host = "h", port = "{CANARY}", security = "{CANARY}", password = "{CANARY}", watch = {{ env = "CANARY" }} }}
[plugins.b]
use = "loader_cast.mailbox"
password = "{CANARY}"
enabled = "{CANARY}"
[plugins.c]
use = "qqqq"
options = {{ password = "{CANARY}" }}
"""


def test_no_value_is_ever_repeated_in_a_problem(install):
    settings = install(EVERYWHERE, CANARY=CANARY)
    with pytest.raises(ConfigurationError) as raised:
        load(settings)
    assert len(raised.value.problems) >= 12
    for text in (str(raised.value), repr(raised.value), repr(settings)):
        assert CANARY not in text and "kanarie" not in text


@pytest.mark.parametrize("option", ['host = "{0}"', 'host = "h"\npassword = {{ env = "CANARY" }}'])
def test_a_plugin_that_tells_its_options_while_breaking_is_silenced(install, caplog, option):
    caplog.set_level(logging.DEBUG)
    toml = BROKEN.format("breaks_when_made:Talkative") + "[plugins.sick.options]\n" + option.format(CANARY)
    plugins = load(install(toml, CANARY=CANARY))
    assert plugins["sick"].reason.startswith("ValueError: cannot log in to … with ")
    for text in (plugins["sick"].reason, repr(plugins), repr(plugins["sick"]), caplog.text):
        assert "kanarie" not in text


def test_what_is_shown_of_a_running_plugin_holds_no_option(install):
    toml = MAIL + 'pin = { env = "CANARY" }'
    plugins = load(install(toml, CANARY=CANARY))
    assert plugins.on()[0].options["pin"] == CANARY
    assert "kanarie" not in repr(plugins) and "direkt@" not in repr(plugins)


def test_an_instance_starts_switched_off():
    assert (Instance("x", "y").state, Instance("x", "y").plugin) == ("off", None)


def test_the_shipped_file_is_without_mistakes(tmp_path: Path):
    settings = Settings.read(tmp_path, environ={})
    plugins = load(settings)
    assert settings.config.name == "plugins.toml" and settings.demo
    assert [(instance.name, instance.state, instance.reason) for instance in plugins.values()] == [
        (name, "on", "") for name in ("email", "sms", "webform", "phone", "synpunkter", "kunskap", "demo")
    ]
