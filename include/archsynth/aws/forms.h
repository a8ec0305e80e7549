#pragma once

#include "archsynth/describe/field.h"

/// Forms that strings of props must have; each with the page or schema that says so.
namespace archsynth::forms {

extern const describe::Form kName;        ///< a user's name for a thing: `orders-db`
extern const describe::Form kStackName;   ///< an application's name: `orders-app`
extern const describe::Form kFlow;        ///< a connection: `internet -> api:443`
extern const describe::Form kMetricName;  ///< of a metric, a namespace or a dimension
extern const describe::Form kExportName;  ///< an export's name: `orders:vpc-id`
extern const describe::Form kCidr;  ///< an IPv4 block: `10.0.0.0/16`; see `aws::Cidr` for alignment
extern const describe::Form kSourceCidr;      ///< IPv4 or IPv6 block that may reach a load balancer
extern const describe::Form kZoneLetter;      ///< `a` to `f`
extern const describe::Form kArn;             ///< any ARN
extern const describe::Form kCertificateArn;  ///< an ACM certificate's ARN
extern const describe::Form kCertificateAuthorityArn;  ///< an authority's of AWS Private CA
extern const describe::Form kKmsKeyArn;                ///< a KMS key's ARN
extern const describe::Form
    kSecretArn;  ///< an SSM parameter's or a secret's ARN (JSON key allowed)
extern const describe::Form kSecretSource;   ///< the same, or the path of an SSM parameter
extern const describe::Form kSecretName;     ///< a Secrets Manager secret's name: `shop/stripe`
extern const describe::Form kParameterName;  ///< an SSM parameter's: `/shop/stripe`
extern const describe::Form kJsonKey;        ///< a key of a secret's JSON
extern const describe::Form kIamAction;      ///< `ses:SendEmail`, `s3:Get*`
extern const describe::Form kPolicyArn;      ///< an IAM managed policy's ARN
extern const describe::Form kTopicArn;       ///< an SNS topic's ARN
extern const describe::Form kWebAclArn;      ///< a regional WAFv2 web ACL's ARN
extern const describe::Form kDomainName;     ///< `api.example.com`
extern const describe::Form kHostName;      ///< a domain name, `*.` allowed: a listener rule's host
extern const describe::Form kHostedZoneId;  ///< `Z0123456789ABCDEFGHIJ`
extern const describe::Form kUrlPath;       ///< starts with `/`, printable ASCII
extern const describe::Form kPathPattern;   ///< a listener rule's path pattern: `/admin/*`
extern const describe::Form kStatusCodes;   ///< `200`, `200,302`, `200-299`
extern const describe::Form kEmail;         ///< `oncall@example.com`
extern const describe::Form kVpcId;         ///< `vpc-0123456789abcdef0`
extern const describe::Form kLogOption;     ///< an option of a log driver: `delivery_stream`
extern const describe::Form kSecurityGroupId;   ///< `sg-0123456789abcdef0`
extern const describe::Form kSubnetId;          ///< `subnet-0123456789abcdef0`
extern const describe::Form kGroupDescription;  ///< what a security group is for
extern const describe::Form kImageUri;  ///< a container image: `public.ecr.aws/nginx/nginx:1.27`
extern const describe::Form kRepositoryName;  ///< an ECR repository's name
extern const describe::Form kImageTag;        ///< an image's tag
extern const describe::Form kUrlQuery;        ///< what follows the question mark of a URL
extern const describe::Form kParameterId;     ///< the id of a parameter of a template
extern const describe::Form kVariableName;    ///< an environment variable's name
extern const describe::Form kBucketName;      ///< an S3 bucket's name
extern const describe::Form kEdition;         ///< of defaults: `2026-11`
extern const describe::Form kS3Object;        ///< `s3://example-trust/clients.pem`
extern const describe::Form kTrustStoreArn;   ///< an ARN of a load balancer's trust store
extern const describe::Form kHttpsUrl;        ///< `https://login.example.com/keys`
extern const describe::Form kClaimName;       ///< of a JSON Web Token, but those always checked
extern const describe::Form kClaimValue;      ///< at most 256 characters
extern const describe::Form kWebOrigin;       ///< `https://shop.example.com`, or `*`
extern const describe::Form kContainerPath;   ///< an absolute path in a container
extern const describe::Form kAttributeName;   ///< an attribute of a table's items
extern const describe::Form kIndexName;       ///< an index of a table
extern const describe::Form kInstanceClass;   ///< `db.t3.small`
extern const describe::Form kNodeClass;       ///< `cache.t4g.small`
extern const describe::Form kDatabaseName;    ///< a database within the server
extern const describe::Form kUserName;        ///< a database user
extern const describe::Form kEngineVersion;   ///< `15.17`
extern const describe::Form kRegion;          ///< `eu-central-1`
extern const describe::Form
    kScheduleExpression;                    ///< `cron(0 20 ? * MON-FRI *)`, `rate(…)`, `at(…)`
extern const describe::Form kTimeZone;      ///< an IANA zone: `Europe/Berlin`
extern const describe::Form kBackupWindow;  ///< `03:00-04:00`, UTC
extern const describe::Form kMaintenanceWindow;  ///< `sun:04:30-sun:05:30`, UTC
extern const describe::Form kTagKey;      ///< at most 128 characters, not starting with `aws:`
extern const describe::Form kSnapshotId;  ///< an RDS snapshot's name or ARN

}  // namespace archsynth::forms
