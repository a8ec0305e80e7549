#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/parameters.h"
#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// Works out what parameters, pseudo parameters, mappings and conditions decide.
class Known {
 public:
  Known(const cfn::Template& stack, std::string_view region,
        const std::vector<ParameterValue>& parameters);

  /// The resources that may exist, with what is known put in. `Fn::If` stays where its condition is
  /// open; the condition of a resource that exists for certain is taken away.
  std::vector<cfn::Resource> resources();
  /// Parameters that count as set although nobody says to what.
  const std::vector<std::string>& taken_as_set() const { return taken_as_set_; }

 private:
  enum class State { kOpen, kTrue, kFalse };

  cfn::Value resolve(const cfn::Value& value, int depth);
  /// Puts in what is known.
  void settle(cfn::Value& value, int depth);
  void settle(cfn::Map& map, int depth);
  cfn::Value resolve_call(const cfn::Call& call, const cfn::Value& whole, int depth);
  std::optional<cfn::Value> resolve_sub(const cfn::Sub& sub, const cfn::Value& whole, int depth);
  std::optional<cfn::Value> resolve_ref(const cfn::Ref& ref, const cfn::Value& whole);
  cfn::Value find_in_map(const cfn::List& keys) const;
  State condition(const std::string& name, int depth);
  State judge(const cfn::Value& value, int depth);
  State equal(const cfn::Value& a, const cfn::Value& b, int depth);
  bool is_set_somehow(const cfn::Value& value) const;

  const cfn::Template& stack_;
  std::string region_;
  std::map<std::string, cfn::Value, std::less<>> values_;
  std::map<std::string, State, std::less<>> states_;
  std::vector<std::string> taken_as_set_;
};

}  // namespace archsynth::analysis
