"""Has one peer judge the synthesized templates, and fails on any finding that is not excused.

usage: python3 judge.py PEER --peers FOLDER --templates FOLDER [--waivers FILE]

The peers are the rows of PEERS. A peer's program takes template files and prints a JSON list of findings, each with
peer, template, rule, level (error, warning, info), resource, path and message. Exit code 77 says that the peer is not
installed (a failure when CI=true). The policy tools judge production only: the other environments choose to do without
what those tools ask for. FILE excuses findings where a peer is wrong; see its head.
"""
import argparse
import fnmatch
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SKIPPED = 77


@dataclass
class Peer:
    folder: str
    program: str
    only: str = "*"
    processes: int = 1

    def command(self, peers):
        if self.program.endswith(".cjs"):
            return [peers / self.folder / "node", HERE / self.program, peers / self.folder / "node_modules"]
        return [peers / self.folder / "bin" / "python", HERE / self.program]


PEERS = {
    "cfn-lint": Peer("cfn-lint", "cfn_lint_findings.py", processes=2),
    "aws-validator": Peer("cdk", "aws_validator_findings.cjs"),
    "cdk-nag": Peer("cdk", "cdk_nag_findings.cjs", only="*.production.*"),
    # NIST 800-53, HIPAA and PCI DSS.
    "cdk-nag-packs": Peer("cdk", "cdk_nag_packs_findings.cjs", only="*.production.*"),
    "cfn-guard": Peer("cdk", "cfn_guard_findings.cjs"),
    "checkov": Peer("checkov", "checkov_findings.py", only="*.production.*"),
    # The AWS CLI mostly waits, so more processes than processors pay.
    "moto": Peer("moto", "moto_findings.py", processes=4),
}


def findings_of(peer, peers, templates):
    """Shares the templates out over the peer's processes and returns all findings."""
    def run(share):
        result = subprocess.run([*peer.command(peers), *share], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise RuntimeError(f"{peer.program} failed:\n{result.stderr}")
        return json.loads(result.stdout)

    shares = [templates[i::peer.processes] for i in range(peer.processes)]
    with ThreadPoolExecutor(peer.processes) as pool:
        return [finding for found in pool.map(run, filter(None, shares)) for finding in found]


def read_waivers(file):
    """Returns (rule, glob, reason) of each line that is not a comment."""
    lines = file.read_text(encoding="utf-8").splitlines() if file else []
    return [tuple(line.split(maxsplit=2)) for line in lines if line.strip() and not line.startswith("#")]


def excused(finding, waivers):
    name = Path(finding["template"]).name
    return any(finding["rule"] == rule and fnmatch.fnmatch(name, glob) for rule, glob, _ in waivers)


def enter(environment):
    """Goes on in a Python environment: starts the script again with its interpreter, where this is another."""
    if Path(sys.prefix) != environment.resolve():
        python = environment.resolve() / "bin" / "python"
        os.execv(python, [str(python), "-B", *sys.argv])


def is_installed(peer, peers):
    return (peers / peer.folder / "installed").exists()


def arguments_in(peer):
    """COMMAND SOURCE --peers FOLDER of a script that goes on in the peer's Python environment. Ends the script where the
    peer is not installed: skipped, or failed when CI=true."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    arguments = parser.parse_args()
    if not is_installed(PEERS[peer], arguments.peers):
        print(f"{peer} is not installed")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    enter(arguments.peers / peer)
    return arguments


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--waivers", type=Path)
    arguments = parser.parse_args()

    peer = PEERS[arguments.peer]
    if not is_installed(peer, arguments.peers):
        print(f"{arguments.peer} is not installed")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    templates = sorted(str(path.resolve()) for path in arguments.templates.glob(peer.only))
    if not templates:
        print(f"no template to judge in {arguments.templates}")
        return 1
    waivers = read_waivers(arguments.waivers)
    found = findings_of(peer, arguments.peers, templates)
    open_findings = [finding for finding in found if not excused(finding, waivers)]
    for finding in open_findings:
        where = " ".join(filter(None, (finding["resource"], finding["path"])))
        print(f"{Path(finding['template']).name}: {finding['level']} {finding['rule']} {where}: {finding['message']}")
    print(f"{arguments.peer}: {len(templates)} templates, {len(open_findings)} findings, "
          f"{len(found) - len(open_findings)} excused")
    return 1 if open_findings else 0


if __name__ == "__main__":
    sys.exit(main())
