#pragma once

#include <string>
#include <vector>

#include "archsynth/render/explain.h"

namespace archsynth::picture {

/// The key that states a value, or whose default it is; null where there is none.
const describe::KeyInForce* key_behind(const Explained& file, const analysis::Explanation& what);

/// `prod.yaml:46:18, databases.main.storage_gib`, `the default of production for multi_az`, …
std::string origin_in_words(const Explained& file, const cfn::MappedValue& value);
/// The same, and for a derived value what made it.
std::string source_in_words(const Explained& file, const analysis::Explanation& what);
std::string source_in_words(const describe::KeyInForce& key);

/// A value that a key reaches, with what changing it does.
struct ReachedProperty {
  std::string pointer;
  analysis::ChangeFact change;
};
std::vector<ReachedProperty> properties_reached(const Explained& file,
                                                const describe::KeyInForce& key);

/// Everything there is to say, for machines.
cfn::Value facts_of(const Explained& file, const analysis::Explanation& what);
cfn::Value facts_of(const Explained& file, const describe::KeyInForce& key);
cfn::Value default_facts(const Explained& file);

}  // namespace archsynth::picture
