#pragma once

#include <string_view>
#include <vector>

/// What AWS's services and CloudFormation's resource types are like: a database of facts that the
/// binary carries and uses in place, without reading, parsing or allocating at start-up. The facts
/// are text under `src/spec/data`: most are generated from public packages by `archsynth-import`,
/// the rest is kept by hand with the page and the date of each line. Start with `resource_types.h`
/// and `rds.h`; everything here is a free function and answers the same on every call.
namespace archsynth::spec {

/// A package or a set of pages that facts were taken from.
struct FactSource {
  std::string_view name;     ///< `cfn-lint`, `moto`, …
  std::string_view version;  ///< of the package; empty for pages
  std::string_view date;     ///< of its data, `YYYY-MM-DD`
  std::string_view licence;  ///< SPDX identifier; empty where only single figures were taken
  std::string_view facts;    ///< what was taken from it, in a few words
};

/// All sources, by name and version.
std::vector<FactSource> sources();

}  // namespace archsynth::spec
