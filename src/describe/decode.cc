#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "archsynth/describe/field.h"
#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"

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

bool wrong_kind(const document::Node& node, const Path& path, std::string_view expected,
                Diagnostics& to) {
  const std::string_view found = document::kind_name(node);
  std::string got = node.is_scalar() ? fmt::format("{}", quoted(node.text)) : std::string(found);
  Diagnostic& diagnostic = to.error(
      "ARC1002", node.span, fmt::format("{} must be {}, not {}", named(path), expected, got));
  if (node.is_null()) {
    diagnostic.help = "give a value, or leave the key out to take its default";
  } else if (node.is_scalar() && !node.plain && expected != "a string") {
    diagnostic.help = "write it without quotes";
  }
  return false;
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
  if (*value < least || *value > most) {
    to.error("ARC1002", node.span,
             fmt::format("{} is {}, more than fits a number here", named(path), node.text));
    return false;
  }
  out = *value;
  return true;
}

}  // namespace

bool read_scalar(const document::Node& node, const Path& path, std::string& out,
                 Diagnostics& to) {
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

bool read_scalar(const document::Node& node, const Path& path, std::int64_t& out,
                 Diagnostics& to) {
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
  std::vector<std::string_view> known(names.begin(), names.end());
  if (!is_usable(node)) {
    wrong_kind(node, path, "one of its choices", to);
    return false;
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i] == node.text) {
      out = i;
      return true;
    }
  }
  std::string all;
  for (std::string_view name : known) all += (all.empty() ? "" : ", ") + std::string(name);
  const std::optional<std::string> near = nearest(node.text, known);
  to.error("ARC1006", node.span, fmt::format("{} cannot be {}", named(path), quoted(node.text)))
      .help = near ? fmt::format("did you mean \"{}\"? It takes one of: {}", *near, all)
                   : fmt::format("one of: {}", all);
  return false;
}

bool expect_mapping(const document::Node& node, const Path& path, Diagnostics& to) {
  return (node.is_mapping() && node.tag.empty()) ||
         wrong_kind(node, path, "a mapping (keys with values)", to);
}

bool expect_sequence(const document::Node& node, const Path& path, Diagnostics& to) {
  return (node.is_sequence() && node.tag.empty()) || wrong_kind(node, path, "a list", to);
}

}  // namespace internal
}  // namespace archsynth::describe
