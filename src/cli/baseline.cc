#include "cli/baseline.h"

#include <fmt/format.h>

#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::cli {
namespace {

std::string key_of(std::string_view file, std::string_view code, std::string_view path,
                   std::string_view message) {
  return fmt::format("{}\n{}\n{}\n{}", file, code, path, message);
}

std::string_view text_of_member(const document::Node& finding, std::string_view key) {
  const document::Node* member = finding.find(key);
  return member == nullptr ? std::string_view() : std::string_view(member->text);
}

}  // namespace

std::optional<Baseline> Baseline::read(const Source& source, Diagnostics& diagnostics) {
  Diagnostics found;
  const std::optional<document::Node> node = document::read(source, found);
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  if (!node) return std::nullopt;
  const document::Node* findings = node->is_mapping() ? node->find("findings") : &*node;
  if (findings == nullptr || !findings->is_sequence()) {
    diagnostics
        .error("ARC0905", Span{&source, 0, 0},
               fmt::format("{} has no findings", quoted(source.name())))
        .fix = "write it with `archsynth validate --format json -o FILE`";
    return std::nullopt;
  }
  Baseline baseline;
  for (const document::Node& each : findings->items) {
    ++baseline.known_[key_of(text_of_member(each, "file"), text_of_member(each, "code"),
                             text_of_member(each, "path"), text_of_member(each, "message"))];
  }
  return baseline;
}

bool Baseline::take(const std::string& file, const Diagnostic& finding) {
  const auto known =
      known_.find(key_of(file, finding.code, finding.subject.pointer, finding.message));
  if (known == known_.end() || known->second == 0) return false;
  --known->second;
  return true;
}

std::size_t Baseline::left() const {
  std::size_t count = 0;
  for (const auto& [key, times] : known_) count += times;
  return count;
}

}  // namespace archsynth::cli
