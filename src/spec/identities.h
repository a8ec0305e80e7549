#pragma once

#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"

/// What makes a physical resource the one it is, beside the primary identifier of its schema: the
/// port of a listener on its load balancer, the name of a role in its account.
namespace archsynth::spec {

/// What two resources of a type cannot have at the same time.
struct Identity {
  std::string_view name;  ///< `port`, `record`; resources of several types may share one
  /// Its properties, with the marks that `data/hand/identities.tsv` explains.
  TextList properties;
  std::string_view each;  ///< a list whose items have one each; empty: the resource has one
  bool is_taken = false;  ///< the second one can be created, and goes when the first one is deleted
  bool moves = false;  ///< of the resource itself: its replacement takes it over from the old one
  std::string_view scope;   ///< in what it is unique: `region`, `load balancer`
  bool folds_case = false;  ///< letter case and a final dot do not matter
  std::string_view page;
};

std::vector<Identity> identities(std::string_view type);

}  // namespace archsynth::spec
