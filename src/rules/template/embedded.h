#pragma once

#include <functional>
#include <optional>

#include "view/view.h"

namespace archsynth::analysis {

/// A JSON document that a template holds as a text, or as a mapping.
struct Embedded {
  /// The document; absent when the text is no JSON. What a function puts in is null where it stands
  /// for a value, and part of a text elsewhere.
  cfn::Value value;
  /// Whether the values point into the template: the document is a mapping of it.
  bool has_origins = false;
  std::string fault;  ///< why the text is no JSON: `line 3: expected …`
};

/// Reads a property that holds JSON: a text, `Fn::Sub`, `Fn::Join` of what is known, or the
/// document itself. `is_substituted`: a plain text has variables too, `${…}`; `keeps_variables`:
/// they stay as they are within texts. Nothing when it is not known, or not all of it, so that no
/// fault is certain.
std::optional<Embedded> embedded(const cfn::Value* property, bool is_substituted = false,
                                 bool keeps_variables = false);

/// Visits the definitions that a state machine has in the template, each with its property.
using DefinitionVisitor = std::function<void(const cfn::Value& place, const Embedded& definition)>;
void each_definition(const cfn::Resource& machine, const DefinitionVisitor& visit,
                     bool keeps_variables = false);

/// Whether a text, be it with variables, may be a policy.
bool is_policy_text(const cfn::Value& value);

}  // namespace archsynth::analysis
