"""Asks pip-audit about the pinned requirements: a finding fails; a service that cannot be reached is only said.

pip-audit ends with 1 for both, and with 0 when the service knows none of the packages; its report tells them apart.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 300  # seconds for one file
UNREACHABLE = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ServiceError|NameResolution|ProxyError|HTTPError")


def main(files: list[str]) -> int:
    """Audits each file; 1 if any finding, or if pip-audit itself failed."""
    return max([audit(file) for file in files], default=0)


def audit(file: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = ["--disable-pip", "--require-hashes", "--timeout", "15", "--progress-spinner", "off"]
        command = [sys.executable, "-m", "pip_audit", *options, "-f", "json", "-o", str(report), "-r", file]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return not_audited(file, f"no answer in {LIMIT} s")
        if report.exists():
            return judge(file, json.loads(report.read_text(encoding="utf-8"))["dependencies"])
    if UNREACHABLE.search(done.stderr):
        return not_audited(file, done.stderr.strip().splitlines()[-1][:200])
    print(done.stderr)
    return 1


def judge(file: str, dependencies: list[dict[str, object]]) -> int:
    """`dependencies` as in pip-audit's report: each with `vulns`, or with `skip_reason`."""
    skipped = [dependency for dependency in dependencies if "skip_reason" in dependency]
    if len(skipped) == len(dependencies):
        return not_audited(file, "the service knows none of the packages")
    found = [dependency for dependency in dependencies if dependency.get("vulns")]
    for dependency in found:
        print(f"{file}: {dependency['name']} {dependency['version']}: {json.dumps(dependency['vulns'])[:500]}")
    print(f"{file}: {len(dependencies)} packages, {len(found)} with known vulnerabilities, {len(skipped)} not known")
    return 1 if found else 0


def not_audited(file: str, reason: str) -> int:
    print(f"{file}: NOT AUDITED, the service for known vulnerabilities could not be reached ({reason})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
