#pragma once

#include <map>
#include <set>
#include <string>

#include "answers.h"

namespace archsynth::analysis {

/// All that answers about an end depend on, in a text that is the same where that is, so that flows
/// between ends which a change does not touch need not be found.
class Dependencies {
 public:
  explicit Dependencies(const Answers& answers);

  using Texts = std::map<std::string, std::string>;

  /// Of flows between any ends.
  const std::string& common() const { return common_; }
  /// Of each end by its name: a node, a store, or a service (`aws:s3`).
  const Texts& of_ends() const { return ends_; }
  /// What a workload may do, by its name.
  const Texts& of_callers() const { return callers_; }

 private:
  void add_nodes(const Answers& answers);
  void add_services(const Answers& answers);

  std::string common_;
  Texts ends_;
  Texts callers_;
};

/// The names whose text is another, or that only one of both has.
std::set<std::string> changed_names(const Dependencies::Texts& old, const Dependencies::Texts& now);

}  // namespace archsynth::analysis
