#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "archsynth/describe/field.h"
#include "archsynth/document/scalar.h"
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

/// A list of one value where the value alone belongs.
std::string help_for_list(const document::Node& node) {
  const bool is_one = node.is_sequence() && node.items.size() == 1 && node.items[0].is_scalar();
  return is_one ? fmt::format("write {}", node.items[0].text) : std::string();
}

/// What is meant by the keys of a mapping where a string belongs.
std::string help_for_mapping(const document::Node& node, std::string_view key) {
  for (const document::Entry& entry : node.entries) {
    if (std::string answer = answer_to(entry.key.text, {&key, 1}); !answer.empty()) return answer;
  }
  return {};
}

std::string help_for(const document::Node& node, std::string_view key, std::string_view expected) {
  if (!node.tag.empty())
    return "write the value itself; `variables` and `resources` take functions";
  if (node.is_null()) return "set a value, or remove the key to use its default";
  if (!node.is_scalar()) {
    if (node.is_mapping() && expected == "a string") return help_for_mapping(node, key);
    return expected.find("mapping") == expected.npos ? help_for_list(node) : std::string();
  }
  if (std::string help = variable_help(node.text); !help.empty()) return help;
  if (expected == "a list") {
    // A flow is one item, a command line is a word each.
    const bool is_one = node.text.find("->") != node.text.npos;
    return fmt::format("write [{}]", is_one ? node.text : join(words_of(node.text), ", "));
  }
  const document::Scalar meant = document::resolve(node.text, document::Schema::kYaml11);
  const auto* flag = std::get_if<bool>(&meant);
  if (expected.starts_with("true or false")) {
    return flag == nullptr ? ""
                           : fmt::format("write {}{}", *flag, node.plain ? "" : ", without quotes");
  }
  if (expected.find("number") == std::string_view::npos) return {};
  const bool is_number = !std::holds_alternative<std::string>(meant) && flag == nullptr;
  if (!node.plain && is_number) return "write it without quotes";
  const std::string amount = without_unit(key, node.text);
  return amount.empty() ? amount : "write " + amount;
}

Diagnostic& report_kind(const document::Node& node, const Path& path, std::string_view expected,
                        Diagnostics& to) {
  std::string got(document::kind_name(node));
  if (node.is_scalar()) got = shown(node.text, node.span);
  if (!node.tag.empty()) got = fmt::format("the function {}", node.tag);
  Diagnostic& found = to.malformed(
      "ARC1002", node.span, fmt::format("{} must be {}, not {}", named(path), expected, got));
  if (!is_put_in(node.text, node.span)) found.fix = help_for(node, path.key(), expected);
  if (found.fix.empty()) found.fix = answer_to_value(path.key());
  return found;
}

bool wrong_kind(const document::Node& node, const Path& path, std::string_view expected,
                Diagnostics& to) {
  report_kind(node, path, expected, to);
  return false;
}

void write_as(const document::Node& node, const TakenMapping& taken, Diagnostic& found) {
  const std::string form = is_put_in(node.text, node.span) ? std::string() : long_form(node, taken);
  if (!form.empty()) found.fix = fmt::format("write `{}`", form);
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
  const std::string meant = answer_to(node.text, known);
  Diagnostic& wrong =
      to.malformed("ARC1006", node.span,
                   fmt::format("{} cannot be {}", named(path), shown(node.text, node.span)));
  wrong.fix = variable_help(node.text);
  if (!wrong.fix.empty()) return false;
  wrong.fix = !meant.empty() ? meant + " One of: " + all
              : near         ? fmt::format("did you mean \"{}\"? One of: {}", *near, all)
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

bool expect_sequence(const document::Node& node, const Path& path, Diagnostics& to) {
  return (node.is_sequence() && node.tag.empty()) || wrong_kind(node, path, "a list", to);
}

}  // namespace internal
}  // namespace archsynth::describe
