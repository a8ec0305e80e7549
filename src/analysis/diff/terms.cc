// What conditions compare, where that is more than a parameter.

#include "terms.h"

#include <fmt/format.h>

#include <functional>
#include <map>

#include "canonical.h"
#include "cfn/evaluate/choice.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

using Visit = std::function<void(cfn::Value& one, cfn::Value& other)>;

/// Asks for the two sides of each comparison.
void for_each_comparison(cfn::Value& value, const Visit& visit) {
  if (cfn::List* list = value.list()) {
    for (cfn::Value& each : *list) for_each_comparison(each, visit);
  } else if (cfn::Map* map = value.map()) {
    for (cfn::MapEntry& each : *map) for_each_comparison(each.value, visit);
  } else if (auto* call = value.get_if<cfn::Call>()) {
    cfn::List* sides = call->argument.front().list();
    const bool is_comparison =
        call->function == cfn::Function::kEquals && sides != nullptr && sides->size() == 2;
    if (is_comparison) {
      visit(sides->front(), sides->back());
    } else {
      for_each_comparison(call->argument.front(), visit);
    }
  }
}

/// Whether a function makes the value, and nothing but parameters decides what of.
bool is_made(const cfn::Value& value) {
  if (value.get_if<cfn::Sub>() == nullptr && value.get_if<cfn::Call>() == nullptr) return false;
  bool is_decided_otherwise = false;
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* call = each.get_if<cfn::Call>();
    is_decided_otherwise |=
        cfn::is_choice(each) || (call != nullptr && call->function == cfn::Function::kFindInMap);
  });
  return !is_decided_otherwise;
}

/// What values come to with the parameters of a stack, where that is known.
std::vector<cfn::Value> worked_out(const cfn::Template& stack, const cfn::List& values,
                                   const std::vector<ParameterValue>& given,
                                   std::string_view region) {
  cfn::Template probe;
  probe.parameters = stack.parameters;
  cfn::Resource& resource = probe.resources.emplace_back();
  resource.properties.append("Values", values);
  const auto resources = view::known_resources(probe, region, given);
  const cfn::Value* made = resources.front().properties.find("Values");
  return made == nullptr || made->list() == nullptr ? values : *made->list();
}

/// What is compared, in words.
std::string term_name(const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  const cfn::List* list = call == nullptr ? nullptr : call->argument.front().list();
  const bool is_item = list != nullptr && call->function == cfn::Function::kSelect &&
                       list->size() == 2 && list->back().get_if<cfn::Ref>() != nullptr;
  return is_item ? fmt::format("item {} of {}", brief(list->front()), brief(list->back()))
                 : brief(value);
}

class Naming {
 public:
  explicit Naming(const DiffOptions& options) : region_(options.region) {}

  /// Names what conditions of the template compare and is not given.
  void name(cfn::Template& stack, const std::vector<ParameterValue>& given) {
    cfn::List open;
    for (cfn::MapEntry& each : stack.conditions) {
      for_each_comparison(each.value, [&](cfn::Value& one, cfn::Value& other) {
        for (cfn::Value* side : {&one, &other}) {
          if (is_made(*side)) open.push_back(*side);
        }
      });
    }
    if (open.empty()) return;
    cfn::Template without_defaults;
    without_defaults.parameters = stack.parameters;
    for (cfn::Parameter& each : without_defaults.parameters) each.attributes.erase("Default");
    const auto certain = worked_out(without_defaults, open, given, region_);
    const auto usual = worked_out(stack, open, given, region_);
    if (certain.size() != open.size() || usual.size() != open.size()) return;
    std::size_t at = 0;
    for (cfn::MapEntry& each : stack.conditions) {
      for_each_comparison(each.value, [&](cfn::Value& one, cfn::Value& other) {
        for (cfn::Value* side : {&one, &other}) {
          if (!is_made(*side)) continue;
          if (!cfn::scalar_text(certain[at])) put_name(*side, usual[at]);
          ++at;
        }
      });
    }
  }

  void declare(cfn::Template& stack) const {
    for (const auto& [name, usual] : usual_) {
      cfn::Parameter& made = stack.parameters.emplace_back();
      made.id = cfn::LogicalId(name);
      if (usual) made.attributes.append("Default", *usual);
    }
  }

 private:
  void put_name(cfn::Value& side, const cfn::Value& usual) {
    cfn::Value plain = canonical(side);
    if (plain.get_if<cfn::Ref>() == nullptr) {
      const std::string name = term_name(plain);
      // A stack keeps the values that it has: those of the old template come first.
      usual_.try_emplace(name, cfn::scalar_text(usual));
      plain = cfn::ref(cfn::LogicalId(name));
    }
    side = std::move(plain).with_origin(side.origin());
  }

  std::string region_;
  std::map<std::string, std::optional<std::string>> usual_;
};

}  // namespace

bool has_terms(const cfn::Template& stack) {
  for (const cfn::MapEntry& each : stack.conditions) {
    bool found = false;
    cfn::walk(each.value, [&](const cfn::Value& value) {
      const auto* call = value.get_if<cfn::Call>();
      const cfn::List* sides = call == nullptr ? nullptr : call->argument.front().list();
      if (sides == nullptr || call->function != cfn::Function::kEquals) return;
      for (const cfn::Value& side : *sides) found |= is_made(side);
    });
    if (found) return true;
  }
  return false;
}

void name_terms(cfn::Template& before, cfn::Template& after, const DiffOptions& options) {
  Naming naming(options);
  naming.name(before, options.before);
  naming.name(after, options.after);
  naming.declare(before);
  naming.declare(after);
}

}  // namespace archsynth::analysis
