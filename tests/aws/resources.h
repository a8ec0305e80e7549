#pragma once

#include <string>

#include "archsynth/cfn/writer.h"
#include "archsynth/construct/stack.h"

namespace archsynth {

/// The resources below a construct as they are printed, so that a test compares whole resources.
inline std::string resources(const construct::Construct& construct) {
  cfn::Template all;
  construct.each_resource(
      [&](const cfn::Resource& resource) { all.resources.push_back(resource); });
  return cfn::to_json(*cfn::to_value(all).map()->find("Resources"));
}

/// One resource alone, under its id.
inline std::string resource(const construct::Construct& construct, const std::string& id) {
  cfn::Template one;
  construct.each_resource([&](const cfn::Resource& resource) {
    if (resource.id.str() == id) one.resources.push_back(resource);
  });
  return cfn::to_json(*cfn::to_value(one).map()->find("Resources"));
}

/// A value on one line.
inline std::string compact(const cfn::Value& value) {
  std::string text = cfn::to_json(value, true);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// What a user reads when the stack is built; empty when nothing was found.
inline std::string findings(const Stack& stack) { return render(stack.diagnostics()); }

/// `text` as the finding of a line of a test: `file:line: text`, with `@` for the line.
inline std::string at(const std::string& file, int line, std::string text) {
  for (std::size_t i = 0; (i = text.find("@:", i)) != std::string::npos;) {
    text.replace(i, 1, std::to_string(line));
  }
  return file + ":" + std::to_string(line) + ": " + text;
}

}  // namespace archsynth
