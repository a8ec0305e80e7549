#include "archsynth/render/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "render/format.h"
#include "render/json_values.h"

namespace archsynth::picture {
namespace {

using analysis::ReachAnswer;
using analysis::ReachBlock;
using analysis::ReachHop;
using Flows = std::vector<ReachAnswer>;
using Outcomes = std::vector<analysis::FlowOutcome>;

/// Grows when a member changes its meaning.
constexpr int kReachVersion = 1;

cfn::Value path_of(const ReachAnswer& answer) {
  cfn::List hops;
  for (const ReachHop& each : answer.path) {
    hops.push_back(cfn::Map{{"hop", each.resource.empty() ? each.hop : each.resource},
                            {"line", line_or_null(each.origin)}});
  }
  return hops;
}

void add_answer(const ReachAnswer& answer, cfn::Map& to) {
  cfn::List blocks;
  for (const ReachBlock& each : answer.blocked_by) {
    blocks.push_back(cfn::Map{{"resource", each.resource},
                              {"property", each.property},
                              {"line", line_or_null(each.origin)},
                              {"code", each.code}});
  }
  to.append("reachable", answer.is_reachable);
  to.append("path", path_of(answer));
  to.append("blocked_by", std::move(blocks));
  to.append("assumptions", texts(answer.assumptions));
}

std::string answer_to_json(const ReachAnswer& answer) {
  cfn::Map whole{{"version", kReachVersion}};
  add_answer(answer, whole);
  return cfn::to_json(std::move(whole));
}

std::string outcomes_to_json(const Outcomes& outcomes) {
  cfn::List all;
  for (const analysis::FlowOutcome& each : outcomes) {
    cfn::Map flow{{"flow", each.flow.text},
                  {"expected", each.flow.is_allowed ? "allow" : "deny"},
                  {"line", line_or_null(each.flow.origin)},
                  {"holds", each.holds ? cfn::Value(*each.holds) : cfn::Value(cfn::Null{})}};
    add_answer(each.answer, flow);
    all.push_back(std::move(flow));
  }
  return cfn::to_json(cfn::Map{{"version", kReachVersion}, {"flows", std::move(all)}});
}

std::string flows_to_json(const Flows& flows) {
  cfn::List all;
  for (const ReachAnswer& each : flows) {
    all.push_back(cfn::Map{{"from", each.from},
                           {"to", each.to},
                           {"family", each.family},
                           {"traffic", each.traffic},
                           {"path", path_of(each)},
                           {"assumptions", texts(each.assumptions)}});
  }
  return cfn::to_json(cfn::Map{{"version", kReachVersion}, {"flows", std::move(all)}});
}

std::string place_text(const Origin& origin) {
  const std::string text = origin.is_stated() ? origin.to_string() : std::string();
  return text.empty() ? text : "  " + text;
}

std::string assumptions_text(const ReachAnswer& answer, std::string_view indent) {
  std::string out;
  for (const std::string& each : answer.assumptions)
    out += fmt::format("{}assumes {}\n", indent, each);
  return out;
}

std::string outcomes_to_text(const Outcomes& outcomes) {
  std::string out;
  for (const analysis::FlowOutcome& each : outcomes) {
    out += fmt::format("{:<9} {:<5} {}\n",
                       !each.holds   ? "unknown"
                       : *each.holds ? "holds"
                                     : "violated",
                       each.flow.is_allowed ? "allow" : "deny", each.flow.text);
    if (!each.holds) out += assumptions_text(each.answer, "    ");
  }
  return out.empty() ? "no flows\n" : out;
}

std::string ends_of(const ReachAnswer& answer) {
  return fmt::format("{} -> {}", answer.from, answer.to);
}

std::string answer_to_text(const ReachAnswer& answer) {
  std::string out;
  if (answer.is_reachable) {
    out = fmt::format("reachable: {} ({}, {})\n", ends_of(answer), answer.traffic, answer.family);
    for (const ReachHop& each : answer.path) {
      out += fmt::format("  {}{}{}{}\n", each.hop, each.detail.empty() ? "" : " ", each.detail,
                         place_text(each.origin));
    }
    return out + assumptions_text(answer, "  ");
  }
  out = fmt::format("blocked: {}\n", ends_of(answer));
  for (const ReachBlock& each : answer.blocked_by) {
    out += fmt::format("  {} [{}]{}\n", each.message, each.code, place_text(each.origin));
  }
  return out + assumptions_text(answer, "  ");
}

/// The gateways, balancers and endpoints between the ends.
std::string way_of(const ReachAnswer& answer) {
  std::vector<std::string> between;
  for (std::size_t i = 1; i + 1 < answer.path.size(); ++i) {
    const std::string& hop = answer.path[i].hop;
    if (std::find(between.begin(), between.end(), hop) == between.end()) between.push_back(hop);
  }
  return between.empty() ? std::string() : " through " + join(between, ", ");
}

std::string flows_to_text(const Flows& flows) {
  if (flows.empty()) return "no flows\n";
  std::size_t width = 0;
  std::size_t traffic = 0;
  for (const ReachAnswer& each : flows) {
    width = std::max(width, ends_of(each).size());
    traffic = std::max(traffic, each.traffic.size());
  }
  std::string out;
  for (const ReachAnswer& each : flows) {
    out += fmt::format("{:<{}}  {:<{}}{}{}\n", ends_of(each), width, each.traffic, traffic,
                       each.family == "ipv6" ? " (IPv6)" : "", way_of(each));
    out += assumptions_text(each, "    ");
  }
  return out;
}

std::string label(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"') {
      result += "#quot;";
    } else {
      result += c < ' ' && c >= 0 ? ' ' : c;
    }
  }
  return result;
}

