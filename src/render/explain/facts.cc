#include "render/explain/facts.h"

#include <fmt/format.h>

namespace archsynth::picture {
namespace {

using analysis::Explanation;
using describe::KeyInForce;

cfn::MappedValue mapped(const Explanation& what) {
  return {what.pointer, what.origin, what.derived};
}

template <typename Items, typename Each>
cfn::List list_of(const Items& items, const Each& each) {
  cfn::List list;
  for (const auto& item : items) list.push_back(each(item));
  return list;
}

cfn::Map change_facts(const analysis::ChangeFact& change) {
  return {{"effect", analysis::word_of(change.effect)}, {"reason", change.reason}};
}

/// A default that no key of the file is known to have.
std::string default_in_words(const DefaultOf& source) {
  std::string text = source.profile.empty() ? "the default of every profile"
                                            : fmt::format("the default of {}", source.profile);
  if (!source.key.empty()) text += fmt::format(" for {}", source.key);
  return text;
}

cfn::Map row_of(const KeyInForce& key) {
  cfn::Map row{{"key", key.path}, {"value", key.value}};
  row.append("default_of", key.profile.empty() ? "every profile" : std::string(key.profile));
  row.append("doc", key.doc);
  return row;
}

}  // namespace

const KeyInForce* key_behind(const Explained& file, const Explanation& what) {
  return what.derived ? nullptr : file.key_of(mapped(what));
}

std::string origin_in_words(const Explained& file, const cfn::MappedValue& value) {
  const KeyInForce* key = file.key_of(value);
  const std::string name = key == nullptr ? std::string() : key->path;
  if (const DefaultOf* source = value.origin.default_of()) {
    if (key == nullptr) return default_in_words(*source);
    return default_in_words({source->profile, name});
  }
  std::string text = value.origin.to_string();
  if (!name.empty()) text += ", " + name;
  return text;
}

std::string source_in_words(const Explained& file, const Explanation& what) {
  if (!what.derived || !file.is_architecture()) return origin_in_words(file, mapped(what));
  const std::string maker = file.maker_of(what.resource);
  std::string text = "derived";
  if (!maker.empty()) text += fmt::format(" by the construct of {}", maker);
  if (what.origin.known()) {
    text += fmt::format(", created for {}", origin_in_words(file, mapped(what)));
  }
  if (what.inputs.empty()) text += "; not set by a key";
  return text;
}

std::string source_in_words(const KeyInForce& key) {
  if (key.stated) return Origin(*key.stated).to_string();
  if (!key.is_default) return "not set, and without a default";
  return default_in_words({key.profile, {}});
}

std::vector<ReachedProperty> properties_reached(const Explained& file, const KeyInForce& key) {
  std::vector<ReachedProperty> reached;
  for (const cfn::MappedValue& each : file.reached_by(key)) {
    const auto what = analysis::explain(file.stack(), each.pointer, file.region());
    analysis::ChangeFact change{analysis::Consequence::kUnknown, "not a property"};
    if (what && !what->property.empty()) change = what->change;
    reached.push_back({each.pointer, std::move(change)});
  }
  return reached;
}

cfn::Value facts_of(const Explained& file, const Explanation& what) {
  cfn::Map facts{{"pointer", what.pointer}, {"value", what.value}};
  if (!what.resource.empty()) facts.append("resource", what.resource);
  if (!what.type.empty()) facts.append("type", what.type);
  facts.append("source", source_in_words(file, what));
  facts.append("derived", what.derived);
  if (what.derived) {
    facts.append("inputs", list_of(what.inputs, [&](const cfn::MappedValue& each) {
                   return cfn::Value(origin_in_words(file, each));
                 }));
  }
  if (const KeyInForce* key = key_behind(file, what)) {
    facts.append("key", cfn::Map{{"path", key->path}, {"doc", key->doc}, {"type", key->type}});
  }
  facts.append("allowed", cfn::List(what.allowed.begin(), what.allowed.end()));
  facts.append("refers_to", cfn::List(what.refers_to.begin(), what.refers_to.end()));
  facts.append("used_by", list_of(what.users, [](const analysis::UserOf& each) {
                 return cfn::Map{{"pointer", each.pointer}, {"by", each.by}};
               }));
  facts.append("schema_rules", cfn::List(what.schema_rules.begin(), what.schema_rules.end()));
  facts.append("checks", list_of(what.rules, [](const analysis::Rule& each) {
                 return cfn::Map{{"id", each.id}, {"title", each.title}};
               }));
  if (!what.property.empty()) facts.append("change", change_facts(what.change));
  return facts;
}

cfn::Value facts_of(const Explained& file, const KeyInForce& key) {
  cfn::Map facts{{"key", key.path}, {"value", key.value}};
  facts.append("source", source_in_words(key));
  facts.append("doc", key.doc);
  facts.append("type", key.type);
  facts.append("resources", list_of(file.made_for(key), [](const cfn::Resource* each) {
                 return cfn::Value(each->id.str());
               }));
  facts.append("reaches", list_of(properties_reached(file, key), [](const ReachedProperty& each) {
                 return cfn::Map{{"pointer", each.pointer}, {"change", change_facts(each.change)}};
               }));
  return facts;
}

cfn::Value default_facts(const Explained& file) {
  cfn::List rows;
  for (const KeyInForce& each : file.keys()) {
    if (each.is_default) rows.push_back(row_of(each));
  }
  return cfn::Map{{"defaults", std::move(rows)}};
}

}  // namespace archsynth::picture
