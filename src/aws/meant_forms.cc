#include "aws/meant_forms.h"

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "spec/managed_policies.h"

namespace archsynth::forms {
namespace {

std::string with_prefix(std::string_view prefix, std::string_view text) {
  return std::string(prefix) + lower_case(text);
}

/// Without blanks around dashes and commas.
std::string close_up(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '-' || c == ',') {
      while (result.ends_with(' ')) result.pop_back();
    }
    if (c != ' ' || (!result.empty() && !result.ends_with('-') && !result.ends_with(','))) {
      result += c;
    }
  }
  return result;
}

}  // namespace

std::string meant_cidr(std::string_view text) { return std::string(text) + "/16"; }

std::string meant_source_cidr(std::string_view text) {
  return std::string(text) + (text.find(':') == text.npos ? "/32" : "/128");
}

std::string meant_zone_letter(std::string_view text) {
  return text.empty() ? std::string() : std::string(text.substr(text.size() - 1));
}

std::string meant_region(std::string_view text) {
  const bool is_zone = !text.empty() && is_lower(text.back());
  return is_zone ? std::string(text.substr(0, text.size() - 1)) : std::string();
}

std::string meant_codes(std::string_view text) {
  std::string codes = close_up(text);
  if (codes.size() == 3 && lower_case(codes).ends_with("xx")) {
    return codes.substr(0, 1) + "00-" + codes.substr(0, 1) + "99";
  }
  std::replace(codes.begin(), codes.end(), ' ', ',');
  return codes;
}

std::string meant_https_url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  std::string url = "https://" + std::string(scheme == text.npos ? text : text.substr(scheme + 3));
  if (url.find('/', 8) == url.npos) url += '/';
  return url;
}

std::string meant_variable(std::string_view text) {
  std::string name(text);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string meant_instance_class(std::string_view text) { return with_prefix("db.", text); }

std::string meant_node_class(std::string_view text) { return with_prefix("cache.", text); }

std::string meant_version(std::string_view text) {
  const std::size_t digit = std::min(text.find_first_of("0123456789"), text.size());
  return std::string(text.substr(digit));
}

std::string meant_window(std::string_view text) {
  std::string window;
  for (const char c : close_up(text)) {
    window += to_lower(c);
    const auto is_digit_before = [&](std::size_t count) {
      return window.size() > count && is_digit(window[window.size() - 1 - count]);
    };
    const bool ends_short_hour = c == ':' && is_digit_before(1) && !is_digit_before(2);
    if (ends_short_hour) window.insert(window.size() - 2, "0");
  }
  return window;
}

std::string meant_policy(std::string_view text) {
  for (const std::string_view path : {"", "service-role/", "job-function/"}) {
    std::string arn = "arn:aws:iam::aws:policy/" + std::string(path) + std::string(text);
    if (!spec::managed_policy(arn).empty()) return arn;
  }
  return {};
}

}  // namespace archsynth::forms
