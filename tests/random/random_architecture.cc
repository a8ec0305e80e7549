#include "random/random_architecture.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "random/samples.h"
#include "spec/regions.h"

namespace archsynth::testing {
namespace {

/// The schema, or the definition that it refers to.
const Json& referred(const Json& root, const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  const std::string name = schema["$ref"];
  return root["$defs"][name.substr(name.rfind('/') + 1)];
}

/// Calls `see` with every place below a schema, and the schema there; with each form of a value.
void walk(const Json& root, const Json& stated, const std::string& place,
          const std::function<void(const std::string&, const Json&)>& see) {
  const Json& schema = referred(root, stated);
  if (!place.empty()) see(place, schema);
  const auto below = [&](const std::string& key) {
    return place.empty() ? key : place + "/" + key;
  };
  if (place == "environments") return;
  const Json forms = schema.value("anyOf", Json::array());
  for (const Json& form : forms) walk(root, form, place, see);
  const Json keys = schema.value("properties", Json::object());
  for (const auto& [key, value] : keys.items()) walk(root, value, below(key), see);
  const Json more = schema.value("additionalProperties", Json(false));
  if (more.is_object()) walk(root, more, below("*"), see);
  if (schema.contains("items")) walk(root, schema["items"], below("-"), see);
}

class Maker {
 public:
  Maker(const Json& schema, Random& random, const std::string& wanted)
      : schema_(schema), random_(random), wanted_(wanted) {
    likelihood_ = random_.any_of(std::array{8, 20, 45});
  }

  Json file() {
    Json made = object(schema_, "");
    if (!made.contains("services"))
      made["services"] = of(schema_["properties"]["services"], "services");
    agree(made);
    return made;
  }

 private:
  const Json& resolved(const Json& schema) const { return referred(schema_, schema); }

  Json of(const Json& stated, const std::string& place) {
    const Json& schema = resolved(stated);
    if (!leads_to_wanted(place) || ends_with(place, "command") || place == "overrides/-") {
      const auto* samples = samples_of(place);
      if (samples != nullptr && (!schema.contains("anyOf") || random_.chance(70))) {
        return Json::parse(random_.any_of(*samples));
      }
    }
    if (schema.contains("anyOf")) return of(branch(schema["anyOf"], place), place);
    if (schema.contains("properties")) return object(schema, place);
    if (schema.contains("enum")) return random_.any_of(schema["enum"]);
    if (schema.contains("propertyNames") || is(schema, "object")) return map(schema, place);
    if (schema.contains("items")) return list(schema, place);
    return scalar(schema, place);
  }

  /// Whether what is wanted is below.
  bool leads_to_wanted(std::string_view place) const {
    return wanted_.size() > place.size() && wanted_.rfind(place, 0) == 0 &&
           wanted_[place.size()] == '/';
  }

  /// One of the forms that a value may have; where something below it is wanted, one that has it.
  const Json& branch(const Json& forms, const std::string& place) {
    std::vector<const Json*> fit;
    for (const Json& form : forms) {
      bool has_it = false;
      walk(schema_, form, place,
           [&](const std::string& below, const Json&) { has_it = has_it || below == wanted_; });
      if (has_it) fit.push_back(&form);
    }
    return leads_to_wanted(place) && !fit.empty() ? *random_.any_of(fit) : random_.any_of(forms);
  }

  static bool is(const Json& schema, std::string_view type) {
    if (!schema.contains("type")) return false;
    const Json& types = schema["type"];
    if (types.is_string()) return types == type;
    return std::find(types.begin(), types.end(), type) != types.end();
  }

  Json object(const Json& schema, const std::string& place) {
    Json made = Json::object();
    const Json required = schema.value("required", Json::array());
    for (const auto& [key, value] : schema["properties"].items()) {
      const bool needed = std::find(required.begin(), required.end(), key) != required.end();
      const std::string below = place.empty() ? key : place + "/" + key;
      const bool wanted = below == wanted_ || leads_to_wanted(below);
      if (needed || wanted || random_.chance(likelihood_)) made[key] = of(value, below);
    }
    return made;
  }

