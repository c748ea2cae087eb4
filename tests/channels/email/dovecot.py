"""A real Dovecot in a folder of its own, with TLS by a CA of its own."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

USER, PASSWORD = "direkt@bjorkasa.example", "ett-ord-for-proven"

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
first_valid_uid = 1
mail_location = maildir:~/Maildir
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def dovecot():
    """Starts one; skips the test where Dovecot is not installed, except in CI."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        if os.environ.get("ENVAGIN_CI"):
            pytest.fail("CI must have Dovecot")
        pytest.skip("no Dovecot")
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    make_certificate(folder)
    server = Dovecot(folder)
    process = subprocess.Popen([program, "-F", "-c", folder / "dovecot.conf"], stderr=subprocess.DEVNULL)
    try:
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def make_certificate(folder):
    """A CA and server certificate in one, for 127.0.0.1."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


class Dovecot:
    """Where it listens, and what tests do with its mailbox behind the back of the code under test."""

    def __init__(self, folder):
        self.folder = folder
        self.port, self.tls_port = _free_ports()
        self.ca_file = str(folder / "cert.pem")
        (folder / "mail").mkdir()
        (folder / "dovecot.conf").write_text(CONFIG.format(**self._values()))

    def _values(self):
        me = pwd.getpwuid(os.getuid())
        names = {"internal": me.pw_name, "login": me.pw_name, "group": "root" if me.pw_uid == 0 else str(me.pw_gid)}
        owner = me
        if me.pw_uid == 0:
            names = {"internal": "dovecot", "login": "dovenull", "group": "dovecot"}
            owner = pwd.getpwnam("nobody")
            os.chown(self.folder / "mail", owner.pw_uid, owner.pw_gid)
        ports = {"port": self.port, "tls_port": self.tls_port, "folder": self.folder, "password": PASSWORD}
        return {**names, **ports, "uid": owner.pw_uid, "gid": owner.pw_gid}

    def wait(self):
        for _ in range(100):
            try:
                with self.client():
                    return
            except (OSError, IMAPClient.Error):
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def options(self, **more):
        given = {"host": "127.0.0.1", "port": self.port, "security": "plain", "user": USER, "password": PASSWORD}
        return {**given, "folder": "INBOX", "poll_seconds": 0.2, **more}

    @contextmanager
    def client(self, folder="INBOX"):
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            client.select_folder(folder)
            yield client

    def put(self, raw, when=None, folder="INBOX"):
        with self.client() as client:
            client.append(folder, raw, msg_time=when or datetime.now(UTC))

    def remove(self, uid):
        with self.client() as client:
            client.delete_messages([uid])
            client.expunge()


def _free_ports():
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]
