#include "cli/baseline.h"

#include <fmt/format.h>

#include <filesystem>

#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::cli {
namespace {

namespace fs = std::filesystem;

std::string key_of(std::string_view code, std::string_view path, std::string_view message) {
  return fmt::format("{}\n{}\n{}", code, path, message);
}

std::string whole(const fs::path& path) {
  std::error_code failed;
  return fs::absolute(path, failed).lexically_normal().string();
}

/// A file that a baseline names: seen from its folder or one above it, otherwise from here.
std::string named_by(const std::string& baseline, std::string_view file) {
  std::error_code failed;
  for (fs::path folder = fs::path(whole(baseline)).parent_path();; folder = folder.parent_path()) {
    if (fs::exists(folder / file, failed)) return whole(folder / file);
    if (folder == folder.root_path()) return whole(file);
  }
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
  std::map<std::string, std::string> paths;
  for (const document::Node& each : findings->items) {
    const std::string file(text_of_member(each, "file"));
    const auto [path, is_new] = paths.try_emplace(file);
    if (is_new) path->second = named_by(source.name(), file);
    ++baseline
          .by_file_[path->second][key_of(text_of_member(each, "code"), text_of_member(each, "path"),
                                         text_of_member(each, "message"))];
  }
  return baseline;
}

bool Baseline::take(const std::string& file, const Diagnostic& finding) {
  const auto all = by_file_.find(whole(file));
  if (all == by_file_.end()) return false;
  const auto known =
      all->second.find(key_of(finding.code, finding.subject.pointer, finding.message));
  if (known == all->second.end() || known->second == 0) return false;
  --known->second;
  return true;
}

std::size_t Baseline::left(const std::vector<std::string>& files) const {
  std::size_t count = 0;
  for (const std::string& file : files) {
    const auto all = by_file_.find(whole(file));
    if (all == by_file_.end()) continue;
    for (const auto& [key, times] : all->second) count += times;
  }
  return count;
}

}  // namespace archsynth::cli
