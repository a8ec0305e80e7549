#pragma once

#include <set>
#include <string>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cfn {

/// The template with its `Fn::ForEach` unrolled, as the transform `AWS::LanguageExtensions` does
/// it: in conditions, resources with their properties, and outputs. A parameter that a loop goes
/// through stands for its default. What a loop makes has the origins of the loop's body.
///
/// A loop stays as it is when what it goes through is not known (a parameter without a default, a
/// function), and when it is malformed, makes a key that is there already, or makes more than a
/// template can hold, which are reported.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
Template unrolled(Template looped, Diagnostics& diagnostics);

/// The parameters and mappings that the loops of a template go through; unrolled, it may not name
/// them any more.
std::set<std::string> used_by_loops(const Template& looped);

/// Whether there is a loop anywhere in the template.
bool has_loops(const Template& looped);

/// A template without its loops: the template itself where it has none that a transform unrolls.
/// What is wrong with them is reported by `validate`.
class Unrolled {
 public:
  explicit Unrolled(const Template& source);
  Unrolled(const Unrolled&) = delete;
  Unrolled& operator=(const Unrolled&) = delete;

  const Template& operator*() const { return *unrolled_; }
  const Template* operator->() const { return unrolled_; }

 private:
  Template place_;
  const Template* unrolled_;
};

}  // namespace archsynth::cfn