  Json map(const Json& schema, const std::string& place) {
    Json made = Json::object();
    const auto known = names().find(place.substr(place.rfind('/') + 1));
    if (known == names().end() || !schema.contains("additionalProperties")) return made;
    std::vector<std::string> left = known->second;
    const bool is_one = known->first == "key" || known->first == "sort";
    for (std::size_t count = is_one ? 1 : random_.below(3) + 1; count > 0 && !left.empty();
         --count) {
      const std::size_t chosen = random_.below(left.size());
      made[left[chosen]] = of(schema["additionalProperties"], place + "/*");
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    return made;
  }

  Json list(const Json& schema, const std::string& place) {
    Json made = Json::array();
    for (std::size_t count = random_.below(2) + 1; count > 0; --count) {
      Json item = of(schema["items"], place + "/-");
      if (std::find(made.begin(), made.end(), item) == made.end()) made.push_back(std::move(item));
    }
    return made;
  }

  Json scalar(const Json& schema, const std::string& place) {
    if (place == "region") return std::string(random_.any_of(spec::region_names()));
    if (is(schema, "boolean") && !is(schema, "string")) return random_.chance(50);
    if (schema.contains("examples") && random_.chance(70))
      return random_.any_of(schema["examples"]);
    if (schema.contains("default") && random_.chance(30)) return schema["default"];
    if (is(schema, "integer") || is(schema, "number")) return number(schema);
    if (schema.contains("examples")) return random_.any_of(schema["examples"]);
    return schema.value("default", Json("text"));
  }

  Json number(const Json& schema) {
    const std::int64_t least = static_cast<std::int64_t>(schema.value("minimum", 1.0));
    const std::int64_t most = static_cast<std::int64_t>(schema.value("maximum", 1000.0));
    if (random_.chance(20)) return schema.value("minimum", Json(least));
    if (random_.chance(10)) return schema.value("maximum", Json(most));
    return random_.between(std::max<std::int64_t>(least, 1),
                           std::min<std::int64_t>(most, least + 100));
  }

  /// Makes keys agree where they name each other or bound each other.
  void agree(Json& file) {
    if (!file.contains("region"))
      file["region"] = std::string(random_.any_of(spec::region_names()));
    network(file);
    for (const char* stores : {"databases", "caches", "buckets", "tables", "file_systems"}) {
      const bool is_used = wanted_.rfind(std::string("services/*/") + stores, 0) == 0 ||
                           wanted_.rfind(std::string("services/*/sidecars/*/") + stores, 0) == 0;
      if (is_used && !file.contains(stores)) {
        file[stores] = map(schema_["properties"][stores], stores);
      }
    }
    if (file.contains("parameters")) {
      file["parameters"] = Json::parse(R"({"Stage": {"default_value": "abc", "description": "a",
        "no_echo": false, "allowed_values": ["abc", "xyz"], "allowed_pattern": "[a-z]+"}})");
      file["outputs"]["Stage"]["value"]["Ref"] = "Stage";
    }
    for (auto& [name, service] : file["services"].items()) {
      if (service.is_object()) of_a_service(file, service);
    }
    share_image(file["services"]);
    call(file["services"]);
    put_region(file, *spec::region(file["region"].get<std::string>()));
  }

