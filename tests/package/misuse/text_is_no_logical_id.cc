// refused: could not convert
#include <archsynth/cfn/value.h>

archsynth::cfn::Value misuse() { return archsynth::cfn::ref("Database"); }
