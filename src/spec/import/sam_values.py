"""Writes src/spec/data/sam_values.tsv: which property of which resource type a property of the serverless transform, or
of its events, becomes. The transform of the package aws-sam-translator is run once for each property with a value that
is found again in what it makes.

usage: sam_values.py folder-of-the-unpacked-wheel version date folder-of-the-tables
"""
import copy
import inspect
import logging
import pathlib
import sys

package, version, date, out = sys.argv[1:]
sys.path.insert(0, package)

import boto3  # noqa: E402
from samtranslator.model import sam_resources  # noqa: E402
from samtranslator.model.eventsources import cloudwatchlogs, pull, push, scheduler  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402

logging.disable(logging.CRITICAL)
SESSION = boto3.Session(region_name="us-east-1")
ARN = "arn:aws:lambda:us-east-1:123456789012:x"
LOGIN = [{"Type": "BASIC_AUTH", "URI": ARN}]
FUNCTION = {"Runtime": "python3.13", "Handler": "a.b", "CodeUri": "s3://b/k"}

# The least that the transform takes of each.
RESOURCES = {
    "Function": FUNCTION,
    "Api": {"StageName": "s", "DefinitionBody": {"swagger": "2.0", "paths": {}}},
    "HttpApi": {"DefinitionBody": {"openapi": "3.0.1", "paths": {}}},
    "SimpleTable": {},
    "StateMachine": {"Definition": {"StartAt": "A", "States": {}}},
    "LayerVersion": {"ContentUri": "s3://b/k"},
    "Application": {"Location": "https://s3.amazonaws.com/b/k"},
    "GraphQLApi": {"Auth": {"Type": "API_KEY"}, "SchemaUri": "s3://b/k"},
}
EVENTS = {
    "SQS": {"Queue": ARN},
    "Kinesis": {"Stream": ARN, "StartingPosition": "LATEST"},
    "DynamoDB": {"Stream": ARN, "StartingPosition": "LATEST"},
    "MSK": {"Stream": ARN, "StartingPosition": "LATEST", "Topics": ["t"]},
    "MQ": {"Broker": ARN, "Queues": ["q"], "SourceAccessConfigurations": LOGIN},
    "SelfManagedKafka": {"Topics": ["t"], "KafkaBootstrapServers": ["a:1"], "SourceAccessConfigurations": LOGIN},
    "DocumentDB": {"Cluster": ARN, "DatabaseName": "d", "SourceAccessConfigurations": LOGIN,
                   "StartingPosition": "LATEST"},
    "Schedule": {"Schedule": "rate(5 minutes)"},
    "ScheduleV2": {"ScheduleExpression": "rate(5 minutes)"},
    "SNS": {"Topic": ARN},
    "CloudWatchEvent": {"Pattern": {}},
    "EventBridgeRule": {"Pattern": {}},
    "IoTRule": {"Sql": "s"},
    "CloudWatchLogs": {"LogGroupName": "g", "FilterPattern": "x"},
}
# What a property needs beside it.
BESIDE = {
    "ImageUri": {"PackageType": "Image", "CodeUri": None, "Runtime": None, "Handler": None},
    "InlineCode": {"CodeUri": None},
    "DefinitionUri": {"DefinitionBody": None, "Definition": None},
    "ProvisionedConcurrencyConfig": {"AutoPublishAlias": "l"},
}
# Keys of properties that become resources of their own.
INNER = {"FunctionUrlConfig": ({"AuthType": "NONE"}, ["AuthType", "Cors", "InvokeMode"]),
         "EventInvokeConfig": ({}, ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"])}
MARK = {"Fn::ImportValue": "probe"}
VALUES = [MARK, "probe9713", 97133, True, False, [MARK], {"probe": "x"}]
# Paths of files before they are packaged, and what the transform puts together.
UNTOLD = {"Location", "SchemaUri", "ImageUri", "Policies", "Policy", "SqsSubscription", "EndpointConfiguration"}


def flat(data, path=()):
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from flat(value, path + (key,))
    elif isinstance(data, list):
        for value in data:
            yield from flat(value, path + ("*",))


def made(resource):
    try:
        result = Translator({}, Parser(), boto_session=SESSION).translate(
            sam_template={"Resources": {"R": copy.deepcopy(resource)}}, parameter_values={})
    except Exception:  # it does not take the value
        return []
    return [(each["Type"], ".".join(path), value) for each in result["Resources"].values()
            for path, value in flat(each.get("Properties", {})) if path]


def becomes(resource, holder, key):
    """Where the value of holder[key] is in what is made."""
    holder.pop(key, None)
    before = made(resource)
    for value in VALUES:
        holder[key] = value
        found = {each[:2] for each in made(resource)
                 if each[2] == value and type(each[2]) is type(value) and each not in before}
        if found:
            return found
    return set()


def is_told(key, kind, path):
    parts = path.split(".")
    return (key not in UNTOLD and "*" not in parts and "Fn::Sub" not in parts and "Body" not in parts
            and kind != "AWS::Lambda::Permission")


rows = set()


def probe(source, name, resource, holder, key):
    rows.update((source, name, kind, path) for kind, path in becomes(resource, holder, key) if is_told(key, kind, path))


for title, base in RESOURCES.items():
    name = "AWS::Serverless::" + title
    taken = next(each for _, each in inspect.getmembers(sam_resources, inspect.isclass)
                 if getattr(each, "resource_type", "") == name)
    for key in taken.property_types:
        if key.startswith("_"):
            continue
        properties = {**copy.deepcopy(base), **BESIDE.get(key, {})}
        properties = {k: v for k, v in properties.items() if v is not None}
        probe(name, key, {"Type": name, "Properties": properties}, properties, key)
for key, (base, inner) in INNER.items():
    for each in inner:
        properties = {**FUNCTION, key: dict(base)}
        probe("AWS::Serverless::Function", f"{key}.{each}",
              {"Type": "AWS::Serverless::Function", "Properties": properties}, properties[key], each)
for module in (push, pull, cloudwatchlogs, scheduler):
    for _, each in inspect.getmembers(module, inspect.isclass):
        kind = getattr(each, "resource_type", None)
        if each.__module__ != module.__name__ or not isinstance(kind, str) or kind not in EVENTS:
            continue
        for key in each.property_types:
            event = copy.deepcopy(EVENTS[kind])
            properties = {**FUNCTION, "Events": {"E": {"Type": kind, "Properties": event}}}
            probe("Events." + kind, key, {"Type": "AWS::Serverless::Function", "Properties": properties}, event, key)

text = ("# table: sam_values\n# columns: source! property! type! path!\n"
        "# Which property of which type a property of a serverless resource or of an event (`Events.SQS`) becomes, by\n"
        "# running the transform; those that it rewrites are left out.\n"
        f"# source: aws-sam-translator {version} ({date}, Apache-2.0)\n")
pathlib.Path(out, "sam_values.tsv").write_text(text + "".join("\t".join(each) + "\n" for each in sorted(rows)))
