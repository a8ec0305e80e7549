#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"
#include "cfn/evaluate/choice.h"
#include "cfn/evaluate/conditions.h"
#include "rules/schemas/template_index.h"
#include "support/patterns.h"

/// Checks the properties of resources against the schemas of their types.
namespace archsynth::analysis {

using cfn::Assumption;
using cfn::ConditionStates;
using cfn::is_no_value;
using cfn::scalar_text;

/// Whether a parameter of the type has a list as its value, from Systems Manager too.
bool is_list_type(std::string_view type);

/// What is wrong at one place.
struct SchemaFinding {
  std::string_view code;  ///< `ARC3004`
  std::string see;        ///< cfn-lint's id: `E3012`
  Severity severity = Severity::kError;
  Origin origin;
  std::string path;  ///< `Resources/Db/Properties/Engine`
  std::string message;
  std::string fix;
  std::string state;
  std::string meant;                 ///< as in `Diagnostic`
  std::vector<std::string> missing;  ///< as in `Diagnostic`
};

using SchemaSink = std::function<void(SchemaFinding)>;

/// What the checks of one run share.
struct SchemaRun {
  const cfn::Template& checked;
  const TemplateIndex& index;
  const ConditionStates& scenarios;
  Patterns& patterns;
  std::string_view region;
  const spec::Catalogue& catalogue;
  /// Values held against schemas so far; past `kMostSchemaSteps` no more are.
  std::size_t& steps;
};

/// Far more than any template of AWS's size takes. A type's own schemas can ask for 2ⁿ.
inline constexpr std::size_t kMostSchemaSteps = 1'000'000;

/// Reports, in the order of the properties, where a resource does not fit the schema of its type
/// in the region: each branch of `Fn::If`, and whole objects and lists in every state of the
/// conditions that is possible. What an intrinsic returns is judged by its type alone; of a
/// parameter each value that its declaration names is tried, which gives warnings. Dynamic
/// references are left alone. Types of the serverless transform, of modules and of unknown macros
/// pass.
void check_schema(const cfn::Resource& resource, const SchemaRun& run, const SchemaSink& sink);

}  // namespace archsynth::analysis
