#pragma once

#include <memory>
#include <string>

#include "archsynth/cfn/template.h"
#include "archsynth/input/input.h"

namespace archsynth {

/// A text that was read and checked. It owns what its findings and its template point into, and can
/// be copied and moved.
struct Checked {
  std::shared_ptr<Sources> sources;
  Diagnostics findings;
  /// The template, or that of the architecture; empty where reading failed.
  cfn::Template stack;
};

/// Reads and checks an architecture file, a template, or what `aws cloudformation get-template`
/// prints, in YAML or JSON. Findings call it by the name. The region is that of the settings, else
/// of the architecture file, else us-east-1. Suppressions in the text are not applied.
Checked check(std::string text, std::string name = "input", const input::Settings& settings = {});

}  // namespace archsynth
