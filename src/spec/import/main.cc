// archsynth-import PACKAGES DATA: reads the unpacked packages in the folders of PACKAGES and writes
// the generated tables of facts into DATA. `cmake/refresh-facts.sh` runs it.
#include <exception>
#include <fstream>
#include <iostream>

#include "importers.h"

int main(int argc, char** argv) {
  using namespace archsynth::spec;
  if (argc != 3) {
    std::cerr << "usage: archsynth-import PACKAGES DATA\n";
    return 2;
  }
  try {
    import::Inputs inputs = import::find_inputs(argv[1]);
    for (auto* importer :
         {import::import_sources, import::import_resource_types, import::import_rds_versions,
          import::import_rds_classes, import::import_rds_class_gaps, import::import_fargate,
          import::import_regions, import::import_lists}) {
      tools::FactsTable table = importer(inputs);
      table.sort_rows();
      import::fs::path path = import::fs::path(argv[2]) / (table.name + ".tsv");
      std::ofstream out(path, std::ios::binary);
      out << tools::print_facts(table);
      out.close();
      if (!out) throw std::runtime_error(path.string() + ": cannot be written");
      std::cout << table.name << ": " << table.rows.size() << " rows\n";
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
