#pragma once

#include <optional>
#include <string>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/support/source.h"

namespace archsynth::cli {

/// A template that a command works on.
struct TemplateInput {
  cfn::Template content;
  std::string region;  ///< the one an architecture file names; empty for a template
};

/// The template of a file, `-` for standard input: as it is, or made of an architecture file. A
/// document with `Resources` is a template. Nothing after an error.
std::optional<TemplateInput> read_template_input(const std::string& path, Sources& sources,
                                                 Diagnostics& diagnostics);

}  // namespace archsynth::cli
