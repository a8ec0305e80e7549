"""Drives the completion scripts in real shells: bash, zsh (its first TAB, at a terminal) and fish.

Beside lines that are written here, each option of each command must offer just what the command says that it takes
where the option gets something else, a file where it takes a path, and nothing else.

usage: python3 completion.py COMMAND

Exit code 77: a shell is not installed (a failure when CI=true).
"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SKIPPED = 77

# What is typed, what must be offered, and what must not.
CASES = (
    ("archsynth ", {"synth", "validate", "diff", "completion"}, {"prod.yaml"}),
    ("archsynth sy", {"synth"}, {"validate"}),
    ("archsynth synth --format ", {"json", "yaml"}, {"sarif", "svg"}),
    ("archsynth validate --format ", {"json", "sarif", "github"}, {"yaml", "svg"}),
    ("archsynth diagram --view ", {"network", "security"}, {"json"}),
    ("archsynth cost prod.yaml --region eu-", {"eu-west-1", "eu-central-1"}, {"us-east-1"}),
    ("archsynth synth --environment st", {"staging"}, {"production"}),
    ("archsynth init ", {"web-service", "internal-service"}, {"json"}),
    ("archsynth completion ", {"bash", "zsh", "fish"}, {"prod.yaml"}),
    ("archsynth synth --comp", {"--compact"}, {"--pretty"}),
    ("archsynth synth --color ", {"always", "never"}, {"json"}),
    ("archsynth synth pro", {"prod.yaml"}, {"json"}),
    ("archsynth synth prod.yaml -o pro", {"prod.yaml"}, {"json"}),
    ("archsynth help val", {"validate"}, {"synth"}),
    ("archsynth diff old.yaml new.yaml --fail-on data-lost,rep", {"replacement"}, {"change", "prod.yaml"}),
)

PATHS = {"FILE", "FILE|DIR", "DIR", "PATTERN", "OLD", "LIST", "PROFILE|FILE"}
PROFILES = {"production", "staging", "development"}
# Beside the files that must be offered.
SCRATCH = {"script.bash", "script.zsh", "script.fish", "seen", "done"}


def options_of(command, name):
    """The options of a command that take a value: the names of each, and what its help calls the value."""
    text = subprocess.run([command, name, "--help"], capture_output=True, text=True, check=True).stdout
    found = []
    for line in text.split("\nOptions:\n")[-1].split("\n\n")[0].splitlines():
        match = re.match(r"  ((?:-\w,)?--[\w-]+) ([A-Z][A-Z|-]*)", line)
        if match:
            found.append((match[1].split(","), match[2]))
    return found


def taken(command, name, option, folder):
    """What an option takes, by the command's own answer to something else; None where it takes anything."""
    answer = subprocess.run([command, name, option, "no-such-value"], cwd=folder, stdin=subprocess.DEVNULL,
                            capture_output=True, text=True).stderr
    match = re.search(re.escape(option) + r' must be (.*), not "no-such-value"', answer)
    return None if match is None else set(re.split(r", | or ", match[1]))


def all_options(command, folder):
    """Lines that end where an option's value begins, with all that must be offered there."""
    commands = re.findall(r"^  ([a-z]+) ", subprocess.run([command, "--help"], capture_output=True, text=True).stdout
                          .split("Subcommands:\n")[-1].split("\n\n")[0], re.MULTILINE)
    starters = set(re.findall(r"^(\S+)", subprocess.run([command, "init", "--list"], capture_output=True, text=True)
                              .stdout, re.MULTILINE))
    cases = []
    for name in commands:
        for names, kind in options_of(command, name):
            wanted = taken(command, name, names[-1], folder)
            if wanted is None:
                wanted = {"prod.yaml", "functions"} if kind in PATHS else set()
            if kind == "ENVIRONMENT":
                wanted = PROFILES
            if kind == "STARTER":
                wanted = starters
            if kind != "REGION":  # of which the command's answer lists some
                cases += [(f"archsynth {name} {each} ", wanted) for each in names]
    return cases


