"""Runs exactly the README's commands from an empty folder: deploy to moto, push, change a value, review, price, destroy.

usage: python3 first_day.py COMMAND SOURCE --peers FOLDER

The lines are those of the README: its `sh` blocks from "Deploy in five minutes" on, the `run:` lines of its workflow, and
the `cost` line of its bill. `aws` is the real AWS CLI against moto; `docker` notes what it is asked for. Between them the
test edits the file as a user would. Exit code 77: moto or the AWS CLI is not installed (a failure when CI=true).
"""
import json
import logging
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import arguments_in

# `aws logs tail` is of version 2 of the AWS CLI, and the registry's package is version 1: the log is read once instead.
AWS = """#!/bin/sh
if [ "$1 $2" = "logs tail" ]; then exec "{aws}" logs filter-log-events --log-group-name "$3"; fi
exec "{aws}" "$@"
"""
DOCKER = """#!/bin/sh
[ "$1" = login ] && cat >/dev/null
echo "docker $*" >>docker.log
"""


class Day:
    """A folder in which lines are run as a user would, and what went wrong."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.environment = environment
        self.complaints = []

    def run(self, script, code=0):
        done = subprocess.run(["sh", "-e"], input=script, cwd=self.folder, env=self.environment, capture_output=True, text=True,
                              timeout=300, check=False)
        print(f"{script.strip()}\n-> exit code {done.returncode}")
        if done.returncode != code:
            self.complaints.append(f"exit code {done.returncode}, not {code}: {script}{done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout + done.stderr

    def expect(self, what, is_so):
        if not is_so:
            self.complaints.append(what)

    def edit(self, before, after):
        path = self.folder / "prod.yaml"
        text = path.read_text(encoding="utf-8")
        self.expect(f"prod.yaml has no {before!r}", before in text)
        path.write_text(text.replace(before, after), encoding="utf-8")


def section(readme, title):
    return readme.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(text, language="sh"):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def deploy(day, lines):
    first, *later = (block for block in blocks(lines) if "delete-stack" not in block)
    day.run(first)
    day.run("".join(later))
    pushed = (day.folder / "docker.log").read_text(encoding="utf-8")
    day.expect(f"docker did not push the tag that is deployed: {pushed}", re.search(r"docker push \d+\.dkr\.ecr\S+:1$", pushed, re.M))
    stack = json.loads(day.run("aws cloudformation describe-stacks --stack-name my-app --output json"))["Stacks"][0]
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    day.expect(f"the tag is not deployed: {parameters}", "1" in parameters.values())


def review(day, workflow):
    """A value is changed, and reviewed by the workflow's own lines."""
    day.edit("tasks: {min: 2, max: 6}", "tasks: {min: 2, max: 4}")
    day.run("".join(f"{line}\n" for line in re.findall(r"^ *- run: (.*)$", workflow, re.MULTILINE)))
    comment = (day.folder / "summary.md").read_text(encoding="utf-8")
    day.expect(f"the diff does not show the change: {comment}", "MaxCapacity" in comment and "1 changed" in comment)
    bad = (day.folder / "prod.yaml").read_text(encoding="utf-8")
    day.edit("main: {engine: postgres", "main: {database_name: orders, engine: postgres")
    lost = day.run("archsynth diff deployed.json prod.yaml\n", code=1)
    day.expect(f"the loss of the data is not reported: {lost}", "replaces \"MainDatabase\" with an empty one" in lost)
    (day.folder / "prod.yaml").write_text(bad, encoding="utf-8")


def price(day, bill):
    line = re.search(r"`(archsynth cost \S+)`", bill)[1].replace("examples/", "")
    day.expect("no bill", re.search(r"TOTAL, USD +\d+\.\d\d", day.run(line + "\n")))


def destroy(day, lines):
    """As docs/operate.md says: the protection is taken off and deployed, then the stack is deleted."""
    day.edit("main: {engine: postgres", "main: {deletion_protection: false, engine: postgres")
    day.edit("\nalarms:", "\nload_balancer: {deletion_protection: false}\n\nalarms:")
    # Without the first line, which starts the file anew.
    day.run("".join(blocks(lines)[0].splitlines(keepends=True)[1:]))
    last = next(block for block in blocks(lines) if "delete-stack" in block)
    day.run(last + "aws cloudformation wait stack-delete-complete --stack-name my-app\n")
    left = json.loads(day.run("aws cloudformation describe-stacks --output json"))["Stacks"]
    day.expect(f"the stack is still there: {left}", not left)


def spend(command, source):
    import moto_findings

    moto_findings.moto_repairs.apply_for_a_life()
    readme = (source / "README.md").read_text(encoding="utf-8")
    last_error = moto_findings.LastError()
    logging.getLogger().addHandler(last_error)
    with moto_findings.serving() as endpoint, tempfile.TemporaryDirectory() as scratch:
        tools = Path(scratch) / "tools"
        folder = Path(scratch) / "empty"
        tools.mkdir()
        folder.mkdir()
        (tools / "archsynth").symlink_to(command.resolve())
        for name, text in (("aws", AWS.format(aws=Path(sys.executable).with_name("aws"))), ("docker", DOCKER)):
            (tools / name).write_text(text, encoding="utf-8")
            (tools / name).chmod(0o755)
        environment = moto_findings.environment_of(endpoint)
        environment["PATH"] = f"{tools}:{environment['PATH']}"
        environment["GITHUB_STEP_SUMMARY"] = "summary.md"
        environment["GITHUB_PATH"] = "path.txt"
        day = Day(folder, environment)
        deploy(day, section(readme, "Deploy in five minutes"))
        review(day, section(readme, "Review a change"))
        price(day, section(readme, "The bill"))
        destroy(day, section(readme, "Deploy in five minutes"))
    print(*day.complaints, last_error.text if day.complaints else "", sep="\n")
    return 1 if day.complaints else 0


def main():
    arguments = arguments_in("moto")
    return spend(arguments.command, arguments.source.resolve())


if __name__ == "__main__":
    sys.exit(main())
