"""The command line: what it prints, and that every mistake is one sentence that says what to do."""

from __future__ import annotations

import io
import json
import socket
import sqlite3
from pathlib import Path

import pytest

from core.cli import main
from tests.doubles import letter

TOML = """
[plugins.paper]
use = "tests.doubles:PaperChannel"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation on SQLite, made by the command itself."""
    (tmp_path / "plugins.toml").write_text(TOML)
    for name in ("DATABASE_URL", "ENVAGIN_DATA", "ENVAGIN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, "db", "upgrade") == 0
    make_ready(tmp_path)
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return main([words[0], "--data", str(folder), "--no-demo", *words[1:]])


def make_ready(folder: Path) -> None:
    """What `./run` does before it starts the processes."""
    from core.commands.serve import prepare
    from core.contract.loader import load
    from core.settings import Settings

    settings = Settings.read(data=folder, demo=False)
    prepare(settings, load(settings))


def type_password(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def test_a_user_is_added_listed_and_given_a_new_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_password(monkeypatch, "ett långt lösenord")
    assert run(folder, "user", "add", "stina", "--name", "Stina Ek", "--role", "gruppledare") == 0
    type_password(monkeypatch, "ett annat lösenord")
    assert run(folder, "user", "password", "stina") == 0
    assert run(folder, "user", "list") == 0
    assert "stina          Stina Ek                     gruppledare" in capsys.readouterr().out


def test_options_may_stand_before_the_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    type_password(monkeypatch, "ett långt lösenord")
    assert main(["user", "add", "--data", str(folder), "--no-demo", "--role", "administrator", "ada"]) == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("user", "add", "x", "--role", "kung"), "Rollen finns inte"),
        (("user", "password", "ingen"), "ingen sådan inloggning"),
        (("user", "bort"), "Skriv ./run user"),
        (("db", "bort"), "Skriv ./run db"),
        (("plugin", "bort"), "Skriv ./run plugin"),
        (("cases", "--json"), "Ange vem som läser"),
        (("cases", "--json", "--as", "ingen"), "ingen sådan inloggning"),
        (("receive", "papper", "x"), "ingen kanal med det namnet"),
        (("receive", "paper", "finns-inte.eml"), "filen finns inte"),
    ],
)
def test_a_mistake_is_one_sentence(
    folder: Path, words: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_password(monkeypatch, "ett långt lösenord")
    assert run(folder, *words) == 1
    assert says in capsys.readouterr().err


def test_a_short_password_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_password(monkeypatch, "kort")
    assert run(folder, "user", "add", "x") == 1
    assert "för kort" in capsys.readouterr().err


def test_somebody_is_added_without_a_password_and_gets_a_link(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_password(monkeypatch, "")
    assert run(folder, "user", "add", "stina") == 0
    assert run(folder, "user", "link", "stina") == 0
    assert "http://localhost:8080/logga-in/nytt/" in capsys.readouterr().out
    assert run(folder, "user", "no-totp", "stina") == 0
    assert run(folder, "user", "link", "ingen") == 1
    assert "ingen sådan inloggning" in capsys.readouterr().err


def test_the_emergency_account_is_made_and_its_password_printed_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "user", "break-glass") == 0
    login, first, words = capsys.readouterr().out.splitlines()[-3:]
    assert (login, len(first)) == ("nodkonto", 29) and "lås in det" in words
    assert run(folder, "user", "break-glass") == 0
    assert first not in capsys.readouterr().out
    assert run(folder, "user", "list") == 0
    assert "nodkonto       Nödkonto                     administrator" in capsys.readouterr().out


def test_check_names_a_unit_of_the_own_login_that_is_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OIDC_SECRET", "kanariefågel")
    (folder / "plugins.toml").write_text(
        TOML + '[envagin.oidc]\nissuer = "https://login.example"\nclient_id = "x"\n'
        'client_secret = { env = "OIDC_SECRET" }\nroles = { a = "chef" }\nunits = { b = "KTJ", c = "SAKNAS" }\n'
    )
    assert run(folder, "check") == 1
    said = capsys.readouterr().err
    assert "[envagin.oidc] units: SAKNAS är varken" in said and "KTJ" not in said and "kanariefågel" not in said


def test_received_files_become_cases_that_only_those_who_may_can_list(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        values = {"from": "mona@invanare.example", "subject": f"Fråga {number}", "text": "Hej"}
        (folder / f"m{number}.json").write_bytes(letter(f"m{number}", **values))
    (folder / "broken.json").write_bytes(b"\xff\x00")
    sources = [str(folder / name) for name in ("m1.json", "m2.json", "m1.json", "broken.json")]
    assert run(folder, "receive", "paper", *sources) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[2] for line in lines] == ["new", "new", "duplicate", "unreadable"]
    assert lines[0][3] == lines[2][3] and lines[0][3].startswith("20")
    for login, role in (("stina", "kommunvagledare"), ("ada", "administrator")):
        type_password(monkeypatch, "ett långt lösenord")
        assert run(folder, "user", "add", login, "--role", role) == 0
    capsys.readouterr()
    assert run(folder, "cases", "--json", "--as", "stina") == 0
    cases = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [case["subject"] for case in cases[:2]] == ["Fråga 1", "Fråga 2"]
    assert cases[0]["forvaltning"] == "KTJ" and cases[0]["rosa_level"] == 1 and cases[0]["svarsgrupp"] == "5"
    assert cases[0]["messages"][0] == {
        "direction": "in", "channel": "email", "kind": "message", "text": "Hej", "state": "received",
    }  # fmt: skip
    assert run(folder, "cases", "--json", "--as", "ada") == 0
    assert capsys.readouterr().out == ""


def test_check_says_that_all_is_well_and_names_what_is_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "check") == 0
    (folder / "plugins.toml").write_text(TOML + '[plugins.paper.options]\nforvaltning = "NOPE"\nsvarsgrupp = 9\n')
    assert run(folder, "check") == 1
    err = capsys.readouterr().err
    assert "forvaltning: finns inte i databasen" in err and "svarsgrupp: finns inte i databasen" in err


