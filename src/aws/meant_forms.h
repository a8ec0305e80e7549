#pragma once

#include <string>
#include <string_view>

/// What texts that lack the form of a value are meant to be, where no small change of spelling
/// says it. See `describe::Form::meant`.
namespace archsynth::forms {

std::string meant_cidr(std::string_view text);         ///< `10.0.0.0` → `10.0.0.0/16`
std::string meant_source_cidr(std::string_view text);  ///< `203.0.113.5` → `203.0.113.5/32`
std::string meant_zone_letter(std::string_view text);  ///< `eu-central-1a` → `a`
std::string meant_region(std::string_view text);       ///< `eu-central-1a` → `eu-central-1`
std::string meant_codes(std::string_view text);        ///< `2xx` → `200-299`
std::string meant_https_url(std::string_view text);  ///< `http://a.example` → `https://a.example/`
std::string meant_variable(std::string_view text);   ///< `LOG LEVEL` → `LOG_LEVEL`
std::string meant_instance_class(std::string_view text);  ///< `t4g.medium` → `db.t4g.medium`
std::string meant_node_class(std::string_view text);      ///< `t4g.small` → `cache.t4g.small`
std::string meant_version(std::string_view text);         ///< `v15.4` → `15.4`
std::string meant_window(std::string_view text);          ///< `Sun:4:30 - Sun:5:30`, `3:00-4:00`
/// The ARN of a managed policy of AWS by its name.
std::string meant_policy(std::string_view text);

}  // namespace archsynth::forms
