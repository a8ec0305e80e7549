#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/audit.h"
#include "archsynth/analysis/cost.h"
#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/overview.h"
#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::picture {

/// A line of the file that was read.
struct ReportLine {
  std::uint32_t number = 0;
  std::string text;
  friend bool operator==(const ReportLine&, const ReportLine&) = default;
};

/// A resource with all that is known of it.
struct ReportResource {
  std::string id;
  std::string type;
  std::string place;  ///< `prod.yaml:31:3`; empty: not known
  std::vector<analysis::Fact> facts;
  std::string properties;         ///< as YAML
  std::vector<ReportLine> lines;  ///< the lines that define it, in order
  analysis::MoneyRange monthly;
  bool is_priced = false;           ///< costs something that is known
  std::optional<std::size_t> part;  ///< index into `Report::parts`
};

/// What one box of the diagram represents; boxes that are drawn twice are one part.
struct ReportPart {
  std::string title;
  std::vector<std::string> about;
  std::vector<std::size_t> resources;  ///< indices into `Report::resources`
  std::vector<std::size_t> findings;   ///< indices into `Report::findings`
  std::vector<ReportLine> lines;
  analysis::MoneyRange monthly;
};

/// The part of a report about a change.
struct ReportChange {
  std::string since;  ///< the file that is compared with
  analysis::Diff changes;
  Diagnostics findings;
};

/// Everything that a report of a template shows, as data.
struct Report {
  std::string title;
  std::string file;
  std::string region;  ///< empty: not known
  bool is_architecture = false;
  analysis::Overview overview;
  std::optional<analysis::CostEstimate> cost;  ///< empty without prices
  std::vector<analysis::Advice> advice;
  std::vector<Diagnostic> findings;    ///< in reading order
  analysis::AuditResult audit;         ///< the security layers
  std::optional<ReportChange> change;  ///< what changes, where that was asked for
  std::vector<ReportResource> resources;
  std::map<std::string, std::size_t, std::less<>> places;  ///< of resources, by id
  std::vector<ReportPart> parts;
  analysis::Diagram picture;
  /// For each box of the picture its part.
  std::vector<std::optional<std::size_t>> part_of_box;
};

struct ReportOptions {
  std::string file;    ///< what to call the input
  std::string region;  ///< empty: not known, and the prices are those of `cost.region`
  bool is_architecture = false;
  analysis::CostOptions cost;
  std::vector<analysis::AuditWaiver> waivers{};  ///< beside those of the metadata
};

/// Puts a report together. The findings are those of the template; `stack` is the template as it
/// is deployed, with values of parameters in place of their defaults where they are known.
Report make_report(const cfn::Template& stack, const Diagnostics& findings,
                   const spec::PriceBook& book, const ReportOptions& options);

/// One HTML file that needs nothing else and allows nothing else: its policy (a `meta` element)
/// names the hashes of its own style and script. It can be read without the script, which adds zoom
/// and shows one part at a time.
std::string to_html(const Report& report);

/// The architecture as a Markdown document, with pictures as text. `stack` is the report's.
std::string to_document(const Report& report, const cfn::Template& stack);

}  // namespace archsynth::picture
