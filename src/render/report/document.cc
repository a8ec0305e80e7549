#include <fmt/format.h>

#include <algorithm>

#include "archsynth/render/audit.h"
#include "archsynth/render/diagram.h"
#include "archsynth/render/report.h"
#include "archsynth/support/text.h"
#include "html.h"
#include "sections.h"

namespace archsynth::picture {
namespace {

/// A text within Markdown: nothing in it is markup, and a table's cell stays one.
std::string md(std::string_view text) {
  std::string result;
  for (const char c : visible_text(text)) {
    if (std::string_view("\\`*_[]|~#<>&").find(c) != std::string_view::npos) result += '\\';
    result += c == '\n' || c == '\t' ? ' ' : c;
  }
  return result;
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

/// The names of columns; those that begin with `>` stand to the right.
std::string head(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  std::string rule = "|";
  for (const std::string& column : columns) {
    const bool is_amount = column.front() == '>';
    names.push_back(is_amount ? column.substr(1) : column);
    rule += is_amount ? "---:|" : "---|";
  }
  return row(names) + rule + "\n";
}

std::string list(const std::vector<std::string>& texts) {
  std::vector<std::string> escaped;
  for (const std::string& text : texts) escaped.push_back(md(text));
  return join(escaped, "<br>");
}

/// A fence that no line of the text can end.
std::string fenced(const std::string& text, std::string_view language = "text") {
  std::string fence = "```";
  while (text.find(fence) != text.npos) fence += '`';
  return fmt::format("{}{}\n{}{}{}\n", fence, language, text,
                     text.empty() || text.back() != '\n' ? "\n" : "", fence);
}

/// Empty where there is nothing to draw.
std::string drawn(const cfn::Template& stack, analysis::DiagramView view,
                  const std::string& region) {
  const analysis::Diagram picture = analysis::diagram(stack, {.view = view, .region = region});
  const bool is_empty = picture.boxes.size() == 1 && picture.boxes.front().resources.empty();
  return is_empty ? std::string() : fenced(to_text(picture));
}

std::string drawn_section(std::string_view title, const cfn::Template& stack,
                          analysis::DiagramView view, const std::string& region) {
  const std::string picture = drawn(stack, view, region);
  return picture.empty() ? picture : fmt::format("\n## {}\n\n{}", title, picture);
}

/// Without its folders: who writes the document may stand elsewhere than who checks it.
std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

/// The resources of some types with what is worth knowing of them.
struct Topic {
  std::string_view title;
  std::vector<std::string_view> types;
};

std::vector<Topic> topics() {
  return {
      {"Load balancing",
       {"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::TargetGroup"}},
      {"Services",
       {"AWS::ECS::Cluster", "AWS::ECS::Service", "AWS::ECS::TaskDefinition",
        "AWS::Lambda::Function", "AWS::EC2::Instance"}},
      {"Scaling",
       {"AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy"}},
      {"Databases and caches",
       {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DynamoDB::Table",
        "AWS::ElastiCache::ReplicationGroup"}},
      {"Storage and queues", {"AWS::S3::Bucket", "AWS::EFS::FileSystem", "AWS::SQS::Queue"}},
      {"Images", {"AWS::ECR::Repository"}},
      {"Names and certificates",
       {"AWS::Route53::RecordSet", "AWS::CertificateManager::Certificate"}},
      {"Encryption", {"AWS::KMS::Key"}},
  };
}

std::string topic_text(const Report& report, const Topic& topic) {
  std::string text;
  for (const std::string_view type : topic.types) {
    for (const ReportResource& each : report.resources) {
      if (each.type != type) continue;
      text += fmt::format("\n### {}\n\n`{}`\n", md(each.id), type);
      if (each.facts.empty()) continue;
      text += "\n" + head({"Property", "Value"});
      for (const analysis::Fact& fact : each.facts) text += row({fact.label, md(fact.value)});
    }
  }
  return text.empty() ? text : fmt::format("\n## {}\n{}", topic.title, text);
}

std::string network_text(const Report& report, const cfn::Template& stack) {
  const auto& subnets = report.overview.subnets;
  if (subnets.empty()) return {};
  std::string text =
      "\n## Network\n\n" + head({"Network", "Subnet", "Zone", "Tier", "Addresses", "Routes"});
  for (const analysis::SubnetRow& each : subnets) {
    text += row({md(each.network) + " " + md(each.network_block), md(each.id), md(each.zone),
                 each.tier, md(each.block), list(each.routes)});
  }
  return text + "\n" + drawn(stack, analysis::DiagramView::kNetwork, report.region);
}

std::string traffic_text(const Report& report, const cfn::Template& stack) {
  const auto& traffic = report.overview.traffic;
  if (traffic.empty()) return {};
  std::string text = "\n## Security groups\n\n" +
                     drawn(stack, analysis::DiagramView::kSecurity, report.region) + "\n" +
                     head({"Group", "Direction", "Other end", "Ports", "Why"});
  for (const analysis::TrafficRow& each : traffic) {
    text += row({md(each.group), each.is_inbound ? "in" : "out", md(each.other), md(each.ports),
                 md(each.reason)});
  }
  return text;
}

std::string secrets_text(const Report& report) {
  const auto& secrets = report.overview.secrets;
  if (secrets.empty()) return {};
  std::string text = "\n## Secrets\n\n" + head({"Secret", "Contents", "Key", "Readers"});
  for (const analysis::SecretRow& each : secrets) {
    text += row({md(each.id), md(each.about), each.key.empty() ? "AWS-managed" : md(each.key),
                 each.readers.empty() ? "none in the template" : list(each.readers)});
  }
  return text;
}

/// The value of one fact; empty where there is none.
std::string fact(const ReportResource& resource, std::string_view label) {
  for (const analysis::Fact& each : resource.facts) {
    if (each.label == label) return each.value;
  }
  return {};
}

std::string monitoring_text(const Report& report, const cfn::Template& stack) {
  std::string alarms;
  std::string logs;
  std::string receivers;
  for (const ReportResource& each : report.resources) {
    if (each.type == "AWS::CloudWatch::Alarm") {
      alarms +=
          row({md(each.id), md(fact(each, "Metric")),
               md(fact(each, "Compared") + " " + fact(each, "Threshold")),
               md(fact(each, "Periods") + " × " + fact(each, "Period")), md(fact(each, "For"))});
    } else if (each.type == "AWS::Logs::LogGroup") {
      const std::string kept = fact(each, "Kept");
      logs += row({md(each.id), md(fact(each, "Name")), kept.empty() ? "forever" : md(kept)});
    } else if (each.type == "AWS::SNS::Subscription") {
      receivers += row({md(each.id), md(fact(each, "Protocol")), md(fact(each, "To"))});
    }
  }
  const bool is_empty = alarms.empty() && logs.empty() && receivers.empty();
  const std::string picture =
      is_empty ? "" : drawn(stack, analysis::DiagramView::kMonitoring, report.region);
  std::string text = picture.empty() ? "" : "\n" + picture;
  if (!alarms.empty()) {
    text += "\n" + head({"Alarm", "Metric", "Condition", "For", "Description"}) + alarms;
  }
  if (!logs.empty()) text += "\n" + head({"Log group", "Name", "Kept"}) + logs;
  if (!receivers.empty()) text += "\n" + head({"Subscription", "Protocol", "To"}) + receivers;
  return text.empty() ? text : "\n## Monitoring\n" + text;
}

std::string backups_text(const Report& report) {
  const auto& backups = report.overview.backups;
  if (backups.empty()) return {};
  std::string text =
      "\n## Disaster recovery\n\n" + head({"Data", "Kind", "Backups", "Possible loss (RPO)",
                                           "Recovery time (RTO)", "On deletion"});
  for (const analysis::BackupRow& each : backups) {
    text += row({md(each.id), each.what, md(each.backups), md(each.loss), md(each.recovery),
                 md(each.on_delete)});
  }
  return text;
}

std::string advice_text(const Report& report) {
  std::string text;
  for (const analysis::Advice& each : report.advice) {
    if (!each.pays) continue;
    text += fmt::format("- {}: saves {} USD a month; {}.{}\n", md(each.title),
                        money_text(each.saving), md(each.reason),
                        each.price.empty() ? "" : " Trade-off: " + md(each.price) + ".");
  }
  return text.empty() ? text : "\n### Ways to save\n\n" + text;
}

std::string cost_text(const Report& report) {
  if (!report.cost) return {};
  std::string text = "\n## Cost\n\n" + head({"Component", ">USD a month"});
  for (const analysis::CostComponent& each : analysis::cost_components(*report.cost)) {
    text += row({md(each.name), money_text(each.monthly)});
  }
  text += row({"**Total**", "**" + money_text(report.cost->monthly) + "**"});
  text += fmt::format("\nPrices of {}; usage: {}.", md(report.cost->region), report.cost->usage);
  if (!report.cost->oldest_price.empty()) {
    text += fmt::format(
        " List prices of {} or later, without taxes; of free tiers, only that of data transfer.",
        report.cost->oldest_price);
  }
  text += "\n";
  for (const analysis::Unpriced& each : report.cost->unpriced) {
    text += fmt::format("\n- Not in the total: {} ({})", md(each.resource), md(each.why));
  }
  return text + (report.cost->unpriced.empty() ? "" : "\n") + advice_text(report);
}

std::string findings_text(const Report& report) {
  if (report.findings.empty()) return {};
  std::string text = "\n## Findings\n\n" + head({"Severity", "Rule", "Resource", "Message"});
  for (const Diagnostic& each : report.findings) {
    text += row({std::string(severity_name(each.severity)), md(each.code),
                 md(each.subject.resource), md(each.text())});
  }
  return text;
}

std::string defaults_text(const Report& report) {
  std::string rows;
  for (const analysis::DefaultRow& each : report.overview.defaults) {
    if (each.key.empty()) continue;
    rows += row({md(each.key), md(each.value),
                 each.profile.empty() ? "every environment" : md(each.profile), list(each.places)});
  }
  if (rows.empty()) return {};
  return "\n## Effective defaults\n\n" + head({"Key", "Value", "Default of", "Used by"}) + rows;
}

std::string inventory_text(const Report& report) {
  if (report.resources.empty()) return {};
  std::string text = "\n## Inventory\n\n" + head({"Resource", "Type", ">USD a month"});
  for (const ReportResource& each : report.resources) {
    text += row({md(each.id), md(each.type), each.is_priced ? money_text(each.monthly) : ""});
  }
  return text;
}

}  // namespace

std::string to_document(const Report& report, const cfn::Template& stack) {
  std::string text = fmt::format(
      "# {}\n\nGenerated from {} by `archsynth document`; edit that file and regenerate.\n\n"
      "## Architecture\n\n{}",
      md(report.title == report.file ? base_name(report.file) : report.title),
      md(base_name(report.file)), fenced(to_text(report.picture)));
  text += network_text(report, stack);
  for (const Topic& topic : topics()) text += topic_text(report, topic);
  text += traffic_text(report, stack);
  text += "\n## Security layers\n\n" + audit_markdown(report.audit);
  text += secrets_text(report) + monitoring_text(report, stack);
  text += drawn_section("Request flow", stack, analysis::DiagramView::kFlow, report.region);
  text += drawn_section("Deployment", stack, analysis::DiagramView::kDeploy, report.region);
  return text + backups_text(report) + cost_text(report) + findings_text(report) +
         defaults_text(report) + inventory_text(report);
}

}  // namespace archsynth::picture
