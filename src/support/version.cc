#include "archsynth/support/version.h"

namespace archsynth {

std::string_view version() { return ARCHSYNTH_VERSION; }

}  // namespace archsynth
