#pragma once

#include <optional>
#include <string_view>

#include "archsynth/spec/text_list.h"

/// What the analyses know of a resource type beside its schema: one row of `data/hand/types.tsv`
/// a type. Paths are properties with dots between them (`VpcConfig.SubnetIds`) that go through the
/// items of lists.
namespace archsynth::spec {

struct TypeFacts {
  std::string_view name;
  std::string_view title;  ///< in diagrams: `Load balancer`
  std::string_view kind;   ///< of its box: `compute`
  std::string_view home;   ///< where it is drawn: `network`; empty: not by itself
  /// The properties that name what it belongs to; `referrer`: it belongs to what names it; empty:
  /// to nothing.
  TextList part_of;
  TextList subnets;
  TextList security_groups;
  TextList roles;
  std::string_view detail;  ///< the property that says most of it
  bool is_free = false;     ///< whether the resource itself costs nothing
};

/// The row of that type; nothing where it has none.
std::optional<TypeFacts> type_facts(std::string_view type);

/// What is lost with a resource, and what prevents that.
struct DataFacts {
  std::string_view data;  ///< `its objects`; empty: nothing that is known
  /// Properties of resources whose data is another one's, and of which no snapshot is made.
  TextList data_elsewhere;
  /// The property that refuses deletion while it has that value; `key` where it is a list of Key
  /// and Value.
  struct Protection {
    std::string_view path;
    std::string_view key;
    std::string_view value;
  };
  std::optional<Protection> protection;
  bool is_deleted_when_empty = false;  ///< unless `unless` is set
  std::optional<Protection> unless;    ///< the property that has it deleted with its data
  bool takes_snapshot = false;         ///< whether `DeletionPolicy: Snapshot` is supported
  bool snapshot_is_default = false;    ///< … and what happens without a `DeletionPolicy`
};

/// Of any type; those without a row hold nothing that is known.
DataFacts data_facts(std::string_view type);

}  // namespace archsynth::spec