def test_a_renamed_plugin_keeps_its_cases_and_check_warns_until_then(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m1.json").write_bytes(letter("m1", **{"from": "mona@invanare.example", "subject": "Hej"}))
    run(folder, "receive", "paper", str(folder / "m1.json"))
    (folder / "plugins.toml").write_text(TOML.replace("plugins.paper", "plugins.papper"))
    assert run(folder, "check") == 0
    assert "./run plugin rename paper NYTT" in capsys.readouterr().out
    assert run(folder, "plugin", "rename", "paper", "papper") == 0
    capsys.readouterr()
    assert run(folder, "check") == 0
    assert "rename" not in capsys.readouterr().out


def test_a_backup_is_restored_into_an_empty_folder(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m1.json").write_bytes(letter("m1", **{"from": "mona@invanare.example", "subject": "Hej"}))
    run(folder, "receive", "paper", str(folder / "m1.json"))
    copy = tmp_path_factory.mktemp("copy") / "all.tar"
    assert run(folder, "db", "backup", str(copy)) == 0
    other = tmp_path_factory.mktemp("other")
    (other / "plugins.toml").write_text(TOML)
    assert run(other, "db", "restore", str(copy)) == 0
    assert run(other, "check") == 0
    assert run(folder, "db", "restore", str(copy)) == 1, "never over what is there"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("foo", "kommandot foo finns inte. Välj ett av "),
        ("cases", "--json saknas. "),
        ("check --port x", "--port ska vara ett heltal. "),
        ("check --demo --no-demo", "--no-demo och --demo går inte ihop: välj en av dem. "),
        ("check --data", "--data ska följas av ett värde. envagin check --help visar mer."),
        ("check --hej", "förstår inte: --hej. "),
        ("check --no-demo=1", "--no-demo tar inget värde. "),
        ("check --d x", "--d kan betyda --data, --demo: skriv ut hela. "),
    ],
)
def test_a_command_that_is_not_understood_is_told_in_swedish(
    words: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    said = capsys.readouterr().err
    assert ended.value.code == 2 and said.startswith("användning: envagin") and says in said.splitlines()[-1] + " "


def test_a_taken_port_is_said_before_anything_starts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["--data", str(folder), "--no-demo", "--port", port]) == 1
    assert f"Port {port} kan inte användas" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert run(folder, "user", "list") == 1
    assert "Databasen svarar inte" in capsys.readouterr().err


