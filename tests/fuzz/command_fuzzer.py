"""Runs the whole command on templates and architecture files made at random: references in circles, every intrinsic
function, odd texts, values of wrong kinds; all commands, formats and options. Each run must end with 0, 1 or 2 in
time, write UTF-8 without control characters, valid JSON where JSON is asked for, and say why it fails.

usage: python3 command_fuzzer.py COMMAND [--seed N] [--executions N] [--keep FOLDER] [--replay FOLDER] [--server LIBRARY]

A case is a folder's worth of files and a command line, as JSON. `--keep` writes those that fail; `--replay` runs the
cases of a folder instead of new ones. `--server` names fork_server.c as a library (`clang-14 -shared -fPIC`), which
makes many runs in one process: about twenty times as many executions under sanitizers.
"""
import argparse
import json
import os
import random
import re
import resource
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from formats import FORMATS

VIEWS = ("architecture", "network", "security", "flow", "deploy", "monitoring")
LEVELS = ("change", "widening", "unknown", "replacement", "data-lost", "hazard", "deploy-fails")
# Types whose references make the graphs that are walked.
TYPES = {
    "AWS::EC2::VPC": ("CidrBlock",),
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock"),
    "AWS::EC2::RouteTable": ("VpcId",),
    "AWS::EC2::Route": ("RouteTableId", "GatewayId", "NatGatewayId"),
    "AWS::EC2::SubnetRouteTableAssociation": ("SubnetId", "RouteTableId"),
    "AWS::EC2::InternetGateway": (),
    "AWS::EC2::VPCGatewayAttachment": ("VpcId", "InternetGatewayId"),
    "AWS::EC2::SecurityGroup": ("VpcId", "GroupDescription", "SecurityGroupIngress", "SecurityGroupEgress"),
    "AWS::EC2::SecurityGroupIngress": ("GroupId", "SourceSecurityGroupId", "IpProtocol"),
    "AWS::EC2::NetworkInterface": ("SubnetId", "GroupSet"),
    "AWS::EC2::Instance": ("SubnetId", "SecurityGroupIds", "ImageId", "InstanceType"),
    "AWS::EC2::NatGateway": ("SubnetId", "AllocationId"),
    "AWS::RDS::DBInstance": ("DBSubnetGroupName", "VPCSecurityGroups", "Engine", "DBInstanceClass", "DBClusterIdentifier"),
    "AWS::RDS::DBSubnetGroup": ("SubnetIds", "DBSubnetGroupDescription"),
    "AWS::ECS::Cluster": ("ClusterName",),
    "AWS::ECS::Service": ("Cluster", "TaskDefinition", "LoadBalancers", "NetworkConfiguration", "DesiredCount"),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions", "TaskRoleArn", "Cpu", "Memory"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Subnets", "SecurityGroups", "Name"),
    "AWS::ElasticLoadBalancingV2::Listener": ("LoadBalancerArn", "DefaultActions", "Port"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("VpcId", "Port", "Targets"),
    "AWS::IAM::Role": ("AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns"),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument", "Roles"),
    "AWS::Lambda::Function": ("Role", "Code", "Runtime", "Handler", "VpcConfig"),
    "AWS::Lambda::Permission": ("FunctionName", "Principal", "SourceArn"),
    "AWS::S3::Bucket": ("BucketName", "LifecycleConfiguration"),
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument"),
    "AWS::SNS::Topic": ("TopicName", "Subscription"),
    "AWS::SQS::Queue": ("QueueName", "RedrivePolicy"),
    "AWS::DynamoDB::Table": ("TableName", "KeySchema"),
    "AWS::Route53::HostedZone": ("Name", "VPCs"),
    "AWS::Route53::RecordSet": ("HostedZoneId", "Name", "AliasTarget"),
    "AWS::CloudWatch::Alarm": ("AlarmActions", "MetricName", "Dimensions"),
    "AWS::Logs::LogGroup": ("LogGroupName", "RetentionInDays"),
    "AWS::KMS::Key": ("KeyPolicy",),
    "AWS::CloudFormation::Stack": ("TemplateURL", "Parameters"),
    "Custom::Thing": ("ServiceToken",),
    "My::Own::Type": ("Any",),
}
TEXTS = ("", "a", "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/33", "*", "-1", "0144", "yes", "null", "~", "arn:aws:s3:::b/*",
         "{{resolve:ssm:x}}", "${AWS::Region}", "${", "|", "<b>&\"'", "\u202e\u200fx", "\x1b[31m", "\x00", "e\u0301", "\U0001f600",
         "x" * 300, "::error::", "\r\n", "%0A", "`", "$(x)", "\ufeff", "postgres", "db.t3.small", "ec2:*", "1e999")
