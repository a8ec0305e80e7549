#include "archsynth/support/diagnostic.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "support/put_in.h"

namespace archsynth {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) {
  return seed ^ (value + 0x9E3779B97F4A7C15U + (seed << 6U) + (seed >> 2U));
}

std::size_t hash_of(const Origin& origin) {
  if (const Span* span = origin.span()) return mix(span->begin, span->end);
  if (const CallSite* site = origin.call_site()) return site->line;
  return 0;
}

std::size_t hash_of(const Diagnostic& diagnostic) {
  std::size_t hash = std::hash<std::string>{}(diagnostic.message);
  hash = mix(hash, std::hash<std::string>{}(diagnostic.code));
  hash = mix(hash, std::hash<std::string>{}(diagnostic.subject.resource));
  hash = mix(hash, static_cast<std::size_t>(diagnostic.severity));
  return mix(hash, hash_of(diagnostic.origin));
}

bool same_finding(const Diagnostic& a, const Diagnostic& b) {
  return a.severity == b.severity && a.code == b.code && a.origin == b.origin &&
         a.message == b.message && a.subject.resource == b.subject.resource;
}

Diagnostic made(Severity severity, std::string_view code, const Origin& origin,
                std::string message) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = code;
  diagnostic.origin = origin;
  diagnostic.message = std::move(message);
  return diagnostic;
}

/// Where a finding stands in reading order.
using Place = std::tuple<std::size_t, std::uint32_t, std::uint32_t>;

class PlaceOrder {
 public:
  Place operator()(const Origin& origin) {
    if (const Span* span = origin.span(); span != nullptr && span->source != nullptr) {
      return {rank(sources_, span->source), span->begin, span->end};
    }
    if (const CallSite* site = origin.call_site()) {
      return {rank(files_, std::string_view(site->file)), site->line, 0};
    }
    return {std::numeric_limits<std::size_t>::max(), 0, 0};
  }

 private:
  template <typename Key>
  std::size_t rank(std::map<Key, std::size_t>& ranks, Key key) {
    const auto [found, added] = ranks.try_emplace(key, next_);
    if (added) ++next_;
    return found->second;
  }

  std::map<const Source*, std::size_t> sources_;
  std::map<std::string_view, std::size_t> files_;
  std::size_t next_ = 0;
};

}  // namespace

std::string Diagnostic::text() const {
  const std::string whole = state.empty() ? message : message + " (" + state + ")";
  if (!suppression) return whole;
  const std::string until = suppression->until.empty() ? "" : " until " + suppression->until;
  return "suppressed" + until + " (" + suppression->reason + "): " + whole;
}

Diagnostic& Diagnostics::error(std::string_view code, Origin origin, std::string message) {
  return add(made(Severity::kError, code, origin, std::move(message)));
}

Diagnostic& Diagnostics::warning(std::string_view code, Origin origin, std::string message) {
  return add(made(Severity::kWarning, code, origin, std::move(message)));
}

Diagnostic& Diagnostics::malformed(std::string_view code, Origin origin, std::string message) {
  Diagnostic diagnostic = made(Severity::kError, code, origin, std::move(message));
  diagnostic.is_malformed = origin.is_stated();
  return add(std::move(diagnostic));
}

Diagnostic& Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.subject == Subject()) diagnostic.subject.resource = about_;
  const std::size_t hash = hash_of(diagnostic);
  const auto [first, last] = known_.equal_range(hash);
  const bool known = std::any_of(first, last, [&](const auto& entry) {
    return same_finding(items_[entry.second], diagnostic);
  });
  const std::size_t place = hash_of(diagnostic.origin);
  const auto [begin, end] = malformed_.equal_range(place);
  const bool judged = std::any_of(begin, end, [&](const auto& entry) {
    const Diagnostic& earlier = items_[entry.second];
    return earlier.origin == diagnostic.origin &&
           (!diagnostic.is_malformed || (earlier.hides_all && earlier.code != diagnostic.code));
  });
  if (known || judged) return dropped_ = std::move(diagnostic);
  if (diagnostic.is_malformed) malformed_.emplace(place, items_.size());
  if (diagnostic.severity == Severity::kError) ++errors_;
  if (diagnostic.severity == Severity::kWarning) ++warnings_;
  known_.emplace(hash, items_.size());
  return items_.emplace_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::take() {
  known_.clear();
  malformed_.clear();
  errors_ = 0;
  warnings_ = 0;
  return std::exchange(items_, {});
}

void Diagnostics::amend(const std::function<void(Diagnostic&)>& change) {
  for (Diagnostic& each : take()) {
    change(each);
    add(std::move(each));
  }
}

void Diagnostics::drop_consequences() {
  std::vector<Subject> meant;
  for (const Diagnostic& each : items_) {
    if (each.meant.empty()) continue;
    std::string place = each.subject.pointer.substr(0, each.subject.pointer.rfind('/') + 1);
    if (!place.empty()) place += each.meant;
    meant.push_back({each.subject.resource + '\n' + each.meant, std::move(place)});
  }
  if (meant.empty()) return;
  const auto follows = [&](const Diagnostic& each, const std::string& key) {
    const std::string& place = each.subject.pointer;
    return std::any_of(meant.begin(), meant.end(), [&](const Subject& one) {
      const bool is_placed = !place.empty() && !one.pointer.empty();
      return one.resource == each.subject.resource + '\n' + key &&
             (!is_placed || one.pointer == place + '/' + key);
    });
  };
  for (Diagnostic& each : take()) {
    const bool is_consequence =
        std::any_of(each.missing.begin(), each.missing.end(),
                    [&](const std::string& key) { return follows(each, key); });
    if (!is_consequence) add(std::move(each));
  }
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  PlaceOrder place_of;
  std::vector<std::pair<Place, std::size_t>> order;
  order.reserve(items_.size());
  for (const Diagnostic& item : items_) order.emplace_back(place_of(item.origin), order.size());
  std::sort(order.begin(), order.end());
  std::vector<Diagnostic> result;
  result.reserve(items_.size());
  for (const auto& [place, index] : order) result.push_back(items_[index]);
  hide_put_in(result);
  return result;
}

}  // namespace archsynth
