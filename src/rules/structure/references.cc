#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "archsynth/cfn/loops.h"
#include "archsynth/rules/structure.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "cfn/intrinsic.h"
#include "document/text_check.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/structure/stages.h"
#include "spec/serverless.h"
#include "view/serverless.h"

namespace archsynth::analysis {

namespace {

constexpr std::string_view kNoTarget = "ARC2010";
constexpr std::string_view kNoAttribute = "ARC2011";
constexpr std::string_view kNoDependency = "ARC2012";
constexpr std::string_view kNoCondition = "ARC2013";
constexpr std::string_view kNoMapping = "ARC2014";
constexpr std::string_view kResourceInCondition = "ARC2015";

/// What may hold values beside the properties.
std::array<const cfn::Value*, 5> attributes_of(const cfn::Resource& resource) {
  return {&resource.metadata, &resource.creation_policy, &resource.update_policy,
          &resource.deletion_policy, &resource.update_replace_policy};
}

/// Adds the references of everything of a resource that may hold a value.
void collect(const cfn::Resource& resource, std::vector<cfn::Reference>& out) {
  const auto add = [&](const cfn::Value& value) {
    for (cfn::Reference& each : cfn::references(value)) out.push_back(std::move(each));
  };
  for (const cfn::MapEntry& entry : resource.properties) add(entry.value);
  for (const cfn::MapEntry& entry : resource.other_attributes) add(entry.value);
  for (const cfn::Value* value : attributes_of(resource)) {
    if (!value->absent()) add(*value);
  }
}

/// Calls `visit(function, name, origin)` for every condition and mapping that a value names; a
/// mapping whose name is computed is given the name "".
template <typename Visit>
void each_named(const cfn::Value& value, const Visit& visit) {
  cfn::walk(value, [&](const cfn::Value& inner) {
    const auto* call = inner.get_if<cfn::Call>();
    if (call == nullptr || call->argument.empty()) return;
    const cfn::Value* name = &call->argument.front();
    if (cfn::is_choice(inner) || call->function == cfn::Function::kFindInMap) {
      if (name->list() == nullptr || name->list()->empty()) return;
      name = &name->list()->front();
    } else if (call->function != cfn::Function::kCondition) {
      return;
    }
    const bool is_lookup = call->function == cfn::Function::kFindInMap;
    if (name->string() == nullptr && is_lookup) {
      visit(call->function, std::string(), inner.origin());
    } else if (name->string() != nullptr) {
      visit(call->function, *name->string(),
            name->origin().known() ? name->origin() : inner.origin());
    }
  });
}

/// Whether all transforms are known to leave names alone: those of language extensions, those that
/// put rotating functions into stacks of their own, and the serverless one, whose own names are
/// known.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-secretsmanager.html
bool keeps_names(const cfn::Value& transform) {
  const auto is_it = [](const cfn::Value& name) {
    return name.string() != nullptr && (*name.string() == "AWS::LanguageExtensions" ||
                                        *name.string() == "AWS::Serverless-2016-10-31" ||
                                        name.string()->starts_with("AWS::SecretsManager-"));
  };
  const cfn::List* names = transform.list();
  return names == nullptr ? is_it(transform) : std::all_of(names->begin(), names->end(), is_it);
}

class Checker {
 public:
  Checker(const cfn::Template& result, const spec::Catalogue& catalogue, Diagnostics& to)
      : template_(result),
        catalogue_(catalogue),
        to_(to),
        is_open_(is_open(result) || has_lost_one(result, to)) {
    constexpr std::string_view kModule = "::MODULE";
    for (const cfn::Resource& each : result.resources) {
      resources_[each.id.str()] = &each;
      if (each.type.ends_with(kModule)) modules_.push_back(each.id.str());
    }
    for (const cfn::Parameter& each : result.parameters) parameters_.insert(each.id.str());
  }

