"""cfn-lint over many templates in one process, with its warnings and notes.

usage: VENV/bin/python cfn_lint_findings.py TEMPLATE...
Prints the findings as one JSON list (see judge.py).
"""
import json
import subprocess
import sys
from pathlib import Path

LEVELS = {"Error": "error", "Warning": "warning", "Informational": "info"}


def main(templates):
    cli = Path(sys.executable).with_name("cfn-lint")
    command = [cli, "--format", "json", "--include-checks", "I", "--regions", "us-east-1", "--", *templates]
    # The exit code tells which levels were met; only a failure of the linter itself prints no JSON.
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    findings = []
    for match in json.loads(output):
        path = [str(part) for part in match["Location"].get("Path") or []]
        findings.append({
            "peer": "cfn-lint",
            "template": match["Filename"],
            "rule": match["Rule"]["Id"],
            "level": LEVELS[match["Level"]],
            "resource": path[1] if path[:1] == ["Resources"] and len(path) > 1 else "",
            "path": "/".join(path),
            "message": match["Message"],
        })
    json.dump(findings, sys.stdout, indent=1)
    print()


main(sys.argv[1:])
