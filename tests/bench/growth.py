"""How time and memory grow with the size of the input: every shape with every command, as a table of exponents.

usage: python3 growth.py COMMAND [--sizes 10000,100000,1000000] [--shape NAME] [--command NAME]

An exponent of 1 is linear. Of a pair of sizes it is only told where the larger one takes more than a tenth of a
second. Exits with 1 where one is above 1.3, or a run takes more than 2 seconds or 512 MiB or ends with another exit
code than 0, 1 or 2.
"""
import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile

LIMIT = {"exponent": 1.3, "seconds": 2.0, "mebibytes": 512}
SHAPES = {}


def shape(kind):
    """A shape makes a text from a size in bytes. `template` shapes go through every command."""
    def add(function):
        SHAPES[function.__name__] = (kind, function)
        return function
    return add


def filled(size, head, each, tail=""):
    parts = [head]
    left = size - len(head) - len(tail)
    number = 0
    while left > 0:
        parts.append(each(number))
        left -= len(parts[-1])
        number += 1
    return "".join(parts) + tail


@shape("template")
def topics(size):
    return filled(size, "Resources:\n", lambda i: f"  T{i}:\n    Type: AWS::SNS::Topic\n    Properties: {{TopicName: t{i}}}\n")


@shape("template")
def one_line_json(size):
    text = filled(size, '{"Resources":{', lambda i: f'"Q{i}":{{"Type":"AWS::SQS::Queue","Properties":{{"DelaySeconds":{i}}}}},')
    return text[:-1] + "}}"


@shape("template")
def policy(size):
    """As many actions as resources: what a policy allows is their product."""
    count = size // 80
    return json.dumps({"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [f"s3:GetObject{i}" for i in range(count)],
                                               "Resource": [f"arn:aws:s3:::bucket{i}/*" for i in range(count)]}]}}}}})


@shape("template")
def wildcards(size):
    return json.dumps({"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [f"ec2:*a*{i}*" for i in range(size // 20)],
                                               "Resource": "*"}]}}}}})


@shape("template")
def unknown_references(size):
    return filled(size, "Resources:\n", lambda i: f"  T{i}:\n    Type: AWS::SNS::Topic\n    Properties: {{DisplayName: !Ref Nmae{i}}}\n")


@shape("template")
def aliases(size):
    head = "Metadata: &m {" + ", ".join(f"k{i}: v{i}" for i in range(20)) + "}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Metadata:\n"
    return filled(size, head, lambda i: f"      k{i}: *m\n")


@shape("template")
def merge_keys(size):
    head = "Metadata: &m {" + ", ".join(f"k{i}: v{i}" for i in range(20)) + "}\nResources:\n"
    return filled(size, head, lambda i: f"  T{i}: {{Type: AWS::SNS::Topic, Metadata: {{<<: *m, own: {i}}}}}\n")


@shape("template")
def allowed_values(size):
    """As many allowed values as uses."""
    count = size // 90
    values = ", ".join(f"v{i}" for i in range(count))
    uses = "".join(f"  T{i}: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: !Ref P}}}}\n" for i in range(count))
    return f"Parameters:\n  P: {{Type: String, Default: v0, AllowedValues: [{values}]}}\nResources:\n{uses}"


@shape("template")
def allowed_pattern(size):
    return filled(size, "Parameters:\n", lambda i: f"  P{i}: {{Type: String, AllowedPattern: '(a*)*b', Default: {'a' * 40}}}\n",
                  "Resources:\n  T: {Type: AWS::SNS::Topic}\n")


@shape("template")
def sub_variables(size):
    count = size // 24
    text = "".join(f"${{v{i}}}" for i in range(count))
    variables = ", ".join(f"v{i}: x{i}" for i in range(count))
    return f"Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Sub ['{text}', {{{variables}}}]\n"


@shape("template")
def containers(size):
    head = "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n"
    return filled(size, head, lambda i: f"        - {{Name: c{i}, Image: nginx, Memory: 8, PortMappings: [{{ContainerPort: {i % 65536}}}]}}\n")


@shape("template")
def security_rules(size):
    head = "Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n      SecurityGroupIngress:\n"
    return filled(size, head, lambda i: f"        - {{IpProtocol: tcp, FromPort: {i % 65536}, ToPort: {i % 65536}, CidrIp: 10.0.0.0/8}}\n")


