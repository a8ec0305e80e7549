#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// The `calls` of a file's services.
class Calls {
 public:
  /// Reports calls of what cannot be called.
  Calls(const Architecture& file, Diagnostics& to);

  /// Makes a service callable where others of the file call it, and reports keys that say something
  /// to these where none does.
  void offer(ecs::FargateService& service, const std::string& name,
             const ServiceProps& props) const;
  /// Connects the services with those that they call, in an order in which they can start.
  void connect(const std::map<std::string, ecs::FargateService*>& services);

  /// Whether another service calls it.
  bool has(const std::string& name) const { return called_.count(name) != 0; }

 private:
  bool check(const Sourced<std::string>& callee, const std::string& caller) const;
  bool waits_for(const std::string& one, const std::string& other) const;

  const Architecture& file_;
  Diagnostics& to_;
  std::set<std::string> called_;
  std::map<std::string, std::vector<std::string>, std::less<>> waits_;
};

}  // namespace archsynth::architecture
