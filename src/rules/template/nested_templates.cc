// Nested stacks against the templates that they name by a local path.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/rules/parameters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "rules/functions/checks.h"
#include "rules/rule.h"
#include "rules/template/nested_templates.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kNestedTemplatePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-cloudformation-stack.html";

constexpr Rule kNestedTemplateRules[] = {
    {"ARC5422", Severity::kError, "nested stack has no such output",
     "CloudFormation fails at what refers to the output", "add the output to the nested template",
     kNestedTemplatePage, "E1010"},
    {"ARC5423", Severity::kWarning, "nested stack refuses a value that the parameter allows",
     "CloudFormation refuses the nested stack", "allow the same values in both templates",
     kNestedTemplatePage, "E3043"},
};

class NestedStack {
 public:
  NestedStack(const cfn::Template& parent, const cfn::Resource& nested, const cfn::Template& child,
              Diagnostics& to)
      : parent_(parent),
        nested_(nested),
        child_(child),
        to_(to),
        view_(parent, "", catalogue_),
        about_(to.about(nested.id.str())) {}

  void check() {
    if (read_values()) check_values();
    check_outputs();
  }

 private:
  /// Whether all that is given has a name here.
  bool read_values() {
    const cfn::MapEntry* entry = nested_.properties.find_entry("Parameters");
    if (entry == nullptr) return lacks(nested_, "Parameters");
    place_ = entry->key_origin;
    if (entry->value.map() == nullptr) return false;
    for (const cfn::MapEntry& each : *entry->value.map()) {
      if (each.key.starts_with("Fn::")) return false;
      if (cfn::is_no_value(each.value)) continue;
      const auto text = view_.text(&each.value);
      cfn::Value value;
      if (text) value = cfn::Value(*text);
      const bool has_place = each.value.origin().known();
      value.set_origin(has_place ? each.value.origin() : each.key_origin);
      values_.push_back({each.key, std::move(value), each.key_origin});
      check_choices(each);
    }
    return true;
  }

  void check_values() {
    Diagnostics found;
    check_parameter_values(child_, values_, found);
    for (Diagnostic each : found.items()) {
      const Span* span = each.origin.span();
      const Span* own = nested_.origin.span();
      const bool is_here = span != nullptr && own != nullptr && span->source == own->source;
      if (!is_here) each.origin = first_known(place_, nested_.origin);
      to_.add(std::move(each));
    }
  }

  /// The other values that a parameter of the parent can have.
  void check_choices(const cfn::MapEntry& given) {
    const auto* ref = given.value.get_if<cfn::Ref>();
    const cfn::Parameter* wanted = child_.find_parameter(cfn::LogicalId(given.key));
    const cfn::Parameter* own = ref == nullptr ? nullptr : parent_.find_parameter(ref->target);
    const cfn::Value* allowed = own == nullptr ? nullptr : own->attributes.find("AllowedValues");
    if (wanted == nullptr || allowed == nullptr || allowed->list() == nullptr) return;
    const auto usual = view_.text(&given.value);
    for (const cfn::Value& each : *allowed->list()) {
      const auto text = view_.text(&each);
      if (!text || text == usual) continue;
      const auto refusal = refusal_of(*wanted, *text);
      if (!refusal) continue;
      Diagnostic& found =
          report(to_, kNestedTemplateRules[1], first_known(given.value.origin(), given.key_origin),
                 fmt::format("the value of {} {}", quoted(given.key), refusal->why));
      found.state = fmt::format("when {} is {}", quoted(own->id.str()), quoted(*text));
    }
  }

  void check_outputs() {
    for (const cfn::Resource& each : parent_.resources) {
      for (const cfn::MapEntry& entry : each.properties) check_uses(entry.value, each.id.str());
    }
    for (const cfn::Output& each : parent_.outputs) check_uses(each.value, each.id.str());
  }

  void check_uses(const cfn::Value& value, const std::string& who) {
    constexpr std::string_view kOutputs = "Outputs.";
    for (const cfn::Reference& use : cfn::references(value)) {
      if (use.target != nested_.id || !use.attribute.starts_with(kOutputs)) continue;
      check_output(use.attribute.substr(kOutputs.size()), use.origin, who);
    }
  }

  void check_output(const std::string& name, const Origin& place, const std::string& who) {
    if (!child_.output_macros.empty() || has_own_macro(child_)) return;
    const auto is_it = [&](const cfn::Output& each) { return each.id.str() == name; };
    const auto output = std::find_if(child_.outputs.begin(), child_.outputs.end(), is_it);
    const auto about = to_.about(who);
    const std::string nested = quoted(nested_.id.str());
    if (output == child_.outputs.end()) {
      std::vector<std::string> known;
      for (const cfn::Output& each : child_.outputs) known.push_back(each.id.str());
      report(to_, kNestedTemplateRules[0], place,
             fmt::format("the nested stack {} has no output {}", nested, quoted(name)),
             suggest(name, known));
    } else if (!output->condition.empty() && !can_exist(*output)) {
      report(to_, kNestedTemplateRules[0], place,
             fmt::format("the output {} of {} does not exist, because {} is false there",
                         quoted(name), nested, quoted(output->condition.str())),
             "pass other parameters, or give the output without the condition");
    }
  }

  bool can_exist(const cfn::Output& output) const {
    const cfn::Template known = with_parameter_values(child_, values_);
    return View(known, "", catalogue_).possible({{output.condition.str(), true}}, {});
  }

  const cfn::Template& parent_;
  const cfn::Resource& nested_;
  const cfn::Template& child_;
  Diagnostics& to_;
  spec::Catalogue catalogue_;
  View view_;
  Diagnostics::Scope about_;
  Origin place_;
  std::vector<ParameterValue> values_;
};

}  // namespace

void check_nested_stack(const cfn::Template& parent, const cfn::Resource& nested,
                        const cfn::Template& child, Diagnostics& to) {
  NestedStack(parent, nested, child, to).check();
}

std::span<const Rule> nested_template_rules() { return kNestedTemplateRules; }

}  // namespace archsynth::analysis
