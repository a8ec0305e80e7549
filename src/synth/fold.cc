#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "stages.h"

namespace archsynth::synth {

namespace {

constexpr std::string_view kSharedId = "ARC2001";
constexpr std::string_view kNoId = "ARC2002";
constexpr std::string_view kMalformedId = "ARC2003";

/// Who has a logical id.
struct Owner {
  const char* kind = "";                            ///< `a resource`
  const construct::Construct* construct = nullptr;  ///< null: it stands by itself
  Origin origin;
};

/// A construct is named as the user calls it; by its path where that says no difference.
std::string name_of(const construct::Construct& construct, bool by_path) {
  const std::string path = construct.path();
  if (path.empty()) return "the stack";
  return quoted(by_path ? path : construct.label());
}

std::string describe(const Owner& owner, bool by_path) {
  return owner.construct == nullptr
             ? std::string(owner.kind)
             : fmt::format("{} of {}", owner.kind, name_of(*owner.construct, by_path));
}

/// The ids of one namespace of the template.
class Ids {
 public:
  explicit Ids(Diagnostics& to) : to_(to) {}

  /// Whether the id is well formed and new; else it is reported.
  bool claim(const std::string& id, const Owner& owner) {
    if (!check_form(id, owner)) return false;
    const auto [known, is_new] = owners_.emplace(id, owner);
    if (!is_new) report(id, known->second, owner);
    return is_new;
  }

 private:
  bool check_form(const std::string& id, const Owner& owner) {
    if (id.empty()) {
      to_.error(kNoId, owner.origin, fmt::format("{} has no logical id", describe(owner, true)))
          .fix = "use a name with an ASCII letter or digit";
      return false;
    }
    if (is_logical_id(id)) return true;
    Diagnostic& diagnostic =
        to_.error(kMalformedId, owner.origin,
                  fmt::format("the logical id {} contains characters other than letters and digits",
                              quoted(id)));
    if (const std::string better = upper_camel(id); !better.empty()) {
      diagnostic.fix = fmt::format("for example {}", quoted(better));
    }
    return false;
  }

  void report(const std::string& id, const Owner& first, const Owner& second) {
    const bool both = first.construct != nullptr && second.construct != nullptr;
    const bool by_path = both && first.construct->label() == second.construct->label();
    Diagnostic& diagnostic =
        to_.error(kSharedId, second.origin,
                  fmt::format("{} and {} have the same logical id {}", describe(first, by_path),
                              describe(second, by_path), quoted(id)));
    if (first.origin.known()) {
      diagnostic.related.push_back({first.origin, "the first one is here"});
    }
    diagnostic.fix = "rename one of the two";
  }

  Diagnostics& to_;
  std::unordered_map<std::string, Owner> owners_;
};

}  // namespace

bool is_logical_id(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c); });
}

namespace {

cfn::Value transform_of(const Stack& stack) {
  const std::vector<std::string>& transforms = stack.transforms();
  if (transforms.empty()) return {};
  if (transforms.size() == 1) return transforms.front();
  return cfn::List(transforms.begin(), transforms.end());
}

}  // namespace

Folded fold(const Stack& stack, Diagnostics& to) {
  Folded folded;
  cfn::Template& result = folded.result;
  result.description = stack.props().description;
  result.transform = transform_of(stack);

  // `Ref` finds parameters and resources alike, so they share their ids.
  Ids ids(to);
  for (const cfn::Parameter& each : stack.parameters()) {
    if (ids.claim(each.id.str(), {"a parameter", nullptr, each.origin})) {
      result.parameters.push_back(each);
    }
  }
  stack.each_resource([&](const construct::Construct& owner, const cfn::Resource& each) {
    if (ids.claim(each.id.str(), {"a resource", &owner, each.origin})) {
      result.resources.push_back(each);
    }
  });
  folded.constructed = result.resources.size();
  result.resources.reserve(folded.constructed + stack.raw().size());
  for (const cfn::Resource& each : stack.raw()) {
    if (ids.claim(each.id.str(), {"a raw resource", nullptr, each.origin})) {
      result.resources.push_back(each);
    }
  }
  Ids conditions(to);
  for (const cfn::MapEntry& each : stack.conditions()) {
    if (conditions.claim(each.key, {"a condition", nullptr, each.value.origin()})) {
      result.conditions.append(each.key, each.value, each.key_origin);
    }
  }
  Ids outputs(to);
  for (const cfn::Output& each : stack.outputs()) {
    if (outputs.claim(each.id.str(), {"an output", nullptr, each.origin})) {
      result.outputs.push_back(each);
    }
  }
  return folded;
}

}  // namespace archsynth::synth
