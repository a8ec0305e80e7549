// archsynth-import PACKAGES DATA: reads the unpacked packages in the folders of PACKAGES and writes
// the generated tables of facts into DATA. `cmake/refresh-facts.sh` runs it.
#include <exception>
#include <fstream>
#include <iostream>

#include "importers.h"
#include "schemas.h"

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error(path.string() + ": cannot be written");
}

}  // namespace

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
          import::import_regions, import::import_lists, import::import_lambda_runtimes,
          import::import_stateful_types, import::import_iam_actions, import::import_type_ends,
          import::import_instance_properties, import::import_instance_types,
          import::import_update_policies}) {
      tools::FactsTable table = importer(inputs);
      table.sort_rows();
      write(import::fs::path(argv[2]) / (table.name + ".tsv"), tools::print_facts(table));
      std::cout << table.name << ": " << table.rows.size() << " rows\n";
    }
    write(import::fs::path(argv[2]) / "schemas.txt", import::import_schemas(inputs));
    write(import::fs::path(argv[2]) / "schema_rules.txt", import::import_schema_rules(inputs));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
