// What CDK's cloudformation-diff says of a change of every property that it knows.
//
// usage: node change_verdicts.cjs NODE_MODULES OLD NEW VERDICTS
// Writes two templates in which each resource has one property, with another value in the second, and the library's
// verdicts: {logical id: [type, property, impact]}. Resources are given to it one by one: as a whole template it fails
// on policies that are no policies.
const fs = require("node:fs");
const path = require("node:path");

const [nodeModules, oldFile, newFile, verdictsFile] = process.argv.slice(2);
const load = (name) => require(path.resolve(nodeModules, name));
const { loadAwsServiceSpecSync } = load("@aws-cdk/aws-service-spec");
const { diffResource } = load("@aws-cdk/cloudformation-diff/lib/diff");

const before = {};
const after = {};
const verdicts = {};
for (const { cloudFormationType: Type, properties } of loadAwsServiceSpecSync().all("resource")) {
  for (const property of Object.keys(properties)) {
    const id = `R${Object.keys(verdicts).length}`;
    before[id] = { Type, Properties: { [property]: "one" } };
    after[id] = { Type, Properties: { [property]: "other" } };
    verdicts[id] = [Type, property, diffResource(before[id], after[id]).propertyUpdates[property].changeImpact];
  }
}
fs.writeFileSync(oldFile, JSON.stringify({ Resources: before }));
fs.writeFileSync(newFile, JSON.stringify({ Resources: after }));
fs.writeFileSync(verdictsFile, JSON.stringify(verdicts));
