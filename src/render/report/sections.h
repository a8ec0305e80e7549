#pragma once

#include <string>

#include "archsynth/render/report.h"

namespace archsynth::picture {

/// The anchor of a part within a page.
std::string part_id(std::size_t part);
/// The name of a resource, leading to its part where it has one.
std::string resource_link(const Report& report, const std::string& id);

/// `error`, `warning` or `note`.
std::string_view severity_name(Severity severity);

/// One box of the picture with all that is behind it.
std::string part_html(const Report& report, std::size_t part);

/// The sections below the picture, as markup without their headings; empty: nothing to show.
std::string changes_html(const Report& report);
std::string findings_html(const Report& report);
std::string cost_html(const Report& report);
std::string network_html(const Report& report);
std::string traffic_html(const Report& report);
std::string layers_html(const Report& report);
std::string secrets_html(const Report& report);
std::string backups_html(const Report& report);
std::string defaults_html(const Report& report);
std::string inventory_html(const Report& report);

}  // namespace archsynth::picture
