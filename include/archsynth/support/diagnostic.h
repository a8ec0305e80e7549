#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archsynth/support/origin.h"

namespace archsynth {

enum class Severity { kNote, kWarning, kError };

/// One finding about what the user wrote.
///
/// Messages start in lower case, have no final full stop, use the user's word for the thing and
/// quote the offending value; allowed values or the nearest name are in `help`. Codes go by
/// layer: `ARC0…` document, `ARC1…` props, `ARC2…` tree and ids, `ARC3…` schema, `ARC4…` practice,
/// `ARC5…` change.
struct Diagnostic {
  /// A second place that the finding is about, such as the first of two equal keys.
  struct Related {
    Origin origin;
    std::string message;
    friend bool operator==(const Related&, const Related&) = default;
  };

  Severity severity = Severity::kError;
  std::string code;
  Origin origin;
  std::string message;
  std::string help;
  std::vector<Related> related;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// Collects findings; work continues after each. A finding with the severity, code, place and
/// message of an earlier one is dropped, and so is one of another kind about the very place of a
/// malformed value (an error `ARC10…`): malformed values are not checked further.
class Diagnostics {
 public:
  /// The reference is for adding `help` and `related` at once; the next call may move it. What is
  /// added to a dropped finding is dropped too.
  Diagnostic& error(std::string_view code, Origin origin, std::string message);
  Diagnostic& warning(std::string_view code, Origin origin, std::string message);
  Diagnostic& add(Diagnostic diagnostic);

  bool has_errors() const { return errors_ != 0; }
  std::size_t error_count() const { return errors_; }
  std::size_t warning_count() const { return warnings_; }
  const std::vector<Diagnostic>& items() const { return items_; }

  /// Findings in reading order: by source (in order of first appearance), then place, those
  /// without a place last.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> items_;
  /// Hash of what makes findings equal → index in `items_`.
  std::unordered_multimap<std::size_t, std::size_t> known_;
  /// The same for malformed values, by the hash of their place.
  std::unordered_multimap<std::size_t, std::size_t> malformed_;
  Diagnostic dropped_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

/// How `render` writes.
struct RenderOptions {
  bool color = false;  ///< ANSI colours
};

/// The finding as text, with a final line break: `file:line:column: error: message [code]`, the
/// line with a caret, related places, and `help:`.
std::string render(const Diagnostic& diagnostic, const RenderOptions& options = {});
/// All findings in reading order.
std::string render(const Diagnostics& diagnostics, const RenderOptions& options = {});

}  // namespace archsynth
