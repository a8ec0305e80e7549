#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "archsynth/describe/field.h"
#include "archsynth/document/scalar.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "describe/shown.h"
#include "long_form.h"
#include "prose.h"
#include "synonyms.h"

namespace archsynth::describe {

std::string Path::to_string() const {
  if (parent_ == nullptr) return std::string(key_);
  std::string text = parent_->to_string();
  if (!text.empty()) text += '.';
  return text + std::string(key_);
}

std::string Shape::default_text(const void*, Profile) const { return {}; }
bool Shape::default_differs(const void*) const { return false; }

namespace internal {

namespace {

std::string named(const Path& path) {
  const std::string text = path.to_string();
  return text.empty() ? "the document" : quoted(text);
}

/// What a member of a shape takes, for messages.
std::string_view expectation(const Shape& shape) {
  switch (shape.kind()) {
    case Shape::Kind::kString:
    case Shape::Kind::kExpression:
      return "a string";
    case Shape::Kind::kInteger:
      return "a whole number";
    case Shape::Kind::kNumber:
      return "a number";
    case Shape::Kind::kBoolean:
      return "true or false";
    case Shape::Kind::kChoice:
      return "one of its choices";
    case Shape::Kind::kList:
      return "a list";
    case Shape::Kind::kRecord:
    case Shape::Kind::kMap:
      return "a mapping (keys with values)";
    default:
      return "a value";
  }
}

/// The words of a command line, quotes kept together.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool is_open = false;
  char quote = 0;
  for (const char c : line) {
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      is_open = false;
      continue;
    }
    if (!is_open) words.emplace_back();
    is_open = true;
    words.back() += c;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    }
  }
  return words;
}

/// What is meant by the keys of a mapping where a string belongs.
std::string help_for_mapping(const document::Node& node, std::string_view key) {
  for (const document::Entry& entry : node.entries) {
    if (std::string answer = answer_to(entry.key.text, {&key, 1}); !answer.empty()) return answer;
  }
  return {};
}

std::string help_for(const document::Node& node, const Path& path, std::string_view expected) {
  if (!node.tag.empty())
    return "write the value itself; `variables` and `resources` take functions";
  if (node.is_null()) return "set a value, or remove the key to use its default";
  if (node.is_scalar()) return variable_help(node.text);
  if (expected != "a string") return {};
  const std::string_view key = path.key();
  std::string help = node.is_mapping() ? help_for_mapping(node, key) : std::string();
  if (help.empty() && path.to_string().find(".variables.") != std::string::npos) {
    help = "write a string; several values can be JSON in single quotes";
  }
  return help;
}

