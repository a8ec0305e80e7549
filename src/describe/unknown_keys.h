#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/describe/field.h"
#include "outline.h"

namespace archsynth::describe::internal {

/// Reports the unknown keys of one mapping. What suggestions need is made for the first of them:
/// there may be thousands.
class UnknownKeys {
 public:
  UnknownKeys(const RecordView& record, const Path& path, Diagnostics& to)
      : record_(record), path_(path), to_(to) {}

  /// Gives the key that is meant; nothing where that is not clear.
  std::string report(const document::Node& key);
  /// Reports with a fix that is known.
  void report(const document::Node& key, std::string fix);
  /// The row of a key of the record; null where it has none.
  const Field* field(std::string_view key) const;
  /// The keys of the record.
  const std::vector<std::string_view>& known();

 private:
  std::string fix_for(std::string_view key) const;
  std::string named_in(const std::string& fix) const;
  void prepare();

  const RecordView& record_;
  const Path& path_;
  Diagnostics& to_;
  std::vector<std::string_view> known_;
  std::string owner_;
  std::vector<OutlinedRecord> outline_;
  std::string no_idea_;
  std::set<std::string> lacking_;
};

}  // namespace archsynth::describe::internal
