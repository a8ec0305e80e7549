#include "spec/quotas.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "archsynth/support/characters.h"
#include "facts.h"

namespace archsynth::spec {
namespace {

/// The names of the facts, in the order of the enumerators.
constexpr std::string_view kNames[] = {"template_inline_bytes",
                                       "template_bytes",
                                       "resources",
                                       "parameters",
                                       "outputs",
                                       "mappings",
                                       "mapping_attributes",
                                       "description_bytes",
                                       "logical_id_characters",
                                       "parameter_name_characters",
                                       "parameter_value_bytes",
                                       "output_name_characters",
                                       "mapping_name_characters",
                                       "stack_name_characters",
                                       "tags",
                                       "tag_key_characters",
                                       "tag_value_characters",
                                       "vpc_prefix_shortest",
                                       "vpc_prefix_longest",
                                       "subnet_prefix_shortest",
                                       "subnet_prefix_longest",
                                       "subnet_reserved_addresses"};
static_assert(std::size(kNames) == static_cast<std::size_t>(Quota::kSubnetReservedAddresses) + 1);

/// Characters outside ASCII pass: AWS takes letters and digits of every script.
bool has_tag_characters(std::string_view text) {
  for (char c : text) {
    bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (ascii && !is_letter_or_digit(c) &&
        std::string_view(" +-=._:/@").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool has_reserved_prefix(std::string_view text) {
  if (text.size() < 4 || text[3] != ':') return false;
  return (text[0] == 'a' || text[0] == 'A') && (text[1] == 'w' || text[1] == 'W') &&
         (text[2] == 's' || text[2] == 'S');
}

}  // namespace

QuotaFact quota_fact(Quota quota) {
  Row row = *Table("quotas").find({kNames[static_cast<std::size_t>(quota)]});
  return {row.text(0), row.number(1), row.text(2), row.text(3)};
}

std::int64_t quota(Quota quota) { return quota_fact(quota).value; }

ServiceQuota service_quota(std::string_view what) {
  const auto row = Table("service_quotas").find({what});
  if (!row) throw std::logic_error(fmt::format("no quota \"{}\"", what));
  return {row->text(1), row->text(2), row->text(3), row->number(4), row->text(5)};
}

bool is_stack_name(std::string_view name) {
  return !name.empty() && std::int64_t(name.size()) <= quota(Quota::kStackNameCharacters) &&
         is_letter(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_letter_or_digit(c) || c == '-';
         });
}

bool is_account_id(std::string_view text) {
  constexpr std::size_t kDigits = 12;
  return text.size() == kDigits && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_tag_key(std::string_view key) {
  return !key.empty() && std::int64_t(code_points(key)) <= quota(Quota::kTagKeyCharacters) &&
         has_tag_characters(key) && !has_reserved_prefix(key);
}

bool is_tag_value(std::string_view value) {
  return std::int64_t(code_points(value)) <= quota(Quota::kTagValueCharacters) &&
         has_tag_characters(value) && !has_reserved_prefix(value);
}

}  // namespace archsynth::spec
