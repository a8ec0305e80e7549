// The tables of `audit` about identities: each template in `identities` with the text beside it.

#include <algorithm>
#include <set>

#include "archsynth/analysis/audit.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/render/audit.h"
#include "golden.h"

namespace archsynth::picture {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/render/identities";

class IdentityTables : public ::testing::TestWithParam<std::string> {};

TEST_P(IdentityTables, SayWhoMayWhat) {
  Sources sources;
  Diagnostics found;
  const fs::path file = kFolder / (GetParam() + ".yaml");
  const auto node =
      document::read(sources.add(GetParam() + ".yaml", testing::read_file(file)), found);
  const auto stack = cfn::read_template(*node, found);
  ASSERT_FALSE(found.has_errors()) << render(found);
  const std::string text = audit_as("text", analysis::audit(*stack, {.region = "us-east-1"}));
  const std::size_t begin =
      std::min(text.find("\nWho may act as whom\n"), text.find("\nGrants with wildcards\n"));
  ASSERT_NE(begin, text.npos) << text;
  testing::expect_golden(fs::path(file).replace_extension(".txt"), text.substr(begin + 1));
}

std::vector<std::string> templates() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

INSTANTIATE_TEST_SUITE_P(All, IdentityTables, ::testing::ValuesIn(templates()),
                         [](const auto& each) {
                           std::string name = each.param;
                           for (char& one : name) one = one == '-' ? '_' : one;
                           return name;
                         });

}  // namespace
}  // namespace archsynth::picture
