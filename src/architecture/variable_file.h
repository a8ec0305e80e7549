#pragma once

#include "archsynth/describe/expression.h"
#include "archsynth/describe/sourced.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

using FileVariables = describe::Map<describe::Sourced<describe::Expression>>;

/// The variables of a `.env` file; lines that are none are reported (ARC1531):
///
///     # a comment
///     export NAME=a value without quotes   # ends before a blank and a number sign
///     NAME='all of this, as it is; over several lines where wanted'
///     NAME="the same, with \n, \r, \t, \", \\ and \$"
///
/// Nothing is replaced in values: `${OTHER}` is kept as it is, with a warning outside of single
/// quotes (ARC1533). The last value of a name counts, with a warning (ARC1532).
FileVariables read_variable_file(const Source& source, Diagnostics& found);

}  // namespace archsynth::architecture
