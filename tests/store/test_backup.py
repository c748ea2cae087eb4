"""What was kept comes back, whole or not at all."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import textwrap
import time
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from core.contract.errors import ConfigurationError, SchemaMismatch
from core.store import blobs, marker, snapshot
from core.store.backup import backup
from core.store.checks import problems
from core.store.db import db, reading
from core.store.models import Case, Inbound
from core.store.restore import restore
from core.store.schema import require_current, upgrade
from tests.store.bare import bare_app, databases
from tests.store.rows import LETTER, put_a_case
from tests.store.test_histories import Example


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def kind(request):
    return request.param


@pytest.fixture
def there(kind, tmp_path):
    """Where the backup is made: a case with a mail and a file."""
    (tmp_path / "there").mkdir()
    with databases(kind, tmp_path / "there") as url:
        app = bare_app(url, tmp_path / "there")
        upgrade(app, [])
        with app.app_context():
            put_a_case()
        yield app


@pytest.fixture
def here(kind, tmp_path):
    """Where it is restored to: nothing at all."""
    (tmp_path / "here").mkdir()
    with databases(kind, tmp_path / "here") as url:
        yield bare_app(url, tmp_path / "here")


@pytest.fixture
def file(there, tmp_path):
    backup(there, tmp_path / "b.tar")
    return tmp_path / "b.tar"


only_postgresql = pytest.mark.parametrize(
    "kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


def is_empty(app) -> bool:
    folder = Path(app.config["BLOBS"])
    with app.app_context():
        return not inspect(db.engine).get_table_names() and not (folder.is_dir() and any(folder.iterdir()))


def changed(file: Path, name: str, change) -> Path:
    """A copy of the backup where one member is another one; `change` gets its content and returns the new."""
    target = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == name:
                content = change(content)
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def blob_in(file: Path) -> str:
    with tarfile.open(file) as tar:
        return next(name for name in tar.getnames() if name.startswith("blobs/") and name != "blobs/marker")


def test_what_was_kept_comes_back(file, here):
    assert restore(here, [], file) == []
    require_current(here, [])
    with here.app_context():
        assert reading().scalar(select(Case.number)) == "2026-000001"
        assert blobs.get(reading().scalar(select(Inbound.blob))) == LETTER
        assert marker.problem() is None
    assert upgrade(here, []) == []


def test_the_search_comes_back_with_it(file, here):
    restore(here, [], file)
    with here.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = "SELECT count(*) FROM search_index"
        else:
            found = "SELECT count(*) FROM search_rows WHERE tsv @@ to_tsquery('simple', 'gatlamp & s1')"
        assert connection.execute(text(found)).scalar_one() == 1


def test_a_backup_holds_no_secrets_and_only_its_owner_may_read_it(there, tmp_path):
    (tmp_path / "there" / "secrets.env").write_text("SECRET_KEY=abc\n")
    backup(there, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert tar.getnames()[:3] == ["about.json", "database", "blobs/marker"]
        assert tar.getnames()[-1] == "manifest.json"
        assert not any("secret" in name for name in tar.getnames())
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_the_manifest_tells_versions_hashes_and_sizes(there, tmp_path):
    upgrade(there, [Example("bilder", {})])
    backup(there, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        size = tar.getmember("database").size
    assert manifest["schema"] == {"core": "0001", "example": "0002"}
    assert manifest["blobs"]["count"] == 3
    assert manifest["database"]["bytes"] == size


def test_the_one_who_waits_is_told_how_far_it_is(there, here, tmp_path):
    said: list[tuple[str, int]] = []
    backup(there, tmp_path / "b.tar", lambda *words: said.append(words))
    restore(here, [], tmp_path / "b.tar", lambda *words: said.append(words))
    assert said == [("database", 1), ("blobs", 1), ("blobs", 2), ("blobs", 3)] * 2


def test_a_backup_never_overwrites(there, file):
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match="finns redan, och inget skrivs över"):
        backup(there, file)
    assert file.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(there, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backup(there, tmp_path / "b.tar", full)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == []


def test_nothing_is_restored_over_what_is_there(there, file):
    with pytest.raises(ConfigurationError, match="läses bara in i en tom databas"):
        restore(there, [], file)
    assert problems(there, []) == []


def test_nothing_is_restored_into_a_folder_with_files(file, here):
    folder = Path(here.config["BLOBS"])
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(ConfigurationError, match="är inte tom: välj en ny"):
        restore(here, [], file)
    assert (folder / "holiday.jpg").read_bytes() == b"mine"


DAMAGES = {
    "a file that is no tar": lambda f: f.write_bytes(b"PK\x03\x04" * 1000),
    "an empty file": lambda f: f.write_bytes(b""),
    "the last third is missing": lambda f: os.truncate(f, f.stat().st_size * 2 // 3),
    "only the manifest is missing": lambda f: changed(f, "manifest.json", lambda _: None).replace(f),
    "a blob is missing": lambda f: changed(f, blob_in(f), lambda _: None).replace(f),
    "a blob has another content": lambda f: changed(f, blob_in(f), lambda c: c[:-1] + b"!").replace(f),
    "the database is another": lambda f: changed(f, "database", lambda c: c[:-1] + b"!").replace(f),
    "the manifest is no manifest": lambda f: changed(f, "manifest.json", lambda _: b"[1]").replace(f),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_backup_is_refused_and_leaves_nothing(file, here, damage):
    damage(file)
    with pytest.raises(ConfigurationError, match="är skadad, eller ingen säkerhetskopia"):
        restore(here, [], file)
    assert is_empty(here)


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "blobs/../evil", "blobs/aa/" + "b" * 64])
def test_a_tar_that_wants_out_of_its_folder_is_refused(file, here, tmp_path, name):
    with tarfile.open(file, "a") as tar:
        info = tarfile.TarInfo(name)
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(ConfigurationError, match="den innehåller"):
        restore(here, [], file)
    assert is_empty(here)
    assert not list(tmp_path.rglob("evil"))


def test_a_link_in_a_tar_is_refused(file, here):
    with tarfile.open(file, "a") as tar:
        info = tarfile.TarInfo("blobs/marker")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(ConfigurationError, match="är ingen fil"):
        restore(here, [], file)
    assert is_empty(here)


def test_a_backup_of_the_other_kind_of_database_is_refused_before_it_is_read(file, here):
    other = changed(file, "about.json", lambda c: c.replace(b"sqlite", b"oracle").replace(b"postgresql", b"oracle"))
    with pytest.raises(ConfigurationError, match="är från oracle"):
        restore(here, [], other)
    assert is_empty(here)


def test_a_backup_of_a_newer_program_is_refused(file, here):
    newer = changed(file, "about.json", lambda c: c.replace(b'"0001"', b'"0099"'))
    with pytest.raises(ConfigurationError, match="nyare program"):
        restore(here, [], newer)
    assert is_empty(here)


def test_a_backup_from_before_an_upgrade_comes_back_and_asks_for_it(file, here):
    example = Example("bilder", {})
    (said,) = restore(here, [example], file)
    assert "kör `./run db upgrade`" in said
    upgrade(here, [example])
    assert problems(here, [example]) == []


def test_a_blob_that_was_lost_before_the_backup_does_not_stop_the_restore(there, here, tmp_path):
    with there.app_context():
        lost = reading().scalar(select(Inbound.blob))
    (tmp_path / "there" / "blobs" / lost[:2] / lost).unlink()
    backup(there, tmp_path / "b.tar")
    line = f"filen {lost} saknas i filmappen: hämta den från en säkerhetskopia"
    assert restore(here, [], tmp_path / "b.tar") == [line]


@only_postgresql
def test_without_postgresqls_client_the_backup_says_what_is_missing(there, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="pg_dump är inte installerat"):
        backup(there, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


@only_postgresql
def test_the_password_is_not_on_the_command_line(there, tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" > {seen}\necho "no such luck" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    with pytest.raises(ConfigurationError, match="pg_dump misslyckades: no such luck"):
        backup(there, tmp_path / "b.tar")
    with there.app_context():
        assert f":{db.engine.url.password}@" not in seen.read_text()
        assert str(db.engine.url.database) in seen.read_text()


def test_a_restore_killed_before_its_last_step_is_only_finished(file, here):
    restore(here, [], file)
    sign = Path(here.config["BLOBS"]) / marker.RESTORING
    sign.touch()
    with pytest.raises(SchemaMismatch, match="avbröts"):
        require_current(here, [])
    assert restore(here, [], file) == []
    require_current(here, [])


KILLED = """
    import sys, time
    from pathlib import Path
    from core.store.{verb} import {verb}
    from tests.store.bare import bare_app

    def wait(what, count):
        if what == "blobs" and count == 2:
            print("half-way", flush=True)
            time.sleep(60)

    app, file = bare_app(sys.argv[1], Path(sys.argv[2])), Path(sys.argv[3])
    {call}
