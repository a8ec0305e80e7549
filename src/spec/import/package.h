#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace archsynth::spec::import {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// An unpacked package: of Python the folder that holds `<name>-<version>.dist-info`, of npm the
/// one that holds `package.json`.
struct Package {
  fs::path root;
  std::string name;
  std::string version;
  std::string licence;
  /// `YYYY-MM-DD`: of its METADATA file, which unpacking keeps; of npm's, whose files have no date,
  /// what the file `published` says.
  std::string date;

  std::string read(const fs::path& path) const;
  Json json(const fs::path& path) const;
};

/// The packages in the folders of `folder`, ascending by name and version.
std::vector<Package> find_packages(const fs::path& folder);

/// Everything the importers read, by role.
struct Inputs {
  std::vector<Package> packages;
  std::vector<Package> cfn_lint;  ///< all releases, oldest first; the newest has the schemas
  Package moto;
  Package botocore;
  Package service_spec;
};
/// Throws `std::runtime_error` when a package is missing.
Inputs find_inputs(const fs::path& folder);

}  // namespace archsynth::spec::import
