"""Synthesizes every example and starter for every environment in both formats, for the judges.

usage: python3 synthesize.py COMMAND SOURCE FOLDER
Writes FOLDER/<input>.<environment>.<format>; the inputs are SOURCE/examples/*.yaml and SOURCE/templates/*/architecture.yaml.
"""
import shutil
import subprocess
import sys
from pathlib import Path

ENVIRONMENTS = ("production", "staging", "development")
FORMATS = ("json", "yaml")


def inputs(source):
    """The architecture files to synthesize, by the name that their templates get."""
    found = {path.stem: path for path in sorted((source / "examples").glob("*.yaml"))}
    found |= {f"init-{path.parent.name}": path for path in sorted((source / "templates").glob("*/architecture.yaml"))}
    return found


def main(command, source, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    failed = 0
    files = inputs(source)
    for name, path in files.items():
        for environment in ENVIRONMENTS:
            for output_format in FORMATS:
                output = folder / f"{name}.{environment}.{output_format}"
                arguments = [command, "synth", path, "--environment", environment, "--format", output_format]
                result = subprocess.run(arguments, capture_output=True, text=True, check=False)
                output.write_text(result.stdout, encoding="utf-8")
                if result.returncode != 0:
                    failed += 1
                    print(f"{path} as {environment} {output_format}: exit code {result.returncode}\n{result.stderr}")
    print(f"{len(files)} files, {len(list(folder.iterdir()))} templates, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
