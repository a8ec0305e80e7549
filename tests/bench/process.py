#!/usr/bin/env python3
"""Whole processes of the command: median and best wall time and peak memory.

    tests/bench/process.py build/release/bin/archsynth [RUNS]

Warm cache, output to /dev/null. The goals are those of the project: a file like prod.yaml in
10 ms and 20 MiB, one with 50 services in 40 ms, time linear in the services; its picture in 15 ms,
that of a template with nearly 500 resources in 200 ms; its cost in 8 ms.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time


def measure(command, runs):
    walls, peak = [], 0
    for _ in range(runs):
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        walls.append((time.perf_counter() - begin) * 1000)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
        peak = max(peak, usage.ru_maxrss)
    return statistics.median(walls), min(walls), peak / 1024


def many_services(count):
    """Services of a fixed count behind routes: fifty of them still fit the 500 resources of a stack."""
    lines = ["name: many", "environment: development", "services:"]
    for i in range(count):
        lines.append(f"  service-{i}: {{image: {{uri: nginx}}, port: 8000, "
                     f"route: {{path: [/service-{i}/*]}}, tasks: {{min: 1, max: 1}}}}")
    return "\n".join(lines + [""])


def main():
    binary = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 51
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with tempfile.TemporaryDirectory() as folder:
        cases = {"version (start-up alone)": ["version"],
                 "synth examples/prod.yaml": ["synth", f"{root}/examples/prod.yaml"],
                 "cost examples/prod.yaml": ["cost", f"{root}/examples/prod.yaml"],
                 "cost, reference template": ["cost", f"{root}/tests/analysis/cost/reference.yaml"],
                 "diff examples/prod.yaml": ["diff", "--exit-zero", f"{root}/examples/prod.yaml",
                                             f"{root}/examples/several-services.yaml"],
                 "report examples/prod.yaml": ["report", f"{root}/examples/prod.yaml"],
                 "document examples/prod.yaml": ["document", f"{root}/examples/prod.yaml"],
                 "synth --format yaml": ["synth", "--format", "yaml", f"{root}/examples/prod.yaml"]}
        for count in (10, 25, 50):
            path = f"{folder}/{count}.yaml"
            with open(path, "w", encoding="utf-8") as file:
                file.write(many_services(count))
            cases[f"synth, {count} services"] = ["synth", path]
        cases["diagram examples/prod.yaml"] = ["diagram", f"{root}/examples/prod.yaml"]
        cases["diagram --format text"] = ["diagram", "--format", "text",
                                          f"{root}/examples/prod.yaml"]
        large = f"{folder}/large.json"
        subprocess.run([binary, "synth", f"{folder}/50.yaml", "-o", large], check=True,
                       stderr=subprocess.DEVNULL)
        cases["diagram, template of 50 services"] = ["diagram", large]
        print(f"{'command':32}{'median ms':>10}{'best ms':>10}{'peak MiB':>10}")
        for name, arguments in cases.items():
            median, best, peak = measure([binary] + arguments, runs)
            print(f"{name:32}{median:10.2f}{best:10.2f}{peak:10.1f}")


if __name__ == "__main__":
    main()
