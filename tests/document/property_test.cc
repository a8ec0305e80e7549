#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "archsynth/document/reader.h"
#include "archsynth/document/scalar.h"
#include "archsynth/support/text.h"

namespace archsynth::document {
namespace {

using Json = nlohmann::ordered_json;

/// Random documents, the same on every run.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  Json value(int depth) {
    switch (below(depth > 0 ? 9 : 7)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_()) - 0x80000000;
      case 3:
        return std::ldexp(static_cast<double>(random_()), static_cast<int>(below(60)) - 40);
      case 7:
        return list(depth);
      case 8:
        return object(depth);
      default:
        return text();
    }
  }

  std::string text() {
    static const std::vector<std::string> kPieces = {
        "a",  "b",    "Z",   " ",    "  ",  "\n", "\t",   "\"", "'",      "\\",     "/", ":",
        ": ", " #",   "- ",  "é",    "日",  "😀",  "\x7f", "{",  "]",      ",",      "&", "*",
        "!",  "null", "yes", "0123", "1e5", "\r", "\x01", "|",  "\u0085", "\u2028", "~", "<<"};
    std::string result;
    for (std::size_t i = below(6); i > 0; --i) result += kPieces[below(kPieces.size())];
    return result;
  }

 private:
  Json list(int depth) {
    Json result = Json::array();
    for (std::size_t i = below(5); i > 0; --i) result.push_back(value(depth - 1));
    return result;
  }

  Json object(int depth) {
    Json result = Json::object();
    for (std::size_t i = below(5); i > 0; --i) result[text()] = value(depth - 1);
    return result;
  }

  std::mt19937 random_;
};

Json to_json(const Node& node) {
  if (node.is_sequence()) {
    Json result = Json::array();
    for (const Node& item : node.items) result.push_back(to_json(item));
    return result;
  }
  if (node.is_mapping()) {
    Json result = Json::object();
    for (const Entry& entry : node.entries) result[entry.key.text] = to_json(entry.value);
    return result;
  }
  struct Visitor {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool value) const { return value; }
    Json operator()(std::int64_t value) const { return value; }
    Json operator()(double value) const { return value; }
    Json operator()(const std::string& value) const { return value; }
  };
  return std::visit(Visitor(), resolve(node, Schema::kCore));
}

/// The document, or nothing when it is refused.
template <typename Reader>
std::optional<Json> read_with(Reader reader, const std::string& text) {
  const Source source("f", text);
  Diagnostics diagnostics;
  const auto node = reader(source, diagnostics, Limits{});
  if (!node || diagnostics.has_errors()) return std::nullopt;
  return to_json(*node);
}

/// What RFC 8259 and our promises ask for, by another parser: a repeated key is an error.
std::optional<Json> oracle(const std::string& text) {
  std::vector<std::vector<std::string>> keys;
  bool repeated = false;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key) {
      for (const std::string& key : keys.back()) repeated = repeated || key == parsed;
      keys.back().push_back(parsed);
    }
    return true;
  };
  Json result = Json::parse(text, watch, false);
  if (result.is_discarded() || repeated) return std::nullopt;
  return result;
}

/// Numbers that only one side can hold as such are left out of the comparison.
bool has_huge_number(const std::string& text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 17) return true;
  }
  return text.find_first_of("eE") != std::string::npos &&
         text.find_first_of("0123456789") != std::string::npos;
}

std::string dumped(Generator& generator, const Json& value) {
  const int indents[] = {-1, 0, 2};
  return value.dump(indents[generator.below(3)], ' ', generator.below(2) == 0);
}

std::string mutated(Generator& generator, std::string text) {
  static constexpr std::string_view kBytes =
      "{}[]\",:'\\/ \n\t0123456789-+.eEtrufalsn\x01\x7f\xC3\xA9\xFF";
  for (std::size_t i = 1 + generator.below(2); i > 0 && !text.empty(); --i) {
    const std::size_t at = generator.below(text.size());
    const char byte = kBytes[generator.below(kBytes.size())];
    switch (generator.below(3)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.insert(at, 1, byte);
        break;
      default:
        text.erase(at, 1);
        break;
    }
  }
  return text;
}

