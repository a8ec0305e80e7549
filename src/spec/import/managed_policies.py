"""Writes src/spec/data/managed_policies.tsv: what the commonest managed policies of AWS allow.

usage: managed_policies.py folder-of-the-unpacked-moto folder-of-the-tables date

moto packs the documents of all of them, as IAM gives them. The list below is what templates attach; the largest
policies of service roles are left out, and so stay unknown.
"""
import importlib.util
import json
import pathlib
import re
import sys

NAMES = """
AdministratorAccess PowerUserAccess IAMFullAccess IAMReadOnlyAccess IAMUserChangePassword IAMUserSSHKeys
IAMSelfManageServiceSpecificCredentials ReadOnlyAccess ViewOnlyAccess SecurityAudit SystemAdministrator
DatabaseAdministrator NetworkAdministrator DataScientist Billing SupportUser AWSSupportAccess
AWSOrganizationsReadOnlyAccess AWSOrganizationsFullAccess AWSAccountManagementReadOnlyAccess
AWSLambdaBasicExecutionRole AWSLambdaVPCAccessExecutionRole AWSLambdaSQSQueueExecutionRole
AWSLambdaKinesisExecutionRole AWSLambdaDynamoDBExecutionRole AWSLambdaMSKExecutionRole
AWSLambdaENIManagementAccess AWSLambdaRole AWSLambda_FullAccess AWSLambda_ReadOnlyAccess AWSLambdaExecute
AWSLambdaInvocation-DynamoDB CloudWatchLambdaInsightsExecutionRolePolicy AWSXRayDaemonWriteAccess
AWSXrayWriteOnlyAccess AWSXrayFullAccess
AmazonECSTaskExecutionRolePolicy AmazonEC2ContainerServiceforEC2Role AmazonEC2ContainerServiceRole
AmazonEC2ContainerServiceAutoscaleRole AmazonEC2ContainerServiceEventsRole AmazonECS_FullAccess
AmazonECSInfrastructureRolePolicyForVolumes AmazonECSInfrastructureRolePolicyForLoadBalancers
AWSCodeDeployRoleForECS AWSCodeDeployRoleForECSLimited AWSCodeDeployRole AWSCodeDeployRoleForLambda
AWSAppRunnerServicePolicyForECRAccess AmazonEC2ContainerRegistryReadOnly AmazonEC2ContainerRegistryPowerUser
AmazonEC2ContainerRegistryFullAccess AmazonEC2ContainerRegistryPullOnly
AmazonSSMManagedInstanceCore AmazonSSMPatchAssociation AmazonSSMDirectoryServiceAccess AmazonSSMFullAccess
AmazonSSMReadOnlyAccess AmazonSSMMaintenanceWindowRole AmazonSSMAutomationRole
AmazonSSMManagedEC2InstanceDefaultPolicy AmazonEC2RoleforSSM CloudWatchAgentServerPolicy
CloudWatchAgentAdminPolicy CloudWatchFullAccess CloudWatchFullAccessV2 CloudWatchReadOnlyAccess
CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess CloudWatchEventsFullAccess AmazonEventBridgeFullAccess
AmazonS3FullAccess AmazonS3ReadOnlyAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess AmazonVPCFullAccess
AmazonVPCReadOnlyAccess AmazonRDSFullAccess AmazonRDSReadOnlyAccess AmazonRDSDataFullAccess
AmazonRDSEnhancedMonitoringRole AmazonRDSDirectoryServiceAccess AmazonDynamoDBFullAccess
AmazonDynamoDBFullAccess_v2 AmazonDynamoDBReadOnlyAccess AmazonSQSFullAccess AmazonSQSReadOnlyAccess
AmazonSNSFullAccess AmazonSNSReadOnlyAccess AmazonSNSRole AmazonSESFullAccess AmazonElastiCacheFullAccess
AmazonElastiCacheReadOnlyAccess AmazonElasticFileSystemFullAccess AmazonElasticFileSystemClientFullAccess
AmazonElasticFileSystemClientReadWriteAccess AmazonElasticFileSystemClientReadOnlyAccess
AmazonKinesisFullAccess AmazonKinesisReadOnlyAccess AmazonKinesisFirehoseFullAccess AmazonRoute53FullAccess
AmazonRoute53ReadOnlyAccess AmazonAPIGatewayPushToCloudWatchLogs AmazonAPIGatewayInvokeFullAccess
AmazonAPIGatewayAdministrator SecretsManagerReadWrite AWSKeyManagementServicePowerUser
AWSCertificateManagerFullAccess AWSCertificateManagerReadOnly CloudFrontFullAccess CloudFrontReadOnlyAccess
ElasticLoadBalancingFullAccess ElasticLoadBalancingReadOnly AutoScalingFullAccess
AutoScalingNotificationAccessRole AWSCloudFormationFullAccess AWSCloudFormationReadOnlyAccess
AWSStepFunctionsFullAccess AWSStepFunctionsReadOnlyAccess AmazonCognitoPowerUser AmazonCognitoReadOnly
AWSWAFFullAccess AWSCloudTrail_FullAccess AWSCloudTrail_ReadOnlyAccess
AWSCodeBuildAdminAccess AWSCodeBuildDeveloperAccess AWSCodeBuildReadOnlyAccess AWSCodePipeline_FullAccess
AWSCodeCommitFullAccess AWSCodeCommitPowerUser AWSCodeCommitReadOnly AWSCodeDeployFullAccess
AWSCodeArtifactReadOnlyAccess AWSCodeArtifactAdminAccess
AmazonEKSClusterPolicy AmazonEKSWorkerNodePolicy AmazonEKSWorkerNodeMinimalPolicy AmazonEKS_CNI_Policy
AmazonEKSServicePolicy AmazonEKSFargatePodExecutionRolePolicy AmazonEKSVPCResourceController
AmazonEBSCSIDriverPolicy AmazonEFSCSIDriverPolicy
AWSBatchServiceRole AWSBatchFullAccess AWSGlueServiceRole AWSGlueConsoleFullAccess AmazonAthenaFullAccess
AmazonElasticMapReduceRole AmazonElasticMapReduceforEC2Role AmazonRedshiftReadOnlyAccess
AmazonOpenSearchServiceFullAccess AmazonOpenSearchServiceReadOnlyAccess AmazonESFullAccess
AmazonBedrockFullAccess AmazonBedrockReadOnly AWSConfigRulesExecutionRole AmazonDMSVPCManagementRole
AmazonDMSCloudWatchLogsRole AWSTransferLoggingAccess AWSFaultInjectionSimulatorECSAccess
AWSFaultInjectionSimulatorEC2Access AWSFaultInjectionSimulatorRDSAccess
AWSFaultInjectionSimulatorNetworkAccess AWSFaultInjectionSimulatorSSMAccess AWSElasticBeanstalkWebTier
AWSElasticBeanstalkWorkerTier AWSElasticBeanstalkMulticontainerDocker AWSElasticBeanstalkEnhancedHealth
AWSAppSyncPushToCloudWatchLogs AWSAppMeshEnvoyAccess AWSCloudMapDiscoverInstanceAccess
AWSCloudMapFullAccess AmazonPrometheusRemoteWriteAccess AmazonPrometheusQueryAccess
""".split()

