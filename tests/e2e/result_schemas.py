"""Validates the JSON output of every command against its published schema, with an independent validator.

usage: python3 result_schemas.py COMMAND SOURCE --peers FOLDER

The inputs are the examples, the starters, and templates of the tests. A member that its schema does not describe is a
complaint, and so are a command with `--format json` and a schema that no output is held against. Exit code 77: the
validator is not installed (a failure when CI=true).
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import SKIPPED, enter
from synthesize import inputs

PROD = "examples/prod.yaml"
# The schema, and arguments; FILE is every input in turn, the others are single runs.
RUNS = (
    ("findings", "validate FILE --no-config --format json"),
    ("audit", "audit FILE --format json"),
    ("cost", "cost FILE --format json --advise --against " + PROD),
    ("diff", f"diff {PROD} FILE --format json"),
    ("diff", f"diff FILE {PROD} --format json"),
    ("environments", "environments FILE --format json"),
    ("explain", "explain FILE --format json"),
    ("images", "images FILE --format json"),
    ("images", "images tests/cli/transcripts/images-json/prod.yaml --format json"),
    ("permissions", "permissions FILE --format json"),
    ("plan", "plan FILE --format json"),
    ("preflight", "preflight FILE --format json"),
    ("reach", "reach FILE --format json"),
    ("resilience", "resilience FILE --format json"),
    ("cost", f"cost {PROD} --format json"),
    ("environments", "environments tests/cli/transcripts/environments-json/prod.yaml --format json"),
    ("explain", f"explain {PROD} services.api.port --format json"),
    ("explain", f"explain {PROD} MainDatabase --format json"),
    ("explain", f"explain {PROD} MainDatabase.DBInstanceClass --format json"),
    ("explain", f"explain {PROD} Vpc.CidrBlock --format json"),
    ("plan", f"plan {PROD} --against examples/minimal.yaml --format json"),
    ("reach", f"reach {PROD} --from internet --to MainDatabase --format json"),
    ("reach", f"reach {PROD} --from ApiService --to MainDatabase --format json"),
    ("reach", "reach tests/cli/transcripts/reach-expect/stack.yaml "
              "--expect tests/cli/transcripts/reach-expect/flows.yaml --format json"),
    ("rules", "validate --rules --format json"),
    ("rules", "validate --explain ARC4104 --format json"),
    ("findings", f"synth {PROD} --format-findings json -o SCRATCH"),
    ("findings", "synth tests/architecture/wrong/everything_at_once.yaml --format-findings json -o SCRATCH"),
    ("source-map", f"synth {PROD} -o SCRATCH --source-map /dev/stdout"),
    ("diff", f"synth {PROD} --against {PROD} -o SCRATCH --change-plan-out /dev/stdout"),
)


def closed(schema):
    """The schema without room for members that it does not describe."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        result["additionalProperties"] = False
    return result


def templates(source):
    """Templates of the tests: those of every sixth rule, and both sides of every eighth change."""
    found = sorted((source / "tests/lint").rglob("*.yaml"))
    return found[::6] + [path for side in ("old", "new") for path in sorted((source / "tests/diff").glob(f"*/{side}.yaml"))[::8]]


def outputs(command, source, scratch):
    """Yields the schema's name, the command line and the output of each run."""
    files = [*inputs(source).values(), *templates(source)]
    for schema, line in RUNS:
        for file in files if "FILE" in line else files[:1]:
            words = [{"FILE": str(file), "SCRATCH": str(scratch)}.get(word, word) for word in line.split()]
            done = subprocess.run([command, *words], cwd=source, capture_output=True, text=True, timeout=60, check=False)
            if done.returncode not in (0, 1, 2):
                yield schema, words, f"exit code {done.returncode}"
            elif done.stdout.strip():
                yield schema, words, done.stdout


def commands_with_json(command):
    """The commands whose help offers the JSON format."""
    shown = subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout
    for name in re.findall(r"^  ([a-z]+)  ", shown[shown.index("Subcommands:"):shown.index("Examples:")], re.MULTILINE):
        of_command = subprocess.run([command, name, "--help"], capture_output=True, text=True, check=True).stdout
        if re.search(r"--format(-findings)? FORMAT.*\n?.*\bjson\b", of_command):
            yield name


def complaints_of(command, source, scratch):
    from jsonschema import Draft202012Validator

    validators = {}
    for path in sorted((source / "docs/schemas").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validators[path.stem] = Draft202012Validator(closed(schema))
    seen = dict.fromkeys(validators, 0)
    for name, words, output in outputs(command, source, scratch):
        seen[name] += 1
        try:
            errors = [f"{error.json_path}: {error.message[:300]}" for error in validators[name].iter_errors(json.loads(output))]
        except ValueError as error:
            errors = [str(error)]
        for error in errors[:3]:
            yield f"archsynth {' '.join(words)}: {name}: {error}"
    yield from (f"no output is held against the schema {name}" for name, count in seen.items() if count == 0)
    # Their JSON is for the tools that take it: a template, the schema of the format itself.
    held = {line.split()[0] for _, line in RUNS} | {"schema"}
    yield from (f"the JSON of {name} has no schema" for name in commands_with_json(command) if name not in held)
    print(f"{sum(seen.values())} outputs, {len(validators)} schemas")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    arguments = parser.parse_args()
    environment = arguments.peers / "cfn-lint"
    if not (environment / "installed").exists():
        print("jsonschema is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    enter(environment)
    with tempfile.TemporaryDirectory() as folder:
        complaints = list(complaints_of(arguments.command.resolve(), arguments.source.resolve(), Path(folder) / "out"))
    print(*complaints, sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
