"""Runs the script of `archsynth preflight` with the real AWS CLI against moto.

usage: python3 preflight.py COMMAND SOURCE --peers FOLDER

In an empty account the script names everything that is missing and exits with 1; once that is there it exits with 0;
without one JSON key of a secret it names this key. The AWS CLI has every call of `existing.tsv`. A name that is code for a shell does nothing. Exit code 77: moto or
the AWS CLI is not installed (a failure when CI=true).
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge import PEERS, SKIPPED, enter, is_installed

FILE = """\
name: shop
network:
  vpc_id: vpc-0a1b2c3d4e5f67890
  public_subnet_ids: [subnet-0a1b2c3d4e5f67890, subnet-0a1b2c3d4e5f67891]
  private_subnet_ids: [subnet-0a1b2c3d4e5f67892, subnet-0a1b2c3d4e5f67893]
domain: {name: shop.example.com, hosted_zone_id: Z0123456789ABCDEFGHIJ}
services:
  web: {image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1.0", port: 80}
resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: "{{resolve:ssm:/shop/display}}"
      TopicName: "{{resolve:secretsmanager:shop/topic:SecretString:na.me}}"
  Second:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: "{{resolve:ssm:/shop/$(touch owned)`touch owned`'; touch owned; '}}"}
"""


class Account:
    """Makes things with the AWS CLI."""

    def __init__(self, environment):
        self.environment = environment

    def make(self, *words):
        subprocess.run(["aws", *words], env=self.environment, check=True, capture_output=True, text=True, timeout=60)

    def fill(self):
        # SSM of moto takes no such name; the check of this one fails in any case.
        self.make("ssm", "put-parameter", "--name", "/shop/display", "--type", "String", "--value", "Shop")
        self.make("secretsmanager", "create-secret", "--name", "shop/topic", "--secret-string", '{"na.me": "orders"}')
        self.make("ecr", "create-repository", "--repository-name", "shop")


def check_script(command, folder, environment, account):
    import moto_findings

    (folder / "shop.yaml").write_text(FILE, encoding="utf-8")
    script = subprocess.run([command, "preflight", "shop.yaml", "--format", "sh"], cwd=folder, capture_output=True,
                            text=True, check=True, timeout=60).stdout
    listed = json.loads(subprocess.run([command, "preflight", "shop.yaml", "--format", "json"], cwd=folder,
                                       capture_output=True, text=True, check=True, timeout=60).stdout)["prerequisites"]

    def run():
        return subprocess.run(["sh"], input=script, cwd=folder, env=environment, capture_output=True, text=True,
                              timeout=300, check=False)

    complaints = []

    def expect(what, done, code, missing):
        found = {line.split(", for ")[0] for line in done.stdout.splitlines() if line.startswith("missing: ")}
        if done.returncode != code or found != missing:
            complaints.append(f"{what}: exit code {done.returncode}, {found ^ missing}\n{done.stdout}{done.stderr}")

    hostile = next(each["name"] for each in listed if "touch" in each["name"])
    image = "missing: image 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1.0"
    everything = {f"missing: {each['kind']} {each['name']}" for each in listed
                  if each["check"] and not each["made_on_demand"]}
    everything.add('missing: key "na.me" of secret shop/topic')
    moto_findings.moto_api_backend.reset()
    expect("an empty account", run(), 1, everything)
    moto_findings.prepare_account(FILE)
    account.fill()
    rest = {f"missing: parameter {hostile}", image}
    expect("a full account", run(), 1, rest)
    account.make("secretsmanager", "put-secret-value", "--secret-id", "shop/topic", "--secret-string", '{"naxme": "x"}')
    expect("a secret without its key", run(), 1, rest | {'missing: key "na.me" of secret shop/topic'})
    if (folder / "owned").exists():
        complaints.append("a name ran as a command")
    return complaints


def check_calls(source):
    """Whether the AWS CLI has each call of the table with its option: no request is sent."""
    def complaint(row):
        kind, service, call, option = row[0], *row[5:8]
        done = subprocess.run(["aws", service, call, f"{option}=x", "--generate-cli-skeleton", "input"],
                              capture_output=True, text=True, timeout=60, check=False)
        return f"{kind}: {done.stderr.strip()}" if done.returncode else None

    table = (source / "src/spec/data/hand/existing.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [each for each in pool.map(complaint, [row for row in rows if row[5]]) if each]


def check_all(command, source):
    import moto_findings

    moto_findings.moto_repairs.apply()
    with moto_findings.serving() as endpoint, tempfile.TemporaryDirectory() as scratch:
        environment = moto_findings.environment_of(endpoint)
        environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
        os.environ["PATH"] = environment["PATH"]
        complaints = check_script(command.resolve(), Path(scratch), environment, Account(environment))
        complaints += check_calls(source)
    print(*complaints, sep="\n")
    return 1 if complaints else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    arguments = parser.parse_args()
    if not is_installed(PEERS["moto"], arguments.peers):
        print("moto is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    enter(arguments.peers / "moto")
    return check_all(arguments.command, arguments.source)


if __name__ == "__main__":
    sys.exit(main())
