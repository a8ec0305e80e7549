#include "archsynth/aws/rds.h"

#include <gtest/gtest.h>

#include "aws/resources.h"

namespace archsynth {
namespace {

/// A stack with a network of two zones that exists already, so that a test shows the database
/// alone.
struct RdsSite {
  explicit RdsSite(Profile profile = Profile::kProduction)
      : stack({.name = "shop", .environment = profile}),
        key(stack.add<kms::Key>("EncryptionKey", {})),
        vpc(stack.add<ec2::Vpc>("Vpc", {.vpc_id = "vpc-0123456789abcdef0",
                                        .private_subnet_ids = {"subnet-0123456789abcdef0",
                                                               "subnet-0123456789abcdef1"}})) {}
  rds::Database& add(rds::DatabaseProps props) {
    return stack.add<rds::Database>(
        construct::Name("main-database", "databases.main", CallSite{"prod.cc", 3}), vpc, key,
        std::move(props));
  }
  /// A property of a resource as compact JSON.
  std::string property(const std::string& id, const std::string& name) const {
    std::string text = "none";
    stack.each_resource([&](const cfn::Resource& resource) {
      const cfn::Value* found = resource.properties.find(name);
      if (resource.id.str() == id && found != nullptr) text = compact(*found);
    });
    return text;
  }

  Stack stack;
  kms::Key& key;
  ec2::Vpc& vpc;
};

const rds::DatabaseProps kReferenceDatabase{.engine_version = "15.17"};

TEST(Database, IsTheReferenceInProduction) {
  RdsSite site;
  rds::Database& database = site.add(kReferenceDatabase);
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_EQ(resources(database), R"json({
  "MainDatabaseSecurityGroup": {
    "Type": "AWS::EC2::SecurityGroup",
    "Properties": {
      "GroupDescription": "databases.main of shop-production",
      "VpcId": "vpc-0123456789abcdef0",
      "SecurityGroupEgress": [
        {
          "Description": "No outbound traffic",
          "IpProtocol": "-1",
          "CidrIp": "127.0.0.1/32"
        }
      ]
    }
  },
  "MainDatabaseMonitoringRole": {
    "Type": "AWS::IAM::Role",
    "Properties": {
      "Description": "Writes enhanced monitoring metrics of databases.main",
      "AssumeRolePolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": {
              "Service": "monitoring.rds.amazonaws.com"
            },
            "Action": "sts:AssumeRole",
            "Condition": {
              "ArnLike": {
                "aws:SourceArn": {
                  "Fn::Sub": "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:db:*"
                }
              },
              "StringEquals": {
                "aws:SourceAccount": {
                  "Ref": "AWS::AccountId"
                }
              }
            }
          }
        ]
      }
    }
  },
  "MainDatabaseMonitoringRolePolicy": {
    "Type": "AWS::IAM::Policy",
    "Properties": {
      "PolicyName": "MainDatabaseMonitoringRolePolicy",
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "CreateLogGroup",
            "Effect": "Allow",
            "Action": [
              "logs:CreateLogGroup",
              "logs:PutRetentionPolicy"
            ],
            "Resource": [
              {
                "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:RDSOSMetrics"
              },
              {
                "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:RDSOSMetrics:*"
              }
            ]
          },
          {
            "Sid": "WriteMetrics",
            "Effect": "Allow",
            "Action": [
              "logs:CreateLogStream",
              "logs:DescribeLogStreams",
              "logs:GetLogEvents",
              "logs:PutLogEvents"
            ],
            "Resource": {
              "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:RDSOSMetrics:log-stream:*"
            }
          }
        ]
      },
      "Roles": [
        {
          "Ref": "MainDatabaseMonitoringRole"
        }
      ]
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:RDSOSMetrics:*]",
            "reason": "RDS names one log stream for each instance, in the one log group that it writes to"
          },
          {
            "id": "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:RDSOSMetrics:log-stream:*]",
            "reason": "RDS names one log stream for each instance, in the one log group that it writes to"
          }
        ]
      }
    }
  },
  "MainDatabaseSecret": {
    "Type": "AWS::SecretsManager::Secret",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "Description": "Credentials and address of databases.main of shop-production",
      "GenerateSecretString": {
        "SecretStringTemplate": "{\"username\":\"app_admin\"}",
        "GenerateStringKey": "password",
        "PasswordLength": 32,
        "ExcludePunctuation": true
      },
      "KmsKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      }
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-SMG4",
            "reason": "rotation_days is not set; rotation needs a Lambda function and a transform, which credentials managed by RDS do without"
          }
        ]
      }
    }
  },
  "MainDatabaseSecretAttachment": {
    "Type": "AWS::SecretsManager::SecretTargetAttachment",
    "Properties": {
      "SecretId": {
        "Ref": "MainDatabaseSecret"
      },
      "TargetId": {
        "Ref": "MainDatabase"
      },
      "TargetType": "AWS::RDS::DBInstance"
    }
  },
  "MainDatabaseSubnetGroup": {
    "Type": "AWS::RDS::DBSubnetGroup",
    "Properties": {
      "DBSubnetGroupDescription": "Subnets of databases.main of shop-production",
      "SubnetIds": [
        "subnet-0123456789abcdef0",
        "subnet-0123456789abcdef1"
      ]
    }
  },
  "MainDatabaseParameterGroup": {
    "Type": "AWS::RDS::DBParameterGroup",
    "Properties": {
      "Description": "Parameters of databases.main of shop-production",
      "Family": "postgres15",
      "Parameters": {
        "rds.force_ssl": "1"
      }
    }
  },
  "MainDatabase": {
    "Type": "AWS::RDS::DBInstance",
    "DependsOn": "MainDatabaseMonitoringRolePolicy",
    "DeletionPolicy": "Snapshot",
    "UpdateReplacePolicy": "Snapshot",
    "Properties": {
      "Engine": "postgres",
      "EngineVersion": "15.17",
      "DBInstanceClass": "db.t3.small",
      "AllocatedStorage": "20",
      "StorageType": "gp3",
      "MultiAZ": true,
      "DBSubnetGroupName": {
        "Ref": "MainDatabaseSubnetGroup"
      },
      "DBParameterGroupName": {
        "Ref": "MainDatabaseParameterGroup"
      },
      "BackupRetentionPeriod": 7,
      "DeletionProtection": true,
      "MaxAllocatedStorage": 100,
      "DeleteAutomatedBackups": false,
      "DBName": "app",
      "StorageEncrypted": true,
      "KmsKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      },
      "MasterUsername": {
        "Fn::Sub": "{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:username}}"
      },
      "MasterUserPassword": {
        "Fn::Sub": "{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:password}}"
      },
      "Port": "5432",
      "VPCSecurityGroups": [
        {
          "Fn::GetAtt": [
            "MainDatabaseSecurityGroup",
            "GroupId"
          ]
        }
      ],
      "PubliclyAccessible": false,
      "EnableIAMDatabaseAuthentication": true,
      "CACertificateIdentifier": "rds-ca-rsa2048-g1",
      "CopyTagsToSnapshot": true,
      "AutoMinorVersionUpgrade": true,
      "EnableCloudwatchLogsExports": [
        "postgresql",
        "upgrade"
      ],
      "DatabaseInsightsMode": "standard",
      "EnablePerformanceInsights": true,
      "PerformanceInsightsRetentionPeriod": 7,
      "PerformanceInsightsKMSKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      },
      "MonitoringInterval": 60,
      "MonitoringRoleArn": {
        "Fn::GetAtt": [
          "MainDatabaseMonitoringRole",
          "Arn"
        ]
      }
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-RDS11",
            "reason": "Clients expect PostgreSQL on its own port; the security group admits the services alone"
          }
        ]
      }
    }
  },
  "MainDatabaseUrlSecret": {
    "Type": "AWS::SecretsManager::Secret",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "Description": "Connection string of databases.main of shop-production",
      "SecretString": {
        "Fn::Sub": "postgresql://{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:username}}:{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:password}}@${MainDatabase.Endpoint.Address}:${MainDatabase.Endpoint.Port}/app?sslmode=require"
      },
      "KmsKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      }
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-SMG4",
            "reason": "It repeats a secret that does not rotate"
          }
        ]
      }
    }
  }
}
)json");
}

