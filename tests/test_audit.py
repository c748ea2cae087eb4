"""What `.ci/run` makes of pip-audit's report: a finding fails, silence is said aloud, nothing is passed over."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit.py"
spec = importlib.util.spec_from_file_location("ci_audit", AUDIT)
assert spec is not None and spec.loader is not None
audit = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audit)

CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
VULNERABLE = {"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"]}]}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found and could not be audited: ours (1.0)"}


@pytest.mark.parametrize(
    ("dependencies", "code", "words"),
    [
        ([CLEAN], 0, "1 packages, 0 with known vulnerabilities, 0 not known"),
        ([CLEAN, UNKNOWN], 0, "2 packages, 0 with known vulnerabilities, 1 not known"),
        ([CLEAN, VULNERABLE], 1, "jinja2 2.4.1: "),
        ([UNKNOWN, VULNERABLE], 1, "PYSEC-2014-8"),
        ([UNKNOWN, UNKNOWN], 0, "NOT AUDITED"),
    ],
)
def test_a_report_is_judged_by_its_findings(capsys, dependencies, code, words) -> None:
    assert audit.judge("requirements.txt", dependencies) == code
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ends_with", "code"),
    [
        ("raise SystemExit('requests.exceptions.ConnectionError: Failed to resolve')", 0),
        ("raise SystemExit('a fault in pip-audit itself')", 1),
    ],
)
def test_no_report_is_passed_by_only_when_the_service_was_out_of_reach(
    tmp_path, monkeypatch, capsys, ends_with, code
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n{ends_with}\n")
    program.chmod(0o755)
    monkeypatch.setattr(audit.sys, "executable", str(program))
    assert audit.main(["requirements.txt"]) == code
    assert ("NOT AUDITED" in capsys.readouterr().out) == (code == 0)


def test_a_report_of_findings_fails_the_audit_even_when_another_file_is_clean(tmp_path, monkeypatch, capsys) -> None:
    program = tmp_path / "python"
    reports = {"clean.txt": {"dependencies": [CLEAN]}, "found.txt": {"dependencies": [VULNERABLE]}}
    (tmp_path / "reports.json").write_text(json.dumps(reports))
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\n"
        f"report = json.load(open({str(tmp_path / 'reports.json')!r}))[sys.argv[-1]]\n"
        "json.dump(report, open(sys.argv[sys.argv.index('-o') + 1], 'w'))\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(audit.sys, "executable", str(program))
    assert audit.main(["clean.txt"]) == 0
    assert audit.main(["found.txt", "clean.txt"]) == 1
    assert "jinja2 2.4.1" in capsys.readouterr().out
