#include "variable_files.h"

#include <fmt/format.h>

#include <unordered_set>

#include "archsynth/support/text.h"
#include "variable_file.h"

namespace archsynth::architecture {

namespace {

class VariableFiles {
 public:
  VariableFiles(const LoadOptions& options, Diagnostics& found)
      : options_(options), found_(found) {}

  /// A service, or a sidecar.
  template <typename Container>
  void add_to(Container& container) {
    const auto& paths = container.variable_files;
    if (paths.size() == 0) return;
    std::unordered_set<std::string> known;
    for (const auto& each : container.variables) known.insert(*each.name);
    for (std::size_t i = paths.size(); i > 0; --i) {
      for (const FileVariables::Item& each : read(paths[i - 1])) {
        if (known.insert(*each.name).second) container.variables.add(each);
      }
    }
  }

 private:
  const FileVariables& read(const Sourced<std::string>& path) {
    const auto [place, is_new] = read_.try_emplace(*path);
    if (!is_new) return place->second;
    Diagnostics failure;
    const Source* source = options_.file ? options_.file(*path, failure) : nullptr;
    if (source != nullptr) {
      place->second = read_variable_file(*source, found_);
      return place->second;
    }
    if (failure.items().empty()) {
      failure.error("ARC1530", {}, fmt::format("cannot read {}", quoted(*path)));
    }
    for (const Diagnostic& each : failure.items()) {
      found_.error("ARC1530", path.origin(), each.message).fix = each.fix;
    }
    return place->second;
  }

  const LoadOptions& options_;
  Diagnostics& found_;
  std::map<std::string, FileVariables> read_;
};

}  // namespace

void add_variable_files(Architecture& file, const LoadOptions& options, Diagnostics& found) {
  VariableFiles files(options, found);
  for (auto& [name, props] : file.services) {
    files.add_to(props.service);
    for (auto& [sidecar, each] : props.service.sidecars) files.add_to(each);
  }
}

}  // namespace archsynth::architecture
