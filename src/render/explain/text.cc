#include "archsynth/render/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "render/explain/facts.h"
#include "render/format.h"
#include "render/table.h"

namespace archsynth::picture {
namespace {

using analysis::Explanation;
using describe::KeyInForce;

/// A part of the text: a heading with lines below it; nothing without lines.
std::string part(std::string_view heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string text = fmt::format("\n{}\n", heading);
  for (const std::string& each : lines) text += fmt::format("  {}\n", each);
  return text;
}

/// The line of a place in a document, as diagnostics show it.
std::string excerpt(const Origin& origin) {
  const Span* span = origin.span();
  if (span == nullptr) return {};
  const std::uint32_t line = span->source->position_at(span->begin).line;
  return fmt::format("{} | {}", line, span->source->line_at(span->begin));
}

/// A value on one line, cut where it is long.
std::string short_text(const cfn::Value& value) {
  std::string text = cfn::to_json(cfn::without_put_in(value), true);
  if (!text.empty() && text.back() == '\n') text.pop_back();
  constexpr std::size_t kMost = 100;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::vector<std::string> source_lines(const Explained& file, const Explanation& what) {
  std::vector<std::string> lines = {source_in_words(file, what)};
  if (const std::string line = excerpt(what.origin); !line.empty()) lines.push_back("  " + line);
  if (!what.derived || !file.is_architecture()) return lines;
  for (const cfn::MappedValue& each : what.inputs) {
    lines.push_back(fmt::format("  from {}", origin_in_words(file, each)));
  }
  return lines;
}

std::vector<std::string> meaning_lines(const Explained& file, const Explanation& what) {
  std::vector<std::string> lines;
  if (const KeyInForce* key = key_behind(file, what)) {
    lines.push_back(fmt::format("{}: {} ({})", key->path, key->doc, key->type));
  }
  for (const std::string& each : what.allowed) lines.push_back(each);
  return lines;
}

std::vector<std::string> effect_lines(const Explanation& what) {
  std::vector<std::string> lines;
  if (!what.refers_to.empty()) lines.push_back("refers to " + join(what.refers_to, ", "));
  for (const analysis::UserOf& each : what.users) {
    lines.push_back(fmt::format("used by {} through {}", each.pointer, each.by));
  }
  return lines;
}

std::vector<std::string> check_lines(const Explanation& what) {
  std::vector<std::string> lines;
  if (!what.allowed.empty()) lines.push_back("ARC30…: the schema of the resource type, as above");
  if (!what.schema_rules.empty()) {
    lines.push_back("schema rules for the property: " + join(what.schema_rules, ", "));
  }
  for (const analysis::Rule& each : what.rules) {
    lines.push_back(fmt::format("{}: {}", each.id, each.title));
  }
  return lines;
}

std::vector<std::string> property_lines(const Explained& file, const Explanation& what) {
  std::vector<std::string> lines;
  if (what.type.empty() || what.pointer != "/Resources/" + what.resource) return lines;
  const cfn::Resource* resource = file.stack().find_resource(cfn::LogicalId(what.resource));
  for (const cfn::MapEntry& entry : resource->properties) {
    const auto change = analysis::change_of(what.type, entry.key);
    lines.push_back(fmt::format("{} = {} ({})", entry.key, short_text(entry.value),
                                analysis::word_of(change.effect)));
  }
  return lines;
}

std::vector<std::string> reached_lines(const Explained& file, const KeyInForce& key) {
  std::vector<std::string> lines;
  for (const ReachedProperty& each : properties_reached(file, key)) {
    lines.push_back(fmt::format("{}: {} ({})", each.pointer, analysis::word_of(each.change.effect),
                                each.change.reason));
  }
  return lines;
}

std::string text_of(const Explained& file, const Explanation* explained) {
  const Explanation& what = *explained;
  std::string text = fmt::format("{} = {}\n", what.pointer, short_text(what.value));
  if (!what.type.empty()) text += fmt::format("{} is of type {}\n", what.resource, what.type);
  text += part("origin", source_lines(file, what));
  text += part("meaning", meaning_lines(file, what));
  text += part("properties, and the effect of changing them", property_lines(file, what));
  text += part(what.property.empty() ? "affects" : "the property and its resource affect",
               effect_lines(what));
  text += part("checks", check_lines(what));
  if (!what.property.empty()) {
    text +=
        part("effect of a change",
             {fmt::format("{}: {}", analysis::word_of(what.change.effect), what.change.reason)});
  }
  return text;
}

std::string text_of(const Explained& file, const KeyInForce* explained) {
  const KeyInForce& key = *explained;
  std::string text =
      fmt::format("{} = {}\n", key.path, key.value.empty() ? "(not set)" : key.value);
  std::vector<std::string> source = {source_in_words(key)};
  if (key.stated) source.push_back("  " + excerpt(*key.stated));
  text += part("origin", source);
  std::vector<std::string> meaning;
  if (!key.doc.empty()) meaning.emplace_back(key.doc);
  if (!key.type.empty()) meaning.push_back("type: " + key.type);
  text += part("meaning", meaning);
  std::vector<std::string> made;
  for (const cfn::Resource* each : file.made_for(key)) {
    made.push_back(fmt::format("{} ({})", each->id.str(), each->type));
  }
  text += part("resources created by the key", made);
  std::vector<std::string> reached = reached_lines(file, key);
  if (reached.empty() && made.empty()) {
    reached.emplace_back("no template value is derived from the key alone");
  }
  text += part("template values derived from the key, and the effect of changing them", reached);
  return text;
}

std::string text_of(const Explained& file, std::monostate) {
  TextTable table;
  table.title = "Effective defaults";
  table.columns = {{"Key"}, {"Value"}, {"Default of"}};
  for (const KeyInForce& each : file.keys()) {
    if (!each.is_default) continue;
    table.rows.push_back(
        {each.path, each.value,
         each.profile.empty() ? std::string("every profile") : std::string(each.profile)});
  }
  return framed(table);
}

cfn::Value facts_of(const Explained& file, const Explanation* what) {
  return facts_of(file, *what);
}
cfn::Value facts_of(const Explained& file, const KeyInForce* key) { return facts_of(file, *key); }
cfn::Value facts_of(const Explained& file, std::monostate) { return default_facts(file); }

std::string as_text(const ExplainReport& report) {
  return std::visit([&](const auto& what) { return text_of(report.file, what); }, report.what);
}
std::string as_json(const ExplainReport& report) {
  const cfn::Value facts =
      std::visit([&](const auto& what) { return facts_of(report.file, what); }, report.what);
  cfn::Map whole{{"version", 1}};
  if (facts.map() == nullptr) {
    whole.set("defaults", facts);
  } else {
    for (const cfn::MapEntry& each : *facts.map()) whole.set(each.key, each.value);
  }
  return cfn::to_json(cfn::without_put_in(whole));
}

constexpr Format<ExplainReport> kExplainFormats[] = {{"text", as_text}, {"json", as_json}};

}  // namespace

std::string explained_as(std::string_view format, const ExplainReport& report) {
  return write_as(kExplainFormats, format, report);
}

std::vector<std::string> explain_formats() { return names_in(kExplainFormats); }

}  // namespace archsynth::picture
