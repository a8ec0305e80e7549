#include "arns.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "spec/regions.h"

namespace archsynth::architecture {

namespace {

/// What an ARN of a key must share with the stack beside the partition.
struct Ties {
  std::string_view key;
  bool region = false;
  bool account = false;
  std::string_view page;
};

constexpr Ties kTies[] = {
    {"certificate_arn", true, true,
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
     "https-listener-certificates.html"},
    {"trust_store_arn", true, false,
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
     "configuring-mtls-with-elb.html"},
    {"certificate_authority_arn", true, false,
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html"},
    {"web_acl_arn", true, true,
     "https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html"},
    {"key_arn", true, false,
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html"},
    {"topic_arn", true, false,
     "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
     "Notify_Users_Alarm_Changes.html"},
    {"snapshot_identifier", true, false,
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html"},
};

/// Of the stack, or of the first ARN that is tied to it.
struct Known {
  std::string value;
  std::string whose;
  Origin origin;
};

class Checker {
 public:
  Checker(const Architecture& file, Diagnostics& to) : to_(to) {
    const auto region = spec::region(*file.region);
    if (!file.region.stated() || !region) return;
    partition_ = Known{std::string(region->partition), "\"region\"", file.region.origin()};
    region_ = Known{*file.region, "\"region\"", file.region.origin()};
  }

  void check(const document::Node& node, const std::string& path, std::string_view key) {
    if (node.is_scalar() && node.text.starts_with("arn:")) check_arn(node, path, key);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      check(node.items[i], fmt::format("{}.{}", path, i), key);
    }
    for (const document::Entry& entry : node.entries) {
      if (path.empty() && entry.key.text == "environments") continue;
      check(entry.value, path.empty() ? entry.key.text : path + "." + entry.key.text,
            entry.key.text);
    }
  }

 private:
  void check_arn(const document::Node& node, const std::string& path, std::string_view key) {
    const std::vector<std::string_view> parts = split(node.text, ':');
    constexpr std::string_view kPartition = "abcdefghijklmnopqrstuvwxyz-";
    if (parts.size() < 6 || parts[1].find_first_not_of(kPartition) != parts[1].npos) return;
    if (!share(partition_, parts[1], "the partition ", node, path)) return;
    const auto* ties = std::find_if(std::begin(kTies), std::end(kTies),
                                    [&](const Ties& each) { return each.key == key; });
    if (ties == std::end(kTies)) return;
    if (ties->region && !parts[3].empty() && !share(region_, parts[3], "", node, path)) return;
    if (ties->account && !parts[4].empty()) share(account_, parts[4], "the account ", node, path);
  }

  bool share(std::optional<Known>& known, std::string_view value, const char* what,
             const document::Node& node, const std::string& path) {
    if (!known) known = Known{std::string(value), quoted(path), node.span};
    if (known->value == value) return true;
    Diagnostic& found = to_.error("ARC1517", node.span,
                                  fmt::format("{} is in {}{}, but {} is in {}{}", quoted(path),
                                              what, value, known->whose, what, known->value));
    found.fix =
        fmt::format("use a resource in {}{}, or correct {}", what, known->value, known->whose);
    found.related.push_back({known->origin, "set here"});
    return false;
  }

  Diagnostics& to_;
  std::optional<Known> partition_;
  std::optional<Known> region_;
  std::optional<Known> account_;
};

}  // namespace

void check_arns(const Architecture& file, const document::Node& document,
                Diagnostics& diagnostics) {
  Checker(file, diagnostics).check(document, "", "");
}

}  // namespace archsynth::architecture