moto, out = map(pathlib.Path, sys.argv[1:3])
specification = importlib.util.spec_from_file_location("policies", moto / "moto/iam/aws_managed_policies.py")
module = importlib.util.module_from_spec(specification)
specification.loader.exec_module(module)
documents = json.loads(module.aws_managed_policies_data)
record = next(moto.glob("moto-*.dist-info/METADATA")).read_text()
version = re.search(r"^Version: (.*)$", record, re.M).group(1)
licence = re.search(r"^License(?:-Expression)?: (.*)$", record, re.M).group(1)


def each(value):
    return value if isinstance(value, list) else [value]


def text(values):
    """A cell of the table; nothing in these documents has a blank in it."""
    assert not any(re.search(r"\s", one) for one in values), values
    return " ".join(values)


rows = []
for name in sorted(set(NAMES)):
    policy = documents[name]
    for number, statement in enumerate(each(policy["Document"]["Statement"]), 1):
        assert statement["Effect"] == "Allow", name
        conditions = ["|".join([operator, key, *map(str, each(values))])
                      for operator, tests in statement.get("Condition", {}).items() for key, values in tests.items()]
        other = "Action" * ("NotAction" in statement) + "Resource" * ("NotResource" in statement)
        rows.append("\t".join([
            policy["Path"] + name, str(number), other,
            text(each(statement.get("Action", statement.get("NotAction")))),
            text(each(statement.get("Resource", statement.get("NotResource")))), text(conditions)]))

out.joinpath("managed_policies.tsv").write_text(f"""# table: managed_policies
# columns: policy! statement! other actions* resources* conditions*
# What managed policies of AWS allow, a row a statement. policy: how the ARN ends. other: `Action` for NotAction,
# `Resource` for NotResource. conditions: operator, key and values, with `|` between.
# source: moto {version} ({sys.argv[3]}, {licence})
""" + "".join(row + "\n" for row in sorted(rows, key=lambda row: row.split("\t")[:2])))