  void check(const References& references) {
    for (std::size_t i = 0; i < template_.resources.size(); ++i) {
      check_resource(template_.resources[i], references[i]);
    }
    for (const cfn::Output& each : template_.outputs) {
      check_value(each.value, each.id.str(), each.origin);
      check_value(each.export_name, each.id.str(), each.origin);
      check_condition(each.condition.str(), each.id.str(), each.condition_origin, each.origin);
    }
    check_value(template_.globals, "Globals", template_.globals.origin());
    for (const cfn::MapEntry& each : template_.conditions) check_condition_value(each);
    for (const cfn::MapEntry& each : template_.rules) {
      check_named(each.value, each.key, each.value.origin());
      for (const cfn::Reference& use : cfn::references(each.value)) used_.insert(use.target.str());
    }
    report_unused();
  }

 private:
  void check_resource(const cfn::Resource& each, const std::vector<cfn::Reference>& references) {
    const std::string& who = each.id.str();
    const auto about = to_.about(who);
    for (const cfn::Reference& use : references) check_use(use, who, each.origin);
    for (const cfn::MapEntry& entry : each.properties) check_named(entry.value, who, each.origin);
    for (const cfn::Value* value : attributes_of(each)) check_named(*value, who, each.origin);
    check_condition(each.condition.str(), who, each.condition_origin, each.origin);
    for (const cfn::LogicalId& target : each.depends_on) {
      if (resources_.contains(target.str()) || is_open_ || is_of_module(target.str())) continue;
      to_.error(kNoDependency, first_known(each.depends_on_origin, each.origin),
                fmt::format("{} depends on the unknown resource {}", quoted(who),
                            quoted(target.str())))
          .fix = near(target.str(), [&] { return names(false); });
    }
  }

  void check_value(const cfn::Value& value, const std::string& who, const Origin& owner) {
    for (const cfn::Reference& use : cfn::references(value)) check_use(use, who, owner);
    check_named(value, who, owner);
  }

  void check_use(const cfn::Reference& use, const std::string& who, const Origin& owner) {
    const std::string& target = use.target.str();
    const Origin& origin = first_known(use.origin, owner);
    if (parameters_.contains(target)) {
      used_.insert(target);
      if (use.attribute.empty()) return;
      to_.error(kNoAttribute, origin,
                fmt::format("{} uses the attribute {} of {}, which is a parameter", quoted(who),
                            quoted(use.attribute), quoted(target)));
      return;
    }
    const auto found = resources_.find(target);
    if (found == resources_.end()) {
      if (is_open_ || is_of_module(target)) return;
      if (const std::size_t blank = target.find(' '); blank != target.npos) {
        used_.insert(target.substr(0, blank));
      }
      to_.error(kNoTarget, origin,
                fmt::format("{} refers to the unknown resource or parameter {}", quoted(who),
                            quoted(target)))
          .fix = near(target, [&] { return names(true); });
      return;
    }
    if (!use.attribute.empty()) check_attribute(use, *found->second, who, origin);
  }

  void check_attribute(const cfn::Reference& use, const cfn::Resource& target,
                       const std::string& who, const Origin& origin) {
    // `Function.Alias.Arn`: an attribute of what the serverless transform makes.
    const std::size_t dot = use.attribute.find('.');
    const auto made = resources_.find(target.id.str() + "." + use.attribute.substr(0, dot));
    if (made != resources_.end()) {
      if (dot == use.attribute.npos) return;
      return check_attribute({made->second->id, use.attribute.substr(dot + 1), use.origin},
                             *made->second, who, origin);
    }
    const std::string_view becomes = spec::serverless_becomes(target.type);
    const std::optional<spec::ResourceType> type =
        catalogue_.type(becomes.empty() ? target.type : becomes);
    if (!type || spec::has_attribute(*type, use.attribute)) return;
    to_.error(kNoAttribute, origin,
              fmt::format("{} uses the unknown attribute {} of {} ({})", quoted(who),
                          quoted(use.attribute), quoted(target.id.str()), target.type))
        .fix = near(use.attribute, [&] { return type->attributes.to_vector(); });
  }

