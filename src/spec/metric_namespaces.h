#pragma once

#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

namespace archsynth::spec {

/// What a service publishes to CloudWatch.
struct MetricNamespace {
  std::string_view name;   ///< `AWS/SQS`
  TextList metrics;        ///< empty: not known
  TextList dimensions;     ///< their names
  bool is_closed = false;  ///< there are no other dimensions
  /// `A>B`: the metric or dimension A is published together with the dimension B only.
  TextList needs;
};

/// All of them, by name.
const std::vector<MetricNamespace>& metric_namespaces();

/// One by its name; null where it is not known.
const MetricNamespace* metric_namespace(std::string_view name);

}  // namespace archsynth::spec
