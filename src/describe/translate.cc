#include "archsynth/describe/translate.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "archsynth/describe/field.h"
#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "each_field.h"
#include "flow.h"
#include "synonyms.h"
#include "unknown_keys.h"

namespace archsynth::describe {
namespace internal {
namespace {

using document::Entry;
using document::Node;

/// Longer ones are not written out.
constexpr std::size_t kLongestFix = 160;
/// Conversions of one value, each of which shows the next mistake in it.
constexpr int kMostConversions = 8;

/// The keys that lead to a mapping in a document.
struct Place {
  const Place* outer = nullptr;
  std::string_view key;
  bool is_item = false;  ///< of a list
};

Node scalar_at(std::string_view text, const Span& span) {
  Node node;
  node.kind = Node::Kind::kScalar;
  node.span = span;
  node.text = text;
  node.plain = true;
  return node;
}

Node within(Node node, const Place* place) {
  for (; place != nullptr; place = place->outer) {
    Node outer;
    outer.span = node.span;
    outer.kind = place->is_item ? Node::Kind::kSequence : Node::Kind::kMapping;
    if (place->is_item) {
      outer.items.push_back(std::move(node));
    } else {
      Node key = scalar_at(place->key, node.span);
      outer.entries.push_back({std::move(key), std::move(node)});
    }
    node = std::move(outer);
  }
  return node;
}

Entry* entry_at(Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Entry& each) { return each.key.text == key; });
  return found == mapping.entries.end() ? nullptr : &*found;
}

/// Puts a value at a key, or at one below it. Whether there was none.
bool put(Node& mapping, std::string_view path, const Span& key, Node value) {
  const std::size_t dot = path.find('.');
  const std::string_view first = path.substr(0, dot);
  Entry* known = entry_at(mapping, first);
  if (known != nullptr && dot == path.npos) return false;
  if (known == nullptr) {
    Node below;
    below.kind = Node::Kind::kMapping;
    below.span = value.span;
    mapping.entries.push_back({scalar_at(first, key), std::move(below)});
    known = &mapping.entries.back();
  }
  if (dot != path.npos) return put(known->value, path.substr(dot + 1), key, std::move(value));
  known->value = std::move(value);
  return true;
}

bool can_merge(Node& into, const Node& from) {
  return std::all_of(from.entries.begin(), from.entries.end(), [&](const Entry& each) {
    Entry* const known = entry_at(into, each.key.text);
    return known == nullptr || (known->value.is_mapping() && each.value.is_mapping() &&
                                can_merge(known->value, each.value));
  });
}

void merge(Node& into, Node from) {
  for (Entry& each : from.entries) {
    Entry* const known = entry_at(into, each.key.text);
    if (known == nullptr) {
      into.entries.push_back(std::move(each));
    } else {
      merge(known->value, std::move(each.value));
    }
  }
}

Node keys_of(const Node& mapping) {
  Node keys;
  keys.kind = Node::Kind::kSequence;
  keys.span = mapping.span;
  for (const Entry& each : mapping.entries) keys.items.push_back(each.key);
  return keys;
}

/// A list of mappings by the key of each that is such a word; itself where one has none.
Node by_key(const Node& list, std::string_view word) {
  Node map;
  map.kind = Node::Kind::kMapping;
  map.span = list.span;
  for (Node item : list.items) {
    const auto named = std::find_if(
        item.entries.begin(), item.entries.end(),
        [&](const Entry& each) { return plain(each.key.text) == word && each.value.is_scalar(); });
    if (named == item.entries.end()) return list;
    Node name = named->value;
    item.entries.erase(named);
    map.entries.push_back({std::move(name), std::move(item)});
  }
  return map;
}

/// What a function of a row, `keys()`, makes of a value that it is for.
std::optional<Node> called(std::string_view function, const Node& value) {
  if (function == "keys()")
    return value.is_mapping() ? std::optional(keys_of(value)) : std::nullopt;
  if (!value.is_sequence()) return {};
  if (function == "count()") return scalar_at(std::to_string(value.items.size()), value.span);
  if (!function.starts_with("by(")) return {};
  return by_key(value, function.substr(3, function.size() - 4));
}

/// A value as a row of words has it; nothing where the key is to be left out.
std::optional<Node> converted(const Node& value, std::string_view values) {
  if (values.empty()) return value;
  for (const std::string_view pair : split(values, ';')) {
    const std::size_t equals = pair.find('=');
    const std::string_view from = pair.substr(0, equals), to = pair.substr(equals + 1);
    if (from != "*" && (!value.is_scalar() || from != lower_case(value.text))) continue;
    if (to == "-") return {};
    if (!to.ends_with(')')) return parsed(to, value.span).value_or(value);
    if (std::optional<Node> made = called(to, value)) return made;
  }
  return value;
}

/// An answer with the value in the place of `VALUE`.
std::string with_value(std::string_view answer, const Node& value) {
  constexpr std::string_view kPlace = "VALUE";
  std::string result(answer);
  if (const std::size_t at = result.find(kPlace); at != result.npos) {
    result.replace(at, kPlace.size(), flow(value));
  }
  return result;
}

/// What is written in the place of one key.
struct Translation {
  Node keys;
  /// The value is as it was, at one key of the record.
  bool is_renamed = false;
  std::string answer;
  /// What is said of keys below that are none of the record's.
  std::vector<std::string> others{};
};

class Translator {
 public:
  Translator(const Problems& problems, Diagnostics& to, std::string_view own_key)
      : problems_(problems), to_(to), own_key_(own_key) {}