  void check_named(const cfn::Value& value, const std::string& who, const Origin& owner) {
    each_named(value, [&](cfn::Function function, const std::string& name, const Origin& origin) {
      if (function != cfn::Function::kFindInMap) {
        check_condition(name, who, origin, owner);
      } else if (name.empty()) {
        has_computed_mapping_ = true;
      } else if (template_.mappings.contains(name)) {
        used_mappings_.insert(name);
      } else if (!is_open_) {
        to_.error(kNoMapping, first_known(origin, owner),
                  fmt::format("{} uses the unknown mapping {}", quoted(who), quoted(name)))
            .fix = near(name, [&] { return keys(template_.mappings); });
      }
    });
  }

  void check_condition(const std::string& name, const std::string& who, const Origin& origin,
                       const Origin& owner) {
    if (name.empty()) return;
    used_conditions_.insert(name);
    if (template_.conditions.contains(name) || is_open_) return;
    to_.error(kNoCondition, first_known(origin, owner),
              fmt::format("{} uses the unknown condition {}", quoted(who), quoted(name)))
        .fix = near(name, [&] { return keys(template_.conditions); });
  }

  void check_condition_value(const cfn::MapEntry& each) {
    const Origin& owner = first_known(each.key_origin, each.value.origin());
    for (const cfn::Reference& use : cfn::references(each.value)) {
      if (!use.attribute.empty() || resources_.contains(use.target.str())) {
        to_.error(kResourceInCondition, first_known(use.origin, owner),
                  fmt::format(
                      "the condition {} refers to {}, but conditions can refer only to parameters",
                      quoted(each.key), quoted(use.target.str())));
      } else {
        check_use(use, each.key, owner);
      }
    }
    check_named(each.value, each.key, owner);
  }

  void report_unused() {
    if (is_open_ || has_unknown_function() || has_include()) return;
    for (const cfn::Parameter& each : template_.parameters) {
      if (used_.contains(each.id.str())) continue;
      to_.warning(kUnused, each.origin, fmt::format("unused parameter {}", quoted(each.id.str())));
    }
    for (const cfn::MapEntry& each : template_.conditions) {
      if (used_conditions_.contains(each.key)) continue;
      to_.warning(kUnused, first_known(each.key_origin, each.value.origin()),
                  fmt::format("unused condition {}", quoted(each.key)));
    }
    for (const cfn::MapEntry& each : template_.mappings) {
      if (used_mappings_.contains(each.key) || has_computed_mapping_) continue;
      to_.warning(kUnused, first_known(each.key_origin, each.value.origin()),
                  fmt::format("unused mapping {}", quoted(each.key)));
    }
  }

  /// A transform may add what is missing and use what seems unused, unless it is known not to;
  /// language extensions may where a loop is left.
  static bool is_open(const cfn::Template& result) {
    if (!result.resource_macros.empty()) return true;
    if (result.transform.absent()) return false;
    return !keeps_names(result.transform) || cfn::has_loops(result);
  }

  /// What is included may use anything.
  bool has_include() const {
    bool found = false;
    const auto look = [&](const cfn::Value& value) {
      const auto* call = value.get_if<cfn::Call>();
      found |= call != nullptr && call->function == cfn::Function::kTransform;
      found |= value.map() != nullptr && value.map()->contains("Fn::Transform");
    };
    for (const cfn::Resource& each : template_.resources) {
      cfn::walk(cfn::as_value(each.properties), look);
    }
    cfn::walk(template_.globals, look);
    return found;
  }

  /// What it was to use seems unused.
  bool has_unknown_function() const {
    return to_.has_errors() &&
           std::any_of(to_.items().begin(), to_.items().end(),
                       [](const Diagnostic& each) { return each.code == cfn::kUnknownFunction; });
  }

