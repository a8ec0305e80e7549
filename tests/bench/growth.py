"""How time and memory grow with the size of the input: every shape with every command, as a table of exponents.

usage: python3 growth.py COMMAND [--sizes 10000,100000,1000000] [--shape NAME,…] [--command NAME] [--exponent 1.3] [--worst]

An exponent of 1 is linear. Of a pair of sizes it is only told where the larger one takes more than a fifth of a
second of processor time. Exits with 1 where one is above --exponent, or a run takes more than 2 seconds or 512 MiB or
ends with another exit code than 0, 1 or 2. --worst prints the slowest command of each shape alone.
"""
import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile

LIMIT = {"seconds": 2.0, "mebibytes": 512}
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
def sub_in_sub(size):
    """Texts of texts of texts: a cube of the size, were it written out."""
    side = size // 16
    text = {"Fn::Sub": "x" * side}
    for name in "cba":
        text = {"Fn::Sub": [f"${{{name}}}" * side, {name: text}]}
    return json.dumps({"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": text}}}})


@shape("template")
def containers(size):
    head = "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n"
    return filled(size, head, lambda i: f"        - {{Name: c{i}, Image: nginx, Memory: 8, PortMappings: [{{ContainerPort: {i % 65536}}}]}}\n")


@shape("template")
def security_rules(size):
    head = "Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n      SecurityGroupIngress:\n"
    return filled(size, head, lambda i: f"        - {{IpProtocol: tcp, FromPort: {i % 65536}, ToPort: {i % 65536}, CidrIp: 10.0.0.0/8}}\n")


@shape("template")
def sources_of_a_group(size):
    """One port for a block of addresses each."""
    head = "Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n      SecurityGroupIngress:\n"
    return filled(size, head, lambda i: "        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, "
                  f"CidrIp: 10.{i // 256 % 256}.{i % 256}.0/{24 + i % 8}}}\n")


