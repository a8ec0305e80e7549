// Random graphs of references, cycles among them: whatever follows references comes to an end.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/overview.h"
#include "archsynth/analysis/reach.h"
#include "archsynth/rules/relations.h"
#include "archsynth/spec/resource_types.h"
#include "spec/type_facts.h"

namespace archsynth::analysis {
namespace {

constexpr std::size_t kTemplates = 400;
constexpr std::size_t kMostResources = 9;

class RandomGraphs {
 public:
  RandomGraphs() {
    for (const std::string_view type : spec::resource_type_names()) {
      if (const auto facts = spec::type_facts(type)) types_.push_back(*facts);
    }
  }

  /// Resources of random types, all of whose properties name random ones, themselves included.
  cfn::Template next() {
    cfn::Template result;
    const std::size_t count = 1 + random() % kMostResources;
    for (std::size_t i = 0; i < count; ++i) result.resources.push_back(resource(i, count));
    return result;
  }

 private:
  std::size_t random() { return engine_(); }

  cfn::Resource resource(std::size_t index, std::size_t count) {
    // A third makes networks, whose parts have blocks of each other.
    const auto networks = std::find_if(types_.begin(), types_.end(), [](const auto& each) {
      return each.name == "AWS::EC2::Subnet";
    });
    const spec::TypeFacts& facts = random() % 3 == 0 ? *networks : types_[random() % types_.size()];
    cfn::Resource result;
    result.id = cfn::LogicalId("R" + std::to_string(index));
    result.type = std::string(facts.name);
    for (const spec::TextList& paths :
         {facts.part_of, facts.subnets, facts.security_groups, facts.roles}) {
      for (const std::string_view path : paths) set(result.properties, path, count);
    }
    for (const std::string_view path :
         {"SubnetId", "SubnetIds", "VpcId", "CidrBlock", "Description"}) {
      set(result.properties, path, count);
    }
    return result;
  }

  void set(cfn::Map& properties, std::string_view path, std::size_t count) {
    cfn::Value value = reference(count);
    for (std::size_t dot = path.rfind('.'); dot != path.npos; dot = path.rfind('.')) {
      cfn::Map inner;
      inner.set(path.substr(dot + 1), std::move(value));
      value = cfn::Value(std::move(inner));
      path = path.substr(0, dot);
    }
    properties.set(path, std::move(value));
  }

  cfn::Value reference(std::size_t count) {
    const cfn::LogicalId target("R" + std::to_string(random() % count));
    if (random() % 3 == 0) return cfn::Value(cfn::GetAtt{target, "Arn"});
    if (random() % 3 == 0) return cfn::Value(cfn::GetAtt{target, "CidrBlock"});
    cfn::Value one(cfn::Ref{target});
    return random() % 2 == 0 ? std::move(one) : cfn::Value(cfn::List{std::move(one)});
  }

  std::mt19937 engine_{1};  // NOLINT(cert-msc51-cpp): the same graphs in every run
  std::vector<spec::TypeFacts> types_;
};

TEST(ReferenceCycles, EndInChecksAndFlows) {
  RandomGraphs graphs;
  for (std::size_t i = 0; i < kTemplates; ++i) {
    const cfn::Template content = graphs.next();
    Diagnostics found;
    check_relations(content, found, "us-east-1");
    reachable_flows(content, {"us-east-1", {}, {}});
  }
}

TEST(ReferenceCycles, EndInPicturesAndOverviews) {
  RandomGraphs graphs;
  for (std::size_t i = 0; i < kTemplates; ++i) {
    const cfn::Template content = graphs.next();
    for (std::size_t view = 0; view < diagram_views().size(); ++view) {
      diagram(content, {static_cast<DiagramView>(view), {}});
    }
    EXPECT_EQ(overview(content).resources.size(), content.resources.size());
  }
}

}  // namespace
}  // namespace archsynth::analysis
