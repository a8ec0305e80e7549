#include "archsynth/spec/controls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "spec/facts.h"

namespace archsynth::spec {
namespace {

/// `A.*.B` and `A[C=D].B` as a pointer into a schema: `/A/*/B`.
std::string pointer_of(std::string_view path) {
  std::string pointer = "/";
  bool is_inside = false;
  for (const char each : path) {
    if (each == '[') pointer += "/*";
    is_inside = each == '[' || (is_inside && each != ']');
    if (!is_inside && each != ']') pointer += each == '.' ? '/' : each;
  }
  return pointer;
}

/// Whether each step is a property of what the schema describes; what is free may hold anything.
bool has_pointer(const Schema& root, const std::string& pointer) {
  Schema at = root;
  std::size_t end = 0;
  while (end < pointer.size()) {
    end = std::min(pointer.find('/', end + 1), pointer.size());
    const auto next = root.at("/properties" + pointer.substr(0, end));
    if (!next) return !at.find(Keyword::kProperties);
    at = *next;
  }
  return true;
}

TEST(Controls, NamePropertiesOfTheirTypes) {
  for (const Control& control : controls()) {
    for (const ControlProperty& each : control_properties(control.id)) {
      const auto schema = resource_schema(each.type);
      ASSERT_TRUE(schema) << each.type;
      for (const std::string_view path : split(each.property, '|')) {
        EXPECT_TRUE(has_pointer(schema->root(), pointer_of(path)))
            << control.id << " " << each.type << " " << path;
      }
    }
  }
}

TEST(Controls, NameRulesOfTheControlsInTheirRows) {
  const Table table("control_properties");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Control* of = control(table[i].text(0));
    ASSERT_NE(of, nullptr) << table[i].text(0);
    for (std::string_view rule : table[i].list(6)) {
      if (rule == "-") continue;
      if (rule.starts_with('+')) rule.remove_prefix(1);
      EXPECT_TRUE(of->checkov.contains(rule) || of->cdk_nag.contains(rule) ||
                  of->guard.contains(rule) || of->cfn_nag.contains(rule) || of->fsbp.contains(rule))
          << of->id << " " << rule;
    }
  }
}

TEST(Controls, TellWhichTypesARuleIsFor) {
  const Control& logs = *control("ARC6602");
  constexpr std::string_view kClassic = "AWS::ElasticLoadBalancing::LoadBalancer";
  constexpr std::string_view kApplication = "AWS::ElasticLoadBalancingV2::LoadBalancer";
  EXPECT_TRUE(is_rule_for(logs, "CKV_AWS_92", kClassic));
  EXPECT_FALSE(is_rule_for(logs, "CKV_AWS_92", kApplication));
  EXPECT_TRUE(is_rule_for(logs, "CKV_AWS_91", kApplication));
  EXPECT_FALSE(is_rule_for(logs, "CKV_AWS_91", kClassic));
  EXPECT_TRUE(is_rule_for(logs, "AwsSolutions-ELB2", kClassic));
  EXPECT_TRUE(is_rule_for(logs, "AwsSolutions-ELB2", kApplication));
  EXPECT_FALSE(
      is_rule_for(*control("ARC6113"), "CKV_AWS_87", "AWS::RedshiftServerless::Workgroup"));
  EXPECT_TRUE(is_rule_for(*control("ARC6113"), "CKV_AWS_87", "AWS::Redshift::Cluster"));
}

}  // namespace
}  // namespace archsynth::spec
