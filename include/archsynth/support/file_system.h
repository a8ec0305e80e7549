#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "archsynth/support/diagnostic.h"

namespace archsynth {

/// The disk behind an interface, so that tests and embedders can put memory in its place.
/// Failures are diagnostics without a span.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// The whole file, at most `limit` bytes; nothing (and a diagnostic) when it cannot be read.
  virtual std::optional<std::string> read(const std::string& path, std::size_t limit,
                                          Diagnostics& diagnostics) = 0;
  /// Replaces the file at once (a temporary beside it, then a rename); false and a diagnostic when
  /// that fails, and then the old file is kept.
  virtual bool write(const std::string& path, std::string_view text, Diagnostics& diagnostics) = 0;
  virtual bool exists(const std::string& path) = 0;
  /// Makes the folder and those above it.
  virtual bool make_directories(const std::string& path, Diagnostics& diagnostics) = 0;
};

/// The real disk.
class Disk : public FileSystem {
 public:
  std::optional<std::string> read(const std::string& path, std::size_t limit,
                                  Diagnostics& diagnostics) override;
  bool write(const std::string& path, std::string_view text, Diagnostics& diagnostics) override;
  bool exists(const std::string& path) override;
  bool make_directories(const std::string& path, Diagnostics& diagnostics) override;
};

}  // namespace archsynth
