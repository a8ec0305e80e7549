"""What moto 5.2 gets wrong about CloudFormation and a sound template meets, put right in place.

Each function says what moto does. None makes moto accept what CloudFormation refuses.
"""
from moto.acm.models import acm_backends
from moto.cloudformation import models, parsing, responses
from moto.cloudformation.models import Stack
from moto.cloudformation.utils import yaml_tag_constructor
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.common_models import CloudFormationModel
from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import RouteTable
from moto.ecr.models import Repository
from moto.elbv2.models import FakeListener, FakeTargetGroup
from moto.kms.models import Key
from moto.rds.models import DBInstance


def repair(resource_class, change):
    """Lets moto create the resource from a changed name and changed properties."""
    create = resource_class.create_from_cloudformation_json.__func__

    def create_repaired(cls, name, cloudformation_json, *arguments, **keywords):
        name, properties = change(name, cloudformation_json["Properties"])
        return create(cls, name, {**cloudformation_json, "Properties": properties}, *arguments, **keywords)

    resource_class.create_from_cloudformation_json = classmethod(create_repaired)


def spell_key_tags(name, properties):
    """moto reads a key's tags as KMS's API spells them (TagKey), where CloudFormation writes Key."""
    tags = [{"TagKey": t["Key"], "TagValue": t["Value"]} for t in properties.get("Tags", [])]
    return name, {**properties, "Tags": tags}


def issue_certificates(name, properties):
    """moto has no CloudFormation model of a certificate, so a listener's Ref to one in the template is lost."""
    if "Certificates" not in properties:
        return name, properties
    acm = acm_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    arns = [c.get("CertificateArn") or acm.request_certificate("example.com", None, [], [])
            for c in properties["Certificates"]]
    return name, {**properties, "Certificates": [{"CertificateArn": arn} for arn in arns]}


def lower_repository_name(name, properties):
    """moto names a nameless repository after its logical id, capitals and all, and then refuses the name."""
    return name.lower(), properties


def name_database(name, properties):
    """moto names a nameless database after its stack, however long, and then refuses the name.

    It also hands the database the parameter group itself where it expects the group's name.
    """
    group = properties.get("DBParameterGroupName")
    return name[-60:].lstrip("-0123456789"), {**properties, "DBParameterGroupName": getattr(group, "name", group)}


def remember_defaults():
    """moto forgets that a parameter took its default, so keeping the previous value looks like a change."""
    def has_parameters(self, other):
        return all(self.stack_parameters.get(name) == value for name, value in other.items())

    Stack.has_parameters = has_parameters


def add_database_attributes():
    """moto's databases lack attributes that the resource schema lists as read-only properties.

    Within Fn::Sub moto looks at the first part of a dotted attribute only.
    """
    def secret_arn(database):
        return f"arn:aws:secretsmanager:us-east-1:{DEFAULT_ACCOUNT_ID}:secret:rds!{database.dbi_resource_id}"

    extra = {
        "DBInstanceArn": lambda database: database.db_instance_arn,
        "DbiResourceId": lambda database: database.dbi_resource_id,
        "MasterUserSecret": secret_arn,
        "MasterUserSecret.SecretArn": secret_arn,
    }
    get_attribute = DBInstance.get_cfn_attribute
    has_attribute = DBInstance.has_cfn_attr.__func__

    DBInstance.has_cfn_attr = classmethod(lambda cls, name: name in extra or has_attribute(cls, name))
    DBInstance.get_cfn_attribute = (
        lambda self, name: extra[name](self) if name in extra else get_attribute(self, name))


def add_target_group_attributes():
    """moto's target groups have no attributes at all."""
    attributes = {
        "LoadBalancerArns": lambda group: group.load_balancer_arns,
        "TargetGroupArn": lambda group: group.arn,
        "TargetGroupFullName": lambda group: group.arn.split(":")[-1],
        "TargetGroupName": lambda group: group.name,
    }
    FakeTargetGroup.has_cfn_attr = classmethod(lambda cls, name: name in attributes)
    FakeTargetGroup.get_cfn_attribute = lambda self, name: attributes[name](self)


def split_attributes_once():
    """moto splits `!GetAtt Database.Endpoint.Address` at every dot, CloudFormation at the first alone."""
    def construct(loader, tag, node):
        if tag == "!GetAtt" and isinstance(node.value, str):
            return {"Fn::GetAtt": node.value.split(".", 1)}
        return yaml_tag_constructor(loader, tag, node)

    for module in (models, responses):
        module.yaml_tag_constructor = construct


def keep_outputs():
    """moto forgets the outputs of a stack that a change set creates."""
    execute = models.CloudFormationBackend.execute_change_set

    def execute_with_outputs(self, change_set_name, stack_name=None):
        execute(self, change_set_name, stack_name)
        for stack in self.stacks.values():
            stack._parse_template()
            stack.output_map = stack._create_output_map()

    models.CloudFormationBackend.execute_change_set = execute_with_outputs


def keep_what_cannot_be_updated():
    """moto loses a resource that changes and whose type it cannot update."""
    update = parsing.parse_and_update_resource

    def update_or_keep(logical_id, resource_json, resources_map, **account):
        original = resources_map[logical_id]
        return update(logical_id, resource_json, resources_map, **account) or original

    parsing.parse_and_update_resource = update_or_keep


def delete_route_tables():
    """moto leaves the route tables of a stack that is deleted, and then refuses to delete their VPC."""
    def delete(cls, name, _, account, region):
        table = ec2_backends[account][region].route_tables.pop(name, None)
        if table is not None:
            table._associations.clear()

    RouteTable.delete_from_cloudformation_json = classmethod(delete)


def add_model(resource_type):
    """moto has no CloudFormation model of the type, so whoever asks for an attribute finds no resource."""
    class Unmodelled(CloudFormationModel):
        __module__ = "moto.cloudformation.models"  # from which moto takes the service

        def __init__(self, name):
            self.name = self.physical_resource_id = name

        @staticmethod
        def cloudformation_name_type():
            return ""

        @staticmethod
        def cloudformation_type():
            return resource_type

        @classmethod
        def has_cfn_attr(cls, _):
            return True

        def get_cfn_attribute(self, attribute):
            return f"{self.name}-{attribute}"

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, *_, **__):
            return cls(resource_name)

        @classmethod
        def update_from_cloudformation_json(cls, original_resource, *_, **__):
            return original_resource

        @classmethod
        def delete_from_cloudformation_json(cls, *_, **__):
            pass

        def is_created(self):
            return True

    MODELS.append(Unmodelled)  # the list of subclasses holds it weakly


MODELS = []


def apply():
    for resource_type in ("AWS::ElastiCache::ReplicationGroup", "AWS::ServiceDiscovery::HttpNamespace"):
        if resource_type not in parsing.get_model_map():
            add_model(resource_type)
    parsing.get_model_list.cache_clear()
    parsing.get_model_map.cache_clear()
    parsing.get_name_type_map.cache_clear()
    repair(Key, spell_key_tags)
    repair(FakeListener, issue_certificates)
    repair(DBInstance, name_database)
    repair(Repository, lower_repository_name)
    remember_defaults()
    add_database_attributes()
    add_target_group_attributes()
    split_attributes_once()


def apply_for_a_life():
    """For what is updated and deleted as well, and whose outputs are read."""
    apply()
    keep_outputs()
    keep_what_cannot_be_updated()
    delete_route_tables()
