"""Drives the completion scripts in real shells: bash, zsh (its first TAB, at a terminal) and fish.

usage: python3 completion.py COMMAND

Exit code 77: a shell is not installed (a failure when CI=true).
"""
import os
import pty
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
)


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


def zsh(line, folder, environment):
    """What compadd is given at the first TAB of an interactive shell."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe("zsh", ["zsh", "-f", "-i"], environment)
    try:
        setup = ("PS1='READY''> '; LISTMAX=1000; unsetopt ZLE_BRACKETED_PASTE MENU_COMPLETE AUTO_MENU; setopt LIST_ROWS_FIRST; "
                 "fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D; "
                 "seen() { print -rl -- $words_seen >seen; }; "
                 "compadd() { builtin compadd -O words_seen \"$@\"; print -rl -- $words_seen >>seen; builtin compadd \"$@\"; }; "
                 "rm -f seen\n")
        os.write(terminal, setup.encode())
        read_until(terminal, "READY> ")
        os.write(terminal, (line + "\t").encode())
        seen = folder / "seen"
        end = time.monotonic() + 20
        while not (seen.exists() and seen.read_text().strip()) and time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                os.read(terminal, 65536)
        time.sleep(0.2)
        return set(seen.read_text().split()) if seen.exists() else set()
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(terminal)
        (folder / "seen").unlink(missing_ok=True)


def main(command):
    shells = {"bash": bash, "zsh": zsh, "fish": fish}
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
        for name, offered in shells.items():
            for line, wanted, unwanted in CASES:
                words = offered(line, folder, environment)
                for what in sorted(wanted - words):
                    complaints.append(f"{name}: {line!r} does not offer {what}: {' '.join(sorted(words))[:200]}")
                for what in sorted(unwanted & words):
                    complaints.append(f"{name}: {line!r} offers {what}")
    print(*complaints, sep="\n")
    print(f"{len(shells)} shells, {len(CASES)} lines, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
