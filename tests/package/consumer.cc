#include <archsynth/cfn/value.h>
#include <archsynth/support/version.h>

#include <iostream>

int main() {
  const archsynth::cfn::Value region = archsynth::cfn::pseudo("AWS::Region");
  const bool ok = region.is_intrinsic() && archsynth::version() == ARCHSYNTH_EXPECTED_VERSION;
  std::cout << "archsynth " << archsynth::version() << '\n';
  return ok ? 0 : 1;
}