TEST(Property, JsonIsReadAsAnotherParserReadsIt) {
  Generator generator(1);
  for (int i = 0; i < 5000; ++i) {
    const Json value = generator.value(4);
    const std::string text = dumped(generator, value);
    ASSERT_EQ(read_with(read_json, text), std::optional(value)) << text;
  }
}

TEST(Property, BrokenJsonIsRefusedWhereAnotherParserRefusesIt) {
  Generator generator(2);
  int refused = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text = mutated(generator, dumped(generator, generator.value(3)));
    if (has_huge_number(text)) continue;
    const auto expected = oracle(text);
    refused += expected ? 0 : 1;
    ASSERT_EQ(read_with(read_json, text), expected) << text;
  }
  EXPECT_GT(refused, 5000);
}

/// Halves of surrogate pairs, which YAML's escapes do not know, and DEL, which YAML does not allow.
bool is_not_yaml(const std::string& text) {
  return text.find("\\ud83d") != std::string::npos || text.find('\x7f') != std::string::npos;
}

TEST(Property, JsonIsYaml) {
  Generator generator(3);
  for (int i = 0; i < 5000; ++i) {
    const Json value = generator.value(4);
    const std::string text = dumped(generator, value);
    const bool taken_for_json = text[0] == '{' || text[0] == '[';
    if (!taken_for_json && is_not_yaml(text)) continue;
    ASSERT_EQ(read_with(read_yaml, text), std::optional(value)) << text;
  }
}

/// YAML in block style whose scalars are JSON strings, numbers and words.
void write_block(std::string& out, const Json& value, std::size_t indent) {
  if (value.empty() || value.is_primitive()) {
    out += " " + value.dump(-1, ' ', true) + "\n";
    return;
  }
  out += "\n";
  for (const auto& [key, item] : value.items()) {
    out.append(indent, ' ');
    out += value.is_array() ? "-" : Json(key).dump(-1, ' ', true) + ":";
    write_block(out, item, indent + 2);
  }
}

TEST(Property, BlockYamlOfJsonScalarsKeepsItsValues) {
  Generator generator(4);
  int compared = 0;
  for (int i = 0; i < 5000; ++i) {
    const Json value = generator.value(4);
    std::string text = "---";
    write_block(text, value, 0);
    if (is_not_yaml(text)) continue;
    ++compared;
    ASSERT_EQ(read_with(read_yaml, text), std::optional(value)) << text;
  }
  EXPECT_GT(compared, 2500);
}

void check_spans(const Node& node, const Json& value, const std::string& text) {
  const std::string part = text.substr(node.span.begin, node.span.end - node.span.begin);
  ASSERT_EQ(Json::parse(part, nullptr, false), value) << part;
  std::size_t i = 0;
  for (const Node& item : node.items) check_spans(item, value[i++], text);
  for (const Entry& entry : node.entries) {
    check_spans(entry.key, entry.key.text, text);
    check_spans(entry.value, value[entry.key.text], text);
  }
}

TEST(Property, ASpanHoldsExactlyItsNode) {
  Generator generator(5);
  for (int i = 0; i < 2000; ++i) {
    const Json value = generator.value(4);
    // A comment keeps read_yaml from taking the text for JSON.
    const std::string json = dumped(generator, value);
    const std::string yaml = "# yaml\n" + json;
    for (const std::string& text : {json, yaml}) {
      if (&text != &json && (is_not_yaml(text) || text.size() > 1000)) continue;
      const Source source("f", text);
      Diagnostics diagnostics;
      const auto node =
          text[0] == '#' ? read_yaml(source, diagnostics) : read_json(source, diagnostics);
      if (text[0] == '#' && (!node || diagnostics.has_errors())) continue;
      ASSERT_TRUE(node) << text;
      check_spans(*node, value, text);
    }
  }
}

}  // namespace
}  // namespace archsynth::document
