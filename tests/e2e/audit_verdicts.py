"""Compares what `archsynth audit` answers with what checkov and cdk-nag find.

usage: python3 audit_verdicts.py ARCHSYNTH --peers FOLDER --templates FOLDER [--corpus FOLDER]

Both have a view of a rule and a resource where a control that names the rule passes or fails there. Where they differ,
audit_verdicts.tsv has to say who is right and why; the others may be at most 5 percent. With --corpus, or
ARCHSYNTH_CORPUS, public templates are compared, too. Exit code 77: a tool is not installed (a failure when CI=true).
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import PEERS, SKIPPED, findings_of, is_installed

TOOLS = {"checkov": "checkov", "cdk-nag": "cdk_nag"}


def answers_of(archsynth, template):
    """Returns {(tool, rule, resource): {verdicts}} of one template; nothing for one that archsynth refuses."""
    command = [archsynth, "audit", str(template), "--format", "json", "--fail-on", "none", "--region", "us-east-1"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if not made.stdout:
        return {}
    verdicts = collections.defaultdict(set)
    for control in json.loads(made.stdout)["controls"]:
        for answer in control["answers"]:
            for tool, key in TOOLS.items():
                for rule in control["equivalents"][key]:
                    verdicts[(tool, rule, answer["resource"])].add(answer["verdict"])
    return verdicts


def without_metadata(source, target):
    """Copies a JSON template without what it waives; other files cannot be compared."""
    try:
        template = json.loads(source.read_text(encoding="utf-8"))
        resources = list(template["Resources"].values())
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    template.pop("Metadata", None)
    for resource in resources:
        if isinstance(resource, dict):
            resource.pop("Metadata", None)
    target.write_text(json.dumps(template), encoding="utf-8")
    return True


def compared(archsynth, peers, templates):
    """Yields (tool, rule, template, resource, ours, theirs)."""
    for tool in TOOLS:
        found = findings_of(PEERS[tool], peers, [str(each) for each in templates])
        unread = {f["template"] for f in found if f["rule"] in ("parse", "read")}
        loud = {(f["template"], f["rule"].partition("[")[0], f["resource"]) for f in found}
        heard = {rule for _, rule, _ in loud}
        for template in templates:
            if str(template) in unread:
                continue
            for (by, rule, resource), verdicts in answers_of(archsynth, template).items():
                if by != tool or "unknown" in verdicts or (tool == "cdk-nag" and not rule.startswith("AwsSolutions")):
                    continue
                ours = "fail" if "fail" in verdicts else "pass"
                theirs = "fail" if (str(template), rule, resource) in loud else "pass"
                if rule in heard or ours == "fail":
                    yield tool, rule, template.name, resource, ours, theirs


def explained(path):
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {(row[0], row[1], row[2]) for row in rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archsynth")
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHSYNTH_CORPUS"))
    arguments = parser.parse_args()
    absent = [tool for tool in TOOLS if not is_installed(PEERS[tool], arguments.peers)]
    if absent:
        print("not installed:", *absent)
        return 1 if os.environ.get("CI") == "true" else SKIPPED

    sources = sorted(arguments.templates.glob("*.json"))
    if arguments.corpus:
        sources += sorted(Path(arguments.corpus, "templates").glob("*.json"))
    known = explained(Path(__file__).with_suffix(".tsv"))
    same, other, open_cases = 0, collections.Counter(), collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        targets = [Path(scratch, source.name) for source in sources]
        targets = [target for source, target in zip(sources, targets) if without_metadata(source, target)]
        for tool, rule, template, resource, ours, theirs in compared(arguments.archsynth, arguments.peers, targets):
            if ours == theirs:
                same += 1
            elif (tool, rule, ours) in known:
                other[(tool, rule, ours)] += 1
            else:
                open_cases[(tool, rule, ours)].append(f"{template} {resource}")
    differing = sum(len(cases) for cases in open_cases.values())
    total = same + differing
    print(f"{len(targets)} templates: {same} answers agree, {sum(other.values())} differ for a reason, {differing} without")
    for (tool, rule, ours), cases in sorted(open_cases.items()):
        print(f"  {tool} {rule}: archsynth says {ours}, {len(cases)} times, such as {cases[0]}")
    return 1 if total == 0 or differing > 0.05 * total else 0


if __name__ == "__main__":
    sys.exit(main())
