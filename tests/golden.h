#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace archsynth::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Compares a text with a file; with ARCHSYNTH_UPDATE=1 in the environment the file is rewritten,
/// for review in the diff.
inline void expect_golden(const std::filesystem::path& path, const std::string& text) {
  const char* update = std::getenv("ARCHSYNTH_UPDATE");
  if (update != nullptr && std::string(update) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing; ARCHSYNTH_UPDATE=1 writes it";
  EXPECT_EQ(read_file(path), text) << path << "; ARCHSYNTH_UPDATE=1 rewrites it, for review";
}

}  // namespace archsynth::testing
