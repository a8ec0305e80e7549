#pragma once

#include "archsynth/describe/record.h"

/// A small document with a member of every shape, for the tests of this folder.
namespace archsynth::describe::sample {

inline bool is_block(std::string_view text) { return text.find('/') != std::string_view::npos; }
inline bool is_name(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z';
}
inline constexpr Form kBlock{"a CIDR block", "^.*/.*$", "10.0.0.0/16", is_block};
inline constexpr Form kName{"a name", "^[a-z].*$", "orders", is_name};

enum class Nat { kPerZone, kSingle, kNone };
constexpr auto names_of(Nat) { return std::array{"per_zone", "single", "none"}; }

struct LogsProps {
  Sourced<int> days = ByProfile(30, 7, 7);
  static constexpr auto fields() {
    return describe::fields("logs",
                            field<&LogsProps::days>("days", "days that logs are kept").at_least(1));
  }
};
static_assert(complete<LogsProps>());

struct ImageProps {
  Sourced<std::string> repository{};
  Sourced<std::string> tag = Default("latest");
  static constexpr auto fields() {
    return describe::fields(
        "an image", field<&ImageProps::repository>("repository", "where it is pushed").required(),
        field<&ImageProps::tag>("tag", "which of its versions"));
  }
};
static_assert(complete<ImageProps>());

struct CommonProps {
  Sourced<int> port{};
  Sourced<double> ratio = Default(0.5);
  static constexpr auto fields() {
    return describe::fields("common keys",
                            field<&CommonProps::port>("port", "where it listens").range(1, 65535),
                            field<&CommonProps::ratio>("ratio", "a share").range(0, 1));
  }
};
static_assert(complete<CommonProps>());

struct ServiceProps {
  CommonProps common{};
  Sourced<ImageProps> image{};
  Sourced<bool> expose = Default(true);
  Map<Sourced<std::string>> variables{};
  List<std::string> databases{};
  static constexpr auto fields() {
    return describe::fields(
        "a service", flat<&ServiceProps::common>(),
        field<&ServiceProps::image>("image", "what it runs").required().example("{repository: a}"),
        field<&ServiceProps::expose>("expose", "whether it is reached from outside"),
        field<&ServiceProps::variables>("variables", "environment variables, `A|B` or none"),
        field<&ServiceProps::databases>("databases", "what it uses").items(1));
  }
};
static_assert(complete<ServiceProps>());

struct NetworkProps {
  Sourced<std::string> cidr = Default("10.0.0.0/16");
  List<std::string> blocks{};
  Sourced<Nat> nat = ByProfile(Nat::kPerZone, Nat::kSingle, Nat::kSingle);
  Sourced<Either<bool, LogsProps>> logs = ByProfile(true, false, false);
  Sourced<Either<int, List<std::string>>> zones = Default(2);
  static constexpr auto fields() {
    using P = NetworkProps;
    return describe::fields(
        "the network", field<&P::cidr>("cidr", "all its addresses").form(kBlock),
        field<&P::blocks>("blocks", "blocks of others").form(kBlock),
        field<&P::nat>("nat", "ways out"), field<&P::logs>("logs", "logs of its traffic"),
        field<&P::zones>("zones", "how many zones, or which").range(1, 6));
  }
};
static_assert(complete<NetworkProps>());

struct DocumentProps {
  Sourced<std::string> name{};
  NetworkProps network{};
  Map<ServiceProps> services{};
  Sourced<document::Node> raw{};
  static constexpr auto fields() {
    using P = DocumentProps;
    return describe::fields(
        "the document", field<&P::name>("name", "what it is called").required().form(kName),
        field<&P::network>("network", "what connects the services"),
        field<&P::services>("services", "services by name").keys(kName).items(1),
        field<&P::raw>("raw", "anything at all"));
  }
};
static_assert(complete<DocumentProps>());

}  // namespace archsynth::describe::sample
