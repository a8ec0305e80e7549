// Flows that are expected to be open or closed.

#include "archsynth/analysis/flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kBlocked = "ARC0971";
constexpr std::string_view kOpen = "ARC0972";
constexpr std::string_view kUndecided = "ARC0973";
constexpr std::string_view kUnknown = "ARC0974";
constexpr std::string_view kArrow = "->";
constexpr std::string_view kProtocols[] = {"tcp", "udp", "icmp", "icmpv6"};

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }) && !is_number(text);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Where a part of a flow is written, or the flow where that is not known.
Origin place_of(const ExpectedFlow& flow, std::string_view part) {
  const Span* span = flow.origin.span();
  if (span == nullptr || part.empty()) return flow.origin;
  const std::string_view written =
      std::string_view(span->source->text()).substr(span->begin, span->end - span->begin);
  const std::size_t at = written.find(flow.text);
  if (at == written.npos) return flow.origin;
  const auto begin =
      static_cast<std::uint32_t>(span->begin + at + (part.data() - flow.text.data()));
  return Span{span->source, begin, static_cast<std::uint32_t>(begin + part.size())};
}

/// The ends of a flow, as they are written.
struct Parts {
  std::string_view from;
  std::string_view to;
  std::string_view port{};
  std::string_view protocol{};
};

/// Takes `:443`, `/udp` or `:53/udp` off the destination. `aws:s3` and addresses have others.
void take_service(const Answers& answers, Parts& parts) {
  if (answers.end_of(std::string(parts.to)) && !parts.to.starts_with("aws:")) return;
  const std::size_t slash = parts.to.rfind('/');
  if (slash != parts.to.npos && is_word(parts.to.substr(slash + 1))) {
    parts.protocol = parts.to.substr(slash + 1);
    parts.to = parts.to.substr(0, slash);
  }
  const std::size_t colon = parts.to.rfind(':');
  if (colon == parts.to.npos || !is_number(parts.to.substr(colon + 1))) return;
  parts.port = parts.to.substr(colon + 1);
  parts.to = parts.to.substr(0, colon);
  if (parts.to.starts_with('[') && parts.to.ends_with(']')) {
    parts.to = parts.to.substr(1, parts.to.size() - 2);
  }
}

class Checker {
 public:
  Checker(const cfn::Template& stack, const ReachOptions& options, Diagnostics& to)
      : answers_(stack, options), to_(to) {}

  std::optional<FlowOutcome> check(const ExpectedFlow& flow) {
    const std::size_t arrow = flow.text.find(kArrow);
    if (arrow == flow.text.npos) {
      refuse(flow, {}, fmt::format("{} is not a flow", quoted(flow.text)),
             "write it as FROM -> TO, such as \"internet -> api:443\"");
      return std::nullopt;
    }
    const std::string_view text = flow.text;
    Parts parts{trimmed(text.substr(0, arrow)), trimmed(text.substr(arrow + kArrow.size()))};
    take_service(answers_, parts);
    const auto from = end_of(flow, parts.from);
    const auto to = end_of(flow, parts.to);
    const auto question = question_of(flow, parts);
    if (!from || !to || !question) return std::nullopt;
    if (is_without_resource(*from, *to)) {
      refuse(flow, {}, fmt::format("neither end of {} is a resource", quoted(flow.text)),
             "name a service, a store or a load balancer at one end");
      return std::nullopt;
    }
    FlowOutcome outcome{flow, answers_.answer(*from, *to, *question), {}};
    judge(outcome);
    return outcome;
  }

 private:
  void refuse(const ExpectedFlow& flow, std::string_view part, std::string message,
              std::string fix) {
    to_.error(kUnknown, place_of(flow, part), std::move(message)).fix = std::move(fix);
  }

  std::optional<End> end_of(const ExpectedFlow& flow, std::string_view name) {
    auto end = answers_.end_of(std::string(name));
    if (end) return end;
    const std::string_view bare = name.substr(0, name.rfind(':'));
    const bool is_source = name.data() < flow.text.data() + flow.text.find(kArrow);
    if (is_source && bare.size() < name.size() && answers_.end_of(std::string(bare))) {
      refuse(flow, name, "only the destination of a flow has a port",
             fmt::format("write {}", quoted(bare)));
    } else if (const std::string problem = wrong_prefix(std::string(name)); !problem.empty()) {
      refuse(flow, name, problem, fmt::format("correct {}", quoted(name)));
    } else {
      refuse(flow, name, fmt::format("unknown name {} in a flow", quoted(name)),
             suggest(std::string(name), answers_.names(name)));
    }
    return std::nullopt;
  }

