#include "archsynth/render/preflight.h"

#include <fmt/format.h>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "render/format.h"
#include "render/json_values.h"
#include "script.h"

namespace archsynth::picture {
namespace {

using analysis::Preflight;
using analysis::Prerequisite;
using analysis::QuotaUse;

std::string preflight_text(const Preflight& preflight) {
  std::string out;
  if (preflight.prerequisites.empty()) out = "nothing must exist before the deployment\n";
  for (const Prerequisite& each : preflight.prerequisites) {
    const std::string place = each.origin.is_stated() ? "  " + each.origin.to_string() : "";
    out += title_of(each) + place + "\n";
    if (!each.needs.empty()) out += fmt::format("  needs {}\n", each.needs);
    if (!each.keys.empty()) {
      out += fmt::format("  with the JSON {} {}\n", each.keys.size() == 1 ? "key" : "keys",
                         join(each.keys, ", "));
    }
  }
  if (!preflight.quotas.empty()) out += "\nquotas, with the defaults of a new account\n";
  for (const QuotaUse& each : preflight.quotas) {
    out += fmt::format("  {}: {} of {}{}{}\n", each.name, each.needed, each.standard,
                       each.resource.empty() ? "" : ", for " + each.resource,
                       each.needed > each.standard ? "; request an increase" : "");
  }
  return out;
}

cfn::List quotas_json(const Preflight& preflight) {
  cfn::List all;
  for (const QuotaUse& each : preflight.quotas) {
    all.push_back(cfn::Map{{"name", each.name},
                           {"service", each.service},
                           {"code", each.code},
                           {"needed", each.needed},
                           {"default", each.standard},
                           {"adjustable", true},
                           {"resource", each.resource},
                           {"check", aws_command(quota_command(each))},
                           {"source", each.page}});
  }
  return all;
}

std::string preflight_json(const Preflight& preflight) {
  cfn::List all;
  for (const Prerequisite& each : preflight.prerequisites) {
    const std::string check = aws_command(each.command);
    all.push_back(cfn::Map{{"kind", each.kind},
                           {"name", each.name},
                           {"needs", each.needs},
                           {"keys", texts(each.keys)},
                           {"resource", each.resource},
                           {"line", line_or_null(each.origin)},
                           {"check", check.empty() ? cfn::Value(cfn::Null{}) : cfn::Value(check)},
                           {"expected", each.expected},
                           {"made_on_demand", each.is_made_on_demand}});
  }
  return cfn::to_json(cfn::Map{{"version", 1},
                               {"region", preflight.region},
                               {"prerequisites", std::move(all)},
                               {"quotas", quotas_json(preflight)}});
}

constexpr Format<Preflight> kPreflightFormats[] = {
    {"text", preflight_text},
    {"json", preflight_json},
    {"sh", preflight_script},
};

}  // namespace

std::string preflight_as(std::string_view format, const Preflight& preflight) {
  return write_as(kPreflightFormats, format, preflight);
}

std::vector<std::string> preflight_formats() { return names_in(kPreflightFormats); }

}  // namespace archsynth::picture
