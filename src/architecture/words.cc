#include "words.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/architecture/architecture.h"
#include "archsynth/describe/translate.h"
#include "archsynth/describe/unknown_keys.h"
#include "archsynth/support/text.h"
#include "describe/flow.h"
#include "offers.h"

namespace archsynth::architecture {
namespace {

using document::Entry;
using document::Node;

bool is_key(std::string_view name) {
  const auto& fields = describe::record_of<Architecture>().fields;
  return std::any_of(fields.begin(), fields.end(),
                     [&](const describe::Field& each) { return each.name == name; });
}

/// The section of the file that has a service or a store of that name.
const Entry* section_of(const Node& document, std::string_view name) {
  const auto found =
      std::find_if(document.entries.begin(), document.entries.end(), [&](const Entry& each) {
        return each.key.text != "environments" && each.value.find(name) != nullptr;
      });
  return found == document.entries.end() ? nullptr : &*found;
}

/// Puts `web: {…}` of an environment under its `services`.
void put_in_sections(const Node& document, Entry& environment, Diagnostics& to) {
  std::vector<Entry>& keys = environment.value.entries;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string name = keys[i].key.text;
    const Entry* const section = section_of(document, name);
    if (is_key(name) || name == "profile" || section == nullptr) continue;
    const bool is_there = environment.value.find(section->key.text) != nullptr;
    to.malformed(
          describe::kUnknownKeyCode, keys[i].key.span,
          fmt::format("unknown key {} in \"environments.{}\"", quoted(name), environment.key.text))
        .fix = is_there ? fmt::format("move it into {}", quoted(section->key.text))
                        : fmt::format("write `{}: {{{}}}`", section->key.text,
                                      describe::internal::flow_entry(keys[i]));
    if (is_there) {
      keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(i--));
      continue;
    }
    Node held;
    held.kind = Node::Kind::kMapping;
    held.span = keys[i].value.span;
    held.entries.push_back(keys[i]);
    keys[i].key.text = section->key.text;
    keys[i].value = std::move(held);
  }
}

}  // namespace

void translate_words(Node& document, Diagnostics& diagnostics) {
  const describe::RecordView& record = describe::record_of<Architecture>();
  describe::translate_keys(record, document, problems_of, diagnostics);
  const describe::Path root(&record);
  const describe::Path all(&root, "environments");
  for (Entry& section : document.entries) {
    if (section.key.text != "environments") continue;
    for (Entry& each : section.value.entries) {
      put_in_sections(document, each, diagnostics);
      const describe::Path path(&all, each.key.text);
      describe::translate_part(record, each.value, {path, "profile"}, problems_of, diagnostics);
    }
  }
}

}  // namespace archsynth::architecture
