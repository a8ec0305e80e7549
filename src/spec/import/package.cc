#include "package.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <stdexcept>

#include "../version_order.h"

namespace archsynth::spec::import {
namespace {

std::string field(const std::string& metadata, const std::string& name) {
  std::istringstream lines(metadata);
  std::string line;
  while (std::getline(lines, line) && !line.empty()) {
    if (line.starts_with(name + ": ")) return line.substr(name.size() + 2);
  }
  return {};
}

std::string date_of(const fs::path& path) {
  auto system = std::chrono::file_clock::to_sys(fs::last_write_time(path));
  std::time_t time = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(system));
  std::ostringstream text;
  text << std::put_time(std::gmtime(&time), "%Y-%m-%d");
  return text.str();
}

Package read_package(const fs::path& root, const fs::path& info) {
  Package package;
  package.root = root;
  std::string metadata = package.read(info.filename() / "METADATA");
  package.name = field(metadata, "Name");
  package.version = field(metadata, "Version");
  package.licence = field(metadata, "License-Expression");
  if (package.licence.empty()) package.licence = field(metadata, "License");
  package.date = date_of(info / "METADATA");
  return package;
}

Package read_npm_package(const fs::path& root) {
  Package package;
  package.root = root;
  const Json about = package.json("package.json");
  package.name = about.at("name");
  package.version = about.at("version");
  package.licence = about.value("license", "");
  package.date = package.read("published").substr(0, std::string_view("YYYY-MM-DD").size());
  return package;
}

Package newest(const std::vector<Package>& packages, const std::string& name) {
  const Package* found = nullptr;
  for (const Package& package : packages) {
    if (package.name == name) found = &package;
  }
  if (found == nullptr) throw std::runtime_error("package " + name + " is missing");
  return *found;
}

}  // namespace

std::string Package::read(const fs::path& path) const {
  std::ifstream in(root / path, std::ios::binary);
  if (!in) throw std::runtime_error((root / path).string() + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

Json Package::json(const fs::path& path) const { return Json::parse(read(path)); }

std::vector<Package> find_packages(const fs::path& folder) {
  std::vector<Package> packages;
  for (const auto& root : fs::directory_iterator(folder)) {
    if (!root.is_directory()) continue;
    if (fs::exists(root.path() / "package.json")) {
      packages.push_back(read_npm_package(root.path()));
    }
    for (const auto& entry : fs::directory_iterator(root.path())) {
      if (entry.path().extension() != ".dist-info") continue;
      packages.push_back(read_package(root.path(), entry.path()));
    }
  }
  std::sort(packages.begin(), packages.end(), [](const Package& a, const Package& b) {
    return a.name != b.name ? a.name < b.name : version_less(a.version, b.version);
  });
  return packages;
}

Inputs find_inputs(const fs::path& folder) {
  Inputs inputs;
  inputs.packages = find_packages(folder);
  for (const Package& package : inputs.packages) {
    if (package.name == "cfn-lint") inputs.cfn_lint.push_back(package);
  }
  if (inputs.cfn_lint.empty()) throw std::runtime_error("package cfn-lint is missing");
  inputs.moto = newest(inputs.packages, "moto");
  inputs.botocore = newest(inputs.packages, "botocore");
  inputs.service_spec = newest(inputs.packages, "@aws-cdk/aws-service-spec");
  return inputs;
}

}  // namespace archsynth::spec::import
