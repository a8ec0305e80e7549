#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

/// Replaces `${NAME}` in all values of a document; keys stay. `$${` becomes `${`. What is no name
/// of an environment variable (`${AWS::Region}`) stays.
void interpolate(document::Node& node,
                 const std::function<std::optional<std::string>(std::string_view)>& variable,
                 Diagnostics& diagnostics);

}  // namespace archsynth::architecture
