"""Prints how short real services are as architecture files, and how much of them is raw CloudFormation.

usage: python3 table.py [--most PERCENT]

The files beside this one are services as teams run them, in our own words. before.tsv says how long each was before the
format had keys for what it needs. Blank lines and comments do not count; the lines of `resources` and `overrides` are
those of escape hatches. Fails where these are more than PERCENT of all.
"""
import argparse
import sys
from pathlib import Path

HERE = Path(__file__).parent
HATCHES = ("resources:", "overrides:")


def counts(path):
    """Returns (lines, lines of escape hatches) of an architecture file."""
    lines = escapes = 0
    is_within = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace() and line[0] != "-":
            is_within = line.startswith(HATCHES)
        lines += 1
        escapes += is_within
    return lines, escapes


def share(part, whole):
    return f"{100 * part / whole:.1f} %"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=float, default=100)
    arguments = parser.parse_args()
    rows = [line.split("\t") for line in (HERE / "before.tsv").read_text(encoding="utf-8").splitlines()
            if not line.startswith("#")]
    before = {name: (int(lines), int(escapes)) for name, lines, escapes in rows}
    after = {path.name: counts(path) for path in sorted(HERE.glob("*.yaml"))}
    if set(before) != set(after):
        print("not in both:", *sorted(set(before) ^ set(after)))
        return 1
    print(f"{'file':28} {'lines':>12} {'escape hatches':>16}")
    for name, (lines, escapes) in after.items():
        print(f"{name:28} {before[name][0]:5} → {lines:4} {before[name][1]:9} → {escapes:4}")
    then, now = ([sum(column) for column in zip(*counted.values())] for counted in (before, after))
    free = sum(escapes == 0 for _, escapes in after.values())
    print(f"{'all':28} {then[0]:5} → {now[0]:4} {then[1]:9} → {now[1]:4}")
    print(f"escape hatches: {share(then[1], then[0])} → {share(now[1], now[0])}; none in {free} of {len(after)}")
    return 0 if now[1] <= arguments.most * now[0] / 100 else 1


if __name__ == "__main__":
    sys.exit(main())
