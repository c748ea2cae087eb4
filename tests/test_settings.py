# ruff: noqa: E501  (the tables are data)
"""The settings: read once, every mistake at once, secrets made once and never shown."""

from __future__ import annotations

import os
import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.contract.errors import ConfigurationError
from core.secrets_env import GENERATED, read_or_make
from core.settings import SHIPPED_CONFIG, Settings, write_plain_config

CANARY = "kanariefågel-7Q"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def envagin(tmp_path: Path, table: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(f"[envagin]\n{table}", encoding="utf-8")
    return path


def problems(*arguments, **more) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        Settings.read(*arguments, **more)
    return list(raised.value.problems)


def test_a_first_start_is_the_demo_on_this_machine(data):
    settings = Settings.read(data, environ={})
    assert (settings.demo, settings.config, settings.data) == (True, SHIPPED_CONFIG, data)
    assert (settings.host, settings.port, settings.smtp_port, settings.imap_port) == ("127.0.0.1", 8080, 8025, 8143)
    assert (settings.public_address, settings.local_address) == ("http://localhost:8080", "http://127.0.0.1:8080")
    assert settings.database_url == f"sqlite:///{data}/envagin.db"
    assert (settings.trusted_proxies, settings.files_host) == (0, "")


def test_another_port_takes_the_two_after_it_for_mail(data):
    settings = Settings.read(data, environ={}, port=9000)
    assert (settings.port, settings.smtp_port, settings.imap_port) == (9000, 9001, 9002)
    assert settings.shared["imap_port"] == 9002 and settings.shared["local_address"] == "http://127.0.0.1:9000"


def test_an_argument_wins_over_the_environment_that_over_the_file_that_over_the_default(tmp_path, data):
    config = envagin(tmp_path, 'port = 7001\nhost = "10.0.0.1"')
    environ = {"ENVAGIN_PORT": "7002", "ENVAGIN_HOST": "10.0.0.2"}
    assert Settings.read(data, config, {}).port == 7001
    assert Settings.read(data, config, environ).port == 7002
    assert Settings.read(data, config, environ, port=7003).port == 7003
    assert Settings.read(data, config, environ, port=7003).host == "10.0.0.2"


def test_the_environment_names_the_folder_the_file_and_the_database(tmp_path, data):
    config = envagin(tmp_path, "")
    environ = {"ENVAGIN_DATA": str(data), "ENVAGIN_CONFIG": str(config), "DATABASE_URL": "postgres://u:p@db/envagin"}
    settings = Settings.read(environ=environ)
    assert (settings.data, settings.config) == (data, config)
    assert settings.database_url == "postgresql://u:p@db/envagin"


def test_without_a_given_environment_the_process_has_one(data, monkeypatch):
    monkeypatch.setenv("ENVAGIN_PORT", "7007")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert Settings.read(data).port == 7007


def test_the_folders_own_file_is_found_before_the_shipped_one(data):
    data.mkdir()
    (data / "plugins.toml").write_text("", encoding="utf-8")
    settings = Settings.read(data, environ={})
    assert settings.config == data / "plugins.toml" and not settings.demo


def test_the_public_address_ends_without_a_slash(tmp_path, data):
    config = envagin(tmp_path, 'public_address = "https://direkt.bjorkasa.example/"')
    assert Settings.read(data, config, {}).public_address == "https://direkt.bjorkasa.example"


def test_a_setting_may_be_a_reference(tmp_path, data):
    config = envagin(tmp_path, 'trusted_proxies = { env = "PROXIES" }\nfiles_host = { env = "FILES" }')
    settings = Settings.read(data, config, {"PROXIES": "2", "FILES": "filer.bjorkasa.example"})
    assert (settings.trusted_proxies, settings.files_host) == (2, "filer.bjorkasa.example")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("prot = 1", "[envagin] prot: okänd inställning, menade du 'port'?"),
        ("port = '8080'", "[envagin] port: ska vara ett heltal, utan citattecken"),
        ("port = 65535", "[envagin] port: ska vara från 1 till 65533"),
        ("trusted_proxies = -1", "[envagin] trusted_proxies: ska vara från 0 till 10"),
        ("demo = 1", "[envagin] demo: ska vara true eller false, utan citattecken"),
        ("files_host = 'https://x.example'", "[envagin] files_host: ska vara ett värdnamn, till exempel filer.example"),
        ("public_address = 'bjorkasa.example'", "[envagin] public_address: ska vara en adress, till exempel https://direkt.example"),
        ("public_address = 'http://[x'", "[envagin] public_address: ska vara en adress, till exempel https://direkt.example"),
        ("public_address = 'http://x:port'", "[envagin] public_address: ska vara en adress, till exempel https://direkt.example"),
        ("public_address = 'https://x.example/a'", "[envagin] public_address: ska sluta efter värdnamnet: systemet kan inte ligga under en annan adress"),
        ("host = ''", "[envagin] host: är för kort: minst 1"),
        ("secret_key = 'x'", "[envagin] secret_key: okänd inställning; det finns public_address, files_host, trusted_proxies, host, port, demo, idle_minutes, administrators_need_totp, alarm_address, security_contact, oidc"),
        ("idle_minutes = -1", "[envagin] idle_minutes: ska vara från 0 till 720"),
        ("alarm_address = 'ingen'", "[envagin] alarm_address: ska vara en e-postadress"),
        ("security_contact = 'it@x.example'", "[envagin] security_contact: ska börja med mailto:, https:// eller tel:"),
        ("= 3", "rad 2: ska börja med ett namn eller med en tabell inom hakparenteser"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_setting_is_told_with_its_name(tmp_path, data, table, line):
    assert problems(data, envagin(tmp_path, table), {}) == [f"own.toml: {line}"]


OIDC = """
[envagin.oidc]
issuer = "https://login.bjorkasa.example/"
client_id = "envagin"
client_secret = { env = "OIDC_SECRET" }
[envagin.oidc.roles]
"EVI" = "handlaggare"
"""


def test_the_own_login_is_read_with_its_secret_kept_out_of_sight(tmp_path, data):
    settings = Settings.read(data, envagin(tmp_path, OIDC), {"OIDC_SECRET": CANARY})
    assert settings.oidc is not None and settings.oidc.client_secret == CANARY and CANARY not in repr(settings)
    assert (settings.oidc.issuer, settings.oidc.roles["EVI"]) == ("https://login.bjorkasa.example", "handlaggare")
    assert Settings.read(data, envagin(tmp_path, ""), {}).oidc is None


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("https://login", "http://login", "issuer: ska börja med https://"),
        ('example/"', 'example/.well-known/openid-configuration"', "issuer: ska vara utfärdarens adress (issuer), utan /.well-known/openid-configuration"),
        ('"handlaggare"', '"kung"', "roles"),
        ('{ env = "OIDC_SECRET" }', '"rakt i filen"', 'client_secret: ska skrivas som {env = "NAMN"}: hemligheter hör inte hemma i filen'),
        ("client_id", "klient_id", "client_id"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_own_login_stops_the_start(tmp_path, data, before, after, line):
    found = problems(data, envagin(tmp_path, OIDC.replace(before, after)), {"OIDC_SECRET": CANARY})
    assert any(one.startswith(f"own.toml: [envagin] oidc.{line}") for one in found), found


def test_all_mistakes_come_at_once(tmp_path, data):
    config = envagin(tmp_path, "prot = 1\ndemo = 3\n[plugin.x]")
    environ = {"DATABASE_URL": f"mysql://root:{CANARY}@db", "ENVAGIN_PORT": "åtta", "ENVAGIN_DEMO": "kanske"}
    found = problems(data, config, environ)
    assert found == [
        "ENVAGIN_DEMO ska vara 1 eller 0",
        "own.toml: okänd tabell [plugin], menade du [plugins]?",
        "own.toml: [envagin] demo: ska vara true eller false, utan citattecken",
        "own.toml: [envagin] prot: okänd inställning, menade du 'port'?",
        "porten ska vara ett tal från 1 till 65533: demon tar också de två efter",
        "DATABASE_URL ska börja med sqlite:/// eller postgresql://",
    ]


def test_collect_gives_the_mistakes_beside_settings_that_can_be_used(tmp_path, data):
    settings, found = Settings.collect(data, envagin(tmp_path, "prot = 1"), {})
    assert settings.port == 8080 and len(found) == 1


def test_a_file_that_is_not_there_is_a_mistake(tmp_path, data):
    missing = tmp_path / "none.toml"
    assert problems(data, missing, {}) == [f"none.toml: kan inte läsas: filen eller mappen finns inte ({missing})"]


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    data = tmp_path / "file" / "data"
    assert problems(data, None, {}) == [f"datamappen {data} kan inte användas: en del av sökvägen är ingen mapp"]


def test_the_demo_refuses_to_listen_to_the_world(data):
    line = "demon lyssnar bara på 127.0.0.1, för alla känner till dess lösenord: ta bort host"
    assert problems(data, None, {}, host="0.0.0.0") == [line]
    assert Settings.read(data, environ={}, host="0.0.0.0", demo=False).host == "0.0.0.0"


def test_the_secrets_are_made_once_and_only_their_owner_reads_them(data):
    first, second = Settings.read(data, environ={}), Settings.read(data, environ={})
    assert len(first.secret_key) >= 32 and first.secret_key == second.secret_key
    assert {name: first.environ[name] for name in GENERATED} == {name: second.environ[name] for name in GENERATED}
    assert len({first.environ[name] for name in GENERATED}) == len(GENERATED)
    assert stat.S_IMODE((data / "secrets.env").stat().st_mode) == 0o600


def test_the_real_environment_wins_over_the_file_of_secrets(data):
    settings = Settings.read(data, environ={"ENVAGIN_SECRET_KEY": "mine", "DEMO_MAIL_PASSWORD": "also mine"})
    assert settings.secret_key == "mine" and settings.environ["DEMO_MAIL_PASSWORD"] == "also mine"


def test_a_name_that_came_later_is_added_and_the_rest_is_kept(data):
    data.mkdir()
    path = data / "secrets.env"
    path.write_text("# mine\nENVAGIN_SECRET_KEY='old'\nMAIL_PASSWORD=own", encoding="utf-8")
    path.chmod(0o644)
    found = read_or_make(data)
    assert (found["ENVAGIN_SECRET_KEY"], found["MAIL_PASSWORD"]) == ("old", "own") and found["DEMO_MAIL_PASSWORD"]
    assert path.read_text(encoding="utf-8").startswith("# mine\n") and read_or_make(data) == found
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_secrets(data):
    data.mkdir()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: read_or_make(data), range(24)))
    assert all(secrets == found[0] for secrets in found)


def test_nothing_secret_is_shown_of_the_settings(data):
    environ = {"DATABASE_URL": f"postgresql://u:{CANARY}@db/x", "MAIL_PASSWORD": CANARY, "ENVAGIN_SECRET_KEY": CANARY}
    settings = Settings.read(data, environ=environ)
    assert settings.environ["MAIL_PASSWORD"] == settings.secret_key == CANARY
    assert CANARY not in repr(settings) and CANARY not in str(settings) and CANARY not in repr(settings.shared)


def test_a_setting_cannot_be_changed_afterwards(data):
    settings = Settings.read(data, environ={"A": "1"})
    with pytest.raises(AttributeError):
        settings.port = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        settings.environ["A"] = "2"  # type: ignore[index]


def test_no_demo_writes_a_file_with_every_plugin_off(data):
    settings = Settings.read(data, environ={}, demo=False)
    written = tomllib.loads(settings.config.read_text(encoding="utf-8"))
    shipped = tomllib.loads(SHIPPED_CONFIG.read_text(encoding="utf-8"))
    assert settings.config == data / "plugins.toml" and not settings.demo
    assert list(written["plugins"]) == list(shipped["plugins"]) and written["envagin"]["demo"] is False
    assert [table["enabled"] for table in written["plugins"].values()] == [False] * len(written["plugins"])
    assert not Settings.read(data, environ={}).demo


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "plugins.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_plain_config(tmp_path / "plugins.toml")
    assert (tmp_path / "plugins.toml").read_text(encoding="utf-8") == "mine"


def test_the_environment_is_not_touched(data):
    before = dict(os.environ)
    Settings.read(data)
    assert dict(os.environ) == before