  std::optional<ReachQuestion> question_of(const ExpectedFlow& flow, const Parts& parts) {
    ReachQuestion question{std::string(parts.from), std::string(parts.to),
                           std::string(parts.protocol)};
    const auto* known = std::find(std::begin(kProtocols), std::end(kProtocols), parts.protocol);
    if (!parts.protocol.empty() && known == std::end(kProtocols)) {
      refuse(flow, parts.protocol, fmt::format("unknown protocol {}", quoted(parts.protocol)),
             "use tcp, udp, icmp or icmpv6");
      return std::nullopt;
    }
    if (parts.port.empty()) return question;
    int port = 0;
    const auto read =
        std::from_chars(parts.port.data(), parts.port.data() + parts.port.size(), port);
    if (read.ec != std::errc() || port > 65535) {
      refuse(flow, parts.port, fmt::format("{} is not a port", parts.port),
             "use a port from 0 to 65535");
      return std::nullopt;
    }
    question.port = port;
    // Ports are those of connections, unless the flow says otherwise.
    if (question.protocol.empty()) question.protocol = "tcp";
    return question;
  }

  void judge(FlowOutcome& outcome) {
    const ReachAnswer& answer = outcome.answer;
    const bool is_allowed = outcome.flow.is_allowed;
    if (!answer.assumptions.empty()) return report_undecided(outcome);
    outcome.holds = answer.is_reachable == is_allowed;
    if (*outcome.holds) return;
    if (is_allowed) return report_blocked(outcome);
    Diagnostic& found = to_.error(
        kOpen, outcome.flow.origin,
        fmt::format("denied flow {} is open for {}", quoted(outcome.flow.text), answer.traffic));
    found.fix = "close one of the settings on its path";
    for (const ReachHop& each : answer.path) {
      if (each.detail.empty() && !each.origin.is_stated()) continue;
      found.related.push_back(
          {each.origin, each.detail.empty() ? each.hop : each.hop + " " + each.detail});
    }
  }

  void report_blocked(const FlowOutcome& outcome) {
    Diagnostic& found =
        to_.error(kBlocked, outcome.flow.origin,
                  fmt::format("required flow {} is blocked", quoted(outcome.flow.text)));
    found.fix = "open the setting that blocks it";
    for (const ReachBlock& each : outcome.answer.blocked_by) {
      found.related.push_back({each.origin, fmt::format("{} [{}]", each.message, each.code)});
    }
  }

  void report_undecided(const FlowOutcome& outcome) {
    const auto& assumptions = outcome.answer.assumptions;
    const bool is_allowed = outcome.flow.is_allowed;
    Diagnostic found;
    found.severity = is_allowed ? Severity::kNote : Severity::kWarning;
    found.code = kUndecided;
    found.origin = outcome.flow.origin;
    const bool is_open = outcome.answer.is_reachable;
    found.message = fmt::format("{} flow {} is {}{} if {}", is_allowed ? "required" : "denied",
                                quoted(outcome.flow.text), is_open ? "open" : "blocked",
                                is_allowed == is_open ? " only" : "", join(assumptions, ", and "));
    found.fix = is_allowed == is_open ? "make sure that the assumption holds"
                                      : "make sure that the assumption does not hold";
    to_.add(std::move(found));
  }

  Answers answers_;
  Diagnostics& to_;
};

}  // namespace

std::vector<FlowOutcome> check_flows(const cfn::Template& stack, const ReachOptions& options,
                                     const ExpectedFlows& flows, Diagnostics& diagnostics) {
  std::vector<FlowOutcome> outcomes;
  if (flows.empty()) return outcomes;
  Checker checker(stack, options, diagnostics);
  for (const ExpectedFlow& each : flows) {
    if (auto outcome = checker.check(each)) outcomes.push_back(*std::move(outcome));
  }
  return outcomes;
}

}  // namespace archsynth::analysis
