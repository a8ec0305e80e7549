#pragma once

#include <string>

#include "aws/resources.h"

namespace archsynth {

/// The resources below a construct, one line of compact JSON each: `Id: {…}`.
inline std::string lines(const construct::Construct& construct) {
  cfn::Template all;
  construct.each_resource([&](const cfn::Resource& each) { all.resources.push_back(each); });
  std::string text;
  if (all.resources.empty()) return text;
  const cfn::Value document = cfn::to_value(all);
  for (const cfn::MapEntry& each : *document.map()->find("Resources")->map()) {
    text += each.key + ": " + cfn::to_json(each.value, true);
  }
  return text;
}

/// One of them.
inline std::string line_of(const construct::Construct& construct, const std::string& id) {
  const std::string all = "\n" + lines(construct);
  const std::size_t begin = all.find("\n" + id + ": ");
  if (begin == std::string::npos) return "no resource " + id;
  return all.substr(begin + 1, all.find('\n', begin + 1) - begin - 1);
}

/// The findings with places counted from a line of the test: `+2: error: …`.
inline std::string findings_from(const Stack& stack, const std::string& path, int line) {
  const std::string file = path.substr(path.rfind('/') + 1);
  std::string rest = findings(stack);
  std::string text;
  for (std::size_t at; (at = rest.find(file + ":")) != std::string::npos;) {
    text += rest.substr(0, at);
    std::size_t used = 0;
    const int found = std::stoi(rest.substr(at + file.size() + 1), &used);
    text += "+" + std::to_string(found - line);
    rest = rest.substr(at + file.size() + 1 + used);
  }
  return text + rest;
}

}  // namespace archsynth