@shape("template")
def outputs(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nOutputs:\n", lambda i: f"  O{i}: {{Value: !Ref T}}\n")


@shape("template")
def conditions(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nConditions:\n",
                  lambda i: f"  C{i}: !Equals [!Ref AWS::Region, r{i}]\n")


@shape("template")
def loop(size):
    names = ", ".join(f"n{i}" for i in range(size // 8))
    return f"Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n    - N\n    - [{names}]\n    - T${{N}}: {{Type: AWS::SNS::Topic}}\n"


@shape("template")
def long_text(size):
    return "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: " + "x" * size + "\n"


@shape("architecture")
def tags(size):
    return filled(size, "name: app\nregion: eu-west-1\nnetwork: {}\ntags:\n", lambda i: f"  k{i}: v{i}\n")


@shape("architecture")
def services(size):
    return filled(size, "name: app\nregion: eu-west-1\nnetwork: {}\nservices:\n", lambda i: f"  s{i}: {{image: nginx}}\n")


@shape("architecture")
def databases(size):
    return filled(size, "name: app\nregion: eu-west-1\nnetwork: {}\ndatabases:\n", lambda i: f"  d{i}: {{engine: postgres}}\n")


@shape("architecture")
def unknown_keys(size):
    return filled(size, "name: app\nregion: eu-west-1\n", lambda i: f"netwrok{i}: x\n")


COMMANDS = {
    "template": {"validate": ["validate", "--no-config", "FILE"], "diff": ["diff", "SMALL", "FILE"],
                 "same": ["diff", "FILE", "FILE"], "cost": ["cost", "FILE"], "plan": ["plan", "FILE"],
                 "diagram": ["diagram", "FILE"], "report": ["report", "FILE"], "explain": ["explain", "FILE", "T"]},
    "architecture": {"synth": ["synth", "FILE"], "validate": ["validate", "--no-config", "FILE"],
                     "cost": ["cost", "FILE"], "report": ["report", "FILE"], "document": ["document", "FILE"]},
}


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def measure(command, arguments, path, small):
    words = [path if each == "FILE" else small if each == "SMALL" else each for each in arguments]
    process = subprocess.Popen([command, *words], preexec_fn=limited, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--shape")
    parser.add_argument("--command")
    options = parser.parse_args()
    sizes = [int(each) for each in options.sizes.split(",")]
    failures = []
    print("| shape | command | " + " | ".join(f"{size // 1000} KB" for size in sizes) + " | exponent | MiB |")
    print("|---|---|" + "---|" * (len(sizes) + 2))
    with tempfile.TemporaryDirectory() as folder:
        small = os.path.join(folder, "small.yaml")
        with open(small, "w", encoding="utf-8") as file:
            file.write("Resources:\n  Other: {Type: AWS::SNS::Topic}\n")
        for name, (kind, make) in SHAPES.items():
            if options.shape and options.shape != name:
                continue
            paths = []
            for size in sizes:
                text = make(size)
                paths.append(os.path.join(folder, f"{name}{size}" + (".json" if text.startswith("{") else ".yaml")))
                with open(paths[-1], "w", encoding="utf-8") as file:
                    file.write(text)
            for command, arguments in COMMANDS[kind].items():
                if options.command and options.command != command:
                    continue
                runs = []
                for path in paths:
                    runs.append(measure(options.binary, arguments, path, small))
                    if runs[-1][2] not in (0, 1, 2):
                        break
                exponent = max((math.log(b[0] / a[0]) / math.log(sizes[i + 1] / sizes[i])
                                for i, (a, b) in enumerate(zip(runs, runs[1:])) if b[0] > 0.1), default=0.0)
                times = [f"{run[0]:.2f} s" for run in runs] + ["-"] * (len(sizes) - len(runs))
                memory = max(run[1] for run in runs)
                print(f"| {name} | {command} | {' | '.join(times)} | {exponent:.2f} | {memory:.0f} |", flush=True)
                wrong = [f"exit {run[2]}" for run in runs if run[2] not in (0, 1, 2)]
                wrong += [f"{run[0]:.1f} s" for run in runs if run[0] > LIMIT["seconds"]]
                wrong += [f"exponent {exponent:.2f}"] if exponent > LIMIT["exponent"] else []
                wrong += [f"{memory:.0f} MiB"] if memory > LIMIT["mebibytes"] else []
                if wrong:
                    failures.append(f"{name} {command}: {', '.join(wrong)}")
    if failures:
        sys.exit("\n".join(failures))


main()
