#pragma once

#include <cstddef>

#include "archsynth/construct/stack.h"
#include "archsynth/spec/catalogue.h"

namespace archsynth {

/// Folds the stack's tree into a template: resources in the order in which they were added, the
/// stack's tags on everything that takes tags (a tag that the construct set itself is kept, and raw
/// resources stay as they were written), raw resources merged, overrides applied.
///
/// Errors are: one logical id for two things (the first one is kept), references to nothing,
/// dependency cycles, tags that AWS refuses, exceeded CloudFormation quotas. Warnings are 80 % of a
/// quota, and parameters and conditions that nothing uses. The stack's own diagnostics are not
/// repeated: ask `stack.diagnostics()` first. The catalogue knows the attributes of types.
cfn::Template synthesize(const Stack& stack, Diagnostics& diagnostics,
                         const spec::Catalogue& catalogue = {});
/// The same with other overrides than those of the stack.
cfn::Template synthesize_with(const Stack& stack, const std::vector<cfn::PatchOperation>& overrides,
                              Diagnostics& diagnostics, const spec::Catalogue& catalogue = {});

/// Checks the size of a template's text: a note when it must be uploaded to S3 to be deployed
/// (above 51,200 bytes), a warning above 80 % of CloudFormation's limit, an error above the limit.
/// `compact_bytes` is the size of the same template as JSON without white space.
void check_template_size(std::size_t bytes, std::size_t compact_bytes, Diagnostics& diagnostics);

}  // namespace archsynth
