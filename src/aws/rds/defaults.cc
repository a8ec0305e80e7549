#include <algorithm>

#include "archsynth/aws/rds.h"
#include "archsynth/spec/default_editions.h"
#include "engines.h"

namespace archsynth::rds {

namespace {

void choose_cluster_defaults(DatabaseProps& props, Profile profile) {
  if (props.readers.missing()) {
    props.readers.set(profile == Profile::kProduction ? 1 : 0, DefaultOf{{}, "readers"});
  }
  if (!props.instance_class.stated()) {
    props.instance_class.set(std::string(kServerless), props.instance_class.origin());
  }
  if (!props.capacity_units && *props.instance_class == kServerless) {
    CapacityUnitsProps units;
    describe::settle(units, profile);
    props.capacity_units.set(units, DefaultOf{{}, "capacity_units"});
  }
}

}  // namespace

void choose_defaults(DatabaseProps& props, Profile profile, std::string_view edition) {
  if (is_aurora(*props.engine)) choose_cluster_defaults(props, profile);
  if (props.engine_version.missing()) {
    const std::string key =
        "databases." + std::string(describe::name_of_enumerator(*props.engine)) + ".engine_version";
    props.engine_version.set(spec::default_in(spec::edition_defaults(), key, edition),
                             DefaultOf{{}, "engine_version"});
  }
  const int storage = std::clamp(*props.storage_gib, 0, kMostStorageGib);
  if (props.max_storage_gib.is_default() && *props.max_storage_gib < storage + (storage + 9) / 10) {
    props.max_storage_gib.set(std::min(2 * storage, kMostStorageGib),
                              props.max_storage_gib.origin());
  }
  if (props.insights.is_default() &&
      !has_insights(engine_name_of(*props.engine), *props.instance_class)) {
    props.insights.set(Insights::kOff, props.insights.origin());
  }
}

}  // namespace archsynth::rds