  void visit_record(const RecordView& record, Node& node, const Path& path, const Place* place) {
    if (!node.is_mapping() || !node.tag.empty() || is_function(node)) return;
    UnknownKeys unknown(record, path, to_);
    const std::vector<Entry> stated = node.entries;
    for (const Entry& each : stated) {
      if (has_field(record, each.key.text) || is_own(each.key.text, place)) continue;
      if (translate(each, unknown, node, place) || own_key_.empty()) continue;
      unknown.report(each.key);
      remove(node, each);
    }
    for_each_field(record, record.sample, [&](const Field& field, const void*) {
      Entry* const entry = entry_at(node, field.name);
      if (entry == nullptr) return;
      const Place here{place, field.name};
      visit(field.shape(), entry->value, Path(&path, field.name), &here);
    });
  }

 private:
  static bool has_field(const RecordView& record, std::string_view key) {
    bool found = false;
    for_each_field(record, record.sample,
                   [&](const Field& field, const void*) { found = found || field.name == key; });
    return found;
  }

  bool is_own(std::string_view key, const Place* place) const {
    return place == nullptr && (key.starts_with("x-") || (!own_key_.empty() && key == own_key_));
  }

  static void remove(Node& node, const Entry& entry) {
    std::erase_if(node.entries, [&](const Entry& each) { return each.key.span == entry.key.span; });
  }

  void visit(const Shape& shape, Node& node, const Path& path, const Place* place) {
    switch (shape.kind()) {
      case Shape::Kind::kRecord:
        return visit_record(*shape.record(), node, path, place);
      case Shape::Kind::kEither:
        if (node.is_scalar() || (node.is_sequence() && shape.item()->kind() != Shape::Kind::kList))
          return;
        return visit(*shape.item(), node, path, place);
      case Shape::Kind::kList:
        for (Node& each : node.items) {
          const Place here{place, "", true};
          visit(*shape.item(), each, path, &here);
        }
        return;
      case Shape::Kind::kMap:
        for (Entry& each : node.entries) {
          const Place here{place, each.key.text};
          visit(*shape.item(), each.value, Path(&path, each.key.text), &here);
        }
        return;
      default:
        return;
    }
  }

  /// Whether the key was reported, with what was meant in its place.
  bool translate(const Entry& entry, UnknownKeys& unknown, Node& node, const Place* place) {
    Translation made;
    made.keys.kind = Node::Kind::kMapping;
    made.keys.span = entry.value.span;
    if (!collect(entry.key.text, entry, unknown.known(), made)) return false;
    if (!fits(made, place)) return explain(entry, made, unknown);
    Node rest = node;
    remove(rest, entry);
    if (!can_merge(rest, made.keys)) {
      const std::string_view key = made.keys.entries.front().key.text;
      unknown.report(entry.key,
                     fmt::format("{} is set already; remove one of the two", quoted(key)));
      remove(node, entry);
      return true;
    }
    const std::string fix = fix_of(made, rest);
    if (fix.empty()) return false;
    unknown.report(entry.key, fix);
    // What else is wrong with the value follows from the key.
    if (!made.is_renamed || !entry.value.is_mapping()) move_to(made.keys, entry.key.span);
    merge(rest, std::move(made.keys));
    node = std::move(rest);
    return true;
  }

  /// A value that is not right for the key that is meant. Whether that was said.
  static bool explain(const Entry& entry, const Translation& made, UnknownKeys& unknown) {
    if (!made.is_renamed || !made.answer.empty() || entry.value.is_mapping()) return false;
    const std::string_view key = made.keys.entries.front().key.text;
    const Field* const field = unknown.field(key);
    if (field == nullptr || field->sample.empty()) return false;
    unknown.report(entry.key, fmt::format("{} takes its place; for example `{}: {}`", quoted(key),
                                          key, field->sample));
    return false;
  }

