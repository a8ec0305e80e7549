// archsynth-pack-facts OUT.cc FILE.tsv...: turns the facts into a C++ source that holds their
// image.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>

#include "facts_text.h"
#include "image_writer.h"

namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// String literals of a few dozen bytes a line: compilers take megabytes of them in a moment, while
/// an array of numbers of the same size costs seconds. Octal escapes have three digits always, so
/// none swallows what follows.
std::string as_source(const std::string& bytes) {
  std::string out =
      "// Generated from src/spec/data; do not edit.\n"
      "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
      "namespace archsynth::spec::image {\n"
      "extern const char bytes[];\n"
      "alignas(8) const char bytes[] =";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 64 == 0) out += i == 0 ? "\n    \"" : "\"\n    \"";
    auto byte = static_cast<unsigned char>(bytes[i]);
    bool plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\' && byte != '?';
    if (plain) {
      out += bytes[i];
    } else {
      char escape[5];
      std::snprintf(escape, sizeof escape, "\\%03o", static_cast<unsigned>(byte));
      out += escape;
    }
  }
  return out + "\";\n}  // namespace archsynth::spec::image\n";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace archsynth::spec::tools;
  if (argc < 3) {
    std::cerr << "usage: archsynth-pack-facts OUT.cc FILE.tsv...\n";
    return 2;
  }
  try {
    std::vector<FactsTable> tables;
    for (int i = 2; i < argc; ++i) tables.push_back(parse_facts(argv[i], read_file(argv[i])));
    std::ofstream out(argv[1], std::ios::binary);
    out << as_source(write_image(merge_facts(std::move(tables))));
    out.close();
    if (!out) throw std::runtime_error(std::string(argv[1]) + ": cannot be written");
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
