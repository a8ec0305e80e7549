#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archsynth/analysis/preflight.h"

namespace archsynth::analysis {

/// What exists already and has the ARN or the id; nothing for other texts, and for what AWS keeps.
std::optional<Prerequisite> existing(std::string_view text);
Prerequisite existing_secret(std::string_view arn_or_name, std::string_view key);
Prerequisite existing_parameter(std::string_view arn_or_name);
Prerequisite existing_log_group(std::string_view name);
Prerequisite existing_object(std::string_view bucket, std::string_view key);
Prerequisite existing_zone(std::string_view id);
Prerequisite existing_export(std::string_view name);
/// An image with its tag; one of another registry has no command.
Prerequisite existing_image(std::string_view uri);
Prerequisite linked_role(std::string_view role);

}  // namespace archsynth::analysis
