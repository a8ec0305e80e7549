"""Holds `archsynth diff` against CDK's cloudformation-diff: a change of every property of every type that it knows.

usage: python3 change_verdicts.py COMMAND SOURCE --peers FOLDER [--update]

Where the two disagree, the difference must be one of change_verdicts.tsv, and must be borne out by our facts: the
schema's create-only properties, or a page. The library must never be the stricter one without such a reason, and a line
of the table that is met no more fails. --update writes the table anew. Exit code 77: the library is not installed (a
failure when CI=true).
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import SKIPPED

SAME = {"WILL_REPLACE": "replaces", "MAY_REPLACE": "may replace", "WILL_UPDATE": "in place"}
TABLE = Path(__file__).with_suffix(".tsv")
LEAST_AGREEMENT = 0.97
# What the serverless transform makes of a resource, and hands its properties on to.
MADE = {
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
}
HEADER = """\
# Where CDK's cloudformation-diff and archsynth say different things of a changed property, and what bears ours out.
# columns: type property theirs ours reason
"""


def facts(source, name):
    """The rows of a table of facts as dictionaries."""
    path = source / "src/spec/data" / name
    columns = []
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# columns:"):
            columns = [column.rstrip("!*#") for column in line.split(":", 1)[1].split()]
        elif not line.startswith("#"):
            rows.append(dict(zip(columns, line.split("\t"))))
    return rows


def names(listed, prop):
    return any(path.split(".")[0] == prop for path in listed.split())


class Reasons:
    """Why a verdict is what it is, by the facts alone."""

    def __init__(self, source):
        self.types = {row["type"]: row for row in facts(source, "resource_types.tsv")}
        self.interruptions = {(row["type"], row["property"]): row["page"] for row in facts(source, "hand/interruptions.tsv")}
        self.updates = {(row["type"], row["property"], row["effect"].replace("_", " ")): row["page"]
                        for row in facts(source, "hand/updates.tsv")}

    def of(self, kind, prop, ours):
        """The reason, or nothing where the facts do not bear the verdict out."""
        row = self.types.get(kind)
        if ours == "unknown":
            if kind == "AWS::CloudFormation::CustomResource":
                return "its function decides"
            page = self.updates.get((kind, prop, ours))
            if page is not None:
                return page
            return None if row else "no schema of any region has the type"
        if row is None and ours == "in place":
            made = self.types.get(MADE.get(kind))
            fixed = made and names(made["create_only"] + " " + made["conditional_create_only"], prop)
            return None if made is None or fixed else f"not create-only in the schema of {made['type']}"
        if row is None:
            return None
        conditional = names(row["conditional_create_only"], prop)
        page = self.updates.get((kind, prop, ours)) or (self.updates.get((kind, "?", ours)) if conditional else None)
        if page is None and ours == "in place":
            page = self.updates.get((kind, prop, "refused"))
        if page is not None:
            return page
        if ours == "interrupts":
            return self.interruptions.get((kind, prop))
        if ours == "replaces" and names(row["create_only"], prop):
            whole = prop in row["create_only"].split()
            return "create-only in the schema" if whole else "something in it is create-only in the schema"
        if ours == "may replace" and conditional:
            return "conditionally create-only in the schema"
        return None


def ours_of(change):
    """Our verdicts by logical id."""
    return {each["id"]: each["properties"][0]["consequence"] for each in change["resources"]}


def disagreements(command, source, modules, folder):
    """The lines of the table, and how many properties were compared; a reason is None where nothing bears our verdict out."""
    before, after, verdicts, change = (folder / name for name in ("old.json", "new.json", "verdicts.json", "change.json"))
    subprocess.run([modules.parent / "node", Path(__file__).with_suffix(".cjs"), modules, before, after, verdicts], check=True)
    subprocess.run([command, "diff", before, after, "--format", "json", "--exit-zero", "-o", change], check=True)
    theirs = json.loads(verdicts.read_text(encoding="utf-8"))
    ours = ours_of(json.loads(change.read_text(encoding="utf-8")))
    reasons = Reasons(source)
    print(f"{len(theirs)} properties of {len({kind for kind, _, _ in theirs.values()})} types")
    lines = []
    for name, (kind, prop, impact) in theirs.items():
        verdict = ours.get(name, "no change")
        if SAME.get(impact) != verdict:
            lines.append((kind, prop, impact, verdict, reasons.of(kind, prop, verdict)))
    return sorted(lines, key=lambda line: line[:2]), len(theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    peer = arguments.peers / "cloudformation-diff"
    if not (peer / "installed").exists():
        print("cloudformation-diff is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        found, compared = disagreements(arguments.command, arguments.source, peer / "node_modules", Path(folder))
    baseless = [line for line in found if line[4] is None]
    lines = ["\t".join(line) for line in found if line[4] is not None]
    if arguments.update:
        TABLE.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    known = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in baseless:
        print("nothing bears this out:", *line[:4])
    for line in sorted(set(lines) - set(known)):
        print("new:", line)
    for line in sorted(set(known) - set(lines)):
        print("met no more:", line)
    unknown = sum(line[3] == "unknown" for line in found)
    agreement = 1 - (len(found) - unknown) / (compared - unknown)
    print(f"{len(found)} verdicts differ, {unknown} of them of what no schema has: "
          f"{agreement:.2%} of the properties of the others are judged alike")
    return 1 if baseless or agreement < LEAST_AGREEMENT or set(lines) != set(known) else 0


if __name__ == "__main__":
    sys.exit(main())
