#pragma once

#include "view/view.h"

namespace archsynth::analysis {

/// Whether a resource waits for one of the others by references and `DependsOn`, through any
/// others.
bool waits_for(const View& view, const cfn::Resource& resource, const View::Resources& others);

}  // namespace archsynth::analysis
