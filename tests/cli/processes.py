"""Files and processes as they go wrong, each with its exit code: nothing is half-written, no temporary file is left,
what is written is UTF-8 without control characters, secrets are shown nowhere, and every failure says why.

usage: python3 processes.py COMMAND
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from formats import FORMATS

COMMAND = os.path.abspath(sys.argv[1])
SECRET = "hunter2-Secret"
APP = "name: app\nregion: eu-west-1\nnetwork: {}\n"
TOPIC = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"
WIDER = TOPIC + ("  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n"
                 "      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]\n")
GUARDED = f"""
Parameters:
  Password: {{Type: String, NoEcho: true, MinLength: 20, AllowedPattern: '[a-z]*', Default: {SECRET}-0}}
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Snapshot
    UpdateReplacePolicy: Snapshot
    Properties:
      DBInstanceClass: !Ref Password
      Engine: !Sub "${{Password}}-engine"
      DBName: !Ref Password
      AllocatedStorage: !Ref Password
      MasterUsername: admin
      MasterUserPassword: !Ref Password
      Tags: [{{Key: !Ref Password, Value: !Join ['-', [!Ref Password, x]]}}]
  Rule:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: g
      SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Password}}]
Outputs:
  Shown: {{Value: !Ref Password}}
"""
FAILURES = []


def write(path, text):
    with open(path, "wb" if isinstance(text, bytes) else "w") as file:
        file.write(text)


def run(arguments, **options):
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([COMMAND, *arguments], capture_output=True, timeout=60, check=False, **options)


def shell(script, **options):
    return subprocess.run(["bash", "-c", script], capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
                          env={**os.environ, "A": COMMAND}, **options)


def expect(name, is_met, words=""):
    if not is_met:
        FAILURES.append(f"{name}: {words}")


def check_result(name, result, codes):
    expect(name, result.returncode in codes, f"exit {result.returncode} {result.stderr[-300:]!r}")
    expect(name, result.returncode == 0 or result.stdout or result.stderr, "failed without a word")
    for stream in (result.stdout, result.stderr):
        try:
            text = stream.decode()
        except UnicodeDecodeError as error:
            expect(name, False, f"not UTF-8: {error}")
            continue
        # CSV ends its lines as RFC 4180 does.
        expect(name, not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text.replace("\r\n", "\n")), "control characters")


# name, script (in a folder with app.yaml, t.yaml and wider.yaml; $A is the command), exit code
TABLE = [
    ("full disk", "$A synth app.yaml > /dev/full", 1),
    ("full disk of the help", "$A --help > /dev/full", 1),
    ("full disk by -o", "$A synth app.yaml -o /dev/full", 1),
    ("full disk of a report", "$A report t.yaml -o /dev/full", 1),
    ("missing folder", "$A synth app.yaml -o no/such/out.json", 1),
    ("folder as output", "mkdir d; $A synth app.yaml -o d; code=$?; rmdir d; exit $code", 1),
    ("file as folder", "$A synth app.yaml -o app.yaml/out.json", 1),
    ("output is input", "$A synth app.yaml -o app.yaml", 2),
    ("output is input by ./", "$A synth app.yaml -o ./app.yaml", 2),
    ("output is input by ..", "mkdir d; $A synth app.yaml -o d/../app.yaml; code=$?; rmdir d; exit $code", 2),
    ("output is input by its full path", "$A synth app.yaml -o $PWD/app.yaml", 2),
    ("output is input by a link", "ln -s app.yaml l; $A synth app.yaml -o l; code=$?; rm l; exit $code", 2),
    ("output is input by a hard link", "ln app.yaml l; $A synth app.yaml -o l; code=$?; rm l; exit $code", 2),
    ("source map is output", "$A synth app.yaml -o s.json --source-map ./s.json", 2),
    ("source map is input", "$A synth app.yaml -o s.json --source-map ./app.yaml", 2),
    ("source map is standard output", "$A synth app.yaml --source-map /dev/stdout", 2),
    ("link to a file that is not there", "ln -s target l; $A synth app.yaml -o l && test -f target -a -L l; code=$?; "
     "rm -f l target; exit $code", 0),
    ("link to itself", "ln -s l l; $A synth app.yaml -o l; code=$?; rm l; exit $code", 1),
    ("link to itself as input", "ln -s l l.yaml; $A validate --no-config l.yaml; code=$?; rm l.yaml; exit $code", 2),
    ("FIFO as input", "mkfifo f; timeout 5 cat t.yaml > f & $A validate --no-config f; code=$?; rm f; exit $code", 0),
    ("FIFO as output", "mkfifo f; timeout 5 cat f > o & $A synth app.yaml -o f; code=$?; wait; test -s o || code=9; rm f o; exit $code", 0),
    ("reader that goes away", "set -o pipefail; $A validate --rules | true; exit ${PIPESTATUS[0]}", 0),
    ("standard output closed", "$A synth app.yaml >&-", 1),
    ("standard input closed", "$A validate --no-config - <&-", 2),
    ("folder as input", "mkdir d; $A synth d; code=$?; rmdir d; exit $code", 2),
    ("name after --", "cp t.yaml ./-t.yaml; $A validate --no-config -- -t.yaml; code=$?; rm ./-t.yaml; exit $code", 0),
    ("name with a line break", "n=$'a\\nb\\e[31m.yaml'; echo x: > \"$n\"; $A synth \"$n\"; code=$?; rm \"$n\"; exit $code", 1),
    ("name that is not UTF-8", "n=$'\\xff\\xfe.yaml'; echo x: > \"$n\"; $A synth \"$n\"; code=$?; rm \"$n\"; exit $code", 1),
    ("names of all kinds in a folder", "mkdir d; ln -s l d/l.yaml; ln -s none d/k.yaml; ln -s .. d/up; mkfifo d/f.yaml; "
     "cp broken.yaml d/z.yaml; $A validate --no-config d; code=$?; rm -r d; exit $code", 1),
    ("no HOME", "env -u HOME $A validate --no-config t.yaml", 0),
    ("empty environment", "env -i \"$A\" validate --no-config t.yaml", 0),
    ("Turkish", "LC_ALL=tr_TR.UTF-8 $A synth app.yaml > a; LC_ALL=C $A synth app.yaml > b; cmp a b; code=$?; rm a b; exit $code", 0),
    ("German", "LC_ALL=de_DE.UTF-8 $A cost app.yaml > a; LC_ALL=C $A cost app.yaml > b; cmp a b; code=$?; rm a b; exit $code", 0),
    ("unknown locale", "LC_ALL=xx_YY $A synth app.yaml > /dev/null", 0),
    ("two with one output", "for i in 1 2 3 4; do $A synth app.yaml -o o.json & done; wait; $A synth app.yaml | cmp - o.json; "
     "code=$?; rm o.json; exit $code", 0),
    ("the old file stays", "echo old > o; $A synth broken.yaml -o o; code=$?; grep -qx old o || code=9; rm o; exit $code", 2),
    ("write-protected file", "test $(id -u) = 0 && { echo not as root; exit 1; }; echo old > o; chmod 400 o; $A synth app.yaml -o o; code=$?; "
     "rm -f o; exit $code", 1),
    ("write-protected folder", "test $(id -u) = 0 && { echo not as root; exit 1; }; mkdir d; chmod 500 d; $A synth app.yaml -o d/o; code=$?; rmdir d; "
     "exit $code", 1),
    ("folder that cannot be read", "test $(id -u) = 0 && { echo not as root; exit 2; }; mkdir -p d/e; chmod 000 d/e; cp t.yaml d/z.yaml; "
     "$A validate --no-config d; code=$?; rmdir d/e; rm -r d; exit $code", 2),
    ("folder that a glob cannot read", "test $(id -u) = 0 && { echo not as root; exit 2; }; mkdir -p d/e; chmod 000 d/e; cp t.yaml d/z.yaml; "
     "$A validate --no-config 'd/**/*.yaml'; code=$?; rmdir d/e; rm -r d; exit $code", 2),
]


def check_table(folder):
    before = set(os.listdir(folder))
    for name, script, code in TABLE:
        result = shell(script, cwd=folder)
        check_result(name, result, (code,))
        left = set(os.listdir(folder)) - before
        expect(name, not left, f"left {left}")
        with open(os.path.join(folder, "app.yaml"), encoding="utf-8") as file:
            expect(name, file.read() == APP, "the input is overwritten")


def check_signals(folder):
    """A signal at any time leaves the old file or the new one, and nothing else."""
    whole = run(["synth", "app.yaml"], cwd=folder).stdout
    begun = time.monotonic()
    run(["synth", "app.yaml", "-o", "o"], cwd=folder)
    duration = time.monotonic() - begun
    for number, each in enumerate([signal.SIGINT, signal.SIGTERM, signal.SIGHUP] * 10):
        write(os.path.join(folder, "o"), "old")
        process = subprocess.Popen([COMMAND, "synth", "app.yaml", "-o", "o"], cwd=folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(duration * number / 30)
        process.send_signal(each)
        process.wait()
        with open(os.path.join(folder, "o"), "rb") as file:
            expect("signal", file.read() in (b"old", whole), "half-written")
    os.remove(os.path.join(folder, "o"))
    left = [each for each in os.listdir(folder) if each.startswith(".archsynth")]
    expect("signal", not left, f"left {left}")


def commands(file, extra=(), resource="Database"):
    """Every command with every format on a file, and on a resource of it."""
    for command, formats in FORMATS.items():
        for each in formats:
            words = [command, *(["--no-config"] if command == "validate" else []), *(["old.yaml"] if command == "diff" else []),
                     file, *([resource] if command == "explain" else []), *extra]
            yield words + (["--format", each] if each else [])


def check_secrets(folder):
    write(os.path.join(folder, "guarded.yaml"), GUARDED)
    write(os.path.join(folder, "old.yaml"), GUARDED.replace("admin", "root").replace(f", Default: {SECRET}-0", ""))
    forms = {"cli.json": json.dumps([{"ParameterKey": "Password", "ParameterValue": SECRET}]),
             "map.json": json.dumps({"Password": SECRET, "Pasword": SECRET}), "lines.env": f"Password={SECRET}\n",
             "broken.json": f'[{{"ParameterKey": "Password", "Value": "{SECRET}"}}]', "cut.json": f'{{"Password": "{SECRET}'}
    for name, text in forms.items():
        write(os.path.join(folder, name), text)
        for words in commands("guarded.yaml", ["--parameters", name]):
            result = run(words, cwd=folder)
            shown = (result.stdout + result.stderr).decode(errors="replace")
            # What stands in the template itself is no secret any more, and is reported as such.
            shown = shown.replace(SECRET + "-0", "")
            expect(" ".join(words), SECRET not in shown, "shows the secret: " + shown[max(0, shown.find(SECRET) - 200):][:260])
    for name in [*forms, "guarded.yaml", "old.yaml"]:
        os.remove(os.path.join(folder, name))


PUT_IN = """
name: app
region: eu-west-1
network: {}
services:
  api:
    image: {uri: "public.ecr.aws/nginx/nginx:1.27"}
    port: 80
    variables: {PASSWORD: "${PUT_IN}", URL: "https://x:${PUT_IN}@example.org"}
    command: [serve, "${PUT_IN}"]
