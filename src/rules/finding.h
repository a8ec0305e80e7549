#pragma once

#include <string>
#include <string_view>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/rules.h"

namespace archsynth::analysis {

/// Adds a finding under a rule; `fix` and `see` replace the rule's own. The reference is for adding
/// to it at once.
Diagnostic& report(Diagnostics& to, const Rule& rule, const Origin& origin, std::string message,
                   std::string fix = {}, std::string_view see = {});

/// Where a rule's check reports. The references are for adding to the finding at once.
class Report {
 public:
  Report(const Rule& rule, Diagnostics& to) : rule_(rule), to_(to) {}
  /// `where` is what is wrong within the resource; null or unknown: the resource as a whole.
  Diagnostic& operator()(const cfn::Resource& resource, const cfn::Value* where,
                         std::string message) const;
  Diagnostic& operator()(const cfn::Resource& resource, const Origin& where,
                         std::string message) const;
  /// Of a resource by its id; "" for the stack.
  Diagnostic& operator()(std::string_view resource, const Origin& where, std::string message) const;

 private:
  const Rule& rule_;
  Diagnostics& to_;
};

/// Whether there are so many findings that more of a kind are only counted: then a suggestion,
/// which takes a search, is not worth making.
bool is_crowded(const Diagnostics& findings);

/// Where a value is pointed at: the value, or its key where a tag starts it on a later line.
const Origin& place_of(const Origin& key, const Origin& value);
/// Where a call of a function is pointed at: at its name or tag; at its argument where the name
/// stands within braces.
const Origin& place_of_call(const cfn::Value& call);

}  // namespace archsynth::analysis
