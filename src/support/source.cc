#include "archsynth/support/source.h"

#include <algorithm>

#include "utf8.h"

namespace archsynth {
namespace {

constexpr std::size_t kStride = 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void advance(Position& position, std::string_view text) {
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    ++position.line;
    position.column = 1;
    text.remove_prefix(end + 1);
  }
  position.column += static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_utf8_continuation(c); }));
}

}  // namespace

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  const std::string_view all = text_;
  Position position;
  std::size_t done = all.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  checkpoints_.reserve(all.size() / kStride);
  for (std::size_t next = kStride; next <= all.size(); next += kStride) {
    advance(position, all.substr(done, next - done));
    checkpoints_.push_back(position);
    done = next;
  }
}

Position Source::position_at(std::uint32_t offset) const {
  const std::string_view all = text_;
  std::size_t end = std::min<std::size_t>(offset, all.size());
  while (end > 0 && end < all.size() && is_utf8_continuation(all[end])) --end;
  const std::size_t passed = end / kStride;
  Position position = passed == 0 ? Position{} : checkpoints_[passed - 1];
  std::size_t begin = passed * kStride;
  if (passed == 0 && all.starts_with(kByteOrderMark)) begin = kByteOrderMark.size();
  if (begin < end) advance(position, all.substr(begin, end - begin));
  return position;
}

std::string_view Source::line_at(std::uint32_t offset) const {
  const std::string_view all = shown();
  const std::size_t at = std::min<std::size_t>(offset, all.size());
  const std::size_t previous = at == 0 ? std::string_view::npos : all.rfind('\n', at - 1);
  std::size_t begin = previous == std::string_view::npos ? 0 : previous + 1;
  if (begin == 0 && all.starts_with(kByteOrderMark)) begin = kByteOrderMark.size();
  std::size_t end = std::min(all.find('\n', at), all.size());
  if (end > begin && all[end - 1] == '\r') --end;
  return all.substr(begin, std::max(begin, end) - begin);
}

void Source::hide(std::size_t begin, std::size_t end) {
  if (hidden_.empty()) hidden_ = text_;
  for (std::size_t at = begin; at < std::min(end, hidden_.size()); ++at) {
    if (std::string_view("\r\n\"'").find(hidden_[at]) == std::string_view::npos) hidden_[at] = '*';
  }
}

}  // namespace archsynth
