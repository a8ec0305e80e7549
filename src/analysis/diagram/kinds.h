#pragma once

#include <optional>

#include "spec/type_facts.h"
#include "things.h"

namespace archsynth::analysis {

/// How resources of a type are drawn; nothing for types that are not drawn by themselves.
struct DrawnType {
  std::string_view title;
  BoxKind kind = BoxKind::kOther;
  Home home = Home::kSupport;
  spec::TextList subnets;
  spec::TextList groups;
};
std::optional<DrawnType> drawn_type(std::string_view type);

/// Which resource those of a type belong to; nothing for types that stand for themselves.
struct PartType {
  bool is_of_referrer = false;  ///< to the first one that names it
  spec::TextList paths;         ///< to the first one that one of these properties names
};
std::optional<PartType> part_type(std::string_view type);

}  // namespace archsynth::analysis