  /// Adds the keys that a word, or all words below it, stand for.
  static bool collect(const std::string& word, const Entry& entry,
                      std::span<const std::string_view> known, Translation& to) {
    if (!entry.value.entries.empty() && has_words_below(word)) {
      const auto& below = entry.value.entries;
      const Translation before = to;
      const bool is_all = std::all_of(below.begin(), below.end(), [&](const Entry& each) {
        const std::string path = word + "." + each.key.text;
        return collect(path, each, known, to) || add_answer(path, each, known, to);
      });
      if (is_all) return true;
      to = before;
    }
    std::optional<Word> row = word_of(word, known);
    const bool is_whole = word == entry.key.text;
    const std::optional<std::string> near = is_whole && !row ? nearest(word, known) : std::nullopt;
    if (near) row = Word{*near, "", ""};
    if (!row || row->key.empty()) return false;
    std::optional<Node> value = converted(entry.value, row->values);
    to.is_renamed = is_whole && row->values.empty() && row->key.find('.') == row->key.npos;
    to.answer = row->answer;
    return !value || put(to.keys, row->key, entry.key.span, *std::move(value));
  }

  /// Adds what is said of a key below a word that has no counterpart in the record.
  static bool add_answer(const std::string& path, const Entry& entry,
                         std::span<const std::string_view> known, Translation& to) {
    const std::optional<Word> row = word_of(path, known);
    if (!row || !row->key.empty() || row->answer.empty()) return false;
    to.others.push_back(with_value(row->answer, entry.value));
    return true;
  }

  /// Whether the keys are right, after conversions of their values.
  bool fits(Translation& made, const Place* place) const {
    for (int tries = 0; tries < kMostConversions; ++tries) {
      const Diagnostics found = problems_(within(made.keys, place));
      const auto wrong = std::find_if(found.items().begin(), found.items().end(), is_problem);
      if (wrong == found.items().end()) return true;
      const Span* const span = wrong->origin.span();
      Node* const value = span == nullptr || wrong->replacement.empty()
                              ? nullptr
                              : value_at(made.keys, *span).value;
      std::optional<Node> other =
          value == nullptr ? std::nullopt : parsed(wrong->replacement, *span);
      if (!other) return false;
      *value = *std::move(other);
      made.is_renamed = false;
    }
    return false;
  }

  /// Keys that are missing may be set beside these; of variables nothing is known.
  static bool is_problem(const Diagnostic& finding) {
    if (finding.severity != Severity::kError || finding.code == kMissingKeyCode) return false;
    const Span* const span = finding.origin.span();
    if (span == nullptr) return true;
    const std::string_view text = span->source->text();
    return text.substr(span->begin, span->end - span->begin).find("${") == text.npos;
  }

  static std::string fix_of(const Translation& made, Node& beside) {
    if (made.keys.entries.empty()) {
      if (!made.others.empty()) return join(made.others, "; ");
      return made.answer.empty() ? "remove the key" : made.answer;
    }
    if (made.is_renamed) {
      return made.answer.empty()
                 ? fmt::format("did you mean {}?", quoted(made.keys.entries.front().key.text))
                 : made.answer;
    }
    std::vector<std::string> parts;
    for (const Entry& each : made.keys.entries) {
      const bool is_there = entry_at(beside, each.key.text) != nullptr;
      std::string text = is_there ? flow_entries(each.value) : flow_entry(each);
      parts.push_back(fmt::format("`{}`", text));
      if (is_there) parts.back() += fmt::format(" in `{}`", each.key.text);
    }
    std::string fix = "write " + join(parts, " and ");
    if (fix.size() > kLongestFix) return {};
    for (const std::string& each : made.others) fix += "; " + each;
    return fix;
  }

  const Problems& problems_;
  Diagnostics& to_;
  std::string_view own_key_;
};

}  // namespace
}  // namespace internal

void translate_keys(const RecordView& record, document::Node& document, const Problems& problems,
                    Diagnostics& diagnostics) {
  const Path root(&record);
  internal::Translator(problems, diagnostics, "").visit_record(record, document, root, nullptr);
}

void translate_part(const RecordView& record, document::Node& part, const Part& place,
                    const Problems& problems, Diagnostics& diagnostics) {
  internal::Translator(problems, diagnostics, place.own_key)
      .visit_record(record, part, place.path, nullptr);
}

}  // namespace archsynth::describe
