#include "model/network/packets.h"

#include <fmt/format.h>

#include <algorithm>

namespace archsynth::model {

bool Box::contains(const Box& other) const {
  if (family != other.family) return false;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!ranges[i].contains(other.ranges[i])) return false;
  }
  return true;
}

bool Box::overlaps(const Box& other) const {
  if (family != other.family) return false;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!ranges[i].overlaps(other.ranges[i])) return false;
  }
  return true;
}

std::optional<Box> intersection(const Box& a, const Box& b) {
  if (!a.overlaps(b)) return std::nullopt;
  Box both = a;
  for (std::size_t i = 0; i < both.ranges.size(); ++i) {
    both.ranges[i].first = std::max(a.ranges[i].first, b.ranges[i].first);
    both.ranges[i].last = std::min(a.ranges[i].last, b.ranges[i].last);
  }
  return both;
}

bool Packets::contains(const Box& packet) const {
  return std::any_of(boxes_.begin(), boxes_.end(),
                     [&](const Box& each) { return each.contains(packet); });
}

bool Packets::overlaps(const Box& box) const {
  return std::any_of(boxes_.begin(), boxes_.end(),
                     [&](const Box& each) { return each.overlaps(box); });
}

void Packets::add(const Box& box) {
  // Equal rules in great numbers are one: the last boxes are the likely ones.
  const std::size_t seen = std::min<std::size_t>(boxes_.size(), 64);
  for (std::size_t i = boxes_.size() - seen; i < boxes_.size(); ++i) {
    if (boxes_[i].contains(box)) return;
  }
  boxes_.push_back(box);
}

void Packets::add(const Packets& other) {
  for (const Box& each : other.boxes_) add(each);
}

void Packets::remove(const Box& box) {
  std::vector<Box> left;
  for (Box each : boxes_) {
    if (!each.overlaps(box)) {
      left.push_back(each);
      continue;
    }
    for (std::size_t i = 0; i < each.ranges.size(); ++i) {
      const Range& gone = box.ranges[i];
      if (each.ranges[i].first < gone.first) {
        Box below = each;
        below.ranges[i].last = gone.first.previous();
        left.push_back(below);
        each.ranges[i].first = gone.first;
      }
      if (gone.last < each.ranges[i].last) {
        Box above = each;
        above.ranges[i].first = gone.last.next();
        left.push_back(above);
        each.ranges[i].last = gone.last;
      }
    }
  }
  boxes_ = std::move(left);
}

Packets Packets::within(const Packets& other) const {
  Packets both;
  for (const Box& a : boxes_) {
    for (const Box& b : other.boxes_) {
      if (const auto common = intersection(a, b)) both.add(*common);
    }
  }
  return both;
}

Packets Packets::within(const Box& box) const {
  Packets both;
  for (const Box& each : boxes_) {
    if (const auto common = intersection(each, box)) both.add(*common);
  }
  return both;
}

std::string service_text(const Range& protocols, const Range& ports) {
  if (protocols.contains(kAllProtocols)) {
    return ports.contains(kAllPorts) ? "all traffic"
                                     : fmt::format("ports {}-{}", ports.first.low, ports.last.low);
  }
  std::string name = fmt::format("protocol {}", protocols.first.low);
  if (protocols.first != protocols.last) {
    name = fmt::format("protocols {}-{}", protocols.first.low, protocols.last.low);
  } else if (protocols.first.low == kTcp) {
    name = "tcp";
  } else if (protocols.first.low == kUdp) {
    name = "udp";
  } else if (protocols.first.low == kIcmp || protocols.first.low == kIcmpV6) {
    name = "icmp";
  }
  if (ports.contains(kAllPorts)) return name;
  return ports.first == ports.last ? fmt::format("{} {}", name, ports.first.low)
                                   : fmt::format("{} {}-{}", name, ports.first.low, ports.last.low);
}

int protocol_number(std::string_view name) {
  if (name == "tcp") return static_cast<int>(kTcp);
  if (name == "udp") return static_cast<int>(kUdp);
  if (name == "icmp") return static_cast<int>(kIcmp);
  if (name == "icmpv6") return static_cast<int>(kIcmpV6);
  int number = 0;
  for (const char c : name) {
    if (c < '0' || c > '9' || number > 255) return -1;
    number = number * 10 + (c - '0');
  }
  return name.empty() || number > 255 ? -1 : number;
}

}  // namespace archsynth::model
