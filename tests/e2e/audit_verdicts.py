"""Compares what `archsynth audit` answers with what other tools find.

usage: python3 audit_verdicts.py ARCHSYNTH --peers FOLDER --templates FOLDER [--corpus FOLDER] [--list]

The tools are checkov, cdk-nag with its packs, and cfn-guard with the rules of AWS Control Tower. Both have a view of a
rule and a resource where a control that names the rule passes or fails there. Where they differ, audit_verdicts.tsv has
to say who is right and why; the others may be at most 5 percent of a tool's. With --corpus, or ARCHSYNTH_CORPUS, public
templates are compared, too. --list prints every answer that differs. Exit code 77: a tool is not installed (a failure
when CI=true).
"""
import argparse
import collections
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import PEERS, SKIPPED, enter, findings_of, is_installed

# A tool and the name under which `audit` lists its rules; control_tower.tsv lists those of cfn-guard.
TOOLS = {"checkov": "checkov", "cdk-nag": "cdk_nag", "cdk-nag-packs": "cdk_nag", "cfn-guard": None}
Case = collections.namedtuple("Case", "tool rule ours template resource")


def rows_of(name):
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def control_tower():
    rules = collections.defaultdict(list)
    for rule, types, controls in rows_of("control_tower.tsv"):
        for control in controls.split():
            rules[control].append((rule, types.split()))
    return rules


def rules_by_type():
    """Returns {control: {type: rules}}: the rules that the control's rows name for each type."""
    table = Path(__file__).resolve().parents[2] / "src/spec/data/hand/control_properties.tsv"
    rules = collections.defaultdict(lambda: collections.defaultdict(set))
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            row = line.split("\t")
            rules[row[0]][row[1]].update(row[6].split())
    return rules


ROWS = rules_by_type()


def is_for(control, rule, resource_type):
    """As spec::is_rule_for: whether the rule looks at resources of the type."""
    own = ROWS[control][resource_type]
    if own:
        return rule in own or "+" + rule in own
    return not any(rule in rules for rules in ROWS[control].values())


def rules_of(control, tool, guard, resource_type):
    """The rules of a tool that look for the same on a resource of the type."""
    if tool == "cfn-guard":
        return [rule for rule, types in guard[control["id"]] if resource_type in types]
    rules = control["equivalents"][TOOLS[tool]]
    return [rule for rule in rules if is_for(control["id"], rule, resource_type)
            and (not tool.startswith("cdk-nag") or (tool == "cdk-nag") == rule.startswith("AwsSolutions"))]


def answers_of(archsynth, template, guard):
    """Returns {(tool, rule, resource): {verdicts}} of one template; nothing for one that archsynth refuses."""
    command = [archsynth, "audit", str(template), "--format", "json", "--fail-on", "none", "--region", "us-east-1"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if not made.stdout:
        return {}
    types = {name: each["Type"] for name, each in json.loads(template.read_text(encoding="utf-8"))["Resources"].items()}
    verdicts = collections.defaultdict(set)
    for control in json.loads(made.stdout)["controls"]:
        for answer in control["answers"]:
            for tool in TOOLS:
                for rule in rules_of(control, tool, guard, types.get(answer["resource"])):
                    verdicts[(tool, rule, answer["resource"])].add(answer["verdict"])
    return verdicts


def read(source):
    """A template in the long form of JSON, without what it waives; nothing for one that tools cannot compare."""
    from cfnlint.decode import decode
    template, _ = decode(str(source))
    if not isinstance(template, dict) or "Transform" in template or not isinstance(template.get("Resources"), dict):
        return None
    template = json.loads(json.dumps(template, default=str))
    template.pop("Metadata", None)
    resources = template["Resources"].values()
    if not all(isinstance(each, dict) and isinstance(each.get("Type"), str) for each in resources):
        return None
    for resource in resources:
        resource.pop("Metadata", None)
    return template


def hash_of(template):
    return hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:8]


def compared(archsynth, peers, templates):
    """Yields a case and what the tool says of it, which is pass or fail."""
    guard = control_tower()
    answers = {template: answers_of(archsynth, template, guard) for template in templates}
    for tool in TOOLS:
        found = findings_of(PEERS[tool], peers, [str(each) for each in templates])
        unread = {f["template"] for f in found if f["rule"] in ("parse", "read")}
        loud = {(f["template"], f["rule"].partition("[")[0], f["resource"]) for f in found}
        heard = {rule for _, rule, _ in loud}
        for template in templates:
            if str(template) in unread:
                continue
            for (by, rule, resource), verdicts in answers[template].items():
                if by != tool or "unknown" in verdicts:
                    continue
                ours = "fail" if "fail" in verdicts else "pass"
                theirs = "fail" if (str(template), rule, resource) in loud else "pass"
                if rule in heard or ours == "fail":
                    yield Case(tool, rule, ours, template.stem, resource), theirs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archsynth")
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ARCHSYNTH_CORPUS"))
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    absent = [tool for tool in TOOLS if not is_installed(PEERS[tool], arguments.peers)]
    if absent:
        print("not installed:", *absent)
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    enter(arguments.peers / PEERS["cfn-lint"].folder)

    sources = sorted(arguments.templates.glob("*.json"))
    if arguments.corpus:
        sources += sorted(Path(arguments.corpus, "templates").iterdir())
    reasons = {(tool, rule, ours): cases.split() for tool, rule, ours, cases, _ in rows_of("audit_verdicts.tsv")}
    same, argued, open_cases = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        names = {}
        for source in sources:
            template = read(source)
            if template is not None:
                names[hash_of(template)] = source.name
                Path(scratch, hash_of(template) + ".json").write_text(json.dumps(template), encoding="utf-8")
        targets = sorted(Path(scratch).iterdir())
        for case, theirs in compared(arguments.archsynth, arguments.peers, targets):
            where = f"{case.template}:{case.resource}"
            cases = reasons.get(case[:3], [])
            if case.ours == theirs:
                same[case.tool] += 1
                continue
            if "*" in cases or where in cases:
                argued[case.tool] += 1
            else:
                open_cases[case[:3]].append(where)
            if arguments.list:
                print(*case, names[case.template], sep="\t")
    failed = False
    for tool in TOOLS:
        differing = sum(len(cases) for key, cases in open_cases.items() if key[0] == tool)
        total = same[tool] + argued[tool] + differing
        print(f"{tool}: {len(targets)} templates, {total} answers of both: {same[tool]} agree, {argued[tool]} differ "
              f"for a reason, {differing} without ({1 - differing / max(total, 1):.1%})")
        failed |= total == 0 or differing > 0.05 * total
    for (tool, rule, ours), cases in sorted(open_cases.items()):
        print(f"  {tool} {rule}: archsynth says {ours}, {len(cases)} times: {' '.join(cases[:3])}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
