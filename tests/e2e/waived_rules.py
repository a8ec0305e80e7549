"""Counts the rules that the templates waive in their own Metadata, and checks that each waiver is needed.

usage: python3 waived_rules.py --peers FOLDER --templates FOLDER --limit COUNT TEMPLATE

Prints the distinct rules that TEMPLATE waives, over all tools, with their reasons; more than COUNT fail. In every
production template a waiver is needless, and fails, when its tool says nothing about the resource once all Metadata is gone.
Exit code 77: a tool is not installed (a failure when CI=true).
"""
import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from judge import PEERS, SKIPPED, findings_of, is_installed


def waivers_of(template):
    """Returns (tool, rule, resource, reason) of every waiver in a JSON template."""
    found = []
    for name, resource in template["Resources"].items():
        metadata = resource.get("Metadata", {})
        for skip in metadata.get("checkov", {}).get("skip", []):
            found.append(("checkov", skip["id"], name, skip["comment"]))
        for skip in metadata.get("cdk_nag", {}).get("rules_to_suppress", []):
            tool = "cdk-nag" if skip["id"].startswith("AwsSolutions-") else "cdk-nag-packs"
            found.append((tool, skip["id"], name, skip["reason"]))
        for rule in metadata.get("cfn-lint", {}).get("config", {}).get("ignore_checks", []):
            found.append(("cfn-lint", rule, name, ""))
    return found


def bare_rule(rule):
    """cdk-nag names one finding of a rule as `rule[finding]`."""
    return rule.partition("[")[0]


def needless(templates, peers, scratch):
    """Returns the waivers, as (template, tool, rule, resource), that silence nothing."""
    bare = []
    waived = []
    for path in templates:
        template = json.loads(path.read_text(encoding="utf-8"))
        waived += [(path.name, tool, rule, resource) for tool, rule, resource, _ in waivers_of(template)]
        for resource in template["Resources"].values():
            resource.pop("Metadata", None)
        copy = scratch / path.name
        copy.write_text(json.dumps(template), encoding="utf-8")
        bare.append(str(copy))
    found = [f for tool in sorted({tool for _, tool, _, _ in waived}) for f in findings_of(PEERS[tool], peers, bare)]
    loud = {(Path(f["template"]).name, f["peer"], f["rule"], f["resource"]) for f in found}
    return [waiver for waiver in waived if waiver not in loud]


def count_rules(template, limit):
    """Prints the rules that the template waives and returns whether they are too many."""
    rules = {}
    for tool, rule, resource, reason in waivers_of(json.loads(template.read_text(encoding="utf-8"))):
        # The packs of cdk-nag ask again what other rules ask.
        if tool != "cdk-nag-packs":
            rules.setdefault((tool, bare_rule(rule)), []).append(f"    {resource}: {reason}")
    print(f"{template.name}: {len(rules)} waived rules, at most {limit}")
    for (tool, rule), lines in sorted(rules.items()):
        print(f"  {tool} {rule}", *lines, sep="\n")
    return len(rules) > limit


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("template")
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--limit", type=int, required=True)
    arguments = parser.parse_args()

    failed = count_rules(arguments.templates / arguments.template, arguments.limit)
    absent = [tool for tool in ("checkov", "cdk-nag", "cdk-nag-packs", "cfn-lint") if not is_installed(PEERS[tool], arguments.peers)]
    if absent:
        print("not installed:", *absent)
        return 1 if failed or os.environ.get("CI") == "true" else SKIPPED
    production = sorted(arguments.templates.glob("*.production.json"))
    with tempfile.TemporaryDirectory() as scratch:
        for name, tool, rule, resource in needless(production, arguments.peers, Path(scratch)):
            print(f"{name}: {tool} has nothing to say about {rule} of {resource}; the waiver is needless")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
