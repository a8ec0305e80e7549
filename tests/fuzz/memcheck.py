"""Typical commands under valgrind's memcheck: no error, no block lost.

usage: python3 memcheck.py COMMAND [--only NAME]

Takes some minutes; a command that is not static and has debug information (preset `dev`) tells most.
"""
import argparse
import os
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FILE = os.path.join(ROOT, "examples", "minimal.yaml")
STACK = "stack.json"
COMMANDS = [
    ["synth", FILE], ["synth", FILE, "--format", "yaml"], ["validate", "--no-config", FILE], ["validate", "--no-config", STACK],
    ["validate", "--no-config", "--format", "sarif", STACK], ["validate", "--rules"], ["diff", STACK, FILE],
    ["diff", "old.json", STACK, "--format", "json"], ["cost", FILE], ["cost", FILE, "--advise"], ["plan", FILE], ["diagram", FILE],
    ["diagram", FILE, "--format", "drawio"], ["report", FILE], ["document", FILE], ["reach", FILE], ["resilience", FILE],
    ["preflight", FILE], ["permissions", FILE], ["audit", FILE], ["runbook", FILE], ["explain", FILE, "Vpc"], ["images", FILE],
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--only")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    failures = []
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([binary, "synth", FILE], capture_output=True, check=True).stdout
        for name, text in ((STACK, made), ("old.json", made.replace(b"10.0.", b"10.1."))):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)
        for words in COMMANDS:
            if options.only not in (None, words[0]):
                continue
            count += 1
            result = subprocess.run(["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
                                     "--show-leak-kinds=definite", binary, *words], cwd=folder, capture_output=True, check=False)
            print(f"{result.returncode:3} {' '.join(os.path.relpath(each, ROOT) if each == FILE else each for each in words)}", flush=True)
            if result.returncode not in (0, 1):
                failures.append(f"{' '.join(words)}: exit {result.returncode}\n{result.stderr[-2000:].decode(errors='replace')}")
    if failures or count == 0:
        sys.exit("\n".join(failures) or "no such command")
    print(f"{count} commands, no errors")


main()
