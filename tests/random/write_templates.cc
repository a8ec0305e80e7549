// Writes templates of random architecture files, for other people's tools to judge:
// `archsynth_random_templates FOLDER COUNT` makes FOLDER/random-<seed>.<region>.json.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "random/accepted.h"

int main(int argc, char** argv) {
  using namespace archsynth::testing;
  if (argc != 3) {
    std::fputs("usage: archsynth_random_templates FOLDER COUNT\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const unsigned long count = std::strtoul(argv[2], nullptr, 10);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const RandomArchitecture maker(Json::parse(archsynth::architecture_schema()));
  for (unsigned long seed = 0; seed < count; ++seed) {
    Random random(seed);
    std::string why;
    const auto made = repaired(maker.make(random), why);
    if (!made) {
      std::fputs(why.c_str(), stderr);
      return 1;
    }
    const std::string region = made->file["region"];
    const std::string name = "random-" + std::to_string(seed) + "." + region;
    std::ofstream(folder / (name + ".json"), std::ios::binary)
        << archsynth::cfn::to_json(made->checked.stack);
  }
  return 0;
}
