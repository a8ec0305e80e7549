#include "known_values.h"

#include <algorithm>

#include "cfn/evaluate/choice.h"
#include "cfn/evaluate/secrets.h"
#include "spec/regions.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

cfn::Template known_template(const cfn::Template& source, const PreflightOptions& options) {
  cfn::Template made;
  made.parameters = source.parameters;
  made.mappings = source.mappings;
  made.conditions = source.conditions;
  made.resources = view::Deployed(source, options.region, options.parameters).resources;
  return made;
}

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

KnownValues::KnownValues(const cfn::Template& stack, const PreflightOptions& options)
    : options_(options), stack_(known_template(stack, options)), names_(stack_.resources, {}) {
  for (const cfn::Parameter& each : stack_.parameters) {
    const cfn::Value* value = value_of(each);
    if (value != nullptr && cfn::is_no_echo(each))
      value = &hidden_.emplace_back("${" + each.id.str() + "}");
    if (value != nullptr && cfn::scalar_text(*value)) parameters_.emplace(each.id.str(), value);
  }
}

const cfn::Value* KnownValues::value_of(const cfn::Parameter& parameter) const {
  const auto given =
      std::find_if(options_.parameters.begin(), options_.parameters.end(),
                   [&](const ParameterValue& value) { return value.name == parameter.id.str(); });
  return given == options_.parameters.end() ? parameter.attributes.find("Default") : &given->value;
}

cfn::Value KnownValues::filled(const cfn::Value& value) const {
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    const auto known = parameters_.find(ref->target.str());
    return known == parameters_.end() ? value : *known->second;
  }
  if (const auto* sub = value.get_if<cfn::Sub>()) {
    cfn::Sub made = *sub;
    for (const cfn::SubPiece& each : cfn::pieces(*sub)) {
      const auto known = parameters_.find(each.text);
      const bool is_open =
          each.kind == cfn::SubPiece::Kind::kVariable && !sub->variables.contains(each.text);
      if (is_open && known != parameters_.end()) made.variables.set(each.text, *known->second);
    }
    return made;
  }
  if (const auto* call = value.get_if<cfn::Call>();
      call != nullptr && call->function == cfn::Function::kJoin) {
    cfn::Call made = *call;
    for (cfn::Value& each : made.argument) each = filled(each);
    return made;
  }
  if (const cfn::List* list = value.list()) {
    cfn::List made;
    for (const cfn::Value& each : *list) made.push_back(filled(each));
    return made;
  }
  return value;
}

std::string KnownValues::text(const cfn::Value& value) const {
  const bool has_parts =
      value.get_if<cfn::Sub>() != nullptr || value.get_if<cfn::Call>() != nullptr;
  std::string text = names_.text(has_parts ? filled(value) : value);
  if (const auto region = spec::region(options_.region)) {
    text = replaced_all(std::move(text), "${Region}", region->name);
    text = replaced_all(std::move(text), "${Partition}", region->partition);
  }
  return text.find('*') == text.npos ? text : std::string();
}

}  // namespace archsynth::analysis
