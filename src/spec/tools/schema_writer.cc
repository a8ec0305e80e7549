#include "schema_writer.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>

#include "json_pool.h"

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

using Facts = std::map<std::string, Word, std::less<>>;

class SchemaWriter {
 public:
  SchemaWriter() : pool_(sizeof(schema_image::ImageHead) / sizeof(Word)) {}

  void schema_line(std::string_view line) {
    if (line.starts_with("#") && line.substr(0, 2) == "# ") return;
    if (line.starts_with("regions ")) {
      regions_ = words_of(line.substr(8));
      return;
    }
    if (line.starts_with("type ")) {
      line.remove_prefix(5);
      finish_variant();
      base_.clear();
      type_ = std::string(take_word(line));
      start_variant(line);
      return;
    }
    if (line.starts_with("variant ")) {
      finish_variant();
      start_variant(line.substr(8));
      return;
    }
    if (line.starts_with("-")) {
      facts_.erase(std::string(line.substr(1)));
      return;
    }
    std::size_t end = line.find(" {");
    if (end == line.npos) throw std::runtime_error("no value");
    facts_[std::string(line.substr(0, end))] = pool_.parse(line.substr(end + 1));
  }

  void rule_line(std::string_view line) {
    if (line.starts_with("#")) return;
    std::string type(take_word(line));
    schema_image::Rule rule;
    rule.id = pool_.string(take_word(line));
    rule.path = pool_.string(take_word(line));
    rule.schema = pool_.parse(line);
    rules_[type].push_back(rule);
  }

  std::string finish();
  void finish_variant();

 private:
  void start_variant(std::string_view regions) {
    facts_ = base_;
    open_ = true;
    bits_ = 0;
    std::vector<std::string_view> names = words_of(regions);
    bool listed = names.at(0) == "in";
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      bool named = std::find(names.begin() + 1, names.end(), regions_[i]) != names.end();
      if (named == listed) bits_ |= std::uint64_t{1} << i;
    }
  }

  JsonPool pool_;
  std::vector<std::string_view> regions_;
  std::string type_;
  Facts base_;
  Facts facts_;
  std::uint64_t bits_ = 0;
  bool open_ = false;
  std::map<std::string, std::vector<schema_image::Variant>> types_;
  std::map<std::string, std::vector<schema_image::Rule>> rules_;
};

void SchemaWriter::finish_variant() {
  if (!open_) return;
  open_ = false;
  if (base_.empty()) base_ = facts_;
  auto whole = pool_.entries(facts_.at("="));
  std::vector<std::pair<std::string, Word>> properties;
  std::vector<std::pair<std::string, Word>> definitions;
  for (const auto& [name, value] : facts_) {
    if (name[0] == '.') properties.emplace_back(name.substr(1), value);
    if (name[0] == '#') definitions.emplace_back(name.substr(1), value);
  }
  whole.emplace_back("properties", pool_.object(std::move(properties)));
  whole.emplace_back("definitions", pool_.object(std::move(definitions)));
  schema_image::Variant variant;
  variant.regions[0] = static_cast<Word>(bits_);
  variant.regions[1] = static_cast<Word>(bits_ >> 32);
  variant.root = pool_.object(std::move(whole));
  types_[type_].push_back(variant);
}

template <typename T>
std::vector<Word> as_words(const std::vector<T>& items) {
  std::vector<Word> words(items.size() * sizeof(T) / sizeof(Word));
  if (!items.empty()) std::memcpy(words.data(), items.data(), items.size() * sizeof(T));
  return words;
}

std::string SchemaWriter::finish() {
  schema_image::ImageHead head{};
  head.keywords = pool_.keywords();
  std::vector<Word> region_names;
  for (std::string_view region : regions_) region_names.push_back(pool_.string(region));
  head.regions = static_cast<Word>(region_names.size());
  head.regions_at = pool_.append(region_names);

  std::vector<schema_image::Type> types;
  for (const auto& [name, variants] : types_) {
    schema_image::Type type{};
    type.name = pool_.string(name);
    type.variants = static_cast<Word>(variants.size());
    type.variants_at = pool_.append(as_words(variants));
    const auto& rules = rules_[name];
    type.rules = static_cast<Word>(rules.size());
    type.rules_at = pool_.append(as_words(rules));
    types.push_back(type);
  }
  head.types = static_cast<Word>(types.size());
  head.types_at = pool_.append(as_words(types));

  head.slots = 2;
  while (head.slots < 2 * types.size()) head.slots *= 2;
  std::vector<Word> slots(head.slots, 0);
  Word number = 0;
  for (const auto& [name, variants] : types_) {
    Word slot = schema_image::hash(name) & (head.slots - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (head.slots - 1);
    slots[slot] = ++number;
  }
  head.slots_at = pool_.append(slots);
  head.words = static_cast<Word>(pool_.words().size());
  std::memcpy(pool_.words().data(), &head, sizeof head);
  return {reinterpret_cast<const char*>(pool_.words().data()), pool_.words().size() * sizeof(Word)};
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
  writer.finish_variant();
  for_each_line(rules, "schema_rules.txt", [&](std::string_view line) { writer.rule_line(line); });
  return writer.finish();
}

}  // namespace archsynth::spec::tools
