#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analysis/diff/propagate.h"

namespace archsynth::analysis {

/// What is open in one state of a stack.
struct Opening {
  std::string resource;
  std::string owner;  ///< what it is an opening of, where a resource of its own says so
  bool is_public = false;
  bool is_administration = false;  ///< a port for administrators, for anyone
  Origin origin = {};
  Grant grant = {};
  /// Of a statement: operator and key → the values that meet it.
  std::map<std::string, std::set<std::string>> conditions = {};
};

/// By what one reads of it. Statements may say the same under several conditions.
using Openings = std::map<std::string, std::vector<Opening>>;

struct OpenState {
  Openings allowed;
  Openings denied;  ///< what is closed in any case
};

/// What policies permit and deny, as objects or as JSON text.
void add_policies(const cfn::Resource& resource, OpenState& state);

/// A value in a word or two: that of a group or an ARN is the resource's name.
std::string shown(const cfn::Value* value);
bool is_anyone(std::string_view source);

/// Everything that is open.
OpenState open_state(const ResourcesById& resources);

}  // namespace archsynth::analysis
