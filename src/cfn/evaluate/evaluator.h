#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// Where a stack is deployed.
struct Place {
  std::string region;
  std::string partition{};   ///< empty: not known
  std::string url_suffix{};  ///< empty: not known
};

/// Works out what parameters, pseudo parameters, mappings and conditions decide.
class Evaluator {
 public:
  Evaluator(const Template& stack, Place place, const std::vector<ParameterValue>& parameters);

  /// The resources that may exist, with what is known put in. `Fn::If` stays where its condition is
  /// open; the condition of a resource that exists for certain is taken away.
  std::vector<Resource> resources();
  /// Parameters that count as set although nobody says to what.
  const std::vector<std::string>& taken_as_set() const { return taken_as_set_; }

 private:
  enum class State { kOpen, kTrue, kFalse };

  Value resolve(const Value& value, int depth);
  void choose(Value& value, int depth);
  /// Puts in what is known.
  void settle(Value& value, int depth);
  void settle(Map& map, int depth);
  Value resolve_call(const Call& call, const Value& whole, int depth);
  Value resolve_sub(const Sub& sub, const Value& whole, int depth);
  std::optional<Value> resolve_ref(const Ref& ref, const Value& whole);
  Value find_in_map(const List& keys) const;
  State condition(const std::string& name, int depth);
  State judge(const Value& value, int depth);
  State equal(const Value& a, const Value& b, int depth);
  bool is_set_somehow(const Value& value) const;
  /// Whether functions have made so much that the others count as not known.
  bool has_made_too_much() const;

  const Template& stack_;
  const Place place_;
  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, State, std::less<>> states_;
  std::vector<std::string> taken_as_set_;
  std::size_t made_ = 0;  ///< bytes of texts and lists
};

}  // namespace archsynth::cfn
