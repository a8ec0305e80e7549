#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "house/lines.h"
#include "house/rules.h"

namespace archsynth::house {
namespace {

struct Layer {
  std::string_view name;
  /// Beside itself.
  std::vector<std::string_view> may_include;
};

const std::vector<Layer> kLayers = {
    {"support", {}},
    {"document", {"support"}},
    {"describe", {"support", "document"}},
    {"cfn", {"support", "document"}},
    {"spec", {"support", "document", "cfn"}},
    {"construct", {"support", "cfn"}},
    {"aws", {"support", "document", "describe", "cfn", "spec", "construct"}},
    {"architecture", {"support", "document", "describe", "cfn", "spec", "construct", "aws"}},
    {"synth", {"support", "cfn", "spec", "construct", "rules", "analysis"}},
    {"view", {"support", "cfn", "spec"}},
    {"model", {"support", "cfn", "spec", "view"}},
    {"rules", {"support", "document", "cfn", "spec", "view", "model"}},
    {"analysis", {"support", "document", "cfn", "spec", "view", "model", "rules"}},
    {"render",
     {"support", "document", "describe", "cfn", "spec", "construct", "rules", "analysis", "input"}},
    {"input",
     {"support", "document", "describe", "cfn", "spec", "construct", "aws", "architecture", "synth",
      "rules", "analysis"}},
    {"cli",
     {"support", "document", "describe", "cfn", "spec", "construct", "aws", "architecture", "synth",
      "rules", "analysis", "input", "render", "archsynth.h"}},
    {"analysis.h", {"rules", "analysis", "input", "render"}},
    {"archsynth.h",
     {"support", "document", "describe", "cfn", "spec", "construct", "aws", "architecture", "synth",
      "rules", "analysis", "input", "render", "analysis.h"}},
};

/// Each may use those before it.
constexpr std::array<std::string_view, 19> kServices = {
    "iam",         "kms",      "logs", "sns",     "ec2",   "wafv2",
    "elasticache", "dynamodb", "efs",  "s3",      "elbv2", "secretsmanager",
    "rds",         "ecr",      "acm",  "route53", "ecs",   "autoscaling",
    "cloudwatch"};

const Layer* find_layer(std::string_view name) {
  auto found = std::ranges::find(kLayers, name, &Layer::name);
  return found == kLayers.end() ? nullptr : &*found;
}

std::optional<std::size_t> service_rank(std::string_view name) {
  auto found = std::ranges::find(kServices, name);
  if (found == kServices.end()) return std::nullopt;
  return found - kServices.begin();
}

/// `aws/ecs.h` and `aws/ecs/cluster.cc` both belong to the layer `aws` and its part `ecs`.
struct Place {
  std::string_view layer;
  std::string_view part;
};

Place place_of(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return {path, {}};
  const std::string_view rest = path.substr(slash + 1);
  return {path.substr(0, slash), rest.substr(0, rest.find_first_of("./"))};
}

/// The path below `include/archsynth/` or `src/`; empty elsewhere.
std::string_view within_the_library(std::string_view path) {
  for (std::string_view root : {"include/archsynth/", "src/"}) {
    if (path.starts_with(root)) return path.substr(root.size());
  }
  return {};
}

std::string refusal(const Place& from, const Place& to) {
  const Layer* layer = find_layer(from.layer);
  if (!layer) return "is in no layer";
  if (!find_layer(to.layer)) return "includes no layer: " + std::string(to.layer);
  if (from.layer != to.layer) {
    if (std::ranges::find(layer->may_include, to.layer) != layer->may_include.end()) return {};
    return std::string(from.layer) + " may not include " + std::string(to.layer);
  }
  if (from.layer != "aws" || from.part == to.part) return {};
  // What is no service is common to all of them, and below them.
  const auto user = service_rank(from.part);
  const auto used = service_rank(to.part);
  if (!used || (user && *used < *user)) return {};
  return "aws/" + std::string(from.part) + " may not include aws/" + std::string(to.part);
}

}  // namespace

Violations layering(std::string_view path, std::string_view text) {
  Violations found;
  const std::string_view inner = within_the_library(path);
  if (inner.empty()) return found;
  for (const Include& include : includes(text)) {
    std::string_view target = include.target;
    if (target.starts_with("archsynth/")) {
      target.remove_prefix(std::string_view("archsynth/").size());
    } else if (!find_layer(place_of(target).layer)) {
      continue;
    }
    const std::string reason = refusal(place_of(inner), place_of(target));
    if (!reason.empty()) found.push_back(at(path, include.line, reason));
  }
  return found;
}

Violations third_party(std::string_view path, std::string_view text) {
  struct Library {
    std::string_view prefix;
    std::string_view folder;
  };
  constexpr Library kLibraries[] = {{"fmt/", "src/"},
                                    {"nlohmann/", "src/"},
                                    {"yaml-cpp/", "src/document/"},
                                    {"CLI/", "src/cli/parse.cc"},
                                    {"spdlog/", "src/cli/"}};
  Violations found;
  if (within_the_library(path).empty()) return found;
  for (const Include& include : includes(text)) {
    for (const Library& library : kLibraries) {
      if (!include.target.starts_with(library.prefix)) continue;
      const bool in_place = path.starts_with(library.folder);
      const bool fmt_in_header = library.prefix == "fmt/" && path.ends_with(".h");
      if (!in_place || fmt_in_header) {
        found.push_back(at(path, include.line, "may not include " + include.target));
      }
    }
  }
  return found;
}

}  // namespace archsynth::house
