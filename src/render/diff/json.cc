#include "render/diff/json.h"

#include <fmt/format.h>

#include "archsynth/cfn/writer.h"
#include "archsynth/render/findings.h"
#include "cfn/evaluate/secrets.h"

namespace archsynth::picture {

std::string line_of(const Origin& origin) {
  // Where the command's own source makes a value is nothing to its users.
  if (origin.call_site() != nullptr) return {};
  const Place place = place_of(origin);
  return place.file.empty() ? origin.to_string()
                            : fmt::format("{}:{}", place.file, place.begin.line);
}

namespace {

using analysis::DataFate;
using analysis::PropertyChange;
using analysis::ResourceChange;
using analysis::SecurityChange;

cfn::Value flows_json(const analysis::Diff& changes) {
  cfn::List flows;
  for (const analysis::FlowChange& each : changes.flows) {
    cfn::Map map{{"change", each.is_opened ? "opened" : "closed"},
                 {"from", each.from},
                 {"to", each.to},
                 {"family", each.family},
                 {"traffic", each.traffic},
                 {"assumed", each.is_assumed}};
    if (!each.when.empty()) map.set("when", each.when);
    const std::string line = line_of(each.origin);
    if (!line.empty()) map.set("origin", line);
    flows.emplace_back(std::move(map));
  }
  return flows;
}

void add_values(const PropertyChange& change, cfn::Map& map) {
  if (!change.before.absent()) map.set("before", cfn::without_put_in(change.before));
  if (!change.after.absent()) map.set("after", cfn::without_put_in(change.after));
  if (!change.chain.empty()) {
    map.set("through", cfn::List(change.chain.begin(), change.chain.end()));
  }
  const std::string line = line_of(change.origin);
  if (!line.empty()) map.set("origin", line);
}

cfn::Value json_of(const PropertyChange& change) {
  cfn::Map map{{"path", change.path}, {"consequence", analysis::word_of(change.consequence)}};
  add_values(change, map);
  return map;
}

cfn::Value outputs_json(const analysis::Diff& changes) {
  cfn::List outputs;
  for (const PropertyChange& each : changes.outputs) {
    cfn::Map map{{"id", each.path}};
    add_values(each, map);
    outputs.emplace_back(std::move(map));
  }
  return outputs;
}

}  // namespace

std::string json_of_diff(const DiffReport& report) {
  cfn::List resources;
  for (const ResourceChange& each : report.changes.resources) {
    cfn::List properties;
    for (const PropertyChange& property : each.properties) properties.push_back(json_of(property));
    cfn::Map map{{"id", each.id}, {"type", each.type}, {"action", analysis::word_of(each)}};
    if (each.data != DataFate::kNone) map.set("data", analysis::word_of(each.data));
    if (!each.data_reason.empty()) map.set("reason", each.data_reason);
    if (!properties.empty()) map.set("properties", cfn::Value(std::move(properties)));
    resources.emplace_back(std::move(map));
  }
  cfn::List renames;
  for (const analysis::Rename& each : report.changes.renames) {
    renames.emplace_back(cfn::Map{{"from", each.from}, {"to", each.to}, {"type", each.type}});
  }
  cfn::List security;
  for (const SecurityChange& each : report.changes.security) {
    security.emplace_back(cfn::Map{{"wider", each.is_wider},
                                   {"public", each.is_public},
                                   {"resource", each.resource},
                                   {"what", each.what}});
  }
  cfn::List findings;
  for (const Diagnostic& each : report.findings.sorted()) {
    cfn::Map map{{"severity", name_of(each.severity)}, {"code", each.code}};
    const std::string line = line_of(each.origin);
    if (!line.empty()) map.set("origin", line);
    if (!each.subject.resource.empty()) map.set("resource", each.subject.resource);
    map.set("message", each.text());
    if (!each.fix.empty()) map.set("fix", each.fix);
    findings.emplace_back(std::move(map));
  }
  const cfn::Map whole{{"version", 1},
                       {"resources", cfn::Value(std::move(resources))},
                       {"outputs", outputs_json(report.changes)},
                       {"renames", cfn::Value(std::move(renames))},
                       {"security", cfn::Value(std::move(security))},
                       {"flows", flows_json(report.changes)},
                       {"findings", cfn::Value(std::move(findings))}};
  return cfn::to_json(cfn::Value(whole));
}

}  // namespace archsynth::picture
