#include "schema_writer.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "schema_image.h"

namespace archsynth::spec::tools {
namespace {

using schema_image::Word;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

/// Removes the text before the first blank from `line` and returns it.
std::string_view take_word(std::string_view& line) {
  std::size_t end = std::min(line.find(' '), line.size());
  std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

class SchemaWriter {
 public:
  void schema_line(std::string_view line) {
    if (line.starts_with("# ")) return;
    if (line.starts_with("regions ")) {
      regions_ = words_of(line.substr(8));
      image_.set_regions(regions_);
      return;
    }
    if (line.starts_with("type ")) {
      finish_type();
      line.remove_prefix(5);
      type_ = std::string(take_word(line));
      set_regions(line);
      return;
    }
    std::size_t end = line.find(" {");
    if (end == line.npos) throw std::runtime_error("no value");
    facts_[std::string(line.substr(0, end))] = image_.pool().parse(line.substr(end + 1));
  }

  void rule_line(std::string_view line) {
    if (line.starts_with("#")) return;
    std::string type(take_word(line));
    schema_image::Rule rule;
    JsonPool& pool = image_.pool();
    rule.id = pool.string(take_word(line));
    rule.path = pool.string(take_word(line));
    rule.schema = pool.parse(line);
    image_.add_rule(type, rule);
  }

  void finish_type();
  std::string finish() { return image_.finish(); }

 private:
  void set_regions(std::string_view regions) {
    bits_ = 0;
    std::vector<std::string_view> names = words_of(regions);
    bool listed = names.at(0) == "in";
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      bool named = std::find(names.begin() + 1, names.end(), regions_[i]) != names.end();
      if (named == listed) bits_ |= std::uint64_t{1} << i;
    }
  }

  SchemaImage image_;
  std::vector<std::string_view> regions_;
  std::string type_;
  std::map<std::string, Word, std::less<>> facts_;
  std::uint64_t bits_ = 0;
};

void SchemaWriter::finish_type() {
  if (type_.empty()) return;
  JsonPool& pool = image_.pool();
  auto whole = pool.entries(facts_.at("="));
  std::vector<std::pair<std::string, Word>> properties;
  std::vector<std::pair<std::string, Word>> definitions;
  for (const auto& [name, value] : facts_) {
    if (name[0] == '.') properties.emplace_back(name.substr(1), value);
    if (name[0] == '#') definitions.emplace_back(name.substr(1), value);
  }
  whole.emplace_back("properties", pool.object(std::move(properties)));
  whole.emplace_back("definitions", pool.object(std::move(definitions)));
  image_.add_type(type_, bits_, pool.object(std::move(whole)));
  facts_.clear();
}

template <typename Take>
void for_each_line(std::string_view text, std::string_view name, Take take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::size_t end = std::min(text.find('\n'), text.size());
    try {
      take(text.substr(0, end));
    } catch (const std::exception& error) {
      throw std::runtime_error(std::string(name) + ":" + std::to_string(number) + ": " +
                               error.what());
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string write_schema_image(std::string_view schemas, std::string_view rules) {
  SchemaWriter writer;
  for_each_line(schemas, "schemas.txt", [&](std::string_view line) { writer.schema_line(line); });
  writer.finish_type();
  for_each_line(rules, "schema_rules.txt", [&](std::string_view line) { writer.rule_line(line); });
  return writer.finish();
}

}  // namespace archsynth::spec::tools
