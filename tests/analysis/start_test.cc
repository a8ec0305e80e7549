// Templates that start, each with one thing changed that a start needs
// (tests/lint/start/mutations.json): the finding is at the line to blame.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "archsynth/rules/relations.h"

namespace archsynth::analysis {
namespace {

using Json = nlohmann::ordered_json;

std::string read_text(const std::string& path) {
  std::ifstream in(std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const Json& base_named(const std::string& name) {
  static std::map<std::string, Json> known;
  if (const auto found = known.find(name); found != known.end()) return found->second;
  const std::map<std::string, std::string> paths = {
      {"prod", "tests/golden/prod/production.yaml"},
      {"shop", "tests/golden/several-services/production.yaml"},
      {"existing", "tests/golden/existing-vpc/production.yaml"},
      {"minimal", "tests/golden/minimal/staging.yaml"},
      {"endpoints", "tests/lint/start/endpoints.yaml"}};
  const Source source(name, read_text(paths.at(name)));
  Diagnostics found;
  const auto read = cfn::read_template(*document::read(source, found), found);
  return known[name] = Json::parse(cfn::to_json(*read));
}

std::vector<Diagnostic> findings_of(const Source& source) {
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
  if (checked) check_relations(*checked, found, "us-east-1");
  return found.sorted();
}

/// Whether an item is the one that is meant: it has all members of it.
bool matches(const Json& item, const Json& meant) {
  if (!meant.is_object() || !item.is_object()) return item == meant;
  for (const auto& [key, value] : meant.items()) {
    if (!item.contains(key) || item[key] != value) return false;
  }
  return true;
}

void drop(Json& list, const Json& meant) {
  for (std::size_t i = list.size(); i-- > 0;) {
    if (matches(list[i], meant)) list.erase(i);
  }
}

void change(Json& stack, const Json& each) {
  const std::string how = each[0];
  const std::string where = each[1];
  if (how == "set") {
    stack[Json::json_pointer(where)] = each[2];
  } else if (how == "drop") {
    drop(stack.at(Json::json_pointer(where)), each[2]);
  } else if (how == "remove") {
    stack = stack.patch(Json::array({{{"op", "remove"}, {"path", where}}}));
  } else {
    ASSERT_EQ(how, "resource");
    ASSERT_EQ(stack["Resources"].erase(where), 1U);
    for (auto& resource : stack["Resources"]) {
      if (!resource.contains("DependsOn")) continue;
      if (resource["DependsOn"].is_array()) drop(resource["DependsOn"], where);
      if (resource["DependsOn"] == where || resource["DependsOn"].empty()) {
        resource.erase("DependsOn");
      }
    }
  }
}

/// Whether the finding is at one of the places, `Resource|a part of the line`.
bool is_at(const Diagnostic& finding, const Json& places) {
  const Span* span = finding.origin.span();
  const std::string_view line = span == nullptr ? "" : span->source->line_at(span->begin);
  for (const std::string place : places) {
    const std::size_t bar = place.find('|');
    if (finding.subject.resource != place.substr(0, bar)) continue;
    if (line.find(place.substr(bar + 1)) != std::string::npos) return true;
  }
  return false;
}

TEST(Start, NothingIsFoundInWhatStarts) {
  for (const char* base : {"prod", "shop", "existing", "minimal", "endpoints"}) {
    for (const Diagnostic& each : findings_of(Source(base, base_named(base).dump(1)))) {
      ADD_FAILURE() << base << ": " << each.subject.resource << ": " << each.text();
    }
  }
}

TEST(Start, MissesFewOfWhatStopsIt) {
  const Json mutations = Json::parse(read_text("tests/lint/start/mutations.json"));
  EXPECT_GE(mutations.size(), 100U);
  std::size_t missed = 0;
  std::string shown;
  for (const Json& each : mutations) {
    Json stack = base_named(each["base"]);
    for (const Json& one : each["changes"]) change(stack, one);
    const Source source("template.json", stack.dump(1));
    const std::vector<Diagnostic> found = findings_of(source);
    const bool is_found = std::any_of(
        found.begin(), found.end(), [&](const Diagnostic& one) { return is_at(one, each["at"]); });
    if (is_found) continue;
    ++missed;
    shown +=
        fmt::format("{}: {}\n", each["base"].get<std::string>(), each["name"].get<std::string>());
    for (const Diagnostic& one : found) {
      shown += fmt::format("    {} {}: {}\n", one.code, one.subject.resource, one.text());
    }
  }
  RecordProperty("missed", static_cast<int>(missed));
  EXPECT_LE(missed * 20, mutations.size())
      << missed << " of " << mutations.size() << " are missed\n"
      << shown;
}

}  // namespace
}  // namespace archsynth::analysis
