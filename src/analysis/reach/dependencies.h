#pragma once

#include <map>
#include <string>

#include "answers.h"

namespace archsynth::analysis {

/// All that answers about an end depend on, in a text that is the same where that is, so that flows
/// between ends which a change does not touch need not be found.
class Dependencies {
 public:
  explicit Dependencies(const Answers& answers);

  /// Of flows between any ends.
  const std::string& common() const { return common_; }
  /// Of an end by its name: a node, a store, or a service (`aws:s3`); empty: there is none.
  const std::string& of(const std::string& name) const;
  /// What a workload may do, by its name.
  const std::string& of_caller(const std::string& name) const;

 private:
  void add_nodes(const Answers& answers);
  void add_services(const Answers& answers);

  std::string common_;
  std::map<std::string, std::string> ends_;
  std::map<std::string, std::string> callers_;
};

}  // namespace archsynth::analysis