"""


def kill_half_way(app, verb: str, call: str, file: Path) -> None:
    """Runs it in a process of its own and kills that with -9 while it writes the blobs."""
    code = textwrap.dedent(KILLED.format(verb=verb, call=call))
    arguments = [app.config["SQLALCHEMY_DATABASE_URI"], app.config["DATA"], str(file)]
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half-way\n"
        process.send_signal(signal.SIGKILL)


def test_a_backup_killed_half_way_leaves_nothing_that_looks_like_one(there, tmp_path):
    kill_half_way(there, "backup", "backup(app, file, wait)", tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
    backup(there, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").exists()


def test_a_restore_killed_half_way_starts_nothing_and_can_be_run_again(file, here):
    kill_half_way(here, "restore", "restore(app, [], file, wait)", file)
    for refuse in (require_current, upgrade):
        with pytest.raises(SchemaMismatch, match=r"kör `./run db restore FIL` igen"):
            refuse(here, [])
    assert restore(here, [], file) == []
    require_current(here, [])


def test_mails_that_come_in_during_the_backup_do_not_disturb_it(there, here, tmp_path):
    def another(what: str, count: int) -> None:
        with there.app_context():
            blobs.put(f"mail {count}".encode())

    backup(there, tmp_path / "b.tar", another)
    assert restore(here, [], tmp_path / "b.tar") == []


@pytest.mark.slow
def test_a_file_larger_than_memory_allows_is_streamed(there, here, tmp_path):
    with there.app_context():
        blobs.put(os.urandom(1 << 20) * 150)
    before = time.monotonic()
    code = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from core.store.backup import backup
        from tests.store.bare import bare_app
        app = bare_app(sys.argv[1], Path(sys.argv[2]))
        at_start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        backup(app, Path(sys.argv[3]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - at_start)
        """
    )
    arguments = [there.config["SQLALCHEMY_DATABASE_URI"], there.config["DATA"], str(tmp_path / "b.tar")]
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code, *arguments], cwd=root, capture_output=True, check=True)
    assert int(said.stdout) < 60_000, "kilobytes more than at the start"
    assert restore(here, [], tmp_path / "b.tar") == []
    assert time.monotonic() - before < 60


def test_a_database_in_memory_cannot_be_copied(tmp_path):
    app = bare_app("sqlite://", tmp_path)
    with app.app_context(), pytest.raises(ConfigurationError, match="i minnet"):
        snapshot.dump(tmp_path / "copy")
    shutil.rmtree(tmp_path / "blobs", ignore_errors=True)
