// The section `Mappings`: two levels of keys, and strings or lists below them.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kMappingsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "mappings-section-structure.html";

constexpr Rule kMappingKeys = {"ARC5400",
                               Severity::kError,
                               "mapping has a key with other characters",
                               "CloudFormation refuses the template",
                               "use only letters and digits",
                               kMappingsPage,
                               "E7001"};
constexpr Rule kMappingForm = {"ARC5401",
                               Severity::kError,
                               "mapping does not have two levels of keys with strings or lists",
                               "CloudFormation refuses the template",
                               "write the mapping as name, key, key and value",
                               kMappingsPage,
                               "E7001"};

constexpr Rule kMappingsRules[] = {kMappingKeys, kMappingForm};

/// A loop or a macro makes the entry, or a number of a key is no text: another rule's.
bool is_made(const cfn::MapEntry& entry) { return entry.key.starts_with("Fn::"); }

void check_key(const cfn::MapEntry& entry, std::string_view also, std::string_view mapping,
               Diagnostics& to) {
  const bool is_key = std::all_of(entry.key.begin(), entry.key.end(), [&](char c) {
    return is_letter_or_digit(c) || also.find(c) != also.npos;
  });
  if (is_key) return;
  report(to, kMappingKeys, first_known(entry.key_origin, entry.value.origin()),
         fmt::format("the key {} of the mapping {} must have only letters{}", quoted(entry.key),
                     quoted(mapping), also.empty() ? " and digits" : ", digits, \".\" and \"-\""),
         also.empty() ? "" : "use only letters, digits, \".\" and \"-\"");
}

/// The entries of a level of a mapping; null, and reported, where there are none.
const cfn::Map* level_of(const cfn::MapEntry& entry, const std::string& name, Diagnostics& to) {
  const cfn::Map* map = entry.value.map();
  if (map != nullptr && !map->empty()) return map;
  if (entry.value.is_intrinsic()) return nullptr;
  Diagnostic& found = report(
      to, kMappingForm, first_known(entry.key_origin, entry.value.origin()),
      map != nullptr ? fmt::format("{} is empty", name)
                     : fmt::format("{} must be a mapping, not {}", name, what_is(entry.value)));
  if (map != nullptr) found.fix = "add a key, or remove the mapping";
  return nullptr;
}

void check_value(const cfn::MapEntry& entry, std::string_view mapping, Diagnostics& to) {
  const bool is_wrong = entry.value.absent() || entry.value.get_if<cfn::Null>() != nullptr ||
                        entry.value.map() != nullptr;
  if (!is_wrong) return;
  report(to, kMappingForm, first_known(entry.key_origin, entry.value.origin()),
         fmt::format("{} of the mapping {} must be a string or a list, not {}", quoted(entry.key),
                     quoted(mapping), what_is(entry.value)));
}

}  // namespace

void check_mappings(const cfn::Template& checked, Diagnostics& to) {
  for (const cfn::MapEntry& mapping : checked.mappings) {
    const std::string name = fmt::format("the mapping {}", quoted(mapping.key));
    const cfn::Map* entries = is_made(mapping) ? nullptr : level_of(mapping, name, to);
    if (entries == nullptr || std::any_of(entries->begin(), entries->end(), is_made)) continue;
    for (const cfn::MapEntry& first : *entries) {
      check_key(first, ".-", mapping.key, to);
      const cfn::Map* values =
          level_of(first, fmt::format("{} of {}", quoted(first.key), name), to);
      if (values == nullptr || std::any_of(values->begin(), values->end(), is_made)) continue;
      for (const cfn::MapEntry& second : *values) {
        check_key(second, {}, mapping.key, to);
        check_value(second, mapping.key, to);
      }
    }
  }
}

std::span<const Rule> mapping_rules() { return kMappingsRules; }

}  // namespace archsynth::analysis
