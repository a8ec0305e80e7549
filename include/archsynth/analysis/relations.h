#pragma once

#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

/// Judgements of templates. Every analysis is a function of a `cfn::Template` and the facts about
/// AWS, so it works on any template, ours or not.
namespace archsynth::analysis {

/// A rule about how resources of one template fit one another: a service and its task definition, a
/// subnet and its VPC, an alarm and what it watches. A resource's own schema says nothing of these;
/// they come out when a stack is deployed, or never.
struct RelationRule {
  std::string_view id;                   ///< `ARC4101`
  Severity severity = Severity::kError;  ///< error: the deployment fails, or the thing never works
  std::string_view title;                ///< what must hold
  std::string_view why;                  ///< what happens otherwise
  std::string_view mend;                 ///< what to do about it
  std::string_view source;               ///< the page of AWS's documentation that says so
  std::string_view see;                  ///< cfn-lint's rule that comes closest, or empty
};

/// All rules, by id.
std::vector<RelationRule> relation_rules();

/// Reports where resources do not fit one another, as far as that is certain: values that a
/// condition, an import or a parameter without default decides are left alone. A parameter stands
/// for its default. The region is where the stack is to be deployed; empty: not known.
void check_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                     std::string_view region = {});

}  // namespace archsynth::analysis