"""


def check_put_in(folder):
    """What --env puts into a file is shown by nothing but the template itself."""
    old = PUT_IN.replace("${PUT_IN}", "other")
    for name, file in (("right.yaml", PUT_IN), ("wrong.yaml", PUT_IN + '    calls: ["${PUT_IN}"]\n    cpu: "${PUT_IN}"\n')):
        for before in (old, file):
            write(os.path.join(folder, "old.yaml"), before)
            write(os.path.join(folder, name), file)
            for words in commands(name, ["--env"], "ApiTaskDefinition"):
                if words[0] == "synth" and name == "right.yaml":
                    continue
                result = run(words, cwd=folder, env={**os.environ, "PUT_IN": SECRET})
                shown = (result.stdout + result.stderr).decode(errors="replace")
                expect(" ".join(words), SECRET not in shown, "shows what is put in: " + shown[max(0, shown.find(SECRET) - 200):][:260])
        os.remove(os.path.join(folder, name))
    os.remove(os.path.join(folder, "old.yaml"))


def check_reasons(folder):
    """Whatever fails says why on standard output or standard error, in every format, with each kind of gate."""
    write(os.path.join(folder, "old.yaml"), TOPIC)
    for words in [*commands("wider.yaml", ()), *commands("broken.yaml", ()), *commands("missing.yaml", ())]:
        check_result(" ".join(words), run(words, cwd=folder), (0, 1, 2))
    for each in FORMATS["diff"]:
        for level in ("change", "widening", "unknown", "replacement", "data-lost", "hazard", "deploy-fails"):
            words = ["diff", "old.yaml", "wider.yaml", "--format", each, "--fail-on", level]
            result = run(words, cwd=folder)
            check_result(" ".join(words), result, (0, 1))
            if result.returncode == 1:
                shown = (result.stdout + result.stderr).decode().lower()
                expect(" ".join(words), any(each in shown for each in (level, "error", "stop")), "does not say why it stops")
    for each in FORMATS["cost"]:
        words = ["cost", "app.yaml", "--budget", "0.01", "--format", each]
        result = run(words, cwd=folder)
        check_result(" ".join(words), result, (0, 1))
    os.remove(os.path.join(folder, "old.yaml"))


with tempfile.TemporaryDirectory() as temporary:
    for file_name, text_of_file in {"app.yaml": APP, "t.yaml": TOPIC, "wider.yaml": WIDER,
                                    "broken.yaml": "Resources:\n  T: {Type: AWS::SNS::Topik}\n"}.items():
        write(os.path.join(temporary, file_name), text_of_file)
    check_table(temporary)
    check_signals(temporary)
    check_secrets(temporary)
    check_put_in(temporary)
    check_reasons(temporary)
if FAILURES:
    sys.exit("\n".join(FAILURES))
print(f"{len(TABLE)} rows, all commands and formats")
