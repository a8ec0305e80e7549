#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/support/text.h"
#include "view/view.h"

namespace archsynth::analysis {

/// The values at a path of properties, `ContainerDefinitions.Secrets.ValueFrom`: of each item where
/// a list is on the way, of each branch where a condition is.
std::vector<const cfn::Value*> values_at(const cfn::Resource& resource, std::string_view path);
/// The same within a value.
std::vector<const cfn::Value*> values_at(const cfn::Value& value, std::string_view path);

/// What a value names in the end, past lists and conditions: a resource of the template, or else
/// the name of what is made elsewhere (a parameter, an import, a literal).
struct Leaf {
  const cfn::Resource* resource = nullptr;
  std::string name;
};
std::vector<Leaf> leaves(const View& view, const cfn::Value& value);

/// The scalar at a path as text, the first one that is known; else empty.
std::string text_at(const View& view, const cfn::Resource& resource, std::string_view path);

/// A text fit for drawing: spaces for control characters, U+FFFD for what is malformed or turns the
/// direction of writing.
std::string plain_text(std::string_view text);

}  // namespace archsynth::analysis
