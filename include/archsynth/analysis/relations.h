#pragma once

#include <string_view>
#include <vector>

#include "archsynth/analysis/rules.h"
#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"

/// Judgements of templates. Every analysis is a function of a `cfn::Template` and the facts about
/// AWS, so it works on any template, ours or not.
namespace archsynth::analysis {

/// A rule about how resources of one template fit one another: a service and its task definition, a
/// subnet and its VPC, an alarm and what it watches. A resource's own schema says nothing of these;
/// they come out when a stack is deployed, or never.
using RelationRule = RuleDescription;

/// All rules, by id.
std::vector<RelationRule> relation_rules();

/// Reports where resources do not fit one another, as far as that is certain: values that a
/// condition, an import or a parameter without default decides are left alone. A parameter has its
/// default. The region is where the stack is to be deployed; empty: not known.
void check_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                     std::string_view region = {}, const spec::Catalogue& catalogue = {});

}  // namespace archsynth::analysis