bool is_amount(const document::Scalar& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

/// A scalar as what is expected, as YAML; empty where it is not clear.
std::string scalar_for(const document::Node& node, std::string_view key,
                       std::string_view expected) {
  const document::Scalar meant = document::resolve(node.text, document::Schema::kYaml11);
  const auto* flag = std::get_if<bool>(&meant);
  if (expected.starts_with("true or false")) {
    if (flag != nullptr) return fmt::format("{}", *flag);
    const std::string word = lower_case(node.text);
    if (word.starts_with("enable")) return "true";
    return word.starts_with("disable") ? "false" : "";
  }
  if (expected.find("number") == expected.npos) return {};
  if (!node.plain && is_amount(meant)) return node.text;
  return without_unit(key, node.text);
}

/// What can be written in the place of a value, as YAML; empty where it is not clear.
std::string meant_for(const document::Node& node, std::string_view key, std::string_view expected) {
  if (!node.tag.empty() || node.is_null()) return {};
  if (node.is_scalar()) {
    if (!expected.starts_with("a list")) return scalar_for(node, key, expected);
    // A flow is one item, a command line is a word each.
    if (node.text.find("->") != node.text.npos) return fmt::format("[{}]", text_of(node.text));
    std::vector<std::string> words = words_of(node.text);
    for (std::string& each : words) {
      if (each.front() != '"' && each.front() != '\'') each = text_of(each);
    }
    return fmt::format("[{}]", join(words, ", "));
  }
  // A list of one value where the value alone belongs.
  const bool is_one = node.is_sequence() && node.items.size() == 1 && node.items[0].is_scalar();
  if (!is_one || expected.find("mapping") != expected.npos) return {};
  const document::Node& item = node.items[0];
  const bool is_text = expected.find("number") == expected.npos && !expected.starts_with("true");
  if (is_text) return item.plain ? item.text : text_of(item.text);
  const std::string inner = scalar_for(item, key, expected);
  const document::Scalar value = document::resolve(item.text, document::Schema::kCore);
  return inner.empty() && expected.find("number") != expected.npos && is_amount(value) ? item.text
                                                                                       : inner;
}

Diagnostic& report_kind(const document::Node& node, const Path& path, std::string_view expected,
                        Diagnostics& to) {
  std::string got(document::kind_name(node));
  if (node.is_scalar()) got = shown(node.text, node.span);
  if (!node.tag.empty()) got = fmt::format("the function {}", node.tag);
  Diagnostic& found = to.malformed(
      "ARC1002", node.span, fmt::format("{} must be {}, not {}", named(path), expected, got));
  if (!is_put_in(node.text, node.span)) {
    found.fix = help_for(node, path, expected);
    if (found.fix.empty()) found.replacement = meant_for(node, path.key(), expected);
    const bool is_quoted = node.is_scalar() && !node.plain && !expected.starts_with("a list");
    if (!found.replacement.empty()) {
      found.fix = fmt::format("write {}{}", found.replacement, is_quoted ? ", without quotes" : "");
    }
  }
  if (found.fix.empty()) found.fix = answer_to_value(path.key());
  return found;
}

bool wrong_kind(const document::Node& node, const Path& path, std::string_view expected,
                Diagnostics& to) {
  report_kind(node, path, expected, to);
  return false;
}

void write(const std::string& form, Diagnostic& found) {
  found.replacement = form.find("…") == form.npos ? form : "";
  found.fix = fmt::format("write `{}`", form);
}

void write_as(const document::Node& node, const TakenMapping& taken, Diagnostic& found) {
  if (is_put_in(node.text, node.span)) return;
  if (const std::string form = long_form(node, taken); !form.empty()) write(form, found);
}

// Scalars of our own format must be scalars without a tag.
bool is_usable(const document::Node& node) { return node.is_scalar() && node.tag.empty(); }

bool read_integer(const document::Node& node, const Path& path, std::int64_t least,
                  std::int64_t most, std::int64_t& out, Diagnostics& to) {
  if (!is_usable(node) || !node.plain) {
    return wrong_kind(node, path, "a whole number", to);
  }
  const document::Scalar scalar = document::resolve(node.text, document::Schema::kCore);
  const auto* value = std::get_if<std::int64_t>(&scalar);
  if (value == nullptr) return wrong_kind(node, path, "a whole number", to);
  if (const std::string other = document::yaml11_surprise(node.text); !other.empty()) {
    to.malformed("ARC1002", node.span,
                 fmt::format("{} is ambiguous: {} is {} to some YAML parsers", named(path),
                             shown(node.text, node.span), other))
        .fix = fmt::format("write {}", *value);
    return false;
  }
  if (*value < least || *value > most) {
    to.malformed("ARC1002", node.span,
                 fmt::format("{} is {}, which is too large", named(path),
                             shown_number(node.text, node.span)));
    return false;
  }
  out = *value;
  return true;
}

}  // namespace

bool read_scalar(const document::Node& node, const Path& path, std::string& out, Diagnostics& to) {
  if (!is_usable(node)) return wrong_kind(node, path, "a string", to);
  out = node.text;
  return true;
}

bool read_scalar(const document::Node& node, const Path& path, bool& out, Diagnostics& to) {
  if (is_usable(node) && node.plain && (node.text == "true" || node.text == "false")) {
    out = node.text == "true";
    return true;
  }
  return wrong_kind(node, path, "true or false", to);
}

