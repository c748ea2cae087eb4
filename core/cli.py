"""`envagin` and `./run`: reads the words, loads settings and plug-ins, calls a command."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import DatabaseError, OperationalError

from core.app import create_app
from core.commands import looking, messages, people, serve, trace
from core.commands.parser import Parser
from core.contract.errors import ConfigurationError, EnvagError
from core.contract.instances import Plugins
from core.contract.loader import load
from core.contract.os_reasons import reason
from core.settings import Settings
from core.store.backup import backup
from core.store.checks import RESTORE
from core.store.restore import restore
from core.store.schema import require_current, upgrade

Command = Callable[[argparse.Namespace, Settings, Plugins], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
ANSWER = ("source", "message_id", "disposition", "case", "reason")
DEMO_READER = "jonas"  # the demo's gruppledare, whom `./run cases` reads as


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 well, 1 something is wrong, 2 not understood."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _understood(words if words and not words[0].startswith("-") else ["serve", *words])
    try:
        settings, found = Settings.collect(
            options.data, options.config, host=options.host, port=options.port, demo=options.demo
        )
        command: Command = options.command
        return command(options, settings, load(settings, found))
    except ConfigurationError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
    except EnvagError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    except DatabaseError as error:
        print(_why(error), file=sys.stderr)
    except OSError as error:
        what = f"{error.filename or ''}: {reason(error)}".removeprefix(": ")
        print(f"{what}. Ändra rättigheterna eller välj en annan mapp med --data.", file=sys.stderr)
    return 1


def _why(error: DatabaseError) -> str:
    """A database that is away, or a file that is none. Anything else is a mistake of ours and is shown whole."""
    said = str(error.orig).splitlines()[0]
    if isinstance(error, OperationalError):
        return f"Databasen svarar inte: {said}"
    if type(error) is not DatabaseError:
        raise error
    return f"Databasen går inte att läsa: {said}. {RESTORE}"


def _understood(words: list[str]) -> argparse.Namespace:
    """The options. argparse gives up on a command's words when options stand among them; they are put together here."""
    parser = _parser()
    options, rest = parser.parse_known_args(words)
    if rest and (not hasattr(options, "words") or any(word.startswith("-") for word in rest)):
        parser.error(f"förstår inte: {' '.join(rest)}")
    if rest:
        options.words += rest
    return options


def _parser() -> argparse.ArgumentParser:
    parser, shared = Parser(prog="envagin", description="En väg in: kontaktcentrets ärendesystem."), _shared()
    sub = parser.add_subparsers(required=True, metavar="KOMMANDO")

    def add(name: str, command: Command, words: str) -> argparse.ArgumentParser:
        one = sub.add_parser(name, help=words, parents=[shared])
        one.set_defaults(command=command)
        return one

    add("serve", _serve, "starta allt (förvalt)").add_argument("--no-worker", action="store_true")
    add("web", lambda o, s, p: serve.web(s, p), "en webbprocess")
    add("worker", lambda o, s, p: serve.worker(s, p), "en arbetsprocess")
    add("check", _check, "kontrollera inställningar, databas och filer")
    _add_messages(add)
    _add_tending(add)
    _add_modules(add)
    return parser


def _shared() -> Parser:
    """What every command takes."""
    shared = Parser(add_help=False)
    shared.add_argument("--data", type=Path, help="mappen med databas, filer och hemligheter (annars ./data)")
    shared.add_argument("--config", type=Path, help="plugins.toml att använda")
    shared.add_argument("--host", help="adress att lyssna på")
    shared.add_argument("--port", type=int, help="port; demons SMTP och IMAP tar de två efter")
    demo = shared.add_mutually_exclusive_group()
    demo.add_argument("--demo", action="store_true", default=None, help="med demokommunen Björkåsa")
    demo.add_argument("--no-demo", dest="demo", action="store_false", help="en tom installation")
    return shared


def _add_messages(add: Add) -> None:
    one = add("cases", _cases, "ärenden som JSON, en rad var")
    one.add_argument("--json", action="store_true", required=True)
    one.add_argument("--as", dest="user", metavar="USER")
    one.add_argument("--status")
    one = add("audit", _audit, "vem har gjort vad: ett ärende, en person eller sedan en dag")
    one.add_argument("--case", default="", metavar="NUMMER")
    one.add_argument("--agent", metavar="INLOGGNING")
    one.add_argument("--since", metavar="ÅÅÅÅ-MM-DD")
    one.add_argument("--json", action="store_true")
    one = add("receive", _receive, "ta emot råa meddelanden från filer")
    one.add_argument("instance")
    one.add_argument("sources", nargs="+", metavar="FILE|DIR|MBOX|-")


