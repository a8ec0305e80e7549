#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/diff.h"
#include "archsynth/architecture/architecture.h"
#include "archsynth/architecture/defaults.h"
#include "archsynth/aws/rds.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/input/input.h"
#include "archsynth/support/text.h"
#include "archsynth/synth/synthesize.h"
#include "input/kinds.h"
#include "rules/template/nested_templates.h"
#include "spec/regions.h"

namespace archsynth::input {
namespace {

using describe::Sourced;

constexpr std::string_view kUnknownChange = "ARC0931";
constexpr std::string_view kOtherKind = "ARC0932";

bool has_any(const document::Node& document, std::initializer_list<const char*> keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const char* key) { return document.find(key) != nullptr; });
}

/// An architecture file has none of a template's sections, which begin with a capital.
bool is_template(const document::Node& document, Expected expected) {
  // An architecture file with a section in capitals; a template has no services.
  const bool has_services = has_any(document, {"services"});
  if (has_services && !has_any(document, {"AWSTemplateFormatVersion"})) return false;
  if (has_any(document, {"Resources", "AWSTemplateFormatVersion", "Transform", "Parameters"})) {
    return true;
  }
  return expected == Expected::kTemplate &&
         !has_any(document, {"name", "services", "databases", "network", "environment"});
}

/// Whether the document describes a stack; an error that says what it is where not.
bool describes_stack(const document::Node& document, const Source& source, Diagnostics& found) {
  const std::optional<OtherKind> other = other_kind(document);
  if (!other) return true;
  found
      .error(kOtherKind, Span{&source, 0, 0},
             fmt::format("{} is {}, not a template or an architecture file", quoted(source.name()),
                         other->what))
      .fix = other->fix;
  return false;
}

/// Replaces what `aws cloudformation get-template` prints by the template in it.
void take_body(std::optional<document::Node>& node, const Source*& source, Sources& sources,
               const document::Limits& limits, Diagnostics& found) {
  if (!node || is_template(*node, Expected::kArchitecture)) return;
  const document::Node* body = node->find("TemplateBody");
  if (body == nullptr) return;
  if (body->is_null() || (body->is_mapping() && body->entries.empty())) {
    found
        .error(kOtherKind, body->span,
               fmt::format("the stack of {} has no template yet", quoted(source->name())))
        .fix = "execute its change set first, or delete the stack";
    node.reset();
  } else if (body->is_scalar()) {
    source = &sources.add(source->name() + " (TemplateBody)", body->text);
    node = document::read(*source, found, limits);
  } else {
    node = document::Node(*body);
  }
}

/// Whether `archsynth diff` can find such a change.
void check_change(const Sourced<std::string>& change, Diagnostics& found) {
  std::vector<std::string_view> ids;
  for (const analysis::Rule& rule : analysis::rules()) {
    if (!std::holds_alternative<analysis::ChangeCheck>(rule.check)) continue;
    if (rule.id == *change) return;
    ids.push_back(rule.id);
  }
  const auto near = nearest(*change, ids);
  found
      .error(kUnknownChange, change.origin(),
             fmt::format("{} is not a finding of `archsynth diff`", quoted(*change)))
      .fix = near ? fmt::format("did you mean {}?", quoted(*near))
                  : "use the id that `archsynth diff` shows, such as ARC5001";
}

void add_acknowledgements(const architecture::Architecture& file, Input& input) {
  for (const auto& each : file.acknowledge) {
    if (each->change) check_change(each->change, input.found);
    input.acknowledgements.push_back({*each->resource, *each->change, *each->reason, *each->until,
                                      each.origin(), each->until.origin()});
  }
}

void add_allowances(const describe::List<architecture::AllowProps>& stated,
                    const std::optional<Span>& service, Input& input) {
  for (const auto& each : stated) {
    if (!each->id) continue;  // reported
    input.allowances.push_back({*each->id, *each->resource, *each->reason, *each->until,
                                each->id.origin(), each->until.origin(), service});
  }
}

/// The lines of a service, from its name to its end.
std::optional<Span> span_of_service(const document::Node& document, const std::string& name) {
  const document::Node* services = document.find("services");
  if (services == nullptr) return std::nullopt;
  for (const document::Entry& each : services->entries) {
    if (each.key.text != name) continue;
    return Span{each.key.span.source, each.key.span.begin, each.value.span.end};
  }
  return std::nullopt;
}

void add_allowances(const architecture::Architecture& file, Input& input) {
  add_allowances(file.allow, std::nullopt, input);
  for (const auto& [name, service] : file.services) {
    add_allowances(service.allow, span_of_service(input.document, *name), input);
  }
}

