#include "cli/rule_ids.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/rules/rules.h"
#include "archsynth/spec/controls.h"
#include "archsynth/support/text.h"
#include "spec/cfn_lint_ids.h"

namespace archsynth::cli {
namespace {

constexpr std::string_view kUnknownRule = "ARC0904";

/// Our ids, and those of cfn-lint that ours come closest to.
const std::vector<std::string_view>& own_ids() {
  static const std::vector<std::string_view> kIds = [] {
    std::vector<std::string_view> ids;
    for (const analysis::Rule& rule : analysis::rules()) {
      ids.push_back(rule.id);
      for (const std::string_view see : split(rule.see, ' ')) {
        if (!see.empty()) ids.push_back(see);
      }
    }
    return ids;
  }();
  return kIds;
}

bool begins_one(const std::string& id, const std::vector<std::string_view>& ids) {
  return !id.empty() && std::any_of(ids.begin(), ids.end(),
                                    [&](std::string_view each) { return each.starts_with(id); });
}

}  // namespace

std::string nearest_rule(const std::string& id) {
  const std::vector<std::string_view> lint = split(spec::kCfnLintIds, ' ');
  std::optional<std::string> near = nearest(id, own_ids());
  if (!near) near = nearest(id, lint);
  // Ids are numbers: two wrong digits are another rule.
  if (near && edit_distance(id, *near) > 1) near.reset();
  return near ? fmt::format("did you mean {}?", quoted(*near))
              : "`archsynth validate --rules` lists the rules";
}

std::vector<std::string> separated(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const std::string& each : words) {
    for (const std::string_view word : split(each, ',')) {
      const std::size_t begin = word.find_first_not_of(' ');
      if (begin == word.npos) continue;
      all.emplace_back(word.substr(begin, word.find_last_not_of(' ') + 1 - begin));
    }
  }
  return all;
}

bool check_rule_id(const std::string& id, const Origin& origin, Diagnostics& diagnostics) {
  if (spec::control(id) != nullptr) return true;
  if (begins_one(id, own_ids()) || begins_one(id, split(spec::kCfnLintIds, ' '))) return true;
  diagnostics.error(kUnknownRule, origin, fmt::format("unknown rule {}", quoted(id))).fix =
      nearest_rule(id);
  return false;
}

bool check_whole_rule_id(const std::string& id, const Origin& origin, Diagnostics& diagnostics) {
  const auto is_among = [&](const std::vector<std::string_view>& ids) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  if (spec::control(id) != nullptr || is_among(own_ids()) ||
      is_among(split(spec::kCfnLintIds, ' '))) {
    return true;
  }
  const bool begins_some =
      begins_one(id, own_ids()) || begins_one(id, split(spec::kCfnLintIds, ' '));
  diagnostics
      .error(kUnknownRule, origin,
             begins_some ? quoted(id) + " is the beginning of several rule ids"
                         : "unknown rule " + quoted(id))
      .fix = begins_some ? "name each rule by its whole id" : nearest_rule(id);
  return false;
}

bool check_only_rule(const std::string& id, const Origin& origin, Diagnostics& diagnostics) {
  if (!check_rule_id(id, origin, diagnostics)) return false;
  // The families of cfn-lint's rules on the values of properties are named by findings alone.
  if (spec::control(id) != nullptr) return true;
  if (begins_one(id, own_ids()) || id.starts_with("E3") || id.starts_with("W3")) return true;
  diagnostics.error(kUnknownRule, origin, fmt::format("archsynth has no rule for {}", quoted(id)))
      .fix = "`archsynth validate --rules` lists the rules";
  return false;
}

}  // namespace archsynth::cli
