#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "archsynth/analysis/explain.h"
#include "archsynth/describe/keys.h"
#include "archsynth/input/input.h"

namespace archsynth::picture {

/// A file with what there is to say about it: its template, and for an architecture file the keys
/// and which construct made which resource.
class Explained {
 public:
  explicit Explained(input::Input file);

  const cfn::Template& stack() const { return file_.stack; }
  const std::string& region() const { return file_.region; }
  bool is_architecture() const { return file_.is_architecture(); }
  const std::vector<describe::KeyInForce>& keys() const { return keys_; }
  /// What the user calls the construct that made a resource; empty where nobody knows.
  std::string maker_of(const std::string& logical_id) const;

  /// The key of an architecture file that somebody means; null for others.
  const describe::KeyInForce* key(const std::string& what) const;
  /// The pointer that somebody means: a pointer itself, a logical id, or one with a property.
  std::optional<std::string> pointer(const std::string& what) const;
  /// Help for a name that is none of these.
  std::string nearest_to(const std::string& what) const;

  /// The key that a value comes from; null where none does.
  const describe::KeyInForce* key_of(const cfn::MappedValue& value) const;
  /// The values of the template that a key, or anything in it, states.
  std::vector<cfn::MappedValue> reached_by(const describe::KeyInForce& key) const;
  /// The resources that are there because of a key.
  std::vector<const cfn::Resource*> made_for(const describe::KeyInForce& key) const;

 private:
  /// Whether a default of a value in `pointer` can be that of the key.
  bool can_be_default_of(const std::string& pointer, const describe::KeyInForce& key) const;
  /// The key that a span is in, the innermost.
  const describe::KeyInForce* key_around(const Span& span) const;

  input::Input file_;
  std::vector<describe::KeyInForce> keys_;
  std::vector<cfn::MappedValue> map_;
};

/// What is explained: a value of the template, a key of an architecture file, or every default.
using Explainable =
    std::variant<std::monostate, const describe::KeyInForce*, const analysis::Explanation*>;
struct ExplainReport {
  const Explained& file;
  Explainable what;
};
/// What there is to say of it, in one of the formats.
std::string explained_as(std::string_view format, const ExplainReport& report);
std::vector<std::string> explain_formats();

}  // namespace archsynth::picture
