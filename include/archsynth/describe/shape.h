#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/describe/expression.h"
#include "archsynth/describe/sourced.h"
#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::describe {

struct Field;
class Shape;

struct RecordView;

/// Where decoding and checking stand, for messages: `services.api.tasks.min`.
class Path {
 public:
  Path() = default;
  explicit Path(const RecordView* document) : document_(document) {}
  Path(const Path* parent, std::string_view key)
      : parent_(parent), key_(key), document_(parent->document_) {}
  std::string to_string() const;
  /// The last part: `min`.
  std::string_view key() const { return key_; }
  /// The record of the whole document; null where none is read.
  const RecordView* document() const { return document_; }

 private:
  const Path* parent_ = nullptr;
  std::string_view key_;
  const RecordView* document_ = nullptr;
};

/// A record's description without its C++ type.
struct RecordView {
  std::string_view title;
  std::span<const Field> fields;
  /// A default-constructed one, for reading defaults.
  const void* sample = nullptr;
};

/// What a member can hold and how to read, check and document it: one object for each C++ type of
/// a member, found by `shape_of`. The pointers are to the member.
class Shape {
 public:
  enum class Kind {
    kString,
    kInteger,
    kNumber,
    kBoolean,
    kChoice,
    kRecord,
    kList,
    kMap,
    kEither,
    kExpression,  ///< a string, or a CloudFormation function that gives one
    kAny,         ///< anything, kept as the document has it
  };

  virtual ~Shape() = default;
  virtual Kind kind() const = 0;
  /// Reads the node into the member, reporting what does not fit.
  virtual void decode(const document::Node& node, const Path& path, void* member,
                      Diagnostics& diagnostics) const = 0;
  /// Notes that something stood there which was reported.
  virtual void set_invalid(void* member, Origin origin) const = 0;
  /// Takes the profile's defaults, in everything below.
  virtual void settle(void* member, Profile profile, std::string_view key) const = 0;
  /// Checks the field's constraints, and those of everything below. `owner` is where the record
  /// that holds the field was stated.
  virtual void check(const void* member, const Field& field, const Path& path, const Origin& owner,
                     Diagnostics& diagnostics) const = 0;
  /// Whether somebody stated the member, rightly or wrongly.
  virtual bool stated(const void* member) const = 0;
  /// Whether there is no value: neither stated nor a default.
  virtual bool missing(const void* member) const = 0;
  /// The default as one line of YAML under a profile; empty when there is none.
  virtual std::string default_text(const void* member, Profile profile) const;
  virtual bool default_differs(const void* member) const;
  /// Of a choice: its names.
  virtual std::span<const char* const> names() const { return {}; }
  /// Of a record: whether it may be absent.
  virtual bool is_optional() const { return false; }
  /// Of a record, or of a list or map of records.
  virtual const RecordView* record() const { return nullptr; }
  /// Of a list or map: the shape of its items. Of an either: the large side.
  virtual const Shape* item() const { return nullptr; }
  /// Of an either: the scalar side.
  virtual const Shape* scalar() const { return nullptr; }
};

/// The shape of a member's type.
template <typename M>
const Shape& shape_of();

namespace internal {

// Each reads one scalar; false after a diagnostic.
bool read_scalar(const document::Node& node, const Path& path, std::string& out, Diagnostics& to);
bool read_scalar(const document::Node& node, const Path& path, bool& out, Diagnostics& to);
bool read_scalar(const document::Node& node, const Path& path, std::int64_t& out, Diagnostics& to);
bool read_scalar(const document::Node& node, const Path& path, int& out, Diagnostics& to);
bool read_scalar(const document::Node& node, const Path& path, double& out, Diagnostics& to);
bool read_choice(const document::Node& node, const Path& path, std::span<const char* const> names,
                 std::size_t& out, Diagnostics& to);
/// Reports a node that is neither side of an either.
void report_neither(const document::Node& node, const Path& path, const Shape& either,
                    Diagnostics& to);
/// A mapping that is read: a record with its keys, or names with a value each.
struct TakenMapping {
  const RecordView* record = nullptr;  ///< of a map: of its values; null where they are none
  const Shape* item = nullptr;         ///< of a map: of its values
};
bool expect_mapping(const document::Node& node, const Path& path, const TakenMapping& taken,
                    Diagnostics& to);
/// `record` is that of the items; null where they are none.
bool expect_sequence(const document::Node& node, const Path& path, const RecordView* record,
                     Diagnostics& to);

void check_number(double value, const Origin& origin, const Field& field, const Path& path,
                  Diagnostics& to);
void check_string(const std::string& value, const Origin& origin, const Field& field,
                  const Path& path, Diagnostics& to);
void check_key(const Sourced<std::string>& name, const Field& field, const Path& path,
               Diagnostics& to);
void check_repeated(const Sourced<std::string>& name, const Sourced<std::string>& first,
                    const Path& path, Diagnostics& to);
void check_items(std::size_t count, const Origin& origin, const Field& field, const Path& path,
                 Diagnostics& to);

void decode_record(const RecordView& record, const document::Node& node, const Path& path,
                   void* props, Diagnostics& to);
/// Notes that a mapping should have stood there: the required keys need not be asked for.
void set_keys_invalid(const RecordView& record, void* props, Origin origin);
/// Notes that something was stated: one member is enough for that.
void set_record_invalid(const RecordView& record, void* props, Origin origin);
void settle_record(const RecordView& record, void* props, Profile profile);
void check_record(const RecordView& record, const void* props, const Path& path,
                  const Origin& owner, Diagnostics& to);
bool any_stated(const RecordView& record, const void* props);

std::string text_of(const std::string& value);
std::string text_of(bool value);
std::string text_of(std::int64_t value);
std::string text_of(double value);

}  // namespace internal

}  // namespace archsynth::describe

#include "archsynth/describe/shapes.h"
