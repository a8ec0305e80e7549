#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/diagram/values.h"
#include "archsynth/analysis/overview.h"

namespace archsynth::analysis {

/// A value in a few words: scalars and names of resources, separated by commas; what is computed as
/// JSON. Empty where there is nothing.
std::string shown_value(const View& view, const cfn::Value& value);
/// The same of all values at a path of properties.
std::string shown_at(const View& view, const cfn::Resource& resource, std::string_view path);

std::vector<Fact> facts_of(const View& view, const cfn::Resource& resource);
std::vector<TrafficRow> traffic_rows(const View& view);
std::vector<SecretRow> secret_rows(const View& view);
std::vector<BackupRow> backup_rows(const View& view);
std::vector<DefaultRow> default_rows(const View& view);

}  // namespace archsynth::analysis
