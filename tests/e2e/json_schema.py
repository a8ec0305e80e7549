"""Checks the JSON Schema of the file format with an independent validator.

usage: python3 json_schema.py COMMAND SOURCE --peers FOLDER

`archsynth schema` must be a valid schema of draft 2020-12, admit every example and starter, and refuse each of them
once it is broken in one of the ways below. The validator is the one that cfn-lint's environment holds. Exit code 77: it
is not installed (a failure when CI=true).
"""
import argparse
import copy
import json
import os
import subprocess
import sys
from pathlib import Path

from judge import SKIPPED, enter
from synthesize import inputs

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def each_service(change):
    return lambda document: [change(service) for service in document["services"].values()]


# Short forms, which are right.
SHORT = {
    "image": "nginx:1.27",
    "tasks": 3,
    "health_check": "/healthz",
}

# What is wrong, and how a right document becomes so.
WRONG = {
    "unknown key": lambda document: document.update(nmae="x"),
    "name is missing": lambda document: document.pop("name"),
    "name is a number": lambda document: document.update(name=5),
    "environment is unknown": lambda document: document.update(environment="prod"),
    "services are a list": lambda document: document.update(services=list(document["services"].values())),
    "port is a word": each_service(lambda service: service.update(port="eighty")),
    "port is too large": each_service(lambda service: service.update(port=65536)),
    "unknown key of a service": each_service(lambda service: service.update(prot=80)),
}


def validate(schema, documents):
    """Yields what is wrong with the schema. Runs where jsonschema is installed."""
    from jsonschema import Draft202012Validator

    if schema.get("$schema") != DIALECT:
        yield f"$schema is {schema.get('$schema')}, not {DIALECT}"
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for name, document in documents.items():
        for error in validator.iter_errors(document):
            yield f"{name}: {error.json_path}: {error.message}"
        short = copy.deepcopy(document)
        each_service(lambda service: service.update(SHORT))(short)
        for error in validator.iter_errors(short):
            yield f"{name} with short forms: {error.json_path}: {error.message}"
        for what, change in WRONG.items():
            wrong = copy.deepcopy(document)
            change(wrong)
            if validator.is_valid(wrong):
                yield f"{name} is admitted although its {what}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("source", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    arguments = parser.parse_args()

    environment = arguments.peers / "cfn-lint"
    if not (environment / "installed").exists():
        print("jsonschema is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    enter(environment)

    import yaml

    # CloudFormation's short tags stand for objects, whatever is below them.
    yaml.SafeLoader.add_multi_constructor("!", lambda loader, suffix, node: {suffix: ""})

    schema = json.loads(subprocess.run([arguments.command, "schema"], capture_output=True, text=True, check=True).stdout)
    documents = {name: yaml.safe_load(path.read_text(encoding="utf-8")) for name, path in inputs(arguments.source).items()}
    complaints = list(validate(schema, documents))
    print(*complaints, sep="\n")
    print(f"{len(documents)} documents, each also in {len(WRONG)} wrong forms, {len(complaints)} complaints")
    return 1 if complaints or not documents else 0


if __name__ == "__main__":
    sys.exit(main())
