#include "archsynth/support/version.h"

#include <gtest/gtest.h>

namespace archsynth {
namespace {

TEST(Version, IsTheProjects) { EXPECT_EQ(version(), ARCHSYNTH_PROJECT_VERSION); }

}  // namespace
}  // namespace archsynth
