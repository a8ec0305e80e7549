#pragma once

#include <string>
#include <utility>
#include <vector>

#include "archsynth/analysis/runbook.h"
#include "shell.h"
#include "stack.h"

namespace archsynth::analysis {

/// Restored databases are beside the old ones under this name, and then take their names.
inline constexpr std::string_view kRestoredSuffix = "-restored";

/// The runbook of a stack, part by part.
class Book {
 public:
  explicit Book(const Stack& stack) : stack_(stack), shell_(stack) {}

  std::vector<RunbookPart> write() {
    add_start();
    for (const model::Store& each : stack_.stores().all()) add_store(each);
    add_others();
    add_zones();
    for (const Tasks& each : stack_.services()) add_deployment(each);
    add_region();
    return std::move(parts_);
  }

 private:
  void add_start();
  void add_store(const model::Store& store);
  void add_instance(const model::Store& store);
  void add_cluster(const model::Store& store);
  void add_table(const model::Store& store);
  void add_bucket(const model::Store& store);
  void add_file_system(const model::Store& store);
  void add_cache(const model::Store& store);
  void add_others();
  void add_zones();
  void add_deployment(const Tasks& tasks);
  void add_region();
  Call restore_of(const cfn::Resource& database, bool has_backups) const;
  Call modify_of(const cfn::Resource& database, bool has_backups) const;
  std::vector<RunbookStep> steps_to_restore(const cfn::Resource& database, bool has_backups) const;
  void add_password(Call& modify, const cfn::Resource& database) const;
  RunbookStep swap_of(const model::Store& store, const std::string& cli) const;
  Call restore_of(const cfn::Resource& cluster, const std::string& cli) const;
  RunbookStep instances_of(const model::Store& store, const std::string& cli) const;
  /// The cluster of a service, as a word of the shell.
  std::string cluster_of(const cfn::Resource& service) const;
  /// How the tasks that use it let go of the old database.
  void add_restart(const model::Store& store, RunbookPart& to) const;

  RunbookPart& part(std::string title, std::string text = {}) {
    return parts_.emplace_back(RunbookPart{std::move(title), std::move(text)});
  }

  const Stack& stack_;
  Shell shell_;
  std::vector<RunbookPart> parts_;
};

}  // namespace archsynth::analysis
