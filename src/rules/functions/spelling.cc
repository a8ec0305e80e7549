// Maps that were meant as functions.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/intrinsic.h"
#include "rules/functions/checks.h"

namespace archsynth::analysis {

bool is_spelled_function(const cfn::Value& value) {
  const cfn::Map* map = value.map();
  if (map == nullptr || map->size() != 1) return false;
  const std::string& key = map->begin()->key;
  return key == "Ref" || key == "Condition" || key.starts_with("Fn::");
}

bool is_unknown_function(const cfn::Value& value) {
  cfn::Function function{};
  return is_spelled_function(value) && value.map()->begin()->key.starts_with("Fn::") &&
         !cfn::function_of(value.map()->begin()->key, function);
}

std::string meant_function(const cfn::Value& value) {
  constexpr std::size_t kShortestSlip = 3;
  const cfn::Map* map = value.map();
  if (map == nullptr || map->size() != 1 || is_spelled_function(value)) return {};
  const auto letters = [](std::string_view name) {
    std::string made =
        lower_case(name.substr(name.starts_with("Fn") || name.starts_with("fn") ? 2 : 0));
    std::erase_if(made, [](char c) { return !is_letter_or_digit(c); });
    return made;
  };
  const std::string key = letters(map->begin()->key);
  std::string found;
  const auto hold_against = [&](std::string_view name) {
    const std::string own = letters(name);
    const bool is_near =
        key.size() >= kShortestSlip && own.size() >= kShortestSlip && edit_distance(key, own) == 1;
    if (key == own || (is_near && found.empty())) found = name;
  };
  for (const std::string_view name : {"Ref", "Fn::GetAtt", "Fn::Sub"}) hold_against(name);
  for (int i = 0; i <= static_cast<int>(cfn::Function::kToJsonString); ++i) {
    hold_against(cfn::long_name(static_cast<cfn::Function>(i)));
  }
  return found;
}

void report_function(const FunctionRun& run, const cfn::Value& value, std::string_view meant) {
  const cfn::MapEntry& entry = *value.map()->begin();
  run.to.error(cfn::kUnknownFunction, entry.key_origin, "unknown function " + quoted(entry.key))
      .fix = fmt::format("did you mean {}?", quoted(meant));
}

}  // namespace archsynth::analysis
