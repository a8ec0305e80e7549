#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// Reports ARNs that the stack cannot use (ARC1517): of another partition, or, where AWS asks for
/// that, of another region or account than the rest. A file that does not state its region has that
/// of the first ARN.
void check_arns(const Architecture& file, const document::Node& document, Diagnostics& diagnostics);

}  // namespace archsynth::architecture
