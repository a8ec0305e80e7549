"""checkov's CloudFormation checks over many templates in one process.

usage: VENV/bin/python checkov_findings.py TEMPLATE...
Prints the findings as one JSON list (see judge.py). checkov itself leaves out what a template's Metadata waives.
"""
import json
import os
import subprocess
import sys
from pathlib import Path


def main(templates):
    cli = Path(sys.executable).with_name("checkov")
    command = [sys.executable, cli, "--framework", "cloudformation", "--skip-download", "--compact", "--output", "json"]
    for template in templates:
        command += ["--file", template]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
    report = json.loads(output)
    findings = []

    def add(template, rule, resource, message):
        findings.append({"peer": "checkov", "template": template, "rule": rule, "level": "error",
                         "resource": resource, "path": "", "message": message})

    results = report.get("results", {"passed_checks": [], "failed_checks": [], "parsing_errors": []})
    for check in results["failed_checks"]:
        add(os.path.abspath(check["file_abs_path"]), check["check_id"], check["resource"].rpartition(".")[2],
            check["check_name"])
    for template in results["parsing_errors"]:
        add(os.path.abspath(template), "parse", "", "checkov could not read the template")
    # checkov says nothing about a file that it does not take for a template.
    judged = {os.path.abspath(check["file_abs_path"]) for check in results["passed_checks"]}
    for template in sorted(set(templates) - judged - set(map(os.path.abspath, results["parsing_errors"]))):
        add(template, "parse", "", "checkov ran no check on the template")
    json.dump(findings, sys.stdout, indent=1)
    print()


main([os.path.abspath(template) for template in sys.argv[1:]])
