"""Writes src/spec/data/sam_*.tsv from the package aws-sam-translator: what each resource type of the
serverless transform takes, its events, Globals, and policy templates.

usage: sam.py folder-of-the-unpacked-wheel version date folder-of-the-tables
"""
import inspect
import json
import pathlib
import sys

package, version, date, out = sys.argv[1:]
sys.path.insert(0, package)

from samtranslator.model import sam_resources  # noqa: E402
from samtranslator.model.eventsources import cloudwatchlogs, pull, push, scheduler  # noqa: E402
from samtranslator.plugins.globals.globals import Globals  # noqa: E402

SOURCE = f"# source: aws-sam-translator {version} ({date}, Apache-2.0)\n"


def write(name, columns, comment, rows):
    text = f"# table: {name}\n# columns: {columns}\n# {comment}\n" + SOURCE
    text += "".join("\t".join(row) + "\n" for row in sorted(set(rows)))
    pathlib.Path(out, name + ".tsv").write_text(text)


def classes(module, attribute):
    for _, each in inspect.getmembers(module, inspect.isclass):
        if isinstance(getattr(each, attribute, None), str):
            yield each


def row(name, properties):
    required = [key for key, value in properties.items() if value.required]
    known = [key for key in properties if not key.startswith("_")]
    return name, " ".join(sorted(known)), " ".join(sorted(required))


resources = [
    row(each.resource_type, each.property_types)
    for each in classes(sam_resources, "resource_type")
    if each.resource_type.startswith("AWS::Serverless::")
]
write("sam_resources", "type! properties* required*",
      "Properties of resource types of the serverless transform.", resources)

events = [
    row(each.resource_type, each.property_types)
    for module in (push, pull, cloudwatchlogs, scheduler)
    for each in classes(module, "resource_type")
    if hasattr(each, "property_types") and each.__module__ == module.__name__
]
write("sam_events", "type! properties* required*", "Properties of events of functions.", events)

machine_events = [
    (type_, *row(type_, each.property_types)[1:])
    for type_, each in sam_resources.SamStateMachine.event_resolver.resource_types.items()
    if type_
]
write("sam_machine_events", "type! properties* required*", "Properties of events of state machines.",
      machine_events)

write("sam_globals", "section! properties*", "What Globals takes for each kind of resource.",
      [(name, " ".join(sorted(set(keys)))) for name, keys in Globals.supported_properties.items()])

templates = json.loads(
    pathlib.Path(package, "samtranslator/policy_templates_data/policy_templates.json").read_text())
write("sam_policies", "template! parameters*", "Policy templates and their parameters.",
      [(name, " ".join(sorted(each["Parameters"]))) for name, each in templates["Templates"].items()])
