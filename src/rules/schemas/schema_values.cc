#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

bool is_boolean_text(std::string_view text) {
  if (text.size() != 4 && text.size() != 5) return false;
  return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" ||
         text == "FALSE";
}

}  // namespace

std::optional<double> scalar_number(const cfn::Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) return static_cast<double>(*number);
  if (const double* number = value.get_if<double>()) return *number;
  const std::string* text = value.string();
  if (text == nullptr || text->empty() || text->size() > 64) return std::nullopt;
  char* end = nullptr;
  double number = std::strtod(text->c_str(), &end);
  while (*end == ' ' || *end == '\n') ++end;
  if (*end != '\0' || !std::isfinite(number)) return std::nullopt;
  return number;
}

bool is_of_type(const cfn::Value& value, std::string_view type) {
  if (type == "object") return value.map() != nullptr;
  if (type == "array") return value.list() != nullptr;
  if (value.get_if<cfn::Null>() != nullptr) return type == "null";
  if (value.map() != nullptr || value.list() != nullptr) return false;
  if (type == "string") return true;
  if (type == "boolean") {
    const std::string* text = value.string();
    return value.get_if<bool>() != nullptr || (text != nullptr && is_boolean_text(*text));
  }
  if (type == "number") return scalar_number(value).has_value();
  if (type != "integer") return type != "null";
  auto number = scalar_number(value);
  bool exact = value.string() == nullptr || (number && std::floor(*number) == *number &&
                                             value.string()->find('.') == std::string::npos);
  return number.has_value() && exact;
}

bool equals(const cfn::Value& value, spec::Datum datum, bool ignore_case) {
  using Kind = spec::Datum::Kind;
  if (datum.kind() == Kind::kNull) return value.get_if<cfn::Null>() != nullptr;
  if (const cfn::List* list = value.list()) {
    if (datum.kind() != Kind::kArray || datum.size() != list->size()) return false;
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (!equals((*list)[i], datum[i], ignore_case)) return false;
    }
    return true;
  }
  if (const cfn::Map* map = value.map()) {
    if (datum.kind() != Kind::kObject || datum.size() != map->size()) return false;
    for (std::size_t i = 0; i < datum.size(); ++i) {
      const cfn::Value* entry = map->find(datum.key(i));
      if (entry == nullptr || !equals(*entry, datum.value(i), ignore_case)) return false;
    }
    return true;
  }
  if (datum.kind() == Kind::kNumber) {
    auto number = scalar_number(value);
    return number && *number == datum.number();
  }
  std::optional<std::string> written;
  if (value.string() == nullptr && !(written = scalar_text(value))) return false;
  const std::string& text = written ? *written : *value.string();
  if (datum.kind() == Kind::kBoolean)
    return lower_case(text) == (datum.is_true() ? "true" : "false");
  const std::string_view wanted = datum.text();
  if (ignore_case || is_boolean_text(text) || is_boolean_text(wanted)) {
    return lower_case(text) == lower_case(wanted);
  }
  return text == wanted;
}

std::string scalar_of(Datum datum) {
  if (datum.kind() == Datum::Kind::kString) return std::string(datum.text());
  if (datum.kind() == Datum::Kind::kNumber) return fmt::format("{}", datum.number());
  return datum.is_true() ? "true" : "false";
}

std::string shown(const cfn::Value& value) {
  if (auto text = scalar_text(value)) {
    return value.string() != nullptr ? quoted(*text) : *text;
  }
  if (value.list() != nullptr) return "a list";
  if (value.map() != nullptr) return "an object";
  if (value.get_if<cfn::Null>() != nullptr) return "null";
  return "this value";
}

}  // namespace archsynth::analysis
