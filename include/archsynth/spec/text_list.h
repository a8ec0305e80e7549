#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

namespace archsynth::spec {

/// A list of texts inside the read-only facts of the binary; cheap to copy, never dangles.
class TextList {
 public:
  /// How the facts hold one text: a byte offset and a length.
  struct Entry {
    std::uint32_t offset;
    std::uint32_t size;
  };

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = std::string_view;

    Iterator() = default;
    Iterator(const char* base, const Entry* at) : base_(base), at_(at) {}
    std::string_view operator*() const { return {base_ + at_->offset, at_->size}; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const char* base_ = nullptr;
    const Entry* at_ = nullptr;
  };

  TextList() = default;
  TextList(const char* base, const Entry* first, std::size_t size)
      : base_(base), first_(first), size_(size) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view operator[](std::size_t index) const { return *Iterator(base_, first_ + index); }
  Iterator begin() const { return {base_, first_}; }
  Iterator end() const { return {base_, first_ + size_}; }
  bool contains(std::string_view text) const {
    for (std::string_view each : *this) {
      if (each == text) return true;
    }
    return false;
  }
  /// A copy for functions that take a span, such as `suggest`.
  std::vector<std::string_view> to_vector() const { return {begin(), end()}; }

 private:
  const char* base_ = nullptr;
  const Entry* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace archsynth::spec