TEST(Database, IsCheapInDevelopment) {
  RdsSite site(Profile::kDevelopment);
  site.add(kReferenceDatabase);
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_EQ(resource(site.stack, "MainDatabase"), R"json({
  "MainDatabase": {
    "Type": "AWS::RDS::DBInstance",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "Engine": "postgres",
      "EngineVersion": "15.17",
      "DBInstanceClass": "db.t3.micro",
      "AllocatedStorage": "20",
      "StorageType": "gp3",
      "MultiAZ": false,
      "DBSubnetGroupName": {
        "Ref": "MainDatabaseSubnetGroup"
      },
      "DBParameterGroupName": {
        "Ref": "MainDatabaseParameterGroup"
      },
      "BackupRetentionPeriod": 1,
      "DeletionProtection": false,
      "MaxAllocatedStorage": 100,
      "DeleteAutomatedBackups": true,
      "DBName": "app",
      "StorageEncrypted": true,
      "MasterUsername": {
        "Fn::Sub": "{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:username}}"
      },
      "MasterUserPassword": {
        "Fn::Sub": "{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:password}}"
      },
      "Port": "5432",
      "VPCSecurityGroups": [
        {
          "Fn::GetAtt": [
            "MainDatabaseSecurityGroup",
            "GroupId"
          ]
        }
      ],
      "PubliclyAccessible": false,
      "EnableIAMDatabaseAuthentication": true,
      "CACertificateIdentifier": "rds-ca-rsa2048-g1",
      "CopyTagsToSnapshot": true,
      "AutoMinorVersionUpgrade": true,
      "EnableCloudwatchLogsExports": [
        "postgresql",
        "upgrade"
      ]
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-RDS11",
            "reason": "Clients expect PostgreSQL on its own port; the security group admits the services alone"
          }
        ]
      }
    }
  }
}
)json");
}

TEST(Database, KeepsWhatARetainedOneStandsOn) {
  RdsSite site;
  site.add({.on_delete = rds::OnDelete::kRetain});
  std::vector<std::string> kept;
  site.stack.each_resource([&](const cfn::Resource& resource) {
    if (resource.deletion_policy == cfn::Value("Retain")) kept.push_back(resource.id.str());
  });
  EXPECT_EQ(kept, (std::vector<std::string>{"MainDatabaseSecurityGroup", "MainDatabaseSecret",
                                            "MainDatabaseSubnetGroup", "MainDatabaseParameterGroup",
                                            "MainDatabase"}));
}

}  // namespace
}  // namespace archsynth