bool read_scalar(const document::Node& node, const Path& path, std::int64_t& out, Diagnostics& to) {
  return read_integer(node, path, std::numeric_limits<std::int64_t>::min(),
                      std::numeric_limits<std::int64_t>::max(), out, to);
}

bool read_scalar(const document::Node& node, const Path& path, int& out, Diagnostics& to) {
  std::int64_t value = 0;
  if (!read_integer(node, path, std::numeric_limits<int>::min(), std::numeric_limits<int>::max(),
                    value, to)) {
    return false;
  }
  out = static_cast<int>(value);
  return true;
}

bool read_scalar(const document::Node& node, const Path& path, double& out, Diagnostics& to) {
  if (is_usable(node) && node.plain) {
    const document::Scalar scalar = document::resolve(node.text, document::Schema::kCore);
    if (const auto* real = std::get_if<double>(&scalar); real != nullptr && std::isfinite(*real)) {
      out = *real;
      return true;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&scalar)) {
      out = static_cast<double>(*whole);
      return true;
    }
  }
  return wrong_kind(node, path, "a number", to);
}

bool read_choice(const document::Node& node, const Path& path, std::span<const char* const> names,
                 std::size_t& out, Diagnostics& to) {
  const auto found = std::find(names.begin(), names.end(), std::string_view(node.text));
  if (is_usable(node) && found != names.end()) {
    out = static_cast<std::size_t>(found - names.begin());
    return true;
  }
  const std::string all = fmt::format("{}", fmt::join(names, ", "));
  if (!is_usable(node)) {
    wrong_kind(node, path, names.size() == 1 ? all : "one of " + all, to);
    return false;
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::optional<std::string> near = nearest(node.text, known);
  const std::optional<Word> meant = word_of(node.text, known);
  Diagnostic& wrong =
      to.malformed("ARC1006", node.span,
                   fmt::format("{} cannot be {}", named(path), shown(node.text, node.span)));
  wrong.fix = variable_help(node.text);
  if (!wrong.fix.empty()) return false;
  if (near) wrong.replacement = *near;
  if (meant && !meant->key.empty()) wrong.replacement = meant->key;
  wrong.fix = meant  ? meant->text() + " One of: " + all
              : near ? fmt::format("did you mean \"{}\"? One of: {}", *near, all)
                     : fmt::format("one of: {}", all);
  return false;
}

void report_neither(const document::Node& node, const Path& path, const Shape& either,
                    Diagnostics& to) {
  const Shape& scalar = *either.scalar();
  const Shape& large = *either.item();
  const std::string small = scalar.kind() == Shape::Kind::kChoice
                                ? fmt::format("one of {},", fmt::join(scalar.names(), ", "))
                                : std::string(expectation(scalar));
  Diagnostic& found =
      report_kind(node, path, fmt::format("{} or {}", small, expectation(large)), to);
  const bool is_mapping = large.kind() == Shape::Kind::kMap || large.kind() == Shape::Kind::kRecord;
  if (found.fix.empty() && is_mapping) write_as(node, {large.record(), large.item()}, found);
}

bool expect_mapping(const document::Node& node, const Path& path, const TakenMapping& taken,
                    Diagnostics& to) {
  if (node.is_mapping() && node.tag.empty()) return true;
  write_as(node, taken, report_kind(node, path, "a mapping (keys with values)", to));
  return false;
}

bool expect_sequence(const document::Node& node, const Path& path, const RecordView* record,
                     Diagnostics& to) {
  if (node.is_sequence() && node.tag.empty()) return true;
  Diagnostic& found = report_kind(node, path, "a list", to);
  if (record == nullptr) return false;
  // The items are mappings.
  if (!std::exchange(found.replacement, {}).empty()) found.fix = answer_to_value(path.key());
  const std::string list =
      is_put_in(node.text, node.span) ? std::string() : list_form(node, *record);
  if (!list.empty()) write(list, found);
  return false;
}

}  // namespace internal
}  // namespace archsynth::describe
