// refused: static assertion failed
#include <archsynth/describe/field.h>

struct Props {
  archsynth::Sourced<int> port{};
  archsynth::Sourced<int> cpu{};
  static constexpr auto fields() {
    return archsynth::describe::fields("props",
                                       archsynth::describe::field<&Props::port>("port", "a port"));
  }
};
static_assert(archsynth::describe::complete<Props>());
