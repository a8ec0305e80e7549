#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "archsynth/document/reader.h"
#include "yaml_text.h"

namespace archsynth::document {

/// A step through a YAML document: a leaf, or the start or end of a collection.
struct YamlEvent {
  enum class Kind : std::uint8_t { kNull, kScalar, kAlias, kSequence, kMapping, kEnd };
  Kind kind = Kind::kNull;
  bool quoted = false;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  /// The event after this node; of a collection, the one after its `kEnd`.
  std::uint32_t next = 0;
  std::uint32_t target = 0;  ///< of an alias: the event of the node it stands for
  std::string text;
  std::string tag;
};

/// Thrown through yaml-cpp's parser to stop it; the diagnostic has been reported.
struct YamlStopped {};

/// Records one document's events with their places. Offsets are into the whole source, `base` is
/// where the text that the parser sees starts.
class YamlEvents : public YAML::EventHandler {
 public:
  YamlEvents(const Source& source, std::size_t base, Diagnostics& diagnostics,
             const Limits& limits);

  const std::vector<YamlEvent>& events() const { return events_; }
  /// The collections that have started and not ended, outermost first: indexes of events.
  const std::vector<std::uint32_t>& open() const { return open_; }
  /// The byte offset of a mark.
  std::size_t offset(const YAML::Mark& mark) const;
  /// The end of what has been read.
  std::size_t cursor() const { return cursor_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close('}'); }

 private:
  YamlEvent& add(YamlEvent::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void start(YamlEvent::Kind kind, const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor);
  void close(char bracket);
  /// An assumed value whose place is also the next event's was not written: that text is the next
  /// event's.
  void settle_assumed(std::size_t place);
  [[noreturn]] void stop(std::string_view code, std::size_t begin, std::size_t end,
                         std::string message);

  const Source& source_;
  YamlText text_;
  std::size_t base_;
  Diagnostics& diagnostics_;
  const Limits& limits_;
  std::vector<YamlEvent> events_;
  std::vector<std::uint32_t> open_;
  std::unordered_map<YAML::anchor_t, std::uint32_t> anchors_;
  std::size_t cursor_;
  bool document_started_ = false;
  /// The last event, when it may be a missing value before what looks like its text (`null`, or
  /// quotes after a tag).
  struct Assumed {
    std::size_t place;
    std::size_t cursor_before;
    std::uint32_t event;
  };
  std::optional<Assumed> assumed_;
};

}  // namespace archsynth::document
