#include "meanings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "canonical.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis {
namespace {

constexpr int kDeepest = 40;
/// States are 2 to the power of it.
constexpr std::size_t kMostTerms = 6;

/// Whether each term of the conditions holds, by its text.
using Terms = std::map<std::string, bool>;

/// `Fn::Equals` and what else is no combination of others.
std::string term_of(const cfn::Value& value) {
  const auto* call = value.get_if<cfn::Call>();
  const cfn::List* list = call == nullptr ? nullptr : call->argument.front().list();
  const bool is_equals = call != nullptr && call->function == cfn::Function::kEquals;
  if (!is_equals || list == nullptr || list->size() != 2) return fingerprint(canonical(value));
  const std::string one = fingerprint(canonical(list->front()));
  const std::string other = fingerprint(canonical(list->back()));
  return std::min(one, other) + " = " + std::max(one, other);
}

/// The conditions and mappings of one template.
class Definitions {
 public:
  explicit Definitions(const cfn::Template& of) : of_(of) {}

  /// Adds the terms of all conditions within.
  void ask(const cfn::Value& value, Terms& terms) const {
    cfn::walk(value, [&](const cfn::Value& each) {
      if (const auto choice = cfn::choice_of(each)) holds(choice->condition, terms);
    });
  }

  /// Whether a condition holds; terms that are not known yet are added, and hold.
  bool holds(std::string_view name, Terms& terms, int depth = 0) const {
    const cfn::Value* stated = depth < kDeepest ? of_.conditions.find(name) : nullptr;
    return stated != nullptr && is_true(*stated, terms, depth);
  }

  cfn::Value chosen(const cfn::Value& value, Terms& terms) const {
    cfn::Value result = value;
    cfn::choose(result, [&](std::string_view name) { return std::optional(holds(name, terms)); });
    return result;
  }

  std::set<std::string_view> rows() const {
    std::set<std::string_view> found;
    for (const cfn::MapEntry& mapping : of_.mappings) {
      if (mapping.value.map() == nullptr) continue;
      for (const cfn::MapEntry& row : *mapping.value.map()) found.insert(row.key);
    }
    return found;
  }

  /// Puts what a mapping holds in the place of its name.
  void spell_out(cfn::Value& value, const std::set<std::string_view>& rows) const {
    if (auto* list = value.list()) {
      for (cfn::Value& each : *list) spell_out(each, rows);
    } else if (auto* map = value.map()) {
      for (cfn::MapEntry& each : *map) spell_out(each.value, rows);
    } else if (auto* sub = value.get_if<cfn::Sub>()) {
      for (cfn::MapEntry& each : sub->variables) spell_out(each.value, rows);
    } else if (auto* call = value.get_if<cfn::Call>()) {
      cfn::List* list = call->argument.front().list();
      if (call->function == cfn::Function::kFindInMap && list != nullptr && list->size() > 2) {
        if (auto content = content_of(list->front(), (*list)[2], rows)) {
          list->front() = std::move(*content);
          if ((*list)[2].string() != nullptr) (*list)[2] = cfn::Value("");
        }
      }
      spell_out(call->argument.front(), rows);
    }
  }

 private:
  bool is_true(const cfn::Value& value, Terms& terms, int depth) const {
    const auto* call = value.get_if<cfn::Call>();
    const cfn::Value* argument = call == nullptr ? nullptr : &call->argument.front();
    const cfn::List* list = argument == nullptr ? nullptr : argument->list();
    if (argument != nullptr && call->function == cfn::Function::kCondition &&
        argument->string() != nullptr) {
      return holds(*argument->string(), terms, depth + 1);
    }
    if (list != nullptr && !list->empty() && depth < kDeepest) {
      std::size_t count = 0;
      const auto ask = [&] {
        for (const cfn::Value& each : *list) count += is_true(each, terms, depth + 1) ? 1 : 0;
        return count;
      };
      if (call->function == cfn::Function::kNot) return ask() == 0;
      if (call->function == cfn::Function::kAnd) return ask() == list->size();
      if (call->function == cfn::Function::kOr) return ask() > 0;
    }
    return terms.try_emplace(term_of(value), true).first->second;
  }

