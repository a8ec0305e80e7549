#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace archsynth {

/// Compiled regular expressions, each made on its first use. Matching has a limit, so that no
/// pattern takes longer than some milliseconds. Not for use by two threads at once.
class Patterns {
 public:
  Patterns();
  ~Patterns();
  Patterns(const Patterns&) = delete;
  Patterns& operator=(const Patterns&) = delete;

  /// Whether some part of the text matches; true where the pattern is malformed or the limit is
  /// met.
  bool matches(std::string_view pattern, std::string_view text);

  /// The same; nothing where the pattern is malformed or the limit is met.
  std::optional<bool> search(std::string_view pattern, std::string_view text);

  /// Why a pattern is malformed; empty where it is not.
  static std::string fault(std::string_view pattern);

  /// The expression that finds what a pattern of file names stands for; empty where the pattern is
  /// malformed.
  static std::string of_glob(std::string_view glob);

 private:
  struct Compiled;
  std::unordered_map<std::string_view, std::unique_ptr<Compiled>> compiled_;
  std::size_t given_up_ = 0;
};

}  // namespace archsynth
