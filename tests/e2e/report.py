"""Opens reports in a real browser: Debian's Chromium without a window, driven by playwright-core.

usage: python3 report.py COMMAND SOURCE --peers FOLDER [--screenshots FOLDER]

Reports are written of the examples as files and as templates, of a template that breaks rules, of one without a
network, and of one whose every text is hostile; report.cjs says what must hold of each page. Exit code 77: Chromium or
playwright-core is not installed (a failure when CI=true).
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import SKIPPED

HOSTILE = (
    "</script></style><script>window.hit = 1</script><img src=x onerror='window.hit = 2'>\"'`&amp;${window.hit = 3}"
    "\u202e\u2066\u05d0\u05d1 \U0001f4a5\U0001f468\u200d\U0001f469\u200d\U0001f467 " + "W" * 500
)


def hostile_template():
    """A template with the hostile text wherever a text can be."""
    group = {
        "GroupDescription": HOSTILE,
        "SecurityGroupIngress": [{"Description": HOSTILE, "IpProtocol": HOSTILE, "CidrIp": HOSTILE, "FromPort": 1}],
        "SecurityGroupEgress": [{"Description": HOSTILE, "IpProtocol": "-1", "CidrIp": HOSTILE}],
    }
    secret = {"Description": HOSTILE, "KmsKeyId": HOSTILE, "SecretString": HOSTILE}
    subnet = {"VpcId": HOSTILE, "CidrBlock": HOSTILE, "AvailabilityZone": HOSTILE}
    resources = {
        HOSTILE: {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": HOSTILE, HOSTILE: HOSTILE}},
        "Odd": {"Type": HOSTILE, "Properties": {"A": {"B": [HOSTILE]}}},
        "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": group},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": subnet},
        "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": secret},
        "Reader": {"Type": "AWS::SSM::Parameter", "Properties": {HOSTILE: {"Ref": "Secret"}}},
        "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmDescription": HOSTILE, "MetricName": HOSTILE}},
        "Database": {"Type": "AWS::RDS::DBInstance", "Properties": {"Engine": HOSTILE, "DBInstanceClass": HOSTILE}},
    }
    return {"Description": HOSTILE, "Resources": resources}


QUEUE = {"Resources": {"Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 5000}}}}


def write_pages(command, source, folder):
    """Writes a page for each input and returns their paths by name."""
    inputs = {path.stem: path for path in sorted((source / "examples").glob("*.yaml"))}
    for name, content in {"hostile": hostile_template(), "queue": QUEUE}.items():
        inputs[name] = folder / f"{name}.json"
        inputs[name].write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    template = folder / "prod-template.yaml"
    subprocess.run(
        [command, "synth", source / "examples/prod.yaml", "--format", "yaml", "-o", template],
        check=True, capture_output=True,
    )
    inputs["prod-template"] = template
    pages = {}
    for name, path in inputs.items():
        pages[name] = folder / f"{name}.html"
        subprocess.run([command, "report", path, "-o", pages[name]], check=True)
    return pages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("source", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--screenshots", type=Path)
    arguments = parser.parse_args()
    peer = arguments.peers / "browser"
    chromium = shutil.which("chromium")
    if chromium is None or not (peer / "installed").exists():
        print("chromium is not installed" if chromium is None else "playwright-core is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        plan = {
            "chromium": chromium,
            "pages": {name: str(path) for name, path in
                      write_pages(arguments.command, arguments.source, Path(scratch)).items()},
            "hostile": HOSTILE,
            "screenshots": str(arguments.screenshots) if arguments.screenshots else None,
        }
        script = Path(__file__).with_name("report.cjs")
        result = subprocess.run(
            [peer / "node", script], input=json.dumps(plan), text=True, check=False,
            env=os.environ | {"NODE_PATH": str(peer / "node_modules")},
        )
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
