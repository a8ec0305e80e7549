// refused: constraints
#include <archsynth/describe/sourced.h>

archsynth::Sourced<bool> misuse() { return archsynth::Sourced<bool>(1); }
