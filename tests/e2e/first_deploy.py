"""Deploys every starter and example by the README's own lines, with the real AWS CLI against moto.

usage: python3 first_deploy.py COMMAND SOURCE --peers FOLDER

The lines are those of the README's block that begins with `archsynth init`. Each file takes the place of what `init`
writes. A template that a request cannot hold must be announced with `--s3-bucket`, and is deployed with it. Exit code
77: moto or the AWS CLI is not installed (a failure when CI=true).
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from judge import arguments_in
from synthesize import inputs


def first_deploy(readme):
    """The lines that write the template and deploy it."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    block = next(block for block in blocks if block.startswith("archsynth init"))
    lines = block.replace("\\\n", " ").splitlines()
    synth = next(line for line in lines if line.startswith("archsynth synth"))
    deploy = next(line for line in lines if line.startswith("aws cloudformation deploy"))
    return synth, deploy


def run(line, folder, environment):
    return subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
                          check=False)


def complaints_of(name, path, lines, environment, folder):
    import moto_findings

    synth, deploy = lines
    architecture = re.search(r" synth (\S+)", synth)[1]
    (folder / architecture).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    made = run(synth, folder, environment)
    if made.returncode != 0:
        return [f"{name}: {synth}: exit code {made.returncode}: {made.stderr}"]
    template = folder / re.search(r"--template-file (\S+)", deploy)[1]
    moto_findings.prepare_account(template.read_text(encoding="utf-8"))
    if "--s3-bucket" in made.stderr:
        run("aws s3api create-bucket --bucket templates", folder, environment)
        deploy += " --s3-bucket templates"
    done = run(deploy, folder, environment)
    print(f"{name}: {template.stat().st_size} bytes, {deploy}: exit code {done.returncode}")
    return [f"{name}: {deploy}: {done.stdout}{done.stderr}"] if done.returncode != 0 else []


def deploy_all(command, source):
    import moto_findings

    moto_findings.moto_repairs.apply()
    lines = first_deploy((source / "README.md").read_text(encoding="utf-8"))
    with moto_findings.serving() as endpoint, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "archsynth").symlink_to(command.resolve())
        environment = moto_findings.environment_of(endpoint)
        environment["PATH"] = f"{folder}:{Path(sys.executable).parent}:{environment['PATH']}"
        files = inputs(source)
        complaints = []
        for name, path in files.items():
            complaints += complaints_of(name, path, lines, environment, folder)
    print(*complaints, sep="\n")
    return 1 if complaints or not files else 0


def main():
    arguments = arguments_in("moto")
    return deploy_all(arguments.command, arguments.source)


if __name__ == "__main__":
    sys.exit(main())
