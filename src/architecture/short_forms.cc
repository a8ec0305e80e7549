#include "short_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "archsynth/aws/forms.h"
#include "archsynth/support/text.h"
#include "command_line.h"

namespace archsynth::architecture {
namespace {

using document::Node;

/// A mapping in the place of a scalar, with the scalar under some keys.
void put_under(Node& value, std::initializer_list<std::string_view> keys) {
  Node mapping;
  mapping.kind = Node::Kind::kMapping;
  mapping.span = value.span;
  for (const std::string_view key : keys) {
    Node name;
    name.kind = Node::Kind::kScalar;
    name.span = value.span;
    name.text = key;
    mapping.entries.push_back({std::move(name), value});
  }
  value = std::move(mapping);
}

void expand_image(Node& image, Diagnostics& to) {
  // A name alone could be a repository of this stack, or an image of Docker Hub.
  if (image.text.find_first_of("/:") == image.text.npos) {
    to.error("ARC1513", image.span,
             fmt::format("{} can be a repository or an image", quoted(image.text)))
        .fix = fmt::format(
        "write `image: {{repository: {0}}}` for a repository of this stack, or `image: {{uri: "
        "{0}}}`",
        image.text);
  }
  put_under(image, {"uri"});
}

/// A folder, as in Compose, or a Dockerfile, as in Copilot.
void expand_build(Node& image) {
  for (document::Entry& entry : image.entries) {
    if (entry.key.text != "build" || !entry.value.is_scalar()) continue;
    const std::string& path = entry.value.text;
    const std::size_t slash = path.rfind('/');
    const std::string file = path.substr(slash == path.npos ? 0 : slash + 1);
    const bool is_file = file.find("ockerfile") != file.npos;
    put_under(entry.value, {is_file ? "dockerfile" : "context"});
  }
}

/// What a service's own container and its sidecars have; a check stands under `check`.
void expand_container(Node& container, std::string_view check, Diagnostics& to) {
  for (document::Entry& entry : container.entries) {
    if (entry.key.text == "command" || entry.key.text == "entry_point") {
      split_command(entry.value, to);
    }
    if (entry.key.text != check) continue;
    for (document::Entry& each : entry.value.entries) {
      if (each.key.text == "command") expand_check_command(each.value);
    }
  }
}

/// All tasks stop before those of the new version start.
void expand_recreate(Node& deployment) {
  put_under(deployment, {"min_healthy_percent", "max_percent"});
  for (document::Entry& entry : deployment.entries) {
    entry.value.text = entry.key.text == "max_percent" ? "100" : "0";
  }
}

Node listed(const Node& scalar, const std::string& text) {
  Node item = scalar;
  item.text = text;
  return item;
}

/// One host; one path with everything below it, where it has no pattern of its own.
void expand_route(Node& route) {
  for (document::Entry& entry : route.entries) {
    const bool is_path = entry.key.text == "path";
    const Node stated = entry.value;
    if (!(is_path || entry.key.text == "host") || !stated.is_scalar() || !stated.tag.empty())
      continue;
    std::string base = stated.text;
    while (base.ends_with('/')) base.pop_back();
    const bool is_pattern = base.find_first_of("*?") != base.npos || !stated.text.starts_with('/');
    Node list;
    list.kind = Node::Kind::kSequence;
    list.span = stated.span;
    if (!is_path || is_pattern || !base.empty()) {
      list.items.push_back(listed(stated, is_path && !is_pattern ? base : stated.text));
    }
    if (is_path && !is_pattern) list.items.push_back(listed(stated, base + "/*"));
    entry.value = std::move(list);
  }
}

bool is_text(const Node& value) { return value.is_scalar() && value.tag.empty(); }

/// An image alone, and a check that is one line for the shell.
void expand_sidecar(Node& sidecar, Diagnostics& to) {
  if (is_text(sidecar) && !sidecar.text.empty()) put_under(sidecar, {"image"});
  for (document::Entry& entry : sidecar.entries) {
    if (entry.key.text == "image") expand_build(entry.value);
    if (entry.key.text == "health_check" && is_text(entry.value))
      put_under(entry.value, {"command"});
  }
  expand_container(sidecar, "health_check", to);
}

void expand_service(Node& service, Diagnostics& to) {
  expand_container(service, "container_health_check", to);
  for (document::Entry& entry : service.entries) {
    if (entry.key.text == "sidecars") {
      for (document::Entry& each : entry.value.entries) expand_sidecar(each.value, to);
    }
    if (entry.key.text == "image") expand_build(entry.value);
    if (entry.key.text == "route") expand_route(entry.value);
    if (!is_text(entry.value)) continue;
    if (entry.key.text == "image") expand_image(entry.value, to);
    const bool is_count = entry.value.text.find_first_not_of("0123456789") == std::string::npos;
    if (entry.key.text == "deployment" && entry.value.text == "recreate") {
      expand_recreate(entry.value);
    }
    if (entry.key.text == "tasks" && is_count) put_under(entry.value, {"min", "max"});
    const bool is_path = entry.value.text.starts_with('/');
    if (entry.key.text == "health_check" && is_path) put_under(entry.value, {"path"});
  }
}

}  // namespace

void expand_short_forms(Node& root, Diagnostics& diagnostics) {
  for (document::Entry& section : root.entries) {
    if (section.key.text != "services") continue;
    for (document::Entry& service : section.value.entries) {
      expand_service(service.value, diagnostics);
    }
  }
  for (document::Entry& section : root.entries) {
    if (section.key.text != "domain") continue;
    for (document::Entry& entry : section.value.entries) {
      if (entry.key.text != "aliases") continue;
      for (Node& alias : entry.value.items) {
        if (is_text(alias)) put_under(alias, {"name"});
      }
    }
  }
  std::erase_if(root.entries, [&](const document::Entry& section) {
    const std::string& name = section.value.text;
    if (section.key.text != "domain" || !section.value.is_scalar() || name.empty()) return false;
    const std::string meant = describe::meant_value(name, forms::kDomainName);
    diagnostics
        .error("ARC1514", section.value.span, "\"domain\" needs a hosted zone as well as a name")
        .fix = fmt::format("write `domain: {{name: {}, hosted_zone_id: Z…}}`",
                           meant.empty() ? name : meant);
    return true;
  });
}

}  // namespace archsynth::architecture
