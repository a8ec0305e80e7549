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
  std::vector<MadeValue> values;
};

std::vector<MadeResource> made_resources(const cfn::Template& source);

}  // namespace archsynth::view
