#pragma once

#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "rules/schemas/schema_check.h"

namespace archsynth::analysis {

/// Where a value stands on a walk.
struct ValuePlace {
  /// The resource or output around it; null elsewhere.
  const cfn::Resource* resource = nullptr;
  const cfn::Output* output = nullptr;
  /// The section (`Metadata`, `Conditions`, `Rules`), or the attribute of the resource or output
  /// (`Properties`, `Value`).
  std::string_view section;
  /// From there on: keys of maps, the long names of functions, empty for items of lists.
  std::vector<std::string_view> keys;
  /// What holds wherever the value counts: the condition of the resource or output, and the
  /// branches of `Fn::If` around.
  std::vector<Assumption> assumptions;

  /// Of the key whose value this is; unknown for items of lists and arguments.
  Origin key_origin;
  /// The outermost function around the value, where it is pointed at; unknown outside of any.
  Origin function;

  /// The logical id of the resource; empty elsewhere.
  std::string_view resource_id() const;
  /// Where the value is pointed at.
  const Origin& of(const cfn::Value& value) const;
  /// Whether the key or function is on the way to the value.
  bool is_within(std::string_view key) const;
};

/// What visits the values of a template.
class ValueVisitor {
 public:
  virtual ~ValueVisitor() = default;
  /// A value, before those within it.
  virtual void visit(const cfn::Value& value, const ValuePlace& place) = 0;
};

/// Visits every value of a template once, in the template's order. What `Fn::Transform` and loops
/// expand is left out.
void walk_template(const cfn::Template& checked, ValueVisitor& visitor);

}  // namespace archsynth::analysis
