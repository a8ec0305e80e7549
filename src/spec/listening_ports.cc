#include "spec/listening_ports.h"

#include "facts.h"
#include "spec/rds.h"

namespace archsynth::spec {

std::optional<std::int64_t> listening_port(std::string_view type, std::string_view engine) {
  if (type == "AWS::RDS::DBInstance") {
    if (const auto known = spec::engine(engine)) return known->default_port;
  }
  const Table table("listening_ports");
  auto row = table.find({type, engine});
  if (!row) row = table.find({type, "any"});
  return row ? std::optional(row->number(2)) : std::nullopt;
}

}  // namespace archsynth::spec
