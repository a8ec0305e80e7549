#pragma once

#include <vector>

namespace archsynth::spec {

/// The values `RetentionInDays` of a log group may have, ascending.
/// Source: the schema of `AWS::Logs::LogGroup`.
std::vector<int> log_retention_days();
bool is_log_retention(int days);

}  // namespace archsynth::spec