void set_objectives(const architecture::ObjectivesProps& stated, Input& input) {
  const auto set = [](const Sourced<double>& from, std::optional<double>& to, Origin& origin) {
    if (!from) return;
    to = *from;
    origin = from.origin();
  };
  analysis::Objectives& made = input.objectives;
  set(stated.rto_minutes, made.rto_minutes, made.rto_origin);
  set(stated.rpo_minutes, made.rpo_minutes, made.rpo_origin);
  set(stated.availability_percent, made.availability_percent, made.availability_origin);
}

analysis::ExpectedFlows flows_of(const architecture::FlowsProps& stated) {
  analysis::ExpectedFlows flows;
  for (const bool is_allowed : {true, false}) {
    for (const Sourced<std::string>& each : is_allowed ? stated.allow : stated.deny) {
      flows.push_back({*each, is_allowed, each.origin()});
    }
  }
  return flows;
}

/// Gives the files that an architecture file names a place among the sources.
std::function<const Source*(const std::string&, Diagnostics&)> reader_of(const Settings& settings,
                                                                         const Source& source,
                                                                         Sources& sources) {
  if (!settings.file) return {};
  return [&](const std::string& path, Diagnostics& found) -> const Source* {
    auto file = settings.file(source, path, found);
    return file ? &sources.add(std::move(file->name), std::move(file->text)) : nullptr;
  };
}

using Variable = std::function<std::optional<std::string>(std::string_view name)>;

/// The variables of the environment, noting the values that were asked for.
Variable recorded(const Variable& variable, std::map<std::string, std::string>& put_in) {
  if (!variable) return {};
  return [&](std::string_view name) {
    std::optional<std::string> value = variable(name);
    if (value) put_in.emplace(name, *value);
    return value;
  };
}

/// Keeps the values of variables out of findings. What says where a stack is deployed is no secret.
void hide_put_in(const std::map<std::string, std::string>& put_in,
                 const architecture::Architecture& file, const Source& source, Sources& sources) {
  for (const auto& [name, value] : put_in) {
    if (value != *file.region && value != name_of(*file.environment)) {
      sources.hide(source, {name, value});
    }
  }
}

/// What may be deployed already is no error.
void allow_retired_versions(Diagnostics& found) {
  found.amend([](Diagnostic& each) {
    if (each.code == rds::kRetiredVersion) each.severity = Severity::kWarning;
  });
}

bool open_architecture(const Settings& settings, Sources& sources, Input& input) {
  Diagnostics decoding = std::move(input.found);
  std::map<std::string, std::string> put_in;
  const LoadOptions options = {.environment = settings.environment,
                               .named_as = settings.named_as,
                               .name_suffix = settings.name_suffix,
                               .variable = recorded(settings.variable, put_in),
                               .file = reader_of(settings, *input.source, sources)};
  auto file = std::make_shared<architecture::Architecture>(
      architecture::decode(input.document, options, decoding));
  hide_put_in(put_in, *file, *input.source, sources);
  const std::shared_ptr<const Stack> stack =
      architecture::stack_of(*file, *input.source, options, decoding);
  input.found = stack->diagnostics();
  if (settings.is_compared) allow_retired_versions(input.found);
  add_allowances(*file, input);
  input.has_other_environments = !settings.environment.empty() || !file->environments.empty();
  // What would be emitted from a file with errors has only consequences of these.
  if (input.found.has_errors()) return false;
  input.stack = synthesize(*stack, input.found, settings.catalogue);
  input.environment = stack->environment();
  input.region = stack->props().region;
  input.moves = stack->moves();
  stack->each_resource([&](const construct::Construct& owner, const cfn::Resource& resource) {
    input.makers[resource.id.str()] = owner.label();
  });
  add_acknowledgements(*file, input);
  if (file->budget && file->budget->monthly_usd) {
    input.budget = *file->budget->monthly_usd;
    input.budget_origin = file->budget->monthly_usd.origin();
  }
  if (file->objectives) set_objectives(*file->objectives, input);
  if (file->flows) input.flows = flows_of(*file->flows);
  input.architecture = std::move(file);
  if (!stack->overrides().empty()) input.construct = stack;
  return true;
}

bool open_template(Input& input) {
  auto stack = cfn::read_template(input.document, input.found);
  if (stack) input.stack = std::move(*stack);
  return stack.has_value();
}

