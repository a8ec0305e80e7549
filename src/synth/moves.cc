#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/cfn/rename.h"
#include "archsynth/support/text.h"
#include "stages.h"

namespace archsynth::synth {
namespace {

constexpr std::string_view kMovesMalformedId = "ARC2003";
constexpr std::string_view kStale = "ARC2004";
constexpr std::string_view kTaken = "ARC2005";

bool is_well_formed(const Move& move, Diagnostics& to) {
  if (!move.from.empty() && is_logical_id(move.from)) return true;
  to.error(kMovesMalformedId, move.from_origin,
           fmt::format("the logical id {} to keep may contain only letters and digits",
                       quoted(move.from)))
      .fix = "use the id in the deployed stack";
  return false;
}

void report_stale(const cfn::Template& made, const Move& move, Diagnostics& to) {
  std::vector<std::string> ids;
  for (const cfn::Resource& each : made.resources) ids.push_back(each.id.str());
  Diagnostic& diagnostic = to.error(
      kStale, move.to_origin,
      fmt::format("there is no resource {} to keep the id {}", quoted(move.to), quoted(move.from)));
  const auto near = nearest(move.to, ids);
  diagnostic.fix = near ? fmt::format("did you mean {}?", quoted(*near))
                        : "remove the move once the resource is gone";
}

void report_twice(const Move& move, const Move& first, Diagnostics& to) {
  const bool is_kept = move.from == first.from;
  Diagnostic& diagnostic =
      to.error(kTaken, is_kept ? move.from_origin : move.to_origin,
               is_kept ? fmt::format("the id {} is kept by two resources", quoted(move.from))
                       : fmt::format("{} cannot keep two ids", quoted(move.to)));
  diagnostic.fix = "remove one of the two moves";
  diagnostic.related.push_back(
      {is_kept ? first.from_origin : first.to_origin, "the first one is here"});
}

/// Whether the id to keep is free, once all others have moved.
bool is_free(const cfn::Template& made, const Move& move,
             const std::map<std::string, std::string>& names, Diagnostics& to) {
  if (move.from == move.to) {
    to.error(kTaken, move.from_origin, fmt::format("{} already has this id", quoted(move.to))).fix =
        "remove the move";
    return false;
  }
  const cfn::LogicalId id(move.from);
  const bool is_resource = made.find_resource(id) != nullptr && !names.contains(move.from);
  if (!is_resource && made.find_parameter(id) == nullptr) return true;
  to.error(kTaken, move.from_origin,
           fmt::format("{} cannot keep the id {}: another {} has it", quoted(move.to),
                       quoted(move.from), is_resource ? "resource" : "parameter"))
      .fix = "remove the move, or rename the other one";
  return false;
}

}  // namespace

void apply_moves(cfn::Template& result, const std::vector<Move>& moves, Diagnostics& to) {
  std::map<std::string, std::string> names;
  std::vector<const Move*> good;
  for (const Move& each : moves) {
    if (!is_well_formed(each, to)) continue;
    if (result.find_resource(cfn::LogicalId(each.to)) == nullptr) {
      report_stale(result, each, to);
      continue;
    }
    const auto first = std::find_if(good.begin(), good.end(), [&](const Move* other) {
      return other->from == each.from || other->to == each.to;
    });
    if (first != good.end()) {
      report_twice(each, **first, to);
      continue;
    }
    names.emplace(each.to, each.from);
    good.push_back(&each);
  }
  bool is_sound = good.size() == moves.size();
  for (const Move* each : good) is_sound = is_free(result, *each, names, to) && is_sound;
  if (is_sound) cfn::rename_resources(result, names);
}

}  // namespace archsynth::synth
