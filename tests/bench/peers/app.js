// The reference architecture of examples/prod.yaml as an app of the AWS CDK, for compare.py.
//
// It uses the constructs that a CDK user would use; the template differs from ours in details that cost no time.
const { App, Duration, RemovalPolicy, Stack } = require("aws-cdk-lib");
const acm = require("aws-cdk-lib/aws-certificatemanager");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const { SnsAction } = require("aws-cdk-lib/aws-cloudwatch-actions");
const ec2 = require("aws-cdk-lib/aws-ec2");
const ecr = require("aws-cdk-lib/aws-ecr");
const ecs = require("aws-cdk-lib/aws-ecs");
const elbv2 = require("aws-cdk-lib/aws-elasticloadbalancingv2");
const kms = require("aws-cdk-lib/aws-kms");
const logs = require("aws-cdk-lib/aws-logs");
const rds = require("aws-cdk-lib/aws-rds");
const route53 = require("aws-cdk-lib/aws-route53");
const { LoadBalancerTarget } = require("aws-cdk-lib/aws-route53-targets");
const s3 = require("aws-cdk-lib/aws-s3");
const sns = require("aws-cdk-lib/aws-sns");
const { EmailSubscription } = require("aws-cdk-lib/aws-sns-subscriptions");

const app = new App();
const stack = new Stack(app, "FastapiAppProduction", {
  env: { region: "us-east-1" },
  tags: { application: "fastapi-app", environment: "production", team: "payments" },
});
const key = new kms.Key(stack, "EncryptionKey", { enableKeyRotation: true });

const vpc = new ec2.Vpc(stack, "Vpc", {
  ipAddresses: ec2.IpAddresses.cidr("10.0.0.0/16"),
  maxAzs: 2,
  natGateways: 2,
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [
    { name: "public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
    { name: "private", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
  ],
});
vpc.addFlowLog("FlowLog", {
  destination: ec2.FlowLogDestination.toCloudWatchLogs(new logs.LogGroup(stack, "VpcFlowLogGroup", {
    encryptionKey: key,
    retention: logs.RetentionDays.ONE_MONTH,
  })),
});

const repository = new ecr.Repository(stack, "Repository", {
  encryption: ecr.RepositoryEncryption.KMS,
  encryptionKey: key,
  imageScanOnPush: true,
  imageTagMutability: ecr.TagMutability.IMMUTABLE,
  lifecycleRules: [{ maxImageCount: 10, tagPatternList: ["*"] }],
});

const databaseSecurityGroup = new ec2.SecurityGroup(stack, "MainDatabaseSecurityGroup", { vpc, allowAllOutbound: false });
const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.of("15.17", "15") });
const database = new rds.DatabaseInstance(stack, "MainDatabase", {
  engine,
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  securityGroups: [databaseSecurityGroup],
  instanceType: new ec2.InstanceType("t3.small"),
  allocatedStorage: 20,
  maxAllocatedStorage: 100,
  storageType: rds.StorageType.GP3,
  multiAz: true,
  storageEncrypted: true,
  storageEncryptionKey: key,
  credentials: rds.Credentials.fromGeneratedSecret("app", { encryptionKey: key }),
  databaseName: "main",
  parameterGroup: new rds.ParameterGroup(stack, "MainDatabaseParameters", { engine, parameters: { "rds.force_ssl": "1" } }),
  backupRetention: Duration.days(7),
  deletionProtection: true,
  removalPolicy: RemovalPolicy.SNAPSHOT,
  cloudwatchLogsExports: ["postgresql", "upgrade"],
  enablePerformanceInsights: true,
  performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT,
  performanceInsightEncryptionKey: key,
  monitoringInterval: Duration.minutes(1),
  iamAuthentication: true,
});