  /// Whether a name is given twice, so that what has it is known only once: under the second one,
  /// another name may be lost.
  static bool has_lost_one(const cfn::Template& result, const Diagnostics& found) {
    const auto is_first = [&](const Origin& origin) {
      return std::any_of(found.items().begin(), found.items().end(), [&](const Diagnostic& each) {
        return each.code == document::code::kDuplicateKey && !each.related.empty() &&
               each.related.front().origin == origin;
      });
    };
    const auto is_twice = [&](const auto& each) { return is_first(each.origin); };
    if (!found.has_errors()) return false;
    return std::any_of(result.resources.begin(), result.resources.end(), is_twice) ||
           std::any_of(result.parameters.begin(), result.parameters.end(), is_twice);
  }

  template <typename Names>
  std::string near(std::string_view name, const Names& names) const {
    if (is_crowded(to_)) return {};
    if (name.find(' ') != name.npos) return "separate the items of a list with commas";
    if (const auto pseudo = nearest(name, pseudo_parameters())) {
      return fmt::format("did you mean {}?", quoted(*pseudo));
    }
    const auto all = names();
    const std::string id = nearest(name, all) ? std::string() : id_of_key(name, all);
    return id.empty() ? suggest(name, all) : fmt::format("did you mean {}?", quoted(id));
  }

  /// The id made of a name in an architecture file: `UploadsBucket` of `uploads`, and not that of
  /// its policy, which is longer.
  template <typename All>
  static std::string id_of_key(std::string_view name, const All& all) {
    const std::string start = upper_camel(name);
    std::string_view found;
    for (const std::string_view each : all) {
      const bool is_of_it = each.size() > start.size() && each.starts_with(start) &&
                            each[start.size()] >= 'A' && each[start.size()] <= 'Z';
      if (is_of_it && (found.empty() || each.size() < found.size())) found = each;
    }
    return std::string(start.empty() ? std::string_view() : found);
  }

  /// The resources that a module stands for have names that begin with its own.
  bool is_of_module(std::string_view name) const {
    return std::any_of(modules_.begin(), modules_.end(),
                       [&](std::string_view each) { return name.starts_with(each); });
  }

  std::vector<std::string> names(bool with_parameters) const {
    std::vector<std::string> result;
    for (const cfn::Resource& each : template_.resources) {
      const bool is_part = each.id.str().find('.') != std::string::npos;
      if (with_parameters || !is_part) result.push_back(each.id.str());
    }
    if (!with_parameters) return result;
    for (const cfn::Parameter& each : template_.parameters) result.push_back(each.id.str());
    return result;
  }

  static std::vector<std::string> keys(const cfn::Map& map) {
    std::vector<std::string> result;
    for (const cfn::MapEntry& each : map) result.push_back(each.key);
    return result;
  }

  const cfn::Template& template_;
  const spec::Catalogue& catalogue_;
  Diagnostics& to_;
  std::unordered_map<std::string_view, const cfn::Resource*> resources_;
  std::unordered_set<std::string_view> parameters_;
  std::vector<std::string_view> modules_;
  std::unordered_set<std::string> used_;
  std::unordered_set<std::string> used_conditions_;
  std::unordered_set<std::string> used_mappings_;
  bool has_computed_mapping_ = false;
  bool is_open_;
};

}  // namespace

References references_of(const cfn::Template& result) {
  References references(result.resources.size());
  for (std::size_t i = 0; i < references.size(); ++i) collect(result.resources[i], references[i]);
  return references;
}

void check_references(const cfn::Template& result, const References& references,
                      const spec::Catalogue& catalogue, Diagnostics& to) {
  Checker(result, catalogue, to).check(references);
}

void check_structure(const cfn::Template& checked, Diagnostics& diagnostics,
                     const spec::Catalogue& catalogue) {
  const References references = references_of(checked);
  if (const auto named = view::with_serverless_ids(checked)) {
    check_references(*named, references_of(*named), catalogue, diagnostics);
  } else {
    check_references(checked, references, catalogue, diagnostics);
  }
  check_cycles(checked, references, diagnostics);
  check_quotas(checked, diagnostics);
  check_parameters(checked, diagnostics);
  check_attributes(checked, diagnostics);
  check_dependencies(checked, references, diagnostics);
  check_scalars(checked, catalogue, diagnostics);
  check_metadata(checked, diagnostics);
}

}  // namespace archsynth::analysis
