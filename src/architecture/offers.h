#pragma once

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

/// What is wrong in a file with these keys alone.
Diagnostics problems_of(document::Node document);

/// Holds what findings offer to write for a value of the wrong kind against the format. Where it is
/// refused, the finding says what the format would say next.
void check_offers(const document::Node& document, Diagnostics& found);

}  // namespace archsynth::architecture
