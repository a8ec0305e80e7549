#pragma once

#include <string_view>

namespace archsynth::analysis {

/// What CloudFormation does about a changed property.
enum class Consequence {
  kNone,        ///< nothing: the two are only compared
  kInPlace,     ///< changes the resource that is there
  kInterrupts,  ///< the same, and it does not work for a while
  kUnknown,     ///< the schemas do not know the type, or not the property
  kMayReplace,  ///< replaces it in some cases
  kReplaces,    ///< makes a new one and deletes the old one
};

/// `differs`, `in place`, `interrupts`, `unknown`, `may replace`, `replaces`.
std::string_view word_of(Consequence consequence);

}  // namespace archsynth::analysis