  void network(Json& file) {
    if (!file.contains("network")) return;
    Json& network = file["network"];
    for (const char* key : {"vpc_id", "public_subnet_ids", "private_subnet_ids"})
      network.erase(key);
    if (random_.chance(12)) {
      network = Json::parse(R"({"vpc_id": "vpc-0123456789abcdef0",
        "public_subnet_ids": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "private_subnet_ids": ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]})");
    }
    if (network.contains("zones") && network["zones"].is_object()) network.erase("cidr");
    int block = 0;
    if (network.contains("zones") && network["zones"].is_object()) {
      for (auto& [letter, zone] : network["zones"].items()) {
        for (auto& [tier, cidr] : zone.items()) cidr = "10.0." + std::to_string(block++) + ".0/24";
      }
    }
  }

  void of_a_service(const Json& file, Json& service) {
    static constexpr std::array<std::array<int, 2>, 6> kSizes{
        {{256, 512}, {256, 2048}, {512, 1024}, {1024, 4096}, {2048, 8192}, {4096, 30720}}};
    if (service.contains("cpu") || service.contains("memory_mib")) {
      const auto& size = random_.any_of(kSizes);
      service["cpu"] = size[0];
      service["memory_mib"] = size[1];
    }
    if (service.contains("tasks") && service["tasks"].is_object()) ordered(service["tasks"]);
    for (const char* uses : {"databases", "caches", "buckets", "tables"}) use(file, service, uses);
    if (service.contains("requests_to") && !service.contains("sidecars")) {
      service["sidecars"]["nginx"] = {{"image", "public.ecr.aws/nginx/nginx:1.27"}, {"port", 8443}};
    }
    if (service.contains("sidecars")) of_sidecars(file, service);
    // Only what is called has ports for its callers.
    if (wanted_.rfind("services/*/ports", 0) == 0) service["calls"] = Json::array({"backend"});
    service.erase("ports");
    if (service.contains("volumes")) {
      for (auto& [name, volume] : service["volumes"].items()) volume_of(file, volume, name);
    }
  }

  static bool borrow_image(Json& container) {
    if (!container.contains("image") || !container["image"].is_object() ||
        !container["image"].contains("service")) {
      return false;
    }
    container["image"] = Json{{"service", "owner"}};
    return true;
  }

  /// A container that runs another's image says nothing else of it, and the other has one.
  void share_image(Json& services) {
    bool is_shared = false;
    for (auto& [name, service] : services.items()) {
      if (!service.is_object()) continue;
      if (borrow_image(service)) is_shared = true;
      if (!service.contains("sidecars")) continue;
      for (auto& [sidecar, props] : service["sidecars"].items()) {
        if (borrow_image(props)) is_shared = true;
      }
    }
    if (!is_shared) return;
    Json owner = Json::object();
    owner["image"] = Json::parse(R"({"build": {"context": "owner"}})");
    owner["expose"] = false;
    services["owner"] = std::move(owner);
  }

  /// The services that call call one that does not, and has a port.
  void call(Json& services) {
    const auto calls = [](const Json& service) {
      return service.is_object() && service.contains("calls");
    };
    if (std::none_of(services.begin(), services.end(), calls)) return;
    for (auto& [name, service] : services.items()) {
      if (!calls(service)) continue;
      Json named = Json::object();
      named["backend"] = object(resolved(form_of_uses("calls")), "services/*/calls/*");
      service["calls"] = service["calls"].is_array() ? Json::array({"backend"}) : named;
    }
    Json callee = Json::object();
    callee["image"] = "public.ecr.aws/nginx/nginx:1.27";
    callee["port"] = 8000;
    callee["expose"] = false;
    callee["request_timeout_seconds"] = 120;
    if (wanted_.rfind("services/*/ports", 0) == 0) callee["ports"] = Json{{"native", 9000}};
    services["backend"] = std::move(callee);
  }

  /// What a service's mapping of uses says of each.
  const Json& form_of_uses(const char* kind) const {
    return schema_["$defs"]["service"]["properties"][kind]["anyOf"][1]["additionalProperties"];
  }

  void of_sidecars(const Json& file, Json& service) {
    const bool has_mounts =
        std::any_of(service["sidecars"].begin(), service["sidecars"].end(),
                    [](const Json& sidecar) { return sidecar.contains("volumes"); });
    // Before anything refers to the sidecars: a key more moves them.
    if (has_mounts && !service.contains("volumes")) service["volumes"]["scratch"] = Json::object();
    Json& sidecars = service["sidecars"];
    if (service.contains("requests_to")) service["requests_to"] = sidecars.begin().key();
    for (auto& [name, sidecar] : sidecars.items()) {
      for (const char* uses : {"databases", "caches"}) use(file, sidecar, uses);
      if (sidecar.contains("after")) sidecar["after"] = Json::array({sidecars.begin().key()});
      if (!sidecar.contains("volumes")) continue;
      const Json mounts = std::exchange(sidecar["volumes"], Json::object());
      Json mount = mounts.empty() ? Json() : *mounts.begin();
      (mount.is_object() ? mount["path"] : mount) = "/mnt/shared";
      sidecar["volumes"][service["volumes"].begin().key()] = std::move(mount);
    }
  }

  static void ordered(Json& tasks) {
    static constexpr std::array<const char*, 3> kKeys{"min", "desired", "max"};
    std::vector<std::int64_t> values;
    for (const char* key : kKeys) {
      if (tasks.contains(key)) values.push_back(tasks[key].get<std::int64_t>() % 40 + 1);
    }
    std::sort(values.begin(), values.end());
    std::size_t next = 0;
    for (const char* key : kKeys) {
      if (tasks.contains(key)) tasks[key] = values[next++];
    }
  }

  /// A service uses what the file has.
  void use(const Json& file, Json& service, const char* kind) {
    if (!service.contains(kind)) return;
    if (!file.contains(kind) || file[kind].empty()) {
      service.erase(kind);
      return;
    }
    const bool named = service[kind].is_object();
    Json uses = named ? Json::object() : Json::array();
    for (const auto& [name, store] : file[kind].items()) {
      if (!random_.chance(60)) continue;
      if (named) {
        uses[name] = object(resolved(form_of_uses(kind)), std::string("services/*/") + kind + "/*");
      } else {
        uses.push_back(name);
      }
    }
    service[kind] = std::move(uses);
  }

  void volume_of(const Json& file, Json& volume, const std::string& name) {
    volume["path"] = "/mnt/" + name;
    if (!volume.contains("file_system")) return;
    if (!file.contains("file_systems") || file["file_systems"].empty()) {
      volume.erase("file_system");
    } else {
      volume["file_system"] = file["file_systems"].begin().key();
    }
  }

  static void put_region(Json& node, const spec::Region& region) {
    if (node.is_structured()) {
      for (Json& each : node) put_region(each, region);
      return;
    }
    if (!node.is_string()) return;
    std::string text = node;
    if (text.rfind("arn:PARTITION", 0) != 0) return;
    text.replace(text.find("PARTITION"), 9, region.partition);
    if (const std::size_t at = text.find("REGION"); at != std::string::npos) {
      text.replace(at, 6, region.name);
    }
    node = text;
  }

  const Json& schema_;
  Random& random_;
  const std::string& wanted_;
  int likelihood_;
};

