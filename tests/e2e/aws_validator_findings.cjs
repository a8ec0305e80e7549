// AWS's own template validator, the copy that aws-cdk-lib carries, over many templates in one process.
//
// usage: node aws_validator_findings.cjs NODE_MODULES TEMPLATE...
// Prints the findings as one JSON list (see judge.py). NAME.REGION.json is validated in its region. Notes below WARN are left out: the validator writes one
// for every create-only property.
const path = require("node:path");

const [nodeModules, ...templates] = process.argv.slice(2);
const { CompositeEngine, TemplateFile } = require(
  path.resolve(nodeModules, "aws-cdk-lib/node_modules/@aws/cloudformation-validate"));

const levels = { FATAL: "error", ERROR: "error", WARN: "warning" };
const regionOf = (template) => {
  const named = path.basename(template).split(".")[1];
  return /-[0-9]$/.test(named) ? named : "us-east-1";
};
const engine = new CompositeEngine();
const findings = [];
for (const template of templates) {
  const report = engine.validateTemplate(new TemplateFile(template), {
    severityLevel: "WARN",
    pseudoParameterOverrides: { region: regionOf(template) },
  });
  for (const diagnostic of report.diagnostics) {
    findings.push({
      peer: "aws-validator",
      template,
      rule: diagnostic.ruleId,
      level: levels[diagnostic.severity] ?? "error",
      resource: diagnostic.entity?.logicalId ?? "",
      path: diagnostic.propertyPath ?? "",
      message: diagnostic.message,
    });
  }
}
engine.free();
process.stdout.write(JSON.stringify(findings, null, 1) + "\n");
