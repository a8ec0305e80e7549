// cdk-nag's packs NIST 800-53, HIPAA and PCI DSS over many templates; usage and output of cdk_nag_findings.cjs.
require("./cdk_nag_findings.cjs").judge("cdk-nag-packs", ["NIST80053R5Checks", "HIPAASecurityChecks", "PCIDSS321Checks"]);