  std::optional<cfn::Value> content_of(const cfn::Value& name, const cfn::Value& column,
                                       const std::set<std::string_view>& rows) const {
    const cfn::Value* mapping =
        name.string() == nullptr ? nullptr : of_.mappings.find(*name.string());
    if (mapping == nullptr || mapping->map() == nullptr) return std::nullopt;
    cfn::Map content;
    for (const cfn::MapEntry& row : *mapping->map()) {
      if (!rows.contains(row.key)) continue;
      const cfn::Value* cell = column.string() == nullptr || row.value.map() == nullptr
                                   ? &row.value
                                   : row.value.map()->find(*column.string());
      if (cell != nullptr) content.set(row.key, *cell);
    }
    return cfn::Value(std::move(content));
  }

  const cfn::Template& of_;
};

bool has_definitions(const cfn::Value& value) {
  bool found = false;
  cfn::walk(value, [&](const cfn::Value& each) {
    const auto* call = each.get_if<cfn::Call>();
    found |=
        cfn::is_choice(each) || (call != nullptr && call->function == cfn::Function::kFindInMap);
  });
  return found;
}

class Aligner {
 public:
  Aligner(const cfn::Template& before, const cfn::Template& after)
      : before_(before), after_(after), rows_(before_.rows()) {}

  void align(cfn::Value& before, const cfn::Value& after) const {
    if (before == after) return;
    auto* map = before.map();
    auto* list = before.list();
    if (map != nullptr && after.map() != nullptr) {
      for (cfn::MapEntry& each : *map) {
        if (const cfn::Value* other = after.map()->find(each.key)) align(each.value, *other);
      }
    } else if (list != nullptr && after.list() != nullptr && list->size() == after.list()->size()) {
      for (std::size_t i = 0; i < list->size(); ++i) align((*list)[i], (*after.list())[i]);
    } else if (has_definitions(before) && has_definitions(after) && are_alike(before, after)) {
      before = cfn::Value(after).with_origin(before.origin());
    }
  }

 private:
  bool are_alike(const cfn::Value& before, const cfn::Value& after) const {
    Terms terms;
    before_.ask(before, terms);
    after_.ask(after, terms);
    if (terms.size() > kMostTerms) return false;
    const std::size_t states = std::size_t{1} << terms.size();
    for (std::size_t state = 0; state < states; ++state) {
      std::size_t bit = 0;
      for (auto& [text, holds] : terms) holds = (state >> bit++ & 1U) == 0;
      if (!are_alike(before, after, terms)) return false;
    }
    return true;
  }

  bool are_alike(const cfn::Value& before, const cfn::Value& after, Terms& terms) const {
    cfn::Value one = before_.chosen(before, terms);
    cfn::Value other = after_.chosen(after, terms);
    before_.spell_out(one, rows_);
    after_.spell_out(other, rows_);
    return means_the_same(one, other);
  }

  Definitions before_;
  Definitions after_;
  std::set<std::string_view> rows_;
};

}  // namespace

void align(const cfn::Template& before, const cfn::Template& after,
           std::vector<cfn::Resource>& old_resources,
           const std::vector<cfn::Resource>& new_resources) {
  if (before.conditions.empty() && before.mappings.empty()) return;
  const Aligner aligner(before, after);
  std::map<std::string_view, const cfn::Resource*> by_id;
  for (const cfn::Resource& each : new_resources) by_id.emplace(each.id.str(), &each);
  for (cfn::Resource& each : old_resources) {
    const auto found = by_id.find(each.id.str());
    if (found == by_id.end()) continue;
    for (cfn::MapEntry& entry : each.properties) {
      const cfn::Value* other = found->second->properties.find(entry.key);
      if (other != nullptr) aligner.align(entry.value, *other);
    }
  }
}

}  // namespace archsynth::analysis
