#pragma once

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

/// Puts keys of the format in the place of words of other tools, in the file and in each of its
/// `environments`, and reports them. In an environment, a name of the file that stands outside its
/// section is put into it.
void translate_words(document::Node& document, Diagnostics& diagnostics);

}  // namespace archsynth::architecture
