#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::view {

/// Whether the template names the serverless transform.
bool is_serverless(const cfn::Template& source);

/// Puts into serverless resources what `Globals` says of their kind.
void apply_globals(cfn::Template& stack);

/// The template with what the serverless transform makes and the template names: `FunctionRole`,
/// `ServerlessRestApi`, `Function.Alias`. Those resources have an id, a type where it is known, and
/// the condition of what they are made of. Where something else may make names too, all of them
/// count as made. Nothing for a template without the transform.
std::optional<cfn::Template> with_serverless_ids(const cfn::Template& source);

/// A value of a resource that the transform makes.
struct MadeValue {
  std::string path;     ///< within its properties: `TracingConfig/Mode`
  std::string written;  ///< within the properties that it was written in: `Tracing`
};

/// A resource that the transform makes, as far as it takes values over as they are. It has the id
/// and the condition of what it is made of.
struct MadeResource {
  cfn::Resource resource;
  std::string event;     ///< the name of the event that it is made of; empty: of none
  bool is_main = false;  ///< whether it is what the written resource becomes
  std::vector<MadeValue> values;
};

std::vector<MadeResource> made_resources(const cfn::Template& source);

/// The template with the resources that the transform makes in place of those that it makes them
/// of: functions and what invokes them. What is not known of their properties is `Fn::Transform`.
/// Nothing for a template without the transform.
std::optional<cfn::Template> with_made_resources(const cfn::Template& source);

}  // namespace archsynth::view
