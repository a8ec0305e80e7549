#include "archsynth/spec/catalogue.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>

#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "facts.h"
#include "own/build.h"
#include "own/check.h"
#include "resource_type_row.h"
#include "schema_image.h"
#include "tools/image_writer.h"

namespace archsynth::spec {
namespace {

using document::Node;
using own::kMalformed;

constexpr std::string_view kTwice = "ARC3091";

const Datum::Word* words_of(const std::vector<std::uint64_t>& image) {
  return reinterpret_cast<const Datum::Word*>(image.data());
}

const char* bytes_of(const std::vector<std::uint64_t>& image) {
  return reinterpret_cast<const char*>(image.data());
}

/// Images are read in place, so they lie where doubles may.
std::vector<std::uint64_t> aligned(const std::string& image) {
  std::vector<std::uint64_t> words((image.size() + sizeof(std::uint64_t) - 1) /
                                   sizeof(std::uint64_t));
  std::memcpy(words.data(), image.data(), image.size());
  return words;
}

/// `Organization::Service::Resource`.
bool is_type_name(std::string_view text) {
  const std::vector<std::string_view> words = split(text, ':');
  const auto is_word = [](std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) { return is_letter_or_digit(c); });
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i % 2 == 1 ? !words[i].empty() : !is_word(words[i])) return false;
  }
  return words.size() == 5 || words.size() == 7;
}

/// The node of a schema's `typeName`; null after a diagnostic.
const Node* name_of(const Node& schema, Diagnostics& diagnostics) {
  const Node* name = schema.find("typeName");
  if (name == nullptr) {
    const Span start{schema.span.source, schema.span.begin, schema.span.begin};
    diagnostics.error(kMalformed, start, "the schema has no \"typeName\"").fix =
        "write it as Organization::Service::Resource";
    return nullptr;
  }
  if (!own::is_text(*name) || !is_type_name(name->text)) {
    diagnostics.error(kMalformed, name->span, "\"typeName\" is not the name of a resource type")
        .fix = "write it as Organization::Service::Resource";
    return nullptr;
  }
  return name;
}

}  // namespace

std::optional<ResourceSchema> Catalogue::schema(std::string_view type,
                                                std::string_view region) const {
  if (!schemas_.empty()) {
    if (auto own = schema_image::find(words_of(schemas_), type, region)) return own;
  }
  return resource_schema(type, region);
}

std::optional<ResourceType> Catalogue::type(std::string_view name) const {
  if (!types_.empty()) {
    if (auto row = Table(bytes_of(types_), kResourceTypes).find({name})) return resource_type(*row);
  }
  return resource_type(name);
}

std::vector<std::string_view> Catalogue::own_types() const {
  std::vector<std::string_view> names;
  if (types_.empty()) return names;
  const Table table(bytes_of(types_), kResourceTypes);
  for (std::size_t i = 0; i < table.size(); ++i) names.push_back(resource_type(table[i]).name);
  return names;
}

std::optional<Catalogue> read_catalogue(std::span<const Source* const> schemas,
                                        Diagnostics& diagnostics) {
  Diagnostics found;
  std::deque<Node> documents;
  std::map<std::string, const Node*> names;
  tools::SchemaImage image;
  tools::FactsTable table =
      tools::make_table(std::string(kResourceTypes),
                        {"type!", "tag_property", "tag_shape", "attributes*", "create_only*",
                         "conditional_create_only*", "unordered*"},
                        {});
  for (const Source* source : schemas) {
    Diagnostics own;
    auto document = document::read_json(*source, own);
    if (document && !document->is_mapping()) {
      own.error(kMalformed, document->span, "a resource type's schema must be an object");
    }
    if (document && document->is_mapping()) {
      const Node& schema = documents.emplace_back(std::move(*document));
      const Node* name = name_of(schema, own);
      own::check_schema(schema, own);
      const auto [first, is_new] =
          name == nullptr ? std::pair(names.end(), true) : names.emplace(name->text, name);
      if (!is_new) {
        own.error(kTwice, name->span, fmt::format("duplicate schema for {}", quoted(name->text)))
            .related = {{first->second->span, "the first one is here"}};
      }
      if (!own.has_errors()) {
        own::add_type(name->text, schema, image);
        table.rows.push_back(own::row_of(name->text, schema));
      }
    }
    for (const Diagnostic& each : own.items()) found.add(each);
  }
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  if (found.has_errors()) return std::nullopt;
  Catalogue catalogue;
  if (table.rows.empty()) return catalogue;
  table.sort_rows();
  catalogue.schemas_ = aligned(image.finish());
  catalogue.types_ = aligned(tools::write_image({table}));
  return catalogue;
}

}  // namespace archsynth::spec
