// archsynth-pack-facts OUT.cc FILE.tsv...: turns the facts into a C++ source that holds their
// image.
// archsynth-pack-facts --schemas OUT.cc SCHEMAS.txt RULES.txt: the same for the resource schemas.
#include <exception>
#include <iostream>
#include <string_view>

#include "facts_text.h"
#include "image_writer.h"
#include "schema_writer.h"
#include "source_text.h"

int main(int argc, char** argv) {
  using namespace archsynth::spec::tools;
  try {
    if (argc == 5 && std::string_view(argv[1]) == "--schemas") {
      std::string image = write_schema_image(read_bytes(argv[3]), read_bytes(argv[4]));
      write_bytes(argv[2], bytes_as_source(image, "archsynth::spec::schema_image", "bytes"));
      return 0;
    }
    if (argc < 3) {
      std::cerr << "usage: archsynth-pack-facts OUT.cc FILE.tsv...\n"
                   "       archsynth-pack-facts --schemas OUT.cc SCHEMAS.txt RULES.txt\n";
      return 2;
    }
    std::vector<FactsTable> tables;
    for (int i = 2; i < argc; ++i) tables.push_back(parse_facts(argv[i], read_bytes(argv[i])));
    write_bytes(argv[1], bytes_as_source(write_image(merge_facts(std::move(tables))),
                                         "archsynth::spec::image", "bytes"));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
