#pragma once

#include <optional>

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

/// Makes the list of words of a command in one string, split as a POSIX shell splits it: at blanks,
/// with quotes and backslashes. There is no shell in a container's command, so that operators,
/// variables and patterns outside quotes are reported (ARC1518), and so is a quote without end.
void split_command(document::Node& command, Diagnostics& to);

/// Makes `[CMD-SHELL, …]` of a health check in one string.
void expand_check_command(document::Node& command);

}  // namespace archsynth::architecture
