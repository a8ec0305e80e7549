#pragma once

#include <string_view>

#include "things.h"

namespace archsynth::analysis {

/// How resources of a type are drawn. Several paths have spaces between them.
struct DrawnType {
  std::string_view type;
  std::string_view title;
  BoxKind kind = BoxKind::kOther;
  Home home = Home::kSupport;
  std::string_view subnets;  ///< paths of its properties that name subnets
  std::string_view groups;   ///< … and security groups
};

/// Null for types that have no row.
const DrawnType* drawn_type(std::string_view type);

/// A type whose resources belong to another one: to the one that `path` names, or, without a path,
/// to the first that names them.
struct PartType {
  std::string_view type;
  std::string_view path;
};
/// Null for types that stand for themselves.
const PartType* part_type(std::string_view type);

}  // namespace archsynth::analysis