const cluster = new ecs.Cluster(stack, "Cluster", {
  vpc,
  containerInsightsV2: ecs.ContainerInsights.ENABLED,
  enableFargateCapacityProviders: true,
});
const task = new ecs.FargateTaskDefinition(stack, "ApiTaskDefinition", { cpu: 512, memoryLimitMiB: 1024 });
const secret = (field) => ecs.Secret.fromSecretsManager(database.secret, field);
task.addContainer("api", {
  image: ecs.ContainerImage.fromEcrRepository(repository, "1.0.0"),
  portMappings: [{ containerPort: 8000 }],
  environment: { LOG_LEVEL: "info" },
  secrets: {
    DATABASE_HOST: secret("host"),
    DATABASE_NAME: secret("dbname"),
    DATABASE_PASSWORD: secret("password"),
    DATABASE_PORT: secret("port"),
    DATABASE_USERNAME: secret("username"),
  },
  logging: ecs.LogDrivers.awsLogs({
    streamPrefix: "api",
    logGroup: new logs.LogGroup(stack, "ApiLogGroup", {
      logGroupName: "/ecs/fastapi-app-production",
      encryptionKey: key,
      retention: logs.RetentionDays.ONE_MONTH,
    }),
  }),
});
const service = new ecs.FargateService(stack, "ApiService", {
  cluster,
  taskDefinition: task,
  capacityProviderStrategies: [
    { capacityProvider: "FARGATE", base: 2, weight: 1 },
    { capacityProvider: "FARGATE_SPOT", weight: 0 },
  ],
  circuitBreaker: { enable: true, rollback: true },
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
  healthCheckGracePeriod: Duration.seconds(60),
});
database.connections.allowDefaultPortFrom(service, "PostgreSQL from api");
const scaling = service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 6 });
const cooldowns = { scaleOutCooldown: Duration.seconds(60), scaleInCooldown: Duration.seconds(300) };
scaling.scaleOnCpuUtilization("Cpu", { targetUtilizationPercent: 70, ...cooldowns });
scaling.scaleOnMemoryUtilization("Memory", { targetUtilizationPercent: 80, ...cooldowns });

const logBucket = new s3.Bucket(stack, "LoadBalancerLogBucket", {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  encryption: s3.BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  versioned: true,
  lifecycleRules: [{ expiration: Duration.days(90) }],
});
const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, "LoadBalancer", {
  vpc,
  internetFacing: true,
  deletionProtection: true,
  dropInvalidHeaderFields: true,
});
loadBalancer.logAccessLogs(logBucket);
const zone = route53.HostedZone.fromHostedZoneAttributes(stack, "Zone", {
  hostedZoneId: "Z0123456789ABCDEFGHIJ",
  zoneName: "example.com",
});
const listener = loadBalancer.addListener("Https", {
  port: 443,
  certificates: [new acm.Certificate(stack, "Certificate", {
    domainName: "api.example.com",
    validation: acm.CertificateValidation.fromDns(zone),
  })],
  sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
});
const targets = listener.addTargets("Api", {
  port: 8000,
  protocol: elbv2.ApplicationProtocol.HTTP,
  targets: [service],
  healthCheck: {
    path: "/healthz",
    interval: Duration.seconds(30),
    timeout: Duration.seconds(5),
    healthyThresholdCount: 2,
    unhealthyThresholdCount: 3,
  },
});
loadBalancer.addRedirect();
const alias = { zone, recordName: "api", target: route53.RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer)) };
new route53.ARecord(stack, "DomainRecord", alias);
new route53.AaaaRecord(stack, "DomainIpv6Record", alias);

const topic = new sns.Topic(stack, "AlarmTopic", { masterKey: key });
topic.addSubscription(new EmailSubscription("oncall@example.com"));
const metrics = {
  ApiCpu: [service.metricCpuUtilization(), 80],
  ApiMemory: [service.metricMemoryUtilization(), 90],
  ApiUnhealthyTargets: [targets.metrics.unhealthyHostCount(), 0],
  ApiServerErrors: [targets.metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT), 10],
  LoadBalancerServerErrors: [loadBalancer.metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT), 10],
  MainDatabaseConnections: [database.metricDatabaseConnections(), 157],
  MainDatabaseCpu: [database.metricCPUUtilization(), 80],
};
for (const [name, [metric, threshold]] of Object.entries(metrics)) {
  new cloudwatch.Alarm(stack, `${name}Alarm`, {
    metric,
    threshold,
    evaluationPeriods: 3,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  }).addAlarmAction(new SnsAction(topic));
}
new cloudwatch.Dashboard(stack, "Dashboard", {
  widgets: [
    [["Requests", [loadBalancer.metrics.requestCount()]],
      ["Errors", [metrics.ApiServerErrors[0], metrics.LoadBalancerServerErrors[0]]]],
    [["Response time", [loadBalancer.metrics.targetResponseTime()]],
      ["CPU and memory", [metrics.ApiCpu[0], metrics.ApiMemory[0]]]],
  ].map((row) => row.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: 12 }))),
});

app.synth();