def _add_tending(add: Add) -> None:
    add("plugin", _plugin, "list | rename OLD NEW").add_argument("words", nargs="+")
    one = add("user", _user, people.USAGE)
    one.add_argument("words", nargs="+")
    one.add_argument("--name", default="")
    one.add_argument("--role", default="kommunvagledare")
    for name in ("--forvaltning", "--namnd", "--until"):
        one.add_argument(name)
    add("db", _db, "upgrade | check | rebuild | backup FIL | restore FIL").add_argument("words", nargs="+")


def _add_modules(add: Add) -> None:
    add("bench", _module("bench"), "mät hastigheten: ingest, inbox").add_argument("words", nargs=argparse.REMAINDER)
    one = add("screenshots", _screenshots, "ta bilder av demons sidor")
    one.add_argument("--out", type=Path, metavar="DIR", help="mappen att lägga bilderna i (annars docs/pictures)")


def _serve(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    passed = ["--data", str(settings.data), "--config", str(settings.config), "--host", settings.host]
    passed += ["--port", str(settings.port)] + (["--demo"] if settings.demo else ["--no-demo"])
    return serve.serve(settings, plugins, passed, worker=not options.no_worker)


def _check(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    wrong, warnings = looking.problems(create_app(settings, plugins))
    for line in warnings:
        print(f"Obs: {line}")
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        print("Allt är som det ska.")
    return 1 if wrong else 0


def _cases(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    with _app(settings, plugins).app_context():
        for case in messages.cases(options.user, options.status, DEMO_READER if settings.demo else None):
            print(json.dumps(case, ensure_ascii=False))
    return 0


def _receive(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    with _app(settings, plugins).app_context():
        for answer in messages.receive_files(options.instance, options.sources):
            print("\t".join(str(answer[key] or "-") for key in ANSWER))
    return 0


def _plugin(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    match options.words:
        case ["list"]:
            for entry in plugins.values():
                print(f"{entry.name:16} {entry.state:8} {entry.use:24} {entry.reason}".rstrip())
        case ["rename", old, new]:
            with _app(settings, plugins).app_context():
                print(f"{people.rename_plugin(old, new)} rader flyttade. Byt namnet i plugins.toml också.")
        case _:
            raise ConfigurationError(["Skriv ./run plugin list eller ./run plugin rename GAMMALT NYTT"])
    return 0


def _user(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    with _app(settings, plugins).app_context():
        people.run(options)
    return 0


def _audit(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    with _app(settings, plugins).app_context():
        for line in trace.lines(options.case, options.agent, options.since, as_json=options.json):
            print(line)
    return 0


def _db(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    app = create_app(settings, plugins)
    match options.words:
        case ["upgrade"]:
            print("\n".join(upgrade(app, plugins.on())) or "Databasen är redan i rätt version.")
        case ["check"]:
            return _check(options, settings, plugins)
        case ["rebuild"]:
            from core.access.rebuild import rebuild

            with app.app_context():
                rebuild(serve.say)
        case ["backup", path]:
            backup(app, Path(path))
            print(f"Säkerhetskopian är klar: {path}")
        case ["restore", path]:
            print("\n".join(restore(app, plugins.on(), Path(path))) or "Återläst och kontrollerad.")
        case _:
            raise ConfigurationError(["Skriv ./run db upgrade | check | rebuild | backup FIL | restore FIL"])
    return 0


def _module(name: str) -> Command:
    """A command that lives in a module of its own and takes the rest of the words."""

    def run(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
        return subprocess.call([sys.executable, "-P", "-m", name, *options.words])

    return run


def _screenshots(options: argparse.Namespace, settings: Settings, plugins: Plugins) -> int:
    words = ["--out", str(options.out.absolute())] if options.out else []
    return subprocess.call([sys.executable, "-P", "-m", "demo.screenshots", *words])


def _app(settings: Settings, plugins: Plugins) -> Flask:
    app = create_app(settings, plugins)
    require_current(app, plugins.on())
    return app


if __name__ == "__main__":
    raise SystemExit(main())