@shape("template")
def rules_and_members(size):
    """As many rules of one group as instances in it."""
    group = security_rules(size // 2) + "  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/16}}\n"
    return group + filled(size // 2, "", lambda i: f"  I{i}: {{Type: 'AWS::EC2::Instance', Properties: {{ImageId: ami-12345678, "
                          "SubnetId: !Ref S, SecurityGroupIds: [!Ref G]}}\n")


@shape("template")
def services_behind_a_balancer(size):
    """Each with a target group and a rule of one listener."""
    head = ("Resources:\n  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/16}}\n"
            "  B: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Subnets: [!Ref S], SecurityGroups: [sg-1]}}\n"
            "  L: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {LoadBalancerArn: !Ref B, Port: 80, Protocol: HTTP, "
            "DefaultActions: [{Type: forward, TargetGroupArn: !Ref T0}]}}\n")

    def service(i):
        return (f"  T{i}: {{Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {{VpcId: vpc-1, Port: 80, Protocol: HTTP, TargetType: ip}}}}\n"
                f"  R{i}: {{Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: {{ListenerArn: !Ref L, Priority: {i + 1}, "
                f"Conditions: [{{Field: path-pattern, Values: [/{i}]}}], Actions: [{{Type: forward, TargetGroupArn: !Ref T{i}}}]}}}}\n"
                f"  X{i}: {{Type: 'AWS::ECS::Service', Properties: {{Cluster: c, TaskDefinition: t, LaunchType: FARGATE, "
                "NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref S], SecurityGroups: [sg-2]}}, "
                f"LoadBalancers: [{{ContainerName: c, ContainerPort: 80, TargetGroupArn: !Ref T{i}}}]}}}}\n")
    return filled(size, head, service)


@shape("template")
def exports(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nOutputs:\n",
                  lambda i: f"  O{i}: {{Value: !Ref T, Export: {{Name: e{i}}}}}\n")


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


def one_resource(type_, properties):
    """A shape of many resources of one type; `properties` makes a flow mapping from a number."""
    return lambda size: filled(size, "Resources:\n", lambda i: f"  T{i}: {{Type: '{type_}', Properties: {properties(i)}}}\n")


ROLE = ("AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'sts:AssumeRole', "
        "Principal: %s}]}")
MANY = {
    "queues_in_a_chain": ("AWS::SQS::Queue", lambda i: f"{{RedrivePolicy: {{maxReceiveCount: 3, deadLetterTargetArn: "
                          f"!GetAtt T{i + 1}.Arn}}}}"),
    "groups_that_name_each_other": ("AWS::EC2::SecurityGroup", lambda i: "{GroupDescription: g, SecurityGroupIngress: "
                                    f"[{{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref T{i // 2}}}]}}"),
    "roles_in_a_chain": ("AWS::IAM::Role", lambda i: "{" + ROLE % f"{{AWS: !GetAtt T{i + 1}.Arn}}" + "}"),
    "roles_of_services": ("AWS::IAM::Role", lambda i: "{" + ROLE % "{Service: lambda.amazonaws.com}" +
                          ", Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: 'iam:*', "
                          "Resource: '*'}]}}]}"),
    "buckets_with_names": ("AWS::S3::Bucket", lambda i: f"{{BucketName: name-{i}, VersioningConfiguration: {{Status: Enabled}}}}"),
    "bucket_policies": ("AWS::S3::BucketPolicy", lambda i: f"{{Bucket: b{i}, PolicyDocument: {{Statement: [{{Effect: Allow, "
                        f"Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b{i}/*'}}]}}}}"),
    "subnets_of_a_network": ("AWS::EC2::Subnet", lambda i: f"{{VpcId: vpc-1, CidrBlock: 10.{i // 256 % 256}.{i % 256}.0/24, "
                             "AvailabilityZone: eu-west-1a}"),
    "routes_of_a_table": ("AWS::EC2::Route", lambda i: f"{{RouteTableId: rtb-1, DestinationCidrBlock: "
                          f"10.{i // 256 % 256}.{i % 256}.0/24, GatewayId: igw-1}}"),
    "entries_of_a_network_acl": ("AWS::EC2::NetworkAclEntry", lambda i: f"{{NetworkAclId: acl-1, RuleNumber: {i + 1}, "
                                 "Protocol: 6, RuleAction: allow, CidrBlock: 10.0.0.0/8, PortRange: {From: 1, To: 9}}"),
    "instances_in_a_subnet": ("AWS::EC2::Instance", lambda i: "{ImageId: ami-12345678, InstanceType: t3.micro, SubnetId: subnet-1}"),
    "databases_with_replicas": ("AWS::RDS::DBInstance", lambda i: "{Engine: postgres, DBInstanceClass: db.t4g.micro, "
                                f"SourceDBInstanceIdentifier: !Ref T{i // 2}}}"),
    "rules_of_a_listener": ("AWS::ElasticLoadBalancingV2::ListenerRule", lambda i: f"{{ListenerArn: l, Priority: {i + 1}, "
                            f"Conditions: [{{Field: path-pattern, Values: [/{i}/*]}}], "
                            "Actions: [{Type: forward, TargetGroupArn: t}]}"),
    "target_groups": ("AWS::ElasticLoadBalancingV2::TargetGroup", lambda i: f"{{Port: 80, Protocol: HTTP, VpcId: vpc-1, Name: t{i}}}"),
    "functions": ("AWS::Lambda::Function", lambda i: "{Runtime: python3.12, Handler: a.b, Code: {S3Bucket: b, S3Key: k}, "
                  f"Role: !GetAtt T{i + 1}.Arn}}"),
    "alarms": ("AWS::CloudWatch::Alarm", lambda i: "{MetricName: m, Namespace: n, ComparisonOperator: GreaterThanThreshold, "
               f"EvaluationPeriods: 1, Period: 60, Threshold: 1, Statistic: Sum, AlarmActions: [!Ref T{i + 1}]}}"),
    "records": ("AWS::Route53::RecordSet", lambda i: f"{{HostedZoneId: Z1, Name: n{i}.example.org, Type: A, TTL: '60', "
                "ResourceRecords: [192.0.2.1]}"),
    "tables": ("AWS::DynamoDB::Table", lambda i: "{BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: a, "
               "AttributeType: S}], KeySchema: [{AttributeName: a, KeyType: HASH}]}"),
    "keys": ("AWS::KMS::Key", lambda i: "{KeyPolicy: {Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: 'kms:*', "
             "Resource: '*'}]}}"),
    "event_rules": ("AWS::Events::Rule", lambda i: f"{{ScheduleExpression: rate(5 minutes), Targets: [{{Id: t, Arn: !GetAtt T{i + 1}.Arn}}]}}"),
    "scalable_targets": ("AWS::ApplicationAutoScaling::ScalableTarget", lambda i: "{MinCapacity: 1, MaxCapacity: 2, "
                         f"ResourceId: service/c/s{i}, ScalableDimension: ecs:service:DesiredCount, ServiceNamespace: ecs}}"),
    "services_of_a_cluster": ("AWS::ECS::Service", lambda i: f"{{Cluster: c, LaunchType: FARGATE, TaskDefinition: !Ref T{i + 1}, "
                              "NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1], SecurityGroups: [sg-1]}}}"),
    "task_definitions": ("AWS::ECS::TaskDefinition", lambda i: "{Cpu: '256', Memory: '512', NetworkMode: awsvpc, "
                         "RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{Name: c, Image: nginx}]}"),
    "endpoints": ("AWS::EC2::VPCEndpoint", lambda i: "{VpcId: vpc-1, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [rtb-1]}"),
    "secrets": ("AWS::SecretsManager::Secret", lambda i: "{GenerateSecretString: {}}"),
    "types_that_nobody_knows": ("AWS::None::Such", lambda i: "{A: 1}"),
    "modules": ("AWS::SQS::Queue::MODULE", lambda i: "{A: 1}"),
    "wrong_values": ("AWS::SQS::Queue", lambda i: "{DelaySeconds: x, Nothing: [1, 2]}"),
    "serverless_functions": ("AWS::Serverless::Function", lambda i: "{Runtime: python3.12, Handler: a.b, CodeUri: ., Events: "
                             f"{{E: {{Type: Api, Properties: {{Path: /{i}, Method: get}}}}}}}}"),
}
for title, (type_, properties) in MANY.items():
    SHAPES[title] = ("template", one_resource(type_, properties))


@shape("template")
def conditional_resources(size):
    return filled(size, "Parameters:\n  P: {Type: String, Default: a}\nConditions:\n  C: !Equals [!Ref P, a]\nResources:\n",
                  lambda i: f"  T{i}: {{Type: AWS::SNS::Topic, Condition: C, Properties: {{DisplayName: !If [C, !Ref T{i + 1}, x]}}}}\n")


@shape("template")
def condition_each(size):
    """As many conditions as resources, each on a parameter of its own."""
    count = size // 190
    return ("Parameters:\n" + "".join(f"  P{i}: {{Type: String, Default: a}}\n" for i in range(count)) + "Conditions:\n" +
            "".join(f"  C{i}: !Equals [!Ref P{i}, a]\n" for i in range(count)) + "Resources:\n" +
            "".join(f"  T{i}: {{Type: AWS::SQS::Queue, Properties: {{DelaySeconds: !If [C{i}, 1, 2], "
                    f"KmsMasterKeyId: !If [C{i}, !Ref T{(i + 1) % count}, k]}}}}\n" for i in range(count)))


@shape("template")
def conditions_in_a_chain(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic, Condition: C0}\nConditions:\n",
                  lambda i: f"  C{i}: !Or [!Condition C{i + 1}, !Not [!Condition C{i + 2}]]\n")


