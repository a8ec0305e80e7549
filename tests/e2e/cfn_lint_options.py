"""Holds the table of cfn-lint's options in docs/validate.md against the help of the pinned cfn-lint.

usage: python3 cfn_lint_options.py COMMAND SOURCE --peers FOLDER

Every option of cfn-lint, in each of its spellings, is in the table's first column, and the table names no other. Given to
`archsynth validate`, it works, or the answer says what to use instead. Exit code 77: cfn-lint is not installed (a failure
when CI=true).
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import arguments_in

OPTION = r"--[a-z][a-z-]+|-[A-Za-z]"
# Part of every program, and no matter of the table.
HELP = {"-h", "--help"}
TEMPLATE = "Resources: {Queue: {Type: AWS::SQS::Queue}}\n"
# What an option is given that takes a value of its own kind.
VALUES = {"--format": "quiet", "-f": "quiet", "--non-zero-exit-code": "warning", "--parameters": "Stage=prod"}


def options_of(help_text):
    """The options at the beginning of a line, each with whether it takes a value."""
    return {name: bool(re.search(re.escape(name) + r" [\[{A-Z]", line))
            for line in re.findall(r"^ +(-.*)$", help_text, re.MULTILINE)
            for name in re.findall(rf"(?:^|, )({OPTION})(?= |,|$)", line)}


def table_of(page):
    rows = re.findall(r"^\| (.*?) \| .*? \|$", page[page.index("| cfn-lint | archsynth |"):], re.MULTILINE)
    return {name for row in rows for name in re.findall(rf"`({OPTION})`", row)}


def complaint_of(command, name, takes_value, folder):
    words = [name, VALUES.get(name, "x")] if takes_value else [name]
    done = subprocess.run([command, "validate", "t.yaml", *words], cwd=folder, capture_output=True, text=True, timeout=60,
                          check=False)
    fix = re.search(r"fix: (.*)", done.stderr)
    is_answered = fix is not None and "shows the usage" not in fix[1] and "did you mean" not in fix[1]
    if "unknown option" in done.stderr and not is_answered:
        return f"archsynth validate {' '.join(words)}: {done.stderr.strip()}"
    return None


def main():
    arguments = arguments_in("cfn-lint")
    shown = subprocess.run([Path(sys.executable).with_name("cfn-lint"), "--help"], capture_output=True, text=True,
                           env={**os.environ, "COLUMNS": "200"}, check=True).stdout
    options = options_of(shown)
    named = table_of((arguments.source / "docs/validate.md").read_text(encoding="utf-8"))
    complaints = [f"{name} is not in the table" for name in sorted(set(options) - HELP - named)]
    complaints += [f"cfn-lint has no option {name}" for name in sorted(named - set(options))]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "t.yaml").write_text(TEMPLATE, encoding="utf-8")
        for name in sorted(set(options) - HELP):
            complaints.append(complaint_of(arguments.command.resolve(), name, options[name], folder))
    complaints = [each for each in complaints if each]
    print(*complaints, sep="\n")
    print(f"{len(options)} options of cfn-lint, {len(complaints)} complaints")
    return 1 if complaints or len(options) < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
