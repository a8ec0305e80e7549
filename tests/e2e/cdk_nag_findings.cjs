// cdk-nag's AwsSolutions pack, or others, over many templates in one process.
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
const packs = load("cdk-nag");

function acknowledgeWaived(resource) {
  for (const { id, reason } of resource.cfnOptions.metadata?.cdk_nag?.rules_to_suppress ?? []) {
    Validations.of(resource).acknowledge({ id, reason });
  }
}

function judge(peer, names) {
  const findings = [];
  templates.forEach((template, index) => {
    const add = (rule, level, resource, message) =>
      findings.push({ peer, template, rule, level, resource, path: "", message });
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, `Template${index}`);
    try {
      new CfnInclude(stack, "Include", { templateFile: template });
    } catch (error) {
      add("read", "error", "", error.message);
      return;
    }
    const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
    resources.forEach(acknowledgeWaived);
    for (const { ruleName, severity, description, violatingResources } of names.flatMap(
      (name) => new packs[name](app).validateScope(stack).violations)) {
      for (const { constructPath } of violatingResources) {
        const resource = resources.find((node) => node.node.path === constructPath);
        add(ruleName, severity, stack.resolve(resource.logicalId), description);
      }
    }
  });
  process.stdout.write(JSON.stringify(findings, null, 1) + "\n");
}

if (require.main === module) {
  judge("cdk-nag", ["AwsSolutionsChecks"]);
}
module.exports = { judge };