@shape("template")
def conditions_nested(size):
    """As deep as readers allow."""
    depth = min(size // 20, 60)
    return ("Conditions:\n  C: !Equals [a, a]\nResources:\n" + filled(size - 60, "", lambda i:
            f"  T{i}:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: " + "!If [C, " * depth + "x" + ", y]" * depth + "\n"))


@shape("template")
def mappings(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !FindInMap [M, !Ref 'AWS::Region', k]}}\n"
                  "Mappings:\n  M:\n", lambda i: f"    r{i}: {{k: v{i}}}\n")


@shape("template")
def mapping_uses(size):
    count = size // 130
    return ("Parameters:\n  P: {Type: String}\nMappings:\n  M:\n" + "".join(f"    r{i}: {{k: v{i}}}\n" for i in range(count)) +
            "Resources:\n" + "".join(f"  T{i}: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: !FindInMap [M, !Ref P, k]}}}}\n"
                                     for i in range(count)))


@shape("template")
def depends_on_all(size):
    names = ", ".join(f"T{i}" for i in range(size // 60))
    return ("Resources:\n" + "".join(f"  T{i}: {{Type: AWS::SNS::Topic}}\n" for i in range(size // 60)) +
            f"  Z:\n    Type: AWS::SNS::Topic\n    DependsOn: [{names}]\n")


@shape("template")
def star(size):
    return filled(size, "Resources:\n  Center: {Type: AWS::SNS::Topic}\n",
                  lambda i: f"  T{i}: {{Type: AWS::SNS::Subscription, Properties: {{TopicArn: !Ref Center, Protocol: sqs, Endpoint: e{i}}}}}\n")


@shape("template")
def statements(size):
    return filled(size, "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n",
                  lambda i: f"          - {{Effect: {'Allow' if i % 2 else 'Deny'}, Action: 's3:Get*', Resource: 'arn:aws:s3:::b{i}*'}}\n")


@shape("template")
def roles_and_statements(size):
    """The square root of the size of roles, each with as many statements."""
    side = max(2, int((size / 90) ** 0.5))
    role = ROLE % "{AWS: '*'}"
    return "Resources:\n" + "".join(
        f"  R{i}:\n    Type: AWS::IAM::Role\n    Properties:\n      {role}\n      Policies:\n        - PolicyName: p\n"
        "          PolicyDocument:\n            Statement:\n" + "".join(
            f"              - {{Effect: Allow, Action: 'sts:AssumeRole', Resource: !GetAtt R{j}.Arn}}\n" for j in range(side))
        for i in range(side))


@shape("template")
def network(size):
    """A network with its services, again and again."""
    def zone(i):
        return (f"  V{i}: {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: 10.{i % 256}.0.0/16}}}}\n"
                f"  S{i}: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: !Ref V{i}, CidrBlock: 10.{i % 256}.0.0/24}}}}\n"
                f"  G{i}: {{Type: 'AWS::EC2::SecurityGroup', Properties: {{VpcId: !Ref V{i}, GroupDescription: g, SecurityGroupIngress: "
                "[{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}}\n"
                f"  I{i}: {{Type: 'AWS::EC2::Instance', Properties: {{ImageId: ami-12345678, SubnetId: !Ref S{i}, SecurityGroupIds: [!Ref G{i}]}}}}\n")
    return filled(size, "Resources:\n", zone)


@shape("template")
def one_network(size):
    """Many instances in one subnet, each with a group that lets the group before in."""
    def instance(i):
        return (f"  G{i}: {{Type: 'AWS::EC2::SecurityGroup', Properties: {{VpcId: !Ref V, GroupDescription: g, SecurityGroupIngress: "
                f"[{{IpProtocol: tcp, FromPort: {i % 65536}, ToPort: {i % 65536}, SourceSecurityGroupId: !Ref G{max(i - 1, 0)}}}]}}}}\n"
                f"  I{i}: {{Type: 'AWS::EC2::Instance', Properties: {{ImageId: ami-12345678, SubnetId: !Ref S, SecurityGroupIds: [!Ref G{i}]}}}}\n")
    return filled(size, "Resources:\n  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n"
                  "  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24}}\n", instance)


@shape("template")
def deep(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nMetadata:\n", lambda i: f"  k{i}: " + "[" * 40 + "]" * 40 + "\n")


@shape("template")
def comments(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\n", lambda i: f"# archsynth: ignore E3012 reason {i}\n")


@shape("template")
def duplicate_keys(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nMetadata:\n", lambda i: "  k: v\n")


@shape("template")
def parameters(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nParameters:\n", lambda i: f"  P{i}: {{Type: String, Default: a}}\n")


@shape("template")
def secret_parameters(size):
    return filled(size, "Resources:\n  T: {Type: AWS::SNS::Topic}\nParameters:\n",
                  lambda i: f"  P{i}: {{Type: String, NoEcho: true, Default: a{i}}}\n")


@shape("template")
def rules_of_parameters(size):
    return filled(size, "Parameters:\n  P: {Type: String, Default: a}\nResources:\n  T: {Type: AWS::SNS::Topic}\nRules:\n",
                  lambda i: f"  R{i}: {{Assertions: [{{Assert: !Equals [!Ref P, a]}}]}}\n")


@shape("template")
def loops_in_loops(size):
    side = int((size / 8) ** 0.5)
    names = ", ".join(f"n{i}" for i in range(side))
    return ("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n    - N\n    - [" + names + "]\n"
            "    - Fn::ForEach::M:\n        - O\n        - [" + names + "]\n        - T${N}${O}: {Type: AWS::SNS::Topic}\n" +
            "Metadata: {k: " + "x" * max(0, size - 16 * side) + "}\n")


@shape("template")
def join_of_many(size):
    parts = ", ".join(f"!Ref T{i}" for i in range(size // 50))
    return ("Resources:\n" + "".join(f"  T{i}: {{Type: AWS::SNS::Topic}}\n" for i in range(size // 50)) +
            f"  Z: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: !Join ['', [{parts}]]}}}}\n")


@shape("template")
def block_text(size):
    return filled(size, "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: |\n",
                  lambda i: f"        line {i} ${{A}} {{{{resolve:ssm:/a:{i}}}}}\n")


@shape("template")
def policy_text(size):
    """A policy as one JSON text."""
    statements_ = ", ".join(f'{{"Effect": "Allow", "Action": "s3:Get{i}", "Resource": "*"}}' for i in range(size // 60))
    return ("Resources:\n  L:\n    Type: AWS::Logs::ResourcePolicy\n    Properties:\n      PolicyName: p\n      PolicyDocument: '" +
            '{"Statement": [' + statements_ + "]}'\n")


@shape("template")
def states_of_a_machine(size):
    return filled(size, "Resources:\n  T:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: r\n"
                  "      Definition:\n        StartAt: S0\n        States:\n",
                  lambda i: f"          S{i}: {{Type: Pass, Next: S{i + 1}}}\n")


@shape("template")
def dashboard(size):
    widgets = ", ".join(f'{{"type": "metric", "properties": {{"metrics": [["N", "M{i}"]]}}}}' for i in range(size // 70))
    return ("Resources:\n  T:\n    Type: AWS::CloudWatch::Dashboard\n    Properties:\n      DashboardBody: '" +
            '{"widgets": [' + widgets + "]}'\n")


def entries(head, each):
    return lambda size: filled(size, "name: app\nregion: eu-west-1\nnetwork: {}\n" + head, each)


SECTIONS = {
    "variables": ("services:\n  s:\n    image: nginx\n    variables:\n", lambda i: f"      V{i}: v{i}\n"),
    "service_secrets": ("services:\n  s:\n    image: nginx\n    secrets:\n", lambda i: f"      S{i}: /app/key{i}\n"),
    "sidecars": ("services:\n  s:\n    image: nginx\n    sidecars:\n", lambda i: f"      c{i}: {{image: nginx}}\n"),
    "calls": ("services:\n  s0: {image: nginx, port: 80}\n", lambda i: f"  s{i + 1}: {{image: nginx, port: 80, calls: [s{i}]}}\n"),
    "buckets": ("buckets:\n", lambda i: f"  b{i}: {{versions: true}}\n"),
    "caches": ("caches:\n", lambda i: f"  c{i}: {{engine: valkey}}\n"),
    "raw_resources": ("resources:\n", lambda i: f"  R{i}: {{Type: AWS::SNS::Topic}}\n"),
    "overrides": ("overrides:\n", lambda i: f"  R{i}: {{Properties: {{A: {i}}}}}\n"),
    "outputs_of_a_file": ("outputs:\n", lambda i: f"  O{i}: !Ref Vpc\n"),
    "flows": ("flows:\n  deny:\n", lambda i: "    - internet -> main\n"),
    "waivers": ("waivers:\n", lambda i: f"  - {{control: ARC6{i % 1000:03}, resource: R{i}, reason: r}}\n"),
    "environments_of_a_file": ("environments:\n", lambda i: f"  e{i}: {{profile: staging}}\n"),
    "moves": ("moved:\n", lambda i: f"  - {{from: A{i}, to: B{i}}}\n"),
}
for title, (head, each) in SECTIONS.items():
    SHAPES[title] = ("architecture", entries(head, each))


QUESTIONS = {name: [name, "FILE"] for name in ("cost", "plan", "diagram", "report", "document", "reach", "resilience", "preflight",
                                               "runbook", "permissions", "audit", "images")}
QUESTIONS |= {"validate": ["validate", "--no-config", "FILE"], "sarif": ["validate", "--no-config", "--format", "sarif", "FILE"],
              "same": ["diff", "FILE", "FILE"], "changed": ["diff", "FILE", "OTHER"]}
COMMANDS = {
    "template": {**QUESTIONS, "diff": ["diff", "SMALL", "FILE"], "explain": ["explain", "FILE", "T"]},
    "architecture": {**QUESTIONS, "synth": ["synth", "FILE"], "environments": ["environments", "FILE"]},
}


def other(text):
    """The same text after a small change of everything that has a number."""
    return text.replace("1", "2").replace("2012-20-27", "2012-10-17")


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def measure(command, arguments, names):
    words = [names.get(each, each) for each in arguments]
    process = subprocess.Popen([command, *words], preexec_fn=limited, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--shape")
    parser.add_argument("--command")
    parser.add_argument("--exponent", type=float, default=1.3)
    parser.add_argument("--worst", action="store_true")
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
            if options.shape and name not in options.shape.split(","):
                continue
            paths = []
            for size in sizes:
                text = make(size)
                names = {"SMALL": small}
                for role, content in {"FILE": text, "OTHER": other(text)}.items():
                    names[role] = os.path.join(folder, f"{role}{size}" + (".json" if text.startswith("{") else ".yaml"))
                    with open(names[role], "w", encoding="utf-8") as file:
                        file.write(content)
                paths.append(names)
            rows = []
            for command, arguments in COMMANDS[kind].items():
                if options.command and options.command != command:
                    continue
                runs = []
                for names in paths:
                    runs.append(measure(options.binary, arguments, names))
                    if runs[-1][2] not in (0, 1, 2):
                        break
                exponent = max((math.log(b[0] / a[0]) / math.log(sizes[i + 1] / sizes[i])
                                for i, (a, b) in enumerate(zip(runs, runs[1:])) if b[0] > 0.2), default=0.0)
                times = [f"{run[0]:.2f} s" for run in runs] + ["-"] * (len(sizes) - len(runs))
                memory = max(run[1] for run in runs)
                rows.append((runs[-1][0], f"| {name} | {command} | {' | '.join(times)} | {exponent:.2f} | {memory:.0f} |"))
                if not options.worst:
                    print(rows[-1][1], flush=True)
                wrong = [f"exit {run[2]}" for run in runs if run[2] not in (0, 1, 2)]
                wrong += [f"{run[0]:.1f} s" for run in runs if run[0] > LIMIT["seconds"]]
                wrong += [f"exponent {exponent:.2f}"] if exponent > options.exponent else []
                wrong += [f"{memory:.0f} MiB"] if memory > LIMIT["mebibytes"] else []
                if wrong:
                    failures.append(f"{name} {command}: {', '.join(wrong)}")
            if options.worst and rows:
                print(max(rows)[1], flush=True)
    if failures:
        sys.exit("\n".join(failures))


main()
