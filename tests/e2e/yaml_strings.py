"""Whether texts that YAML 1.1 or 1.2 would take for something else come out of `synth --format yaml` as they went in.

PyYAML (of the environment of cfn-lint) reads as YAML 1.1 does, the package `yaml` that CDK comes with as YAML 1.2.

usage: python3 yaml_strings.py COMMAND --peers FOLDER
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import SKIPPED, enter

STRINGS = [
    "yes", "No", "on", "OFF", "y", "N", "true", "False", "null", "NULL", "~", "", " ", "0", "-0", "+1", "007", "08", "0o14", "0x1F",
    "0b11", "1_000", "1e3", "1E-3", ".5", "5.", ".inf", "-.INF", ".nan", "1:30", "190:20:30", "12:30:45.5", "2001-12-14",
    "2001-12-14t21:59:43.10-05:00", "=", "<<", "!Ref x", "!", "&a", "*a", "@x", "`x", "%x", "?", "? x", "-", "- x", "--- x", "...",
    ":", "a: b", "a:", ":a", "a #b", "#a", "{", "}", "[", "]", "{}", "[]", ",", "a,b", "|", ">", "|-", "'", '"', "''", "it's", '"a"',
    " a", "a ", "a  b", "a\nb", "a\n", "\na", "a\n\n", " a\n b\n", "a\tb", "\ta", "a\n\tb", "\u00e9", "\U0001f600", "\u2028", "\u2029",
    "\u0085", "\u00a0", "\ufeff", "a\\b", "\\n", "a\\", "${!x}", "arn:aws:s3:::b/*", "10.0.0.0/8", "x" * 500, "word " * 100,
    "a: 'b' \"c\" # d", "key: |\n  text", "0.1.2", "1.", "+.inf", "0777", "1e", "e1", "0x", "0.", "NaN", "Infinity", "None", "nil",
]


def architecture():
    return {"name": "app", "region": "eu-west-1", "network": {}, "services": {"api": {
        "image": {"uri": "nginx"}, "variables": {f"V{i}": text for i, text in enumerate(STRINGS)}}}}


def values(node):
    """The variables V… of whatever container has them."""
    if isinstance(node, dict):
        if str(node.get("Name", "")).startswith("V") and "Value" in node:
            yield node["Name"], node["Value"]
        for each in node.values():
            yield from values(each)
    elif isinstance(node, list):
        for each in node:
            yield from values(each)


def with_node(peers, text):
    script = ("const yaml = require(require.resolve('yaml', {paths: [require.resolve('aws-cdk-lib')]}));"
              "const text = require('fs').readFileSync(0, 'utf8');"
              "const document = yaml.parseDocument(text, {version: '1.2'});"
              "console.log(JSON.stringify(document.toJSON()));")
    return json.loads(subprocess.run(["node", "-e", script], input=text, capture_output=True, text=True, check=True,
                                     cwd=peers / "cdk").stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--peers", type=Path, required=True)
    arguments = parser.parse_args()
    environment = arguments.peers / "cfn-lint"
    if not (environment / "installed").exists() or not (arguments.peers / "cdk").exists():
        print("PyYAML or CDK is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    enter(environment)

    import yaml

    yaml.SafeLoader.add_multi_constructor("!", lambda loader, suffix, node: {suffix: ""})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "app.json")
        path.write_text(json.dumps(architecture()), encoding="utf-8")
        text = subprocess.run([arguments.command, "synth", path, "--format", "yaml"], capture_output=True, check=True).stdout.decode()
    complaints = []
    for reader, document in (("PyYAML", yaml.safe_load(text)), ("yaml", with_node(arguments.peers, text))):
        found = dict(values(document))
        complaints += [f"{reader}: {wanted!r} is {found.get(f'V{i}')!r}" for i, wanted in enumerate(STRINGS)
                       if found.get(f"V{i}") != wanted]
    print(*complaints, sep="\n")
    print(f"{len(STRINGS)} texts, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