def run(words, folder, environment):
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=True).stdout


def bash(line, folder, environment):
    script = """source script.bash; COMP_WORDS=(); for word in "$@"; do COMP_WORDS+=("$word"); done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _archsynth; printf '%s\\n' "${COMPREPLY[@]}\""""
    words = line.split(" ")
    return set(run(["bash", "-c", script, "bash", *words], folder, environment).split())


def fish(line, folder, environment):
    output = run(["fish", "-N", "-c", f"source script.fish; complete -C '{line}'"], folder, environment)
    return {each.split("\t")[0] for each in output.splitlines()}


def read_until(terminal, mark, seconds=20):
    """What the terminal prints up to the mark."""
    text = ""
    end = time.monotonic() + seconds
    while mark not in text and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            text += os.read(terminal, 65536).decode(errors="replace")
    if mark not in text:
        raise RuntimeError(f"zsh printed {text!r}")
    return text


class Zsh:
    """What compadd is given at the TABs of one interactive shell."""

    def __init__(self, folder, environment):
        self.seen, self.done = folder / "seen", folder / "done"
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], environment)
        setup = ("PS1='READY''> '; LISTMAX=1000; unsetopt ZLE_BRACKETED_PASTE MENU_COMPLETE AUTO_MENU; setopt LIST_ROWS_FIRST; "
                 "fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D; "
                 "compadd() { builtin compadd -O words_seen \"$@\"; print -rl -- $words_seen >>seen; builtin compadd \"$@\"; }; "
                 "finish() { : >done; }; zle -N finish; bindkey '^X' finish; rm -f seen done\n")
        os.write(self.terminal, setup.encode())
        read_until(self.terminal, "READY> ")

    def offered(self, line):
        for each in (self.seen, self.done):
            each.unlink(missing_ok=True)
        os.write(self.terminal, (line + "\t\x18").encode())
        end = time.monotonic() + 20
        while not self.done.exists() and time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.01)[0]:
                os.read(self.terminal, 65536)
        os.write(self.terminal, b"\x15")
        return set(self.seen.read_text().split()) if self.seen.exists() else set()

    def close(self):
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


def main(command):
    shells = ("bash", "zsh", "fish")
    missing = [name for name in shells if shutil.which(name) is None]
    if missing:
        print("not installed:", *missing)
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    complaints = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "prod.yaml").write_text("name: shop\n", encoding="utf-8")
        (folder / "functions").mkdir()
        environment = {"PATH": os.environ["PATH"], "HOME": scratch, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        for name in shells:
            script = subprocess.run([command, "completion", name], capture_output=True, text=True, check=True).stdout
            (folder / f"script.{name}").write_text(script, encoding="utf-8")
        shutil.copy(folder / "script.zsh", folder / "functions/_archsynth")
        with tempfile.TemporaryDirectory() as written:
            everything = all_options(command, written)
        terminal = Zsh(folder, environment)
        offers = {"bash": lambda line: bash(line, folder, environment), "zsh": terminal.offered,
                  "fish": lambda line: fish(line, folder, environment)}
        for name, offered in offers.items():
            for line, wanted, unwanted in CASES:
                # Of a list zsh is told the last item alone.
                words = {each.rsplit(",", 1)[-1] for each in offered(line)}
                for what in sorted(wanted - words):
                    complaints.append(f"{name}: {line!r} does not offer {what}: {' '.join(sorted(words))[:200]}")
                for what in sorted(unwanted & words):
                    complaints.append(f"{name}: {line!r} offers {what}")
            for line, wanted in everything:
                words = {each.rstrip("/") for each in offered(line)} - SCRATCH
                if words != wanted:
                    complaints.append(f"{name}: {line!r} offers {' '.join(sorted(words))[:200] or 'nothing'}, "
                                      f"not {' '.join(sorted(wanted)) or 'nothing'}")
        terminal.close()
    print(*complaints, sep="\n")
    print(f"{len(shells)} shells, {len(CASES)} lines, {len(everything)} options, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
