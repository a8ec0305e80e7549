#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    kAny,  ///< anything, kept as the document has it
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

}  // namespace archsynth::describe

#include "archsynth/describe/shapes.h"
