#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

/// What pages and handlers say of updates beside the schemas.
namespace archsynth::spec {

/// What a change of a property does; see the table `updates` for `when`.
struct UpdateRule {
  std::string_view property;
  std::string_view when;
  std::string_view effect;  ///< `replaces`, `may_replace`, `in_place`, `interrupts` or `refused`
  std::string_view default_value;  ///< of an absent property; empty: not known
  std::string_view page;           ///< that says so
};

/// In order: the first one that fits counts.
std::vector<UpdateRule> update_rules(std::string_view type);

/// What the UpdatePolicy of a type may hold; none: it has none.
std::vector<std::string> update_policies(std::string_view type);

/// A property that leaves something open; see the table `openings` for `open`.
struct OpenProperty {
  std::string_view property;
  std::string_view open;
  std::string_view what;
  bool is_public = false;
  std::string_view page;
};

std::vector<OpenProperty> open_properties(std::string_view type);

/// A change in place that deletes what a resource holds; see the table `data_losses` for `when`.
struct DataLoss {
  std::string_view property;
  std::string_view when;
  std::string_view default_value;
  std::string_view what;
  std::string_view page;
};

std::vector<DataLoss> data_losses(std::string_view type);

/// A rule about two resources of these types next to each other.
struct BesideRule {
  std::string_view rule;  ///< `ARC4842`
  std::vector<std::string_view> types;
  std::string_view unless_changed;  ///< a property that names what both are made of
  TextList though;                  ///< its properties whose change counts for nothing
};

std::span<const BesideRule> beside_rules();

/// The property whose value an attribute, or `Ref`, of a type returns; see `reference_values`.
std::string_view reference_value(std::string_view type, std::string_view attribute);

/// The log group that a service makes for a resource.
struct ServiceLogGroup {
  std::string_view prefix;         ///< `/aws/lambda/`
  std::string_view name_property;  ///< what comes after it, or the Ref
  std::string_view unless;         ///< the property that names another group
};
std::optional<ServiceLogGroup> service_log_group(std::string_view type);

/// What clients know a resource by, such as its endpoint; empty for others.
std::string_view client_address(std::string_view type);

}  // namespace archsynth::spec
