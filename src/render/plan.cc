#include "archsynth/render/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "xml.h"

namespace archsynth::picture {
namespace {

using analysis::Plan;
using analysis::PlanStep;

std::string minutes(int seconds) { return fmt::format("{} min", (seconds + 59) / 60); }

std::string note() {
  return fmt::format("Times are the maximum waits of AWS's own tools; undocumented ones count {}.",
                     minutes(analysis::kAssumedSeconds));
}

/// Not only a stack that is made.
bool changes_something(const Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), [](const PlanStep& each) {
    return each.action != analysis::PlanAction::kCreate;
  });
}

std::string summary_of(const Plan& plan) {
  return fmt::format("{} in {}, at most {} in total",
                     counted(plan.steps.size(), changes_something(plan) ? "operation" : "resource"),
                     counted(static_cast<std::uint64_t>(plan.waves), "wave"),
                     minutes(plan.seconds));
}

/// The resource, with what is done about it where it is not made.
std::string name_of(const PlanStep& step) {
  if (step.action == analysis::PlanAction::kCreate) return step.id;
  return fmt::format("{} {}", analysis::word_of(step.action), step.id);
}

/// A name in Mermaid's Gantt, where a colon or a hash would end it.
std::string mermaid_name(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == ':' || c == '#' || c == ';' || c == ',' || c < ' ' ? ' ' : c;
  }
  return result;
}

std::string clock(int seconds) {
  return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
}

constexpr int kRow = 20;
constexpr int kNames = 330;
constexpr int kChart = 560;
constexpr int kTop = 64;

constexpr std::string_view kStyle = R"(
  .back { fill: #ffffff; }
  text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .quiet { fill: #59636e; }
  .grid { stroke: #d1d9e0; }
  .bar { fill: #0969da; stroke: #0969da; }
  .critical { fill: #bc4c00; stroke: #bc4c00; }
  .assumed { fill: none; }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117; }
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .bar { fill: #4493f8; stroke: #4493f8; }
    .critical { fill: #f0883e; stroke: #f0883e; }
    .assumed { fill: none; }
  }
)";

class Chart {
 public:
  explicit Chart(const Plan& plan) : plan_(plan), whole_(std::max(plan.seconds, 60)) {}

  std::string svg() {
    const int height = kTop + kRow * static_cast<int>(plan_.steps.size()) + 40;
    const int width = kNames + kChart + 110;
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" role=\"img\">\n<title>The order of deployment</title>\n<desc>{2}</desc>\n"
        "<style>{3}</style>\n<rect class=\"back\" width=\"{0}\" height=\"{1}\"/>\n",
        width, height, xml_text(summary_of(plan_)), kStyle);
    text(16, 26, "title", summary_of(plan_));
    draw_grid(height - 30);
    int y = kTop;
    for (const PlanStep& each : plan_.steps) {
      draw(each, y);
      y += kRow;
    }
    text(16, height - 12, "quiet", note());
    return out_ + "</svg>\n";
  }

 private:
  int x_of(int seconds) const {
    return kNames + static_cast<int>(static_cast<std::int64_t>(seconds) * kChart / whole_);
  }

  void text(int x, int y, std::string_view kind, std::string_view words) {
    out_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", kind, x, y,
                        xml_text(words));
  }

  void draw_grid(int bottom) {
    // About eight lines, at whole minutes.
    const int step = std::max(1, (whole_ / 60 + 7) / 8) * 60;
    for (int at = 0; at <= whole_; at += step) {
      out_ +=
          fmt::format("<path class=\"grid\" d=\"M{0} {1}V{2}\"/>\n", x_of(at), kTop - 8, bottom);
      text(x_of(at) + 2, kTop - 12, "quiet", minutes(at));
    }
  }

  void draw(const PlanStep& step, int y) {
    text(16, y + 14, step.is_known ? "" : "quiet",
         fmt::format("{}. {}", step.wave, shown(name_of(step))));
    const int x = x_of(step.start_seconds);
    const int width = std::max(2, x_of(step.start_seconds + step.seconds) - x);
    out_ += fmt::format(
        "<rect class=\"bar{}{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"12\" rx=\"2\">"
        "<title>{}</title></rect>\n",
        step.is_critical ? " critical" : "", step.is_known ? "" : " assumed", x, y + 4, width,
        xml_text(fmt::format("{} ({})", name_of(step), step.type)));
    if (step.is_known) text(x + width + 4, y + 14, "quiet", minutes(step.seconds));
  }

  static std::string shown(const std::string& id) {
    constexpr std::size_t kMost = 44;
    return id.size() <= kMost ? id : id.substr(0, kMost - 1) + "…";
  }

  const Plan& plan_;
  int whole_;
  std::string out_;
};

}  // namespace

std::string plan_to_svg(const Plan& plan) { return Chart(plan).svg(); }

std::string plan_to_mermaid(const Plan& plan) {
  std::string out =
      "gantt\n  title The order of deployment\n  dateFormat HH:mm\n  axisFormat %H:%M\n";
  int wave = 0;
  for (const PlanStep& each : plan.steps) {
    if (each.wave != wave) out += fmt::format("  section Wave {}\n", wave = each.wave);
    out += fmt::format("  {}{} :{}{}, {}m\n", mermaid_name(name_of(each)),
                       each.is_known ? "" : " (assumed)", each.is_critical ? "crit, " : "",
                       clock(each.start_seconds), (each.seconds + 59) / 60);
  }
  return out;
}

std::string plan_to_text(const Plan& plan) {
  if (plan.steps.empty()) return "no changes to deploy\n";
  const bool is_change = changes_something(plan);
  std::string out = summary_of(plan) + "\n";
  std::size_t width = 0;
  for (const PlanStep& each : plan.steps) width = std::max(width, each.id.size());
  int wave = 0;
  for (const PlanStep& each : plan.steps) {
    if (each.wave != wave) out += fmt::format("\nwave {}\n", wave = each.wave);
    out += fmt::format("  {} {}{:<{}}  {}", each.is_critical ? "*" : " ",
                       is_change ? fmt::format("{:<8}", analysis::word_of(each.action)) : "",
                       each.id, width, each.type);
    if (each.is_known) {
      out += fmt::format(", at most {} for {}", minutes(each.seconds), each.waiting_for);
    }
    if (!each.condition.empty()) out += fmt::format(", if {}", each.condition);
    if (!each.failure.empty()) out += fmt::format(", fails: {}", each.failure);
    out += "\n";
  }
  std::vector<std::string> path;
  for (const PlanStep& each : plan.steps) {
    if (each.is_critical) path.push_back(name_of(each));
  }
  out += fmt::format("\n* critical path: {}\n", join(path, " → "));
  return out + note() + "\n";
}

}  // namespace archsynth::picture
