// Policies of Verified Permissions.
// Source: https://docs.cedarpolicy.com/policies/syntax-policy.html

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "openings.h"

namespace archsynth::analysis {
namespace {

/// The text without comments, annotations and the blanks that are not within quotes.
std::string packed(std::string_view text) {
  std::string result;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_quoted && text.substr(i).starts_with("//")) {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (!is_quoted && c == '@') {
      i = std::min(text.find(')', i), text.size());
      continue;
    }
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) is_quoted = !is_quoted;
    if (is_quoted || std::string_view(" \t\r\n").find(c) == std::string_view::npos) result += c;
  }
  return result;
}

/// Where the bracket that opens at the start of a text closes; its end where it does not.
std::size_t end_of_bracket(std::string_view text) {
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (std::string_view("([{").find(text[i]) != std::string_view::npos) ++depth;
    if (std::string_view(")]}").find(text[i]) != std::string_view::npos && --depth == 0) return i;
  }
  return text.size();
}

/// The texts between commas that are in no bracket and no quotes.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) is_quoted = !is_quoted;
    if (!is_quoted && (c == '(' || c == '[' || c == '{')) ++depth;
    if (!is_quoted && (c == ')' || c == ']' || c == '}')) --depth;
    if (c == ',' && depth == 0 && !is_quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// What a part of the head says beyond the variable; `*` where it says nothing.
std::string limit_of(std::string_view part, std::string_view variable) {
  std::string_view limit = part.substr(std::min(variable.size(), part.size()));
  if (limit.starts_with("==")) limit.remove_prefix(2);
  return limit.empty() ? "*" : std::string(limit);
}

/// `when{…}` and `unless{…}`, each a condition of its own.
Conditions clauses_of(std::string_view text) {
  Conditions conditions;
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{')) {
    const std::size_t end = open + end_of_bracket(text.substr(open));
    conditions[fmt::format("Cedar {}", text.substr(0, end))] = {};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return conditions;
}

}  // namespace

void add_cedar(const cfn::Resource& resource, const std::string& policy, OpenState& state) {
  const std::string text = packed(policy);
  const bool is_permit = text.starts_with("permit(");
  if (!is_permit && !text.starts_with("forbid(")) return;
  const std::string_view head = std::string_view(text).substr(6);
  const std::size_t end = end_of_bracket(head);
  const auto parts = parts_of(head.substr(1, end - 1));
  if (parts.size() < 3 || end == head.size()) return;
  const Conditions conditions = clauses_of(head.substr(end + 1));
  std::string listed = limit_of(parts[1], "action");
  const bool is_list = listed.starts_with("in[") && listed.ends_with(']');
  const auto actions = is_list ? parts_of(std::string_view(listed).substr(3, listed.size() - 4))
                               : std::vector<std::string>{listed};
  for (const std::string& action : actions) {
    Opening opening = opening_of(resource, resource.id.str());
    opening.grant = {limit_of(parts[0], "principal"), action, limit_of(parts[2], "resource")};
    opening.conditions = conditions;
    opening.is_public = is_permit && opening.grant.principal == "*" && conditions.empty();
    const std::string who = opening.grant.principal == "*" ? "anyone" : opening.grant.principal;
    (is_permit ? state.allowed
               : state.denied)[fmt::format("{} {} {} {}{}", opening.owner,
                                           is_permit ? "permits" : "forbids", who,
                                           action_text(opening.grant), on_text(opening.grant))]
        .push_back(opening);
  }
}

}  // namespace archsynth::analysis
