"""Templates that mean harm: each gets an answer within 2 seconds of each of two processors and 512 MiB, and no crash.

usage: python3 hostile.py COMMAND
"""
import json
import os
import resource
import subprocess
import sys
import tempfile

SECONDS = 4  # of processor time, whatever else the machine does
MEBIBYTES = 512


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEBIBYTES << 20, MEBIBYTES << 20))


def topics(count, properties="{{}}"):
    return "".join(f"  T{i}: {{Type: AWS::SNS::Topic, Properties: {properties.format(i=i)}}}\n" for i in range(count))


def loops(depth):
    body = {"K${N0}": {"Type": "AWS::SNS::Topic"}}
    for level in reversed(range(depth)):
        body = {f"Fn::ForEach::L{level}": [f"N{level}", [str(i) for i in range(10)], body]}
    return json.dumps({"Transform": "AWS::LanguageExtensions", "Resources": body})


def conditions(count):
    """Every pair of conditions excludes another; each property depends on all of them."""
    text = "Parameters:\n" + "".join(f"  P{i}: {{Type: String}}\n" for i in range(count)) + "Conditions:\n"
    text += "".join(f"  C{i}: !Equals [!Ref P{i}, a]\n" for i in range(count))
    text += "".join(f"  D{i}: !Or [!Condition C{i}, !Condition C{(i + 1) % count}, !Not [!Condition C{(i + 7) % count}]]\n"
                    for i in range(count))
    nested = "a"
    for i in range(count):
        nested = f"!If [D{i}, x{i}, {nested}]" if i < 60 else nested
    text += "Resources:\n" + "".join(
        f"  B{i}:\n    Type: AWS::EC2::Instance\n    Condition: D{i}\n    Properties:\n"
        + "".join(f"      {key}: !If [D{j}, {value}, !Ref AWS::NoValue]\n" for j, (key, value) in enumerate(
            [("ImageId", "ami-1"), ("SubnetId", f"!GetAtt B{(i + 1) % count}.VpcId"), ("KeyName", nested),
             ("SecurityGroupIds", "[a]"), ("SecurityGroups", "[b]"), ("NetworkInterfaces", "[]"),
             ("PrivateIpAddress", "10.0.0.1"), ("EbsOptimized", "true"), ("Monitoring", "true")]))
        for i in range(count))
    return text