def test_a_data_folder_that_cannot_be_made_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", "/dev/null/data", "--no-demo"]) == 1
    assert capsys.readouterr().err == "datamappen /dev/null/data kan inte användas: en del av sökvägen är ingen mapp\n"


def test_check_sees_counters_that_are_wrong_and_rebuild_mends_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m1.json").write_bytes(letter("m1", **{"from": "mona@invanare.example", "subject": "Hej"}))
    run(folder, "receive", "paper", str(folder / "m1.json"))
    with sqlite3.connect(folder / "envagin.db") as broken:
        broken.execute("UPDATE counters SET n = n + 7")
    assert run(folder, "check") == 1
    assert run(folder, "db", "rebuild") == 0
    assert run(folder, "check") == 0


@pytest.mark.parametrize("content", [b"this is a letter and no database, however long it is. " * 100, b"\0" * 8192])
@pytest.mark.parametrize("words", [("check",), ("db", "upgrade"), ("cases", "--json", "--as", "stina")])
def test_a_file_that_is_no_database_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: tuple[str, ...]
) -> None:
    for file in folder.glob("envagin.db*"):
        file.unlink()
    (folder / "envagin.db").write_bytes(content)
    assert run(folder, *words) == 1
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1 and "går inte att läsa: file is not a database" in said
    assert "./run db restore FIL" in said


def test_a_file_where_the_data_folder_should_be_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").touch()
    assert run(tmp_path / "data", "check") == 1
    assert capsys.readouterr().err.strip().endswith("data kan inte användas: det är en fil, ingen mapp")


def test_a_role_is_given_for_a_namnd_for_a_unit_and_until_a_day(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for login, *words in (
        ("rex", "--role", "revisor", "--namnd", "alla", "--until", "2030-03-31"),
        ("dag", "--role", "dataskydd", "--namnd", "KS"),
        ("ana", "--role", "analytiker"),
    ):
        type_password(monkeypatch, "ett långt lösenord")
        assert run(folder, "user", "add", login, *words) == 0
    assert run(folder, "user", "list") == 0
    said = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "rex rex revisor till 2030-03-31" in said
    assert "dag dag dataskydd KS" in said and "ana ana analytiker" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "dataskydd", "--namnd", "alla"), "alla: nämnden finns inte"),
        (("--role", "chef", "--namnd", "KS"), "--namnd gäller bara"),
        (("--role", "revisor", "--until", "snart"), "snart: skriv dagen som"),
    ],
)
def test_a_role_that_cannot_hold_is_refused_in_a_sentence(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    says: str,
) -> None:
    type_password(monkeypatch, "ett långt lösenord")
    assert run(folder, "user", "add", "x", *words) == 1
    assert says in capsys.readouterr().err


def test_the_trace_is_printed_for_a_case_and_a_person_and_the_look_is_itself_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_password(monkeypatch, "ett långt lösenord")
    assert run(folder, "user", "add", "jonas", "--role", "gruppledare") == 0
    (folder / "one.json").write_bytes(letter("m1", subject="Hemlig rubrik"))
    assert run(folder, "receive", "paper", str(folder / "one.json")) == 0
    number = capsys.readouterr().out.split("\t")[3]
    assert run(folder, "cases", "--json", "--as", "jonas") == 0
    capsys.readouterr()
    assert run(folder, "audit", "--case", number, "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["action"] for row in rows} >= {"log_searched", "opened"} and rows[0]["data"]["where"] == "command"
    assert run(folder, "audit", "--agent", "jonas", "--since", "2020-01-01") == 0
    said = capsys.readouterr().out
    assert "jonas          export_cases" in said and "Hemlig" not in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--case", "2026-999999"), "2026-999999: inget sådant ärende"),
        (("--agent", "ingen"), "ingen sådan inloggning"),
        (("--since", "igår"), "igår: skriv dagen som"),
    ],
)
def test_a_trace_of_nothing_is_refused_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert run(folder, "audit", *words) == 1
    assert says in capsys.readouterr().err