class Chart {
 public:
  void arrow(const std::string& from, const std::string& to, const std::string& text) {
    // Numbered in this order: arguments are worked out in any.
    const std::string tail = id(from);
    const std::string head = id(to);
    const std::string line = text.empty()
                                 ? fmt::format("  {} --> {}\n", tail, head)
                                 : fmt::format("  {} -->|\"{}\"| {}\n", tail, label(text), head);
    if (known_.insert(line).second) arrows_ += line;
  }
  std::string text() const { return "flowchart LR\n" + nodes_ + arrows_; }

 private:
  std::string id(const std::string& name) {
    const auto [found, is_new] = ids_.emplace(name, fmt::format("n{}", ids_.size() + 1));
    if (is_new) nodes_ += fmt::format("  {}[\"{}\"]\n", found->second, label(name));
    return found->second;
  }

  std::map<std::string, std::string> ids_;
  std::string nodes_;
  std::string arrows_;
  std::set<std::string> known_;
};

std::string answer_to_mermaid(const ReachAnswer& answer) {
  Chart chart;
  if (!answer.is_reachable) {
    std::vector<std::string> codes;
    for (const ReachBlock& each : answer.blocked_by) codes.push_back(each.message);
    chart.arrow(answer.from, "blocked: " + join(codes, "; "), {});
    return chart.text();
  }
  for (std::size_t i = 1; i < answer.path.size(); ++i) {
    if (answer.path[i - 1].hop == answer.path[i].hop) continue;
    chart.arrow(answer.path[i - 1].hop, answer.path[i].hop, answer.path[i].detail);
  }
  return chart.text();
}

std::string flows_to_mermaid(const Flows& flows) {
  Chart chart;
  for (const ReachAnswer& each : flows) chart.arrow(each.from, each.to, each.traffic);
  return chart.text();
}

std::string outcomes_to_mermaid(const Outcomes& outcomes) {
  Chart chart;
  for (const analysis::FlowOutcome& each : outcomes) {
    chart.arrow(each.answer.from, each.answer.to,
                fmt::format("{}: {}", each.flow.is_allowed ? "allow" : "deny",
                            !each.holds   ? "unknown"
                            : *each.holds ? "holds"
                                          : "violated"));
  }
  return chart.text();
}

constexpr Format<ReachAnswer> kReachFormats[] = {
    {"text", answer_to_text},
    {"json", answer_to_json},
    {"mermaid", answer_to_mermaid},
};

constexpr Format<Flows> kFlowFormats[] = {
    {"text", flows_to_text},
    {"json", flows_to_json},
    {"mermaid", flows_to_mermaid},
};

constexpr Format<Outcomes> kOutcomeFormats[] = {
    {"text", outcomes_to_text},
    {"json", outcomes_to_json},
    {"mermaid", outcomes_to_mermaid},
};

}  // namespace

std::string reach_as(std::string_view format, const ReachAnswer& answer) {
  return write_as(kReachFormats, format, answer);
}

std::string flows_as(std::string_view format, const Flows& flows) {
  return write_as(kFlowFormats, format, flows);
}

std::string outcomes_as(std::string_view format, const Outcomes& outcomes) {
  return write_as(kOutcomeFormats, format, outcomes);
}

std::vector<std::string> reach_formats() { return names_in(kReachFormats); }

}  // namespace archsynth::picture
