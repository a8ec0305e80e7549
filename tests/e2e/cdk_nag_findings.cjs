// cdk-nag's AwsSolutions pack over many templates in one process.
//
// usage: node cdk_nag_findings.cjs NODE_MODULES TEMPLATE...
// Prints the findings as one JSON list (see judge.py). cdk-nag 3 reads constructs, so each template is taken in
// through CfnInclude, and it no longer reads the `cdk_nag` metadata that its version 2 left in a template: that is
// turned into CDK's acknowledgements here.
const path = require("node:path");

const [nodeModules, ...templates] = process.argv.slice(2);
const load = (name) => require(path.resolve(nodeModules, name));
const { App, CfnResource, Stack, Validations } = load("aws-cdk-lib");
const { CfnInclude } = load("aws-cdk-lib/cloudformation-include");
const { AwsSolutionsChecks } = load("cdk-nag");

function acknowledgeWaived(resource) {
  for (const { id, reason } of resource.cfnOptions.metadata?.cdk_nag?.rules_to_suppress ?? []) {
    Validations.of(resource).acknowledge({ id, reason });
  }
}

const findings = [];
templates.forEach((template, index) => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, `Template${index}`);
  try {
    new CfnInclude(stack, "Include", { templateFile: template });
  } catch (error) {
    findings.push({ peer: "cdk-nag", template, rule: "read", level: "error", resource: "", path: "", message: error.message });
    return;
  }
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  resources.forEach(acknowledgeWaived);
  for (const violation of new AwsSolutionsChecks(app).validateScope(stack).violations) {
    for (const { constructPath } of violation.violatingResources) {
      const resource = resources.find((node) => node.node.path === constructPath);
      findings.push({
        peer: "cdk-nag",
        template,
        rule: violation.ruleName,
        level: violation.severity,
        resource: stack.resolve(resource.logicalId),
        path: "",
        message: violation.description,
      });
    }
  }
});
process.stdout.write(JSON.stringify(findings, null, 1) + "\n");
