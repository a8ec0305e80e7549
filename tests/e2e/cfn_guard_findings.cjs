// cfn-guard with the rules of AWS Control Tower over many templates, one process a template.
//
// usage: node cfn_guard_findings.cjs NODE_MODULES TEMPLATE...
// Prints the findings as one JSON list (see judge.py).
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const [nodeModules, ...templates] = process.argv.slice(2);
const home = path.resolve(nodeModules, "@cdklabs/cdk-validator-cfnguard");
const system = process.platform === "darwin" ? "macos" : "ubuntu";
const program = path.join(home, "bin", system, process.arch === "arm64" ? "aarch64" : "x86_64", "cfn-guard");
const rules = path.join(home, "rules/control-tower/cfn-guard");
const options = ["--structured", "--output-format", "json", "--show-summary", "none"];

const findings = [];
function add(template, rule, resource, message) {
  findings.push({ peer: "cfn-guard", template, rule, level: "error", resource, path: "", message });
}

for (const template of templates) {
  const run = spawnSync(program, ["validate", "--rules", rules, "--data", template, ...options],
    { encoding: "utf8", maxBuffer: 1 << 28 });
  try {
    for (const { Rule } of JSON.parse(run.stdout).flatMap((report) => report.not_compliant)) {
      const text = JSON.stringify(Rule.checks);
      const resources = new Set([...text.matchAll(/\/Resources\/([A-Za-z0-9]+)/g)].map((match) => match[1]));
      resources.forEach((resource) => add(template, Rule.name, resource, ""));
    }
  } catch (error) {
    add(template, "read", "", `${error.message} ${run.stderr}`);
  }
}
process.stdout.write(JSON.stringify(findings, null, 1) + "\n");
