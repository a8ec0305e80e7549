"""Deploys both sides of every switch of tests/cli/switches_test.cc, one after the other, on moto.

usage: python3 switches.py COMMAND TEST --peers FOLDER

TEST is the test program, which writes the pairs. A switch that `diff` lets through must be deployed as an update, and
every database, key and address that `diff` does not list as replaced or deleted must be the same one afterwards, where
moto updates its type. Exit code 77: moto is not installed (a failure when CI=true).
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import arguments_in

KEPT = {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::KMS::Key", "AWS::EC2::EIP"}
GOES = {"deletes", "may replace", "replaces", "retains", "snapshots"}


def written_pairs(test, folder):
    """The folders of the pairs, by the name of the switch."""
    subprocess.run([test, "--gtest_filter=Switches.AreWritten"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "ARCHSYNTH_SWITCHES": str(folder)})
    return {(each / "name").read_text(encoding="utf-8"): each for each in sorted(folder.iterdir())}


def synthesized(command, path):
    made = path.with_suffix(".json")
    subprocess.run([command, "synth", path, "-o", made], check=True, capture_output=True)
    return made


class Stack:
    """A stack on moto."""

    def __init__(self, client):
        self.client = client
        self.is_there = False

    def deploy(self, template):
        """What went wrong; nothing where it is deployed."""
        from botocore.exceptions import ClientError
        from botocore.parsers import ResponseParserError

        deployed = self.client.update_stack if self.is_there else self.client.create_stack
        try:
            deployed(StackName="switch", TemplateBody=template.read_text(encoding="utf-8"),
                     Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"])
        except (ClientError, ResponseParserError) as error:
            return str(error)
        self.is_there = True
        return None

    def identities(self):
        """The physical ids of what must be kept, by logical id."""
        listed = self.client.describe_stack_resources(StackName="switch")["StackResources"]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in listed
                if each.get("ResourceType") in KEPT and "PhysicalResourceId" in each}


def complaints_of(name, folder, command, client):
    import moto_findings

    old, new = (synthesized(command, folder / side) for side in ("old.yaml", "new.yaml"))
    compared = subprocess.run([command, "diff", folder / "old.yaml", folder / "new.yaml", "--format", "json"],
                              capture_output=True, text=True, check=False)
    change = json.loads(compared.stdout)
    lost = {each["id"] for each in change["resources"] if each["action"] in GOES}
    moto_findings.prepare_account(old.read_text(encoding="utf-8") + new.read_text(encoding="utf-8"))
    stack = Stack(client)
    if failure := stack.deploy(old):
        return [f"{name}: the old side: {failure}"]
    before = stack.identities()
    failure = stack.deploy(new)
    kept = set(before) - lost
    print(f"{name}: exit code {compared.returncode} of diff, which keeps {len(kept)} of {len(before)} databases, keys and "
          f"addresses{'; moto: ' + failure if failure else ''}")
    if failure:
        return [f"{name}: {failure}"] if compared.returncode == 0 else []
    after = stack.identities()
    return [f"{name}: {each} is another one, which diff does not say" for each in sorted(kept)
            if after.get(each) != before[each]]


def main():
    arguments = arguments_in("moto")
    import boto3
    import moto_findings

    moto_findings.moto_repairs.apply_for_a_life()
    with moto_findings.serving() as endpoint, tempfile.TemporaryDirectory() as scratch:
        client = boto3.client("cloudformation", endpoint_url=endpoint, region_name=moto_findings.REGION,
                              aws_access_key_id="moto", aws_secret_access_key="moto")
        complaints = [each for name, folder in written_pairs(arguments.source, Path(scratch)).items()
                      for each in complaints_of(name, folder, arguments.command, client)]
    print(*complaints, sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
