#include "archsynth/analysis/diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "analysis/diff/canonical.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "archsynth/spec/resource_types.h"
#include "archsynth/spec/schema.h"
#include "spec/interruptions.h"
#include "spec/updates.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;

cfn::Template read(Sources& sources, const std::string& text) {
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("t.yaml", text), diagnostics);
  if (!node) return {};
  auto result = cfn::read_template(*node, diagnostics);
  return result ? std::move(*result) : cfn::Template();
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Everything of a difference that is not a place.
std::string summary(const Diff& changes) {
  std::string out;
  for (const ResourceChange& each : changes.resources) {
    out += each.id + " " + std::to_string(static_cast<int>(each.action)) +
           std::to_string(static_cast<int>(each.consequence)) +
           std::to_string(static_cast<int>(each.data)) + "\n";
    for (const PropertyChange& property : each.properties) out += "  " + property.path + "\n";
  }
  for (const SecurityChange& each : changes.security) out += each.what + "\n";
  return out;
}

std::vector<fs::path> corpus() {
  const char* folder = std::getenv("ARCHSYNTH_CORPUS");
  std::vector<fs::path> files;
  if (folder == nullptr) return files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(folder) / "templates")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Diff, OfATemplateAndItselfIsEmpty) {
  const auto files = corpus();
  if (files.empty()) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  for (const fs::path& file : files) {
    Sources sources;
    const cfn::Template one = read(sources, text_of(file));
    const Diff same = diff(one, one);
    EXPECT_TRUE(same.empty()) << file << "\n" << summary(same);
    EXPECT_TRUE(same.security.empty()) << file;
    // Its twin in the other spelling.
    const cfn::Template twin = read(sources, cfn::to_yaml(one));
    if (twin.resources.size() != one.resources.size()) continue;
    const Diff spelled = diff(one, twin);
    EXPECT_TRUE(spelled.empty()) << file << "\n" << summary(spelled);
  }
}

/// The defaults of two templates, given: what is new has its default for certain, what goes may
/// have had another value, so that only stated values are the same both ways.
DiffOptions with_defaults(const cfn::Template& a, const cfn::Template& b) {
  DiffOptions options;
  for (const cfn::Template* each : {&a, &b}) {
    for (const cfn::Parameter& parameter : each->parameters) {
      const cfn::Value* usual = parameter.attributes.find("Default");
      if (usual != nullptr) options.before.push_back({parameter.id.str(), *usual, {}});
    }
  }
  options.after = options.before;
  return options;
}

/// The two sides of a pair, as people change them: neighbours of the corpus share little, so
/// mirrored pairs are mostly of adding and removing.
TEST(Diff, IsMirrored) {
  const auto files = corpus();
  if (files.empty()) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  for (std::size_t i = 0; i + 1 < files.size(); i += 7) {
    Sources sources;
    const cfn::Template a = read(sources, text_of(files[i]));
    const cfn::Template b = read(sources, text_of(files[i + 1]));
    const auto ids = [](const Diff& changes, ResourceChange::Action action) {
      std::set<std::string> result;
      for (const ResourceChange& each : changes.resources) {
        if (each.action == action) result.insert(each.id);
      }
      return result;
    };
    using Action = ResourceChange::Action;
    const DiffOptions options = with_defaults(a, b);
    const Diff there = diff(a, b, options);
    const Diff back = diff(b, a, options);
    EXPECT_EQ(ids(there, Action::kAdd), ids(back, Action::kRemove)) << files[i];
    EXPECT_EQ(ids(there, Action::kRemove), ids(back, Action::kAdd)) << files[i];
  }
}

cfn::Value reversed(const cfn::Value& value) {
  if (const cfn::Map* map = value.map()) {
    std::vector<const cfn::MapEntry*> entries;
    for (const cfn::MapEntry& entry : *map) entries.push_back(&entry);
    cfn::Map result;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      result.append((*entry)->key, reversed((*entry)->value));
    }
    return result;
  }
  if (const cfn::List* list = value.list()) {
    cfn::List items;
    for (const cfn::Value& each : *list) items.push_back(reversed(each));
    return items;
  }
  return value;
}

TEST(Diff, TheOrderOfKeysMeansNothing) {
  const auto files = corpus();
  if (files.empty()) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  for (const fs::path& file : files) {
    Sources sources;
    const cfn::Template one = read(sources, text_of(file));
    cfn::Template other = one;
    std::reverse(other.resources.begin(), other.resources.end());
    for (cfn::Resource& each : other.resources) {
      if (const cfn::Value turned = reversed(each.properties); turned.map() != nullptr) {
        each.properties = *turned.map();
      }
    }
    const Diff same = diff(one, other);
    EXPECT_TRUE(same.empty()) << file << "\n" << summary(same);
  }
}