WORDS = ("api", "main", "web", "prod", "x")  # names of architecture files
STRINGS = ("api -> main", "internet -> web", "nginx", "postgres", "16.13", "arn:aws:s3:::b", "example.org", "10.0.0.0/16", "rate(1 day)",
           "2030-01-01", "/app/key", "${HOME}", "ApiService", "MainDatabase", "ARC6102", "https://example.org/x")
ATTRIBUTES = ("Arn", "Endpoint.Address", "GroupId", "Name", "", "No.Such")
EXTRA = (["--region", "eu-west-1"], ["--region", "us-east-9"], ["--parameters", "p.json"], ["--environment", "staging"],
         ["--environment", "prod"], ["--env"], ["--name-suffix", "pr-1"])


class Maker:
    def __init__(self, seed, schema):
        self.schema = schema
        self.random = random.Random(seed)
        self.names = [self.name(i) for i in range(self.random.randint(1, 12))]
        self.conditions = [f"C{i}" for i in range(self.random.randint(0, 5))]
        self.parameters = [f"P{i}" for i in range(self.random.randint(0, 4))]

    def name(self, number):
        return self.random.choice((f"R{number}", f"R{number}", f"Main{number}", f"r\u00e9{number}", f"A b{number}"))

    def text(self):
        return self.random.choice(TEXTS)

    def target(self):
        return self.random.choice(self.names * 4 + self.parameters * 2 + ["AWS::Region", "AWS::NoValue", "Nowhere", ""])

    def value(self, depth=0):
        pick = self.random.random()
        if depth > 5 or pick < 0.2:
            return self.random.choice((self.text(), self.random.randint(-2, 70000), True, None, 1.5))
        if pick < 0.45:
            return {"Ref": self.target()}
        if pick < 0.6:
            return {"Fn::GetAtt": self.random.choice(([self.target(), self.random.choice(ATTRIBUTES)],
                                                      f"{self.target()}.{self.random.choice(ATTRIBUTES)}"))}
        if pick < 0.72:
            return [self.value(depth + 1) for _ in range(self.random.randint(0, 4))]
        if pick < 0.8:
            return {self.random.choice(("Effect", "Action", "Resource", "Statement", "Principal", "CidrIp", "FromPort", "ToPort",
                                        "IpProtocol", "Key", "Value", "Name", "Image", self.text())): self.value(depth + 1)
                    for _ in range(self.random.randint(0, 5))}
        condition = self.random.choice(self.conditions + ["None"])
        return self.random.choice((
            lambda: {"Fn::If": [condition, self.value(depth + 1), self.value(depth + 1)]},
            lambda: {"Fn::Sub": f"{self.text()}${{{self.target()}}}"},
            lambda: {"Fn::Sub": [f"${{a}}{self.text()}", {"a": self.value(depth + 1)}]},
            lambda: {"Fn::Join": [self.text(), [self.value(depth + 1), self.value(depth + 1)]]},
            lambda: {"Fn::Select": [self.value(depth + 1), self.value(depth + 1)]},
            lambda: {"Fn::Split": [self.text(), self.value(depth + 1)]},
            lambda: {"Fn::FindInMap": ["M", self.value(depth + 1), "k"]},
            lambda: {"Fn::ImportValue": self.value(depth + 1)},
            lambda: {"Fn::Cidr": [self.value(depth + 1), 4, 8]},
            lambda: {"Fn::GetAZs": self.value(depth + 1)},
            lambda: {"Fn::Transform": {"Name": self.text(), "Parameters": self.value(depth + 1)}},
        ))()

    def condition(self):
        name = self.random.choice(self.conditions)
        return self.random.choice((
            lambda: {"Fn::Equals": [{"Ref": self.target()}, self.text()]},
            lambda: {"Fn::Not": [{"Condition": name}]},
            lambda: {"Fn::And": [{"Condition": name}, {"Fn::Equals": [self.text(), self.text()]}]},
            lambda: {"Fn::Or": [{"Condition": name}, {"Condition": self.random.choice(self.conditions)}]},
            self.value,
        ))()

    def resource(self):
        kind = self.random.choice(list(TYPES))
        made = {"Type": kind, "Properties": {key: self.value() for key in TYPES[kind] if self.random.random() < 0.8}}
        if self.random.random() < 0.2:
            made["Properties"][self.text()] = self.value()
        for key, value in (("DependsOn", self.target()), ("Condition", self.random.choice(self.conditions + ["None"])),
                           ("DeletionPolicy", self.random.choice(("Retain", "Delete", "Snapshot", self.text()))),
                           ("Metadata", self.value()), ("UpdatePolicy", self.value())):
            if self.random.random() < 0.12:
                made[key] = value
        return made

    def template(self):
        made = {"Resources": {name: self.resource() for name in self.names}}
        if self.conditions:
            made["Conditions"] = {name: self.condition() for name in self.conditions}
        if self.parameters:
            made["Parameters"] = {name: {"Type": self.random.choice(("String", "Number", "CommaDelimitedList", "AWS::EC2::VPC::Id")),
                                         **({"Default": self.text()} if self.random.random() < 0.5 else {}),
                                         **({"NoEcho": True} if self.random.random() < 0.2 else {})} for name in self.parameters}
        if self.random.random() < 0.3:
            made["Mappings"] = {"M": {self.text(): {"k": self.text()}}}
        if self.random.random() < 0.4:
            made["Outputs"] = {"O": {"Value": self.value(), "Export": {"Name": self.value()}}}
        if self.random.random() < 0.15:
            made["Transform"] = self.random.choice(("AWS::LanguageExtensions", "AWS::Serverless-2016-10-31", ["Own"], self.value()))
            made["Resources"]["Fn::ForEach::L"] = ["N", self.random.choice((["a", "b"], self.value())), {"T${N}": self.resource()}]
        return made

    def changed(self, template):
        """The template with a few things changed, taken out and put in."""
        other = json.loads(json.dumps(template))
        for name in list(other["Resources"]):
            pick = self.random.random()
            if pick < 0.15:
                del other["Resources"][name]
            elif pick < 0.4:
                other["Resources"][name] = self.resource()
        return other

    def of_schema(self, schema, depth=0):
        """A value that the schema of architecture files mostly allows; names are few, so that they meet."""
        while "$ref" in schema:
            schema = self.schema["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        if self.random.random() < 0.04 or depth > 9:
            return self.value(4)
        if "anyOf" in schema:
            return self.of_schema(self.random.choice(schema["anyOf"]), depth)
        for key in ("const", "enum", "examples"):
            if key in schema:
                return self.random.choice(schema[key]) if key != "const" else schema[key]
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            kind = self.random.choice(kind)
        if kind == "object":
            keys = schema.get("properties", {})
            share = self.random.choice((0.1, 0.3, 0.6)) if depth else 0.35
            made = {key: self.of_schema(each, depth + 1) for key, each in keys.items()
                    if key in schema.get("required", ()) or self.random.random() < share}
            if isinstance(schema.get("additionalProperties"), dict):
                for _ in range(self.random.randint(0, 3)):
                    made[self.random.choice(WORDS)] = self.of_schema(schema["additionalProperties"], depth + 1)
            return made
        if kind == "array":
            return [self.of_schema(schema.get("items", {}), depth + 1) for _ in range(self.random.randint(0, 3))]
        if kind == "string":
            return self.random.choice(WORDS + STRINGS + (self.text(),))
        return self.random.choice({"integer": (0, 1, 2, 80, 256, 512, 65535, -1, 2**31 - 1, -2**31), "number": (0.5, 1, 99, -1),
                                   "boolean": (True, False), "null": (None,)}[kind])

    def architecture(self):
        file = self.of_schema(self.schema)
        if not isinstance(file, dict):
            return file
        for key, right in (("name", "app"), ("region", "eu-west-1"), ("network", {})):
            if self.random.random() < 0.9:
                file[key] = right
        return file

    def spelled(self, value):
        text = json.dumps(value, ensure_ascii=self.random.random() < 0.5, indent=self.random.choice((None, 2)))
        if self.random.random() < 0.05:
            at = self.random.randrange(len(text))
            text = text[:at] + self.random.choice(("", "{", "]", ",", "\x01", ": &a *a")) + text[at + 1:]
        return text

    def case(self):
        command = self.random.choice(list(FORMATS))
        if command in ("synth", "environments") or self.random.random() < 0.3:
            first = self.architecture()
            second = self.architecture()
        else:
            first = self.template()
            second = self.changed(first)
        ending = self.random.choice((".json", ".yaml"))
        files = {"a" + ending: self.spelled(second), "old" + ending: self.spelled(first),
                 "p.json": json.dumps({name: self.text() for name in self.parameters + ["X"]})}
        words = [command]
        kind = self.random.choice(FORMATS[command])
        if kind and self.random.random() < 0.9:
            words += ["--format", kind]
        if command == "validate":
            words.append("--no-config")
        if command == "diagram":
            words += ["--view", self.random.choice(VIEWS)]
        if command == "diff" and self.random.random() < 0.5:
            words += ["--fail-on", self.random.choice(LEVELS)]
        if command in ("synth", "report", "plan", "cost") and self.random.random() < 0.3:
            words += ["--against", "old" + ending]
        for extra in EXTRA:
            if self.random.random() < 0.12:
                words += extra
        words += (["old" + ending] if command == "diff" else []) + ["a" + ending]
        if command == "explain":
            words.append(self.random.choice(self.names))
        return {"files": files, "arguments": words}


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


class Process:
    """Starts the command anew for each case."""
    def __init__(self, command):
        self.command = command

    def run(self, arguments, folder):
        """The exit code, minus a signal's number; what is written to standard output and standard error."""
        result = subprocess.run([self.command, *arguments], cwd=folder, capture_output=True, timeout=120, check=False,
                                stdin=subprocess.DEVNULL, preexec_fn=limited)
        return result.returncode, result.stdout, result.stderr

    def close(self):
        pass


class Server:
    """One process of the command that makes the runs of many cases."""
    def __init__(self, command, library):
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()
        def descriptors():
            os.dup2(requests, 198)
            os.dup2(answers, 199)
        self.process = subprocess.Popen([command], preexec_fn=descriptors, close_fds=False, stdin=subprocess.DEVNULL,
                                        env={**os.environ, "LD_PRELOAD": os.path.abspath(library), "ARCHSYNTH_FORK_SERVER": "1"})
        os.close(requests)
        os.close(answers)

    def run(self, arguments, folder):
        words = b"".join(each.encode(errors="surrogateescape") + b"\0" for each in [folder, *arguments])
        os.write(self.requests, struct.pack("<I", len(words)) + words)
        status = struct.unpack("<i", os.read(self.answers, 4))[0]
        streams = []
        for ending in (".out", ".err"):
            with open(folder + ending, "rb") as file:
                streams.append(file.read())
            os.unlink(folder + ending)
        return os.waitstatus_to_exitcode(status), *streams

    def close(self):
        os.close(self.requests)
        self.process.wait()


def fault_of(runner, case, folder):
    """What is wrong with the answer; empty where nothing is."""
    for name, text in case["files"].items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
    try:
        code, output, errors = runner.run(case["arguments"], folder)
    except subprocess.TimeoutExpired:
        return "no end"
    if code not in (0, 1, 2):
        return f"exit {code}: {errors[-200:]!r}"
    if code != 0 and not output and not errors:
        return "failed without a word"
    for stream in (output, errors):
        try:
            text = stream.decode()
        except UnicodeDecodeError:
            return "not UTF-8"
        found = re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text.replace("\r\n", "\n"))
        if found:
            return f"control character {found.group()!r}"
    words = case["arguments"]
    kind = words[words.index("--format") + 1] if "--format" in words else None
    if output and (kind in ("json", "sarif")):
        try:
            json.loads(output)
        except ValueError as error:
            return f"not JSON: {error}"
    if output and kind in ("svg", "junit", "drawio"):
        try:
            xml.etree.ElementTree.fromstring(output)
        except xml.etree.ElementTree.ParseError as error:
            return f"not XML: {error}"
    return ""


def cases_of(options, binary):
    if options.replay:
        for name in sorted(os.listdir(options.replay)):
            with open(os.path.join(options.replay, name), encoding="utf-8") as file:
                yield name, json.load(file)
    else:
        schema = json.loads(subprocess.run([binary, "schema"], capture_output=True, check=True).stdout)
        for seed in range(options.seed, options.seed + options.executions):
            yield str(seed), Maker(seed, schema).case()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--executions", type=int, default=1000)
    parser.add_argument("--keep")
    parser.add_argument("--replay")
    parser.add_argument("--server")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    runner = Server(binary, options.server) if options.server else Process(binary)
    failures = []
    count = 0
    for name, case in cases_of(options, binary):
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            fault = fault_of(runner, case, folder)
        if not fault:
            continue
        failures.append(f"{name}: {' '.join(case['arguments'])}: {fault}")
        print(failures[-1], flush=True)
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            with open(os.path.join(options.keep, f"{name}.json"), "w", encoding="utf-8") as file:
                json.dump(case, file, indent=1)
    runner.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{count} executions, {len(failures)} failures, {used.ru_utime + used.ru_stime:.0f} s of processor time")
    sys.exit(1 if failures or count == 0 else 0)


main()