def cases():
    yield "deep.json", "[" * 200_000
    yield "deep_map.json", '{"a":' * 200_000
    yield "deep.yaml", "".join(" " * i + "a:\n" for i in range(2_000))
    yield "deep_flow.yaml", "a: " + "[" * 200_000
    yield "deep_tags.yaml", "a: " + "!Sub " * 100_000 + "x"
    yield "deep_functions.json", '{"Resources":{"T":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":' + \
        '{"Fn::Join":["",[' * 60 + '"x"' + "]]}" * 60 + "}}}}"
    yield "aliases.yaml", "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(20))
    yield "merges.yaml", "a: &a {x: 1}\n" + "".join(
        f"m{i}: &m{i} {{<<: [{', '.join(['*a' if i == 0 else f'*m{i - 1}'] * 9)}], k{i}: 1}}\n" for i in range(30))
    yield "numbers.yaml", "Resources:\n" + topics(200, "{{DisplayName: " + "9" * 5_000 + "}}")
    yield "exponent.json", '{"Resources":{"T":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":1e999999999}}}}'
    yield "loops.json", loops(40)
    yield "loop_of_itself.yaml", "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n" \
        "    - !Ref A\n    - X${A}: {Type: AWS::SNS::Topic}\n  Fn::ForEach::B:\n    - B\n    - [!Ref B, '${B}']\n" \
        "    - Y${B}: {Type: AWS::SNS::Topic}\n"
    yield "long_collection.yaml", "Transform: AWS::LanguageExtensions\nParameters:\n  P: {Type: CommaDelimitedList, " \
        "Default: '" + ",".join(str(i) for i in range(300_000)) + "'}\nResources:\n  Fn::ForEach::A:\n    - A\n" \
        "    - !Ref P\n    - X${A}: {Type: AWS::SNS::Topic}\n"
    yield "pattern.yaml", "Parameters:\n  P: {Type: String, AllowedPattern: '^(([a-z])+.)+[A-Z]([a-z])+$', Default: " + \
        "a" * 4_000 + "}\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref P}}\n"
    yield "backtracking.yaml", "Parameters:\n" + "".join(
        f"  P{i}: {{Type: String, AllowedPattern: '(a*)*(a*)*(a*)*b', Default: {'a' * 200}}}\n" for i in range(150)) + \
        "Resources:\n" + topics(150, "{{DisplayName: !Ref P{i}}}")
    yield "conditions.yaml", conditions(90)
    yield "branches.json", json.dumps({
        "Conditions": {f"C{i}": {"Fn::Equals": [{"Ref": "AWS::Region"}, str(i)]} for i in range(30)},
        "Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {
            "Tags": [{"Fn::If": [f"C{i % 30}", {"Key": str(i), "Value": {"Fn::If": [f"C{(i + 1) % 30}", "a", "b"]}},
                                 {"Ref": "AWS::NoValue"}]} for i in range(3_000)]}}}})
    yield "many.yaml", "Resources:\n" + topics(20_000, "{{DisplayName: !Ref T{i}}}")
    yield "chain.yaml", "Resources:\n" + "".join(
        f"  T{i}: {{Type: AWS::SNS::Topic, DependsOn: T{(i + 1) % 10_000}}}\n" for i in range(10_000))
    yield "knot.yaml", "Resources:\n" + "".join(
        f"  T{i}: {{Type: AWS::SNS::Topic, DependsOn: [{', '.join(f'T{(i + k) % 400}' for k in range(1, 200))}]}}\n"
        for i in range(400))
    yield "unknown.yaml", "Resources:\n" + "".join(
        f"  Name{i}: {{Type: AWS::SNS::Topik{i}, Properties: {{DisplayName: !Ref Nmae{i}}}}}\n" for i in range(3_000))
    yield "keys.yaml", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n" + "".join(
        f"      TopicNam{i}: x\n" for i in range(5_000))
    yield "subs.yaml", "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub '" + \
        "${AWS::Region}${T" * 60_000 + "'}}\n"
    yield "policy.json", json.dumps({"Resources": {"P": {"Type": "AWS::IAM::Policy", "Properties": {
        "PolicyName": "p", "Roles": ["r"], "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["*?" * 60 + "x"] * 50, "Resource": "*"}] * 50}}}}})
    yield "actions.json", json.dumps({"Resources": {"P": {"Type": "AWS::IAM::Policy", "Properties": {
        "PolicyName": "p", "Roles": ["r"], "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": [f"ec2:DescribeInstancs{i}" for i in range(2_000)], "Resource": "*"}]}}}}})
    yield "subnets.yaml", "Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/8}}\n" + "".join(
        f"  S{i}: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref V, CidrBlock: 10.{i // 256}.{i % 256}.0/24}}}}\n"
        for i in range(3_000))
    yield "routes.yaml", "Resources:\n  R: {Type: AWS::EC2::RouteTable, Properties: {VpcId: v}}\n" + "".join(
        f"  A{i}: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: !Ref N{i}, "
        f"RouteTableId: !Ref R}}}}\n  N{i}: {{Type: AWS::EC2::NatGateway, Properties: {{SubnetId: s{i}}}}}\n"
        f"  O{i}: {{Type: AWS::EC2::Route, Properties: {{RouteTableId: !Ref R, DestinationCidrBlock: 0.0.0.0/0, "
        f"NatGatewayId: !Ref N{i}}}}}\n" for i in range(400))
    yield "large.json", '{"Resources": {"T": {"Type": "AWS::SNS::Topic", "Metadata": {"x": "' + "x" * (100 << 20) + '"}}}}'
    yield "large.yaml", "Resources:\n" + topics(2_500_000)
    yield "bytes.yaml", bytes(range(256)) * 50_000
    yield "line.yaml", "Resources: {" + ", ".join(f"T{i}: {{Type: A}}" for i in range(30_000)) + "}"
    yield "breaks.yaml", "a:\n" + "\n" * 10_000_000 + "  b: c\n"
    yield "quotes.yaml", "a: " + "'" * 3_000_000
    yield "comments.json", "/**/" * 1_000_000


def main(command):
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in cases():
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run = subprocess.run([command, "validate", "--no-config", path], preexec_fn=limited, capture_output=True,
                                 check=False)
            output = run.stdout + run.stderr
            answered = run.returncode in (0, 1, 2) and (run.returncode == 0 or b"error" in output)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"{name:24} exit {run.returncode:4} {seconds:6.2f} s {len(output):9} bytes", flush=True)
            if not answered:
                failures.append(f"{name}: exit code {run.returncode}\n{output[-400:].decode(errors='replace')}")
            os.unlink(path)
    if failures:
        sys.exit("\n".join(failures))


main(sys.argv[1])
