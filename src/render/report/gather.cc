#include <map>
#include <set>

#include "archsynth/cfn/loops.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/render/report.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "support/excerpt.h"

namespace archsynth::picture {
namespace {

using Lines = std::map<std::uint32_t, std::string>;

std::vector<ReportLine> list_of(const Lines& lines) {
  std::vector<ReportLine> list;
  for (const auto& [number, text] : lines) list.push_back({number, text});
  return list;
}

/// Calls `visit` with the place of all that a resource states, each key and each value.
template <typename Visit>
void each_span(const cfn::Value& value, const Visit& visit) {
  cfn::walk(value, [&](const cfn::Value& each) {
    if (const Span* span = each.origin().span()) visit(*span);
    if (each.map() == nullptr) return;
    for (const cfn::MapEntry& entry : *each.map()) {
      if (const Span* span = entry.key_origin.span()) visit(*span);
    }
  });
}

template <typename Visit>
void each_span(const cfn::Resource& resource, const Visit& visit) {
  for (const Origin* origin : {&resource.origin, &resource.type_origin, &resource.properties_origin,
                               &resource.depends_on_origin, &resource.condition_origin}) {
    if (const Span* span = origin->span()) visit(*span);
  }
  each_span(cfn::Value(resource.properties), visit);
  for (const cfn::Value* value : {&resource.deletion_policy, &resource.update_replace_policy,
                                  &resource.creation_policy, &resource.update_policy}) {
    each_span(*value, visit);
  }
}

/// A line may be the whole of a large file, so it is not looked at in full.
bool is_on_long_line(const Span& span) {
  constexpr std::size_t kLongestLine = 400;
  const std::string_view text = span.source->text();
  const std::size_t at = std::min<std::size_t>(span.begin, text.size());
  const std::size_t reach = std::min(at, kLongestLine);
  const std::string_view before = text.substr(at - reach, reach);
  const std::string_view after = text.substr(at, kLongestLine);
  const bool begins = before.size() < kLongestLine || before.find('\n') != before.npos;
  return !begins || (after.size() == kLongestLine && after.find('\n') == after.npos);
}

Lines lines_of(const cfn::Resource& resource) {
  Lines lines;
  each_span(resource, [&](const Span& span) {
    const std::uint32_t number = span.source->position_at(span.begin).line;
    if (lines.contains(number)) return;
    lines.emplace(number, is_on_long_line(span) ? excerpt(span).line
                                                : std::string(span.source->line_at(span.begin)));
  });
  return lines;
}

void add_resources(Report& report, const cfn::Template& stack) {
  for (std::size_t i = 0; i < stack.resources.size(); ++i) {
    const cfn::Resource& from = stack.resources[i];
    ReportResource& resource = report.resources.emplace_back();
    resource.id = from.id.str();
    report.places.emplace(resource.id, i);
    resource.type = from.type;
    if (from.origin.is_stated()) resource.place = from.origin.to_string();
    resource.facts = report.overview.resources[i].facts;
    if (!from.properties.empty()) {
      resource.properties = cfn::to_yaml(cfn::without_put_in(cfn::Value(from.properties)));
    }
    resource.lines = list_of(lines_of(from));
  }
}

void add_costs(Report& report) {
  if (!report.cost) return;
  std::map<std::string_view, ReportResource*> by_id;
  for (ReportResource& each : report.resources) by_id.emplace(each.id, &each);
  for (const analysis::CostLine& line : report.cost->lines) {
    const auto found = by_id.find(line.resource);
    if (found == by_id.end()) continue;
    found->second->monthly = found->second->monthly + line.monthly;
    found->second->is_priced = true;
  }
}

/// The part that stands for the resources of each box.
void add_parts(Report& report) {
  std::map<std::string_view, std::size_t> index_of;
  for (std::size_t i = 0; i < report.resources.size(); ++i) {
    index_of.emplace(report.resources[i].id, i);
  }
  std::map<std::vector<std::size_t>, std::size_t> known;
  for (const analysis::DiagramBox& box : report.picture.boxes) {
    std::vector<std::size_t> resources;
    for (const std::string& id : box.resources) {
      if (const auto found = index_of.find(id); found != index_of.end()) {
        resources.push_back(found->second);
      }
    }
    if (resources.empty()) {
      report.part_of_box.emplace_back();
      continue;
    }
    const auto [part, is_new] = known.emplace(resources, report.parts.size());
    report.part_of_box.emplace_back(part->second);
    if (!is_new) continue;
    report.parts.push_back({box.title, box.lines, resources, {}, {}, {}});
  }
}

void fill_parts(Report& report) {
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    ReportPart& part = report.parts[i];
    Lines lines;
    std::set<std::string_view> ids;
    for (const std::size_t index : part.resources) {
      ReportResource& resource = report.resources[index];
      if (!resource.part) resource.part = i;
      part.monthly = part.monthly + resource.monthly;
      for (const ReportLine& line : resource.lines) lines.emplace(line.number, line.text);
      ids.insert(resource.id);
    }
    part.lines = list_of(lines);
    for (std::size_t k = 0; k < report.findings.size(); ++k) {
      if (ids.contains(report.findings[k].subject.resource)) part.findings.push_back(k);
    }
  }
}

}  // namespace

Report make_report(const cfn::Template& source, const Diagnostics& findings,
                   const spec::PriceBook& book, const ReportOptions& options) {
  const cfn::Unrolled unrolled(source);
  const cfn::Template& stack = *unrolled;
  Report report;
  report.title = stack.description.empty() ? options.file : stack.description;
  report.file = options.file;
  report.region = options.region;
  report.is_architecture = options.is_architecture;
  report.overview = analysis::overview(stack, options.region);
  report.audit = analysis::audit(stack, {.region = options.region,
                                         .parameters = options.cost.parameters,
                                         .waivers = options.waivers});
  if (book.has_region(options.cost.region)) {
    report.cost = analysis::estimate_cost(stack, options.cost, book);
    report.advice = analysis::advise_on_cost(stack, options.cost, book, *report.cost);
  }
  report.findings = findings.sorted();
  report.picture = analysis::diagram(stack, {.region = options.region});
  add_resources(report, stack);
  add_costs(report);
  add_parts(report);
  fill_parts(report);
  return report;
}

}  // namespace archsynth::picture
