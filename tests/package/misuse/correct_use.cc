#include <archsynth/cfn/value.h>

archsynth::cfn::Value correct() {
  return archsynth::cfn::ref(archsynth::cfn::LogicalId("Database"));
}