bool is_plain(std::string_view key) {
  static constexpr std::array<std::string_view, 8> kWords{"y",  "n",   "on",   "off",
                                                          "no", "yes", "true", "null"};
  if (std::find(kWords.begin(), kWords.end(), key) != kWords.end()) return false;
  return !key.empty() && std::isalpha(static_cast<unsigned char>(key[0])) != 0 &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
         });
}

void write(const Json& node, const Path& path, WrittenFile& to) {
  const std::string indent(2 * path.size(), ' ');
  std::size_t index = 0;
  for (const auto& [key, value] : node.items()) {
    Path here = path;
    here.push_back(node.is_array() ? std::to_string(index++) : key);
    to.text += indent;
    to.text += node.is_array() ? "-" : (is_plain(key) ? key : Json(key).dump()) + ":";
    to.lines.push_back(here);
    if (value.is_structured() && !value.empty()) {
      to.text += "\n";
      write(value, here, to);
    } else {
      to.text += " " + value.dump() + "\n";
    }
  }
}

}  // namespace

Json RandomArchitecture::make(Random& random, const std::string& wanted) const {
  return Maker(schema_, random, wanted).file();
}

std::vector<std::string> RandomArchitecture::places() const {
  std::set<std::string> all;
  walk(schema_, schema_, "", [&](const std::string& place, const Json&) { all.insert(place); });
  return {all.begin(), all.end()};
}

std::set<std::string> RandomArchitecture::number_places() const {
  std::set<std::string> numbers;
  std::set<std::string> others;
  walk(schema_, schema_, "", [&](const std::string& place, const Json& schema) {
    const Json type = schema.value("type", Json());
    (type == "integer" || type == "number" ? numbers : others).insert(place);
  });
  for (const std::string& place : others) numbers.erase(place);
  return numbers;
}

std::string place_of(const Path& path) {
  std::string place;
  std::string_view above;
  for (const std::string& each : path) {
    const bool is_index =
        std::all_of(each.begin(), each.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool is_named = names().count(above) != 0;
    const std::string_view shown = is_index ? "-" : is_named ? "*" : std::string_view(each);
    if (!place.empty()) place += '/';
    place += shown;
    above = is_named ? std::string_view() : std::string_view(each);
  }
  return place;
}

WrittenFile write_yaml(const Json& file) {
  WrittenFile written;
  write(file, {}, written);
  return written;
}

void remove(Json& file, const Path& path) {
  Json* at = &file;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    at = at->is_array() ? &at->at(std::stoul(path[i])) : &at->at(path[i]);
  }
  if (at->is_array()) {
    at->erase(std::stoul(path.back()));
  } else {
    at->erase(path.back());
  }
}

}  // namespace archsynth::testing