/// Holds nested stacks against the templates that they name by a local path.
void check_nested(const Settings& settings, Sources& sources, Input& input) {
  if (!settings.file) return;
  for (const cfn::Resource& each : input.stack.resources) {
    const bool is_stack = each.type == "AWS::CloudFormation::Stack";
    if (!is_stack && each.type != "AWS::Serverless::Application") continue;
    const cfn::Value* stated = each.properties.find(is_stack ? "TemplateURL" : "Location");
    const std::string* path = stated == nullptr ? nullptr : stated->string();
    if (path == nullptr || path->find(':') != path->npos) continue;
    Diagnostics unread;
    auto file = settings.file(*input.source, *path, unread);
    if (!file) continue;
    const Source& source = sources.add(std::move(file->name), std::move(file->text));
    const auto node = document::read(source, unread);
    const bool is_one = node && is_template(*node, Expected::kArchitecture);
    const auto child = is_one ? cfn::read_template(*node, unread) : std::nullopt;
    if (child && !unread.has_errors()) {
      analysis::check_nested_stack(input.stack, each, *child, input.found);
    }
  }
}

void check_values(const Settings& settings, Input& input) {
  if (!settings.parameters) return;
  input.parameters = settings.parameters;
  std::vector<analysis::ParameterValue> values = *settings.parameters;
  for (const cfn::Parameter& each : input.stack.parameters) {
    const bool is_named = std::any_of(values.begin(), values.end(), [&](const auto& value) {
      return value.name == each.id.str();
    });
    // A value that is absent is the one that the stack has.
    if (settings.is_deployed && !is_named) values.push_back({each.id.str(), {}, each.origin});
  }
  analysis::check_parameter_values(input.stack, values, input.found);
}

}  // namespace

std::optional<analysis::ExpectedFlows> read_flows(const Source& source, Diagnostics& diagnostics) {
  auto node = document::read(source, diagnostics);
  if (!node) return std::nullopt;
  const document::Node* flows = node->find("flows");
  Diagnostics found;
  const auto props =
      describe::decode<architecture::FlowsProps>(flows == nullptr ? *node : *flows, found);
  describe::check(props, {}, node->span, found);
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  return found.has_errors() ? std::nullopt : std::optional(flows_of(props));
}

bool is_of_other_kind(const Diagnostic& finding) { return finding.code == kOtherKind; }

std::optional<Input> open(const Source& source, const Settings& settings, Sources& sources,
                          Diagnostics& diagnostics) {
  Input input;
  input.source = &source;
  document::Limits limits;
  limits.last_key_wins = settings.is_of_stack;
  auto node = document::read(source, input.found, limits);
  take_body(node, input.source, sources, limits, input.found);
  bool is_open = false;
  if (node && describes_stack(*node, *input.source, input.found)) {
    input.document = std::move(*node);
    is_open = is_template(input.document, settings.expected)
                  ? open_template(input)
                  : open_architecture(settings, sources, input);
  }
  if (is_open) check_values(settings, input);
  if (is_open && settings.keep_going && !input.is_architecture()) {
    check_nested(settings, sources, input);
  }
  if (is_open && (settings.keep_going || !input.found.has_errors())) {
    if (!settings.region.empty()) input.region = settings.region;
    return input;
  }
  if (settings.suppress && !input.allowances.empty()) input.found = settings.suppress(input);
  for (const Diagnostic& each : input.found.items()) diagnostics.add(each);
  return std::nullopt;
}

std::vector<describe::KeyInForce> keys_in_force(const Input& input) {
  if (!input.is_architecture()) return {};
  auto keys = describe::keys_in_force(describe::record_of<architecture::Architecture>(),
                                      input.document, input.environment);
  for (const architecture::DerivedDefault& each :
       architecture::derived_defaults(*input.architecture)) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const describe::KeyInForce& one) {
      return one.path == each.path && !one.stated;
    });
    if (key == keys.end()) continue;
    key->value = each.value;
    key->is_default = !each.value.empty();
    key->profile = {};
  }
  return keys;
}

void refuse_retired_versions(const cfn::Template& before, const Input& after, Diagnostics& to) {
  for (Diagnostic each : after.found.items()) {
    if (each.code != rds::kRetiredVersion) continue;
    const auto& resources = after.stack.resources;
    const bool is_new = std::any_of(resources.begin(), resources.end(), [&](const auto& database) {
      const cfn::Value* version = database.properties.find("EngineVersion");
      if (version == nullptr || version->origin() != each.origin) return false;
      const cfn::Resource* old = before.find_resource(database.id);
      const cfn::Value* deployed = old == nullptr ? nullptr : old->properties.find("EngineVersion");
      return deployed == nullptr || analysis::brief(*deployed) != analysis::brief(*version);
    });
    if (!is_new) continue;
    each.severity = Severity::kError;
    to.add(std::move(each));
  }
}

bool check_region(const std::string& region, const Origin& origin, Diagnostics& diagnostics) {
  if (spec::region(region)) return true;
  diagnostics.error("ARC0903", origin, fmt::format("unknown region {}", quoted(region))).fix =
      suggest(region, spec::region_names());
  return false;
}

}  // namespace archsynth::input
