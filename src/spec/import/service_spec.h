#pragma once

#include <map>
#include <set>

#include "package.h"

namespace archsynth::spec::import {

/// What the database of npm's `@aws-cdk/aws-service-spec` says of resource types: properties with
/// their types and values, which are required, what a change replaces, attributes, identifiers. It
/// says less than the schemas of the other packages, so it only ever widens these.
class ServiceSpec {
 public:
  explicit ServiceSpec(const Package& package);
  ServiceSpec(const ServiceSpec&) = delete;
  ServiceSpec& operator=(const ServiceSpec&) = delete;

  /// The types of the registry: those that have an identifier, and are of no transform.
  const std::map<std::string, const Json*>& types() const { return resources_; }
  /// A schema for one of these, in the form of the registry's.
  Json schema(const std::string& type) const;
  /// Adds to a schema what it does not know: properties, values, attributes, what may be left out
  /// now, what a change may replace. Nothing that fitted the schema fails to fit it then.
  void widen(const std::string& type, Json& schema) const;
  /// The attributes that `Fn::GetAtt` can ask a type for, nested ones with dots.
  std::set<std::string> attributes(const std::string& type) const;

 private:
  Json database_;
  std::map<std::string, const Json*> resources_;
  std::map<std::string, const Json*> definitions_;  ///< by id
};

}  // namespace archsynth::spec::import
