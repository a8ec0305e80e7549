#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archsynth/support/origin.h"

namespace archsynth {

enum class Severity { kNote, kWarning, kError };

/// What a finding is about.
struct Subject {
  /// The logical id of a resource, or the name of what else a template declares; empty: none.
  std::string resource{};
  /// Its node of the template, as a JSON pointer without the first slash:
  /// `Resources/Queue/Properties/DelaySeconds`; empty: not known.
  std::string pointer{};
  friend bool operator==(const Subject&, const Subject&) = default;
};

/// Why a finding is accepted.
struct Suppression {
  std::string reason{};
  std::string until{};                   ///< the last day, as YYYY-MM-DD; empty: for good
  Severity severity = Severity::kError;  ///< that of the finding otherwise
  friend bool operator==(const Suppression&, const Suppression&) = default;
};

/// One finding about what the user wrote.
///
/// Messages start in lower case, have no final full stop, use the user's word for the thing and
/// quote the offending value; allowed values or the nearest name are in `fix`. Nothing is read back
/// out of a message. Codes go by layer: `ARC0…` document, `ARC1…` props, `ARC2…` tree and ids,
/// `ARC3…` schema, `ARC4…` practice, `ARC5…` change.
struct Diagnostic {
  /// A second place that the finding is about, such as the first of two equal keys.
  struct Related {
    Origin origin;
    std::string message;
    friend bool operator==(const Related&, const Related&) = default;
  };

  Severity severity = Severity::kError;
  std::string code{};  ///< the rule's id
  Subject subject{};
  Origin origin{};
  std::string message{};
  std::string fix{};  ///< what to do, as an imperative; empty: nothing to add
  /// What can be put in the place of the origin, as YAML; empty: not known.
  std::string replacement{};
  /// cfn-lint's ids of the rules that come closest, separated by spaces.
  std::string see{};
  /// Where it holds, when not everywhere: `in eu-west-1`, `when "Stage" is "test"`.
  std::string state{};
  /// The value could not be understood, so nothing else is reported of the very same place.
  bool is_malformed = false;
  /// Nothing is known of the value, so that it is not malformed in any other way either.
  bool hides_all = false;
  /// Of a key that does not exist: the one that is meant.
  std::string meant{};
  /// The keys of which one would have to be there.
  std::vector<std::string> missing{};
  std::vector<Related> related{};
  /// It is accepted, and a note.
  std::optional<Suppression> suppression{};

  /// The message with the state that it holds in, and with the reason of a suppression.
  std::string text() const;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// Collects findings; work continues after each. A finding with the severity, code, resource, place
/// and message of an earlier one is dropped, and so is one about the very place of a malformed
/// value.
class Diagnostics {
 public:
  /// The reference is for adding `fix` and `related` at once; the next call may move it. What is
  /// added to a dropped finding is dropped too.
  Diagnostic& error(std::string_view code, Origin origin, std::string message);
  Diagnostic& warning(std::string_view code, Origin origin, std::string message);
  /// An error about a value that could not be understood, rather than one that is wrong for its
  /// purpose.
  Diagnostic& malformed(std::string_view code, Origin origin, std::string message);
  Diagnostic& add(Diagnostic diagnostic);
  /// Changes findings in place; those that become equal are kept once.
  void amend(const std::function<void(Diagnostic&)>& change);
  /// Drops what follows from other findings: that a key is missing where an unknown key of the same
  /// subject means it.
  void drop_consequences();

  /// While it lives, findings without a subject are about a resource.
  class Scope {
   public:
    Scope(Diagnostics& of, std::string_view resource) : of_(of), outer_(of.about_) {
      of.about_ = resource;
    }
    ~Scope() { of_.about_ = outer_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Diagnostics& of_;
    std::string_view outer_;
  };
  [[nodiscard]] Scope about(std::string_view resource) { return {*this, resource}; }

  bool has_errors() const { return errors_ != 0; }
  std::size_t error_count() const { return errors_; }
  std::size_t warning_count() const { return warnings_; }
  const std::vector<Diagnostic>& items() const { return items_; }

  /// Findings in reading order: by source (in order of first appearance), then place, those
  /// without a place last.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> take();

  std::vector<Diagnostic> items_;
  /// Hash of what makes findings equal → index in `items_`.
  std::unordered_multimap<std::size_t, std::size_t> known_;
  /// The same for malformed values, by the hash of their place.
  std::unordered_multimap<std::size_t, std::size_t> malformed_;
  std::string_view about_;
  Diagnostic dropped_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

/// How `render` writes.
struct RenderOptions {
  bool color = false;  ///< ANSI colours
};

/// The finding as text, with a final line break: `file:line:column: error: message [code
/// resource]`, the line with a caret, `fix:`, `see:` and related places.
std::string render(const Diagnostic& diagnostic, const RenderOptions& options = {});
/// All findings in reading order.
std::string render(const Diagnostics& diagnostics, const RenderOptions& options = {});

}  // namespace archsynth
