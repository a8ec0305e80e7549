"""Deploys templates with the real AWS CLI to a moto server on the loopback interface.

usage: VENV/bin/python moto_findings.py TEMPLATE...

A template is deployed twice: the first time every resource must be created, the second time the CLI must find no
changes. Prints what went wrong as one JSON list (see judge.py). The server lives in this process, on a free port,
and ends with it. Hosted zones, certificates and networks that a template names must exist in an account, so they are put
there first.
"""
import contextlib
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from moto.acm.models import acm_backends
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.parsing import resource_class_from_type
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.moto_api._internal import moto_api_backend
from moto.route53.models import FakeZone, route53_backends
from moto.server import ThreadedMotoServer

import moto_repairs

REGION = "us-east-1"
BUCKET = "templates"
NO_CHANGES = "No changes to deploy"


class LastError(logging.Handler):
    """Keeps the last error that the server logged: the CLI only sees that the server failed."""
    text = ""

    def emit(self, record):
        if record.levelno >= logging.ERROR:
            self.text = repr(record.exc_info[1]) if record.exc_info else record.getMessage().strip()[-500:]


def environment_of(endpoint):
    return {
        "PATH": os.environ["PATH"],
        "HOME": tempfile.gettempdir(),
        "AWS_ACCESS_KEY_ID": "moto",
        "AWS_SECRET_ACCESS_KEY": "moto",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }


@contextlib.contextmanager
def serving():
    """The address of a server that ends with the block."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://localhost:%d" % server.get_host_and_port()[1]
    finally:
        server.stop()


def aws(endpoint, *arguments):
    cli = Path(sys.executable).with_name("aws")
    return subprocess.run([cli, *arguments], env=environment_of(endpoint), capture_output=True, text=True, timeout=300)


def prepare_network(text):
    """Creates the VPC and the subnets that the template refers to by literal ids."""
    ec2 = ec2_backends[DEFAULT_ACCOUNT_ID][REGION]
    for vpc in sorted(set(re.findall(r"\bvpc-[0-9a-f]{17}\b", text))):
        with patch("moto.ec2.models.vpcs.random_vpc_id", return_value=vpc):
            ec2.create_vpc("10.0.0.0/16")
        for number, subnet in enumerate(sorted(set(re.findall(r"\bsubnet-[0-9a-f]{17}\b", text)))):
            with patch("moto.ec2.models.subnets.random_subnet_id", return_value=subnet):
                ec2.create_subnet(vpc, f"10.0.{number}.0/24", availability_zone=REGION + "ab"[number % 2])


def prepare_account(text):
    """Creates what the template refers to by literal ids."""
    moto_api_backend.reset()
    prepare_network(text)
    zones = route53_backends[DEFAULT_ACCOUNT_ID]["aws"].zones
    for zone in set(re.findall(r"\bZ[A-Z0-9]{10,31}\b", text)):
        zones[zone] = FakeZone("example.com.", zone, private_zone=False, caller_reference=zone)
    for certificate in set(re.findall(r"arn:aws:acm:[a-z0-9-]+:\d+:certificate/[0-9a-f-]+", text)):
        backend = acm_backends[DEFAULT_ACCOUNT_ID][REGION]
        created = backend.request_certificate("example.com", None, [], [])
        bundle = backend._certificates.pop(created)
        bundle.arn = certificate
        backend._certificates[certificate] = bundle


def modelled_resources(stack_name):
    """The logical ids of the stack's resources whose types moto knows."""
    stacks = cloudformation_backends[DEFAULT_ACCOUNT_ID][REGION].stacks.values()
    stack = next(s for s in stacks if s.name == stack_name)
    return [name for name, resource in stack.resource_map._resource_json_map.items()
            if resource_class_from_type(resource["Type"]) is not None]


def deploy(endpoint, template, last_error):
    """Returns the complaints of one template, as (rule, message)."""
    stack = re.sub(r"[^A-Za-z0-9]+", "-", Path(template).stem).strip("-")
    command = ("cloudformation", "deploy", "--template-file", template, "--stack-name", stack, "--s3-bucket", BUCKET,
               "--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "--no-fail-on-empty-changeset")
    first = aws(endpoint, *command)
    if first.returncode != 0:
        return [("deploy", (first.stderr or first.stdout).strip() + " " + last_error.text)]
    listing = aws(endpoint, "cloudformation", "describe-stack-resources", "--stack-name", stack, "--output", "json")
    if listing.returncode != 0:
        return [("list", listing.stderr.strip())]
    listed = {r.get("LogicalResourceId") for r in json.loads(listing.stdout)["StackResources"]
              if r.get("ResourceStatus") == "CREATE_COMPLETE"}
    complaints = [("list", f"{name} was not created") for name in modelled_resources(stack) if name not in listed]
    second = aws(endpoint, *command)
    if second.returncode != 0 or NO_CHANGES not in second.stdout + second.stderr:
        complaints.append(("redeploy", "the second deployment did not end in no changes: " +
                           (second.stdout + second.stderr).strip()))
    print(f"{template}: {len(listed)} resources created", file=sys.stderr)
    return complaints


def main(templates):
    moto_repairs.apply()
    last_error = LastError()
    logging.getLogger().addHandler(last_error)
    findings = []
    with serving() as endpoint:
        for template in templates:
            prepare_account(Path(template).read_text(encoding="utf-8"))
            aws(endpoint, "s3api", "create-bucket", "--bucket", BUCKET)
            findings += [{"peer": "moto", "template": template, "rule": rule, "level": "error", "resource": "",
                          "path": "", "message": message} for rule, message in deploy(endpoint, template, last_error)]
    json.dump(findings, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