/// A template with one resource that has one property.
cfn::Template with_property(std::string_view type, std::string_view name, const char* value) {
  cfn::Template result;
  cfn::Resource resource;
  resource.id = cfn::LogicalId("Thing");
  resource.type = type;
  resource.properties.set(name, value);
  result.resources.push_back(std::move(resource));
  return result;
}

/// Each property of each type, changed: the verdict is what the schemas say of it. The oracle reads
/// the facts' lists itself, and knows nothing of paths.
TEST(Diff, SaysOfEachPropertyWhatTheSchemasSay) {
  std::size_t count = 0;
  for (const std::string_view type : spec::resource_type_names()) {
    const auto schema = spec::resource_schema(type);
    const auto facts = spec::resource_type(type);
    if (!schema || !facts) continue;
    const auto properties = schema->root().find(spec::Keyword::kProperties);
    if (!properties || type == "AWS::CloudFormation::CustomResource") continue;
    const auto names = [](const spec::TextList& list, std::string_view name) {
      for (const std::string_view each : list.to_vector()) {
        if (each.substr(0, each.find('.')) == name) return true;
      }
      return false;
    };
    for (std::size_t i = 0; i < properties->size(); ++i) {
      const std::string_view name = properties->key(i);
      const auto rules = spec::update_rules(type);
      // What pages and handlers say is held by scenarios.
      const bool is_conditional = names(facts->conditional_create_only, name);
      if (std::any_of(rules.begin(), rules.end(), [&](const auto& rule) {
            return rule.property == name || (rule.property == "?" && is_conditional);
          })) {
        continue;
      }
      const Diff changes =
          diff(with_property(type, name, "one"), with_property(type, name, "other"));
      ASSERT_EQ(changes.resources.size(), 1U) << type << " " << name;
      const Consequence expected = names(facts->create_only, name)  ? Consequence::kReplaces
                                   : spec::interruption(type, name) ? Consequence::kInterrupts
                                   : is_conditional                 ? Consequence::kMayReplace
                                                                    : Consequence::kInPlace;
      EXPECT_EQ(static_cast<int>(changes.resources[0].consequence), static_cast<int>(expected))
          << type << " " << name;
      ++count;
    }
  }
  EXPECT_GT(count, 10'000U);
}

TEST(Diff, CarriesReplacementsOnToTheEnd) {
  Sources sources;
  const std::string text = R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: BLOCK}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
  Group:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: data, SubnetIds: [!Ref Subnet]}
  Route:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: rtb-12345678}
)";
  const auto with = [&](const std::string& block) {
    std::string changed = text;
    changed.replace(changed.find("BLOCK"), 5, block);
    return read(sources, changed);
  };
  const Diff changes = diff(with("10.0.0.0/16"), with("10.0.0.0/17"));
  ASSERT_NE(changes.find("Route"), nullptr);
  EXPECT_EQ(changes.find("Route")->consequence, Consequence::kReplaces);
  EXPECT_EQ(changes.find("Route")->properties[0].chain,
            (std::vector<std::string>{"Subnet", "Vpc"}));
  ASSERT_NE(changes.find("Group"), nullptr);
  EXPECT_EQ(changes.find("Group")->consequence, Consequence::kInPlace);
}

TEST(Diff, TakesSpellingsForWhatTheyMean) {
  Sources sources;
  const auto same = [&](const std::string& a, const std::string& b) {
    const auto with = [&](const std::string& value) {
      return read(sources,
                  "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      "
                  "DisplayName: " +
                      value + "\n");
    };
    return diff(with(a), with(b)).empty();
  };
  EXPECT_TRUE(same("!Sub 'a-${AWS::StackName}'", "!Join ['-', [a, !Ref AWS::StackName]]"));
  EXPECT_TRUE(same("!Sub '${Topic.TopicName}'", "!GetAtt Topic.TopicName"));
  EXPECT_TRUE(same("'true'", "true"));
  EXPECT_TRUE(same("1", "'1'"));
  EXPECT_TRUE(same("!Sub ['${A}b', {A: a}]", "ab"));
  EXPECT_FALSE(same("!Sub 'a-${AWS::StackName}'", "!Sub 'b-${AWS::StackName}'"));
  EXPECT_FALSE(same("a", "b"));
}

}  // namespace
}  // namespace archsynth::analysis
