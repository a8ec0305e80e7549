#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "archsynth/analysis/permissions.h"
#include "archsynth/input/input.h"

namespace archsynth::analysis {

namespace fs = std::filesystem;

inline PermissionsOptions shop() {
  PermissionsOptions options;
  options.region = "eu-central-1";
  options.stack_name = "shop";
  options.account = "123456789012";
  options.repository = "acme/shop";
  return options;
}

/// A template that is asked for its permissions.
class Asked {
 public:
  explicit Asked(const std::string& name, const std::string& text) {
    input::Settings settings;
    settings.variable = [](std::string_view) { return std::optional<std::string>("x"); };
    file_ = input::open(sources_.add(name, text), settings, sources_, found_);
    EXPECT_TRUE(file_) << render(found_);
  }
  explicit Asked(const std::string& resources) : Asked("stack.yaml", "Resources:\n" + resources) {}

  const cfn::Template& stack() const { return file_->stack; }
  Permissions permissions(const PermissionsOptions& options = shop()) const {
    return analysis::permissions(file_->stack, options);
  }

 private:
  Sources sources_;
  Diagnostics found_;
  std::optional<input::Input> file_;
};

/// The files that are asked: examples, starters, and stacks of types that archsynth does not write.
inline std::vector<fs::path> asked_files() {
  const fs::path root(ARCHSYNTH_SOURCE_DIR);
  std::vector<fs::path> result;
  for (const fs::path& folder : {root / "examples", root / "tests/analysis/permissions/stacks"}) {
    for (const auto& each : fs::directory_iterator(folder)) {
      if (each.path().extension() == ".yaml") result.push_back(each.path());
    }
  }
  for (const auto& each : fs::directory_iterator(root / "templates"))
    result.push_back(each.path() / "architecture.yaml");
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace archsynth::analysis
