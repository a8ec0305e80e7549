// Plain scalars that CloudFormation's YAML, which is version 1.1, reads as something else.

#include <fmt/format.h>

#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/template_walk.h"
#include "rules/structure/stages.h"

namespace archsynth::analysis {
namespace {

constexpr Rule kRetyped = {
    "ARC2060",
    Severity::kWarning,
    "unquoted value is not a string in YAML 1.1",
    "CloudFormation reads YAML 1.1: 0123 is the number 83, 12:30 is 750, yes is true",
    "quote the value",
    "https://yaml.org/type/int.html",
    ""};

constexpr Rule kScalarsRules[] = {kRetyped};

/// The text as it was written; empty when it was quoted or is not known.
std::string_view written(const Origin& origin) {
  const Span* span = origin.span();
  if (span == nullptr) return {};
  const std::string_view text = span->source->text();
  return text.substr(span->begin, span->end - span->begin);
}

/// How another number is written than the one that is read: in base 8 or 60.
bool is_other_number(std::string_view text) {
  const std::string_view digits = text.substr(std::min(text.find_first_not_of("+-"), text.size()));
  const bool is_octal = digits.size() > 1 && digits.front() == '0' &&
                        digits.find_first_not_of("01234567_") == digits.npos;
  return is_octal || digits.find(':') != digits.npos;
}

class Scalars : public ValueVisitor {
 public:
  Scalars(const spec::Catalogue& catalogue, Diagnostics& to) : catalogue_(catalogue), to_(to) {}

  void visit(const cfn::Value& value, const ValuePlace& place) override {
    const auto about = to_.about(place.resource_id());
    // Metadata goes to helpers that read numbers their own way: `mode: 000500` of cfn-init.
    if (place.section == "Metadata") return;
    if (is_number(value)) return check_number(value);
    if (value.get_if<bool>() == nullptr || !is_text(place)) return;
    const std::string_view text = written(value.origin());
    if (!document::yaml11_surprise(text).empty()) say(text, value.origin());
  }

  /// Numbers in a section that is no place for schemas.
  void check_numbers(const cfn::Map& map) {
    for (const cfn::MapEntry& entry : map) {
      cfn::walk(entry.value, [&](const cfn::Value& value) {
        if (is_number(value)) check_number(value);
      });
    }
  }

  /// Keys of mappings, which are often account ids.
  void check_keys(const cfn::Map& map) {
    for (const cfn::MapEntry& entry : map) {
      const std::string_view text = written(entry.key_origin);
      if (is_other_number(text)) say(text, entry.key_origin);
      if (entry.value.map() != nullptr) check_keys(*entry.value.map());
    }
  }

 private:
  static bool is_number(const cfn::Value& value) {
    return value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr;
  }

  void check_number(const cfn::Value& value) {
    const std::string_view text = written(value.origin());
    if (is_other_number(text)) say(text, value.origin());
  }

  /// Whether a property is a text and nothing else.
  bool is_text(const ValuePlace& place) const {
    if (place.resource == nullptr || place.section != "Properties" || place.function.known()) {
      return false;
    }
    const auto schema = catalogue_.schema(place.resource->type);
    if (!schema) return false;
    std::string pointer = "/properties";
    for (const std::string_view key : place.keys) {
      pointer += fmt::format("/{}", key.empty() ? "*" : key);
    }
    const auto property = schema->root().at(pointer);
    return property && property->has_type("string") && !property->has_type("boolean") &&
           !property->has_type("object");
  }

  void say(std::string_view text, const Origin& origin) {
    const std::string read = document::yaml11_surprise(text);
    if (read.empty()) return;
    report(to_, kRetyped, origin, fmt::format("CloudFormation reads {} as {}", text, read),
           fmt::format("write {}", quoted(text)));
  }

  const spec::Catalogue& catalogue_;
  Diagnostics& to_;
};

}  // namespace

void check_scalars(const cfn::Template& checked, const spec::Catalogue& catalogue,
                   Diagnostics& diagnostics) {
  Scalars scalars(catalogue, diagnostics);
  walk_template(checked, scalars);
  for (const cfn::Parameter& each : checked.parameters) scalars.check_numbers(each.attributes);
  scalars.check_numbers(checked.mappings);
  scalars.check_keys(checked.mappings);
}

std::span<const Rule> scalar_rules() { return kScalarsRules; }

}  // namespace archsynth::analysis
