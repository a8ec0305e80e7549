"""cfn-lint over many templates in one process, with its warnings and notes.

usage: VENV/bin/python cfn_lint_findings.py TEMPLATE...
Prints the findings as one JSON list (see judge.py). NAME.REGION.json is judged in its region, others in us-east-1.
"""
import collections
import json
import sys
from pathlib import Path

from cfnlint.config import ConfigMixIn
from cfnlint.helpers import REGIONS
from cfnlint.runner import Runner

LEVELS = {"error": "error", "warning": "warning", "informational": "info"}


def region_of(template):
    """The region in a template's name. What cfn-lint does not know yet is judged as us-east-1."""
    named = Path(template).suffixes[0][1:]
    return named if named in REGIONS else "us-east-1"


def main(templates):
    of_region = collections.defaultdict(list)
    for template in templates:
        of_region[region_of(template)].append(template)
    findings = []
    for region, group in sorted(of_region.items()):
        config = ConfigMixIn(["--include-checks", "I", "--regions", region, "--", *group])
        for match in Runner(config).run():
            path = [str(part) for part in match.path or []]
            findings.append({
                "peer": "cfn-lint",
                "template": match.filename,
                "rule": match.rule.id,
                "level": LEVELS[match.rule.severity],
                "resource": path[1] if path[:1] == ["Resources"] and len(path) > 1 else "",
                "path": "/".join(path),
                "message": match.message,
            })
    json.dump(findings, sys.stdout, indent=1)
    print()


main(sys.argv[1:])
