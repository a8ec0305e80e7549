#include "archsynth/render/reach.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "cli/inputs.h"

namespace archsynth::cli {

namespace {

struct ReachCommandOptions {
  InputOptions input;
  std::string from;
  std::string to;
  std::string protocol;
  std::optional<double> port;
  std::string family;
  std::string expected;
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kReachFooter = R"(Examples:
  archsynth reach prod.yaml                                    every flow, with its path
  archsynth reach prod.yaml --from internet --to api --port 443
  archsynth reach prod.yaml --from internet --to main          exits with 1: the database is private
  archsynth reach stack.json --from WebService --to aws:s3 --format json
  archsynth reach stack.json --expect flows.yaml               exits with 1 if a flow is not as expected

An end is `internet`, a block such as 10.0.0.0/16, a service such as aws:s3, a logical id, a key of the
architecture file, or a physical name such as a ServiceName; to reach buckets, tables, queues, topics and
secrets, a role and the policies of endpoints and resources must also allow it. The answer follows security
groups, network ACLs and their return traffic, routes, gateways, load balancers and VPC endpoints of the
template, in the state that --parameters and the defaults give. A blocked answer names the fewest settings that would have
to change, with the codes of VPC Reachability Analyzer. What the template does not say, such as the routes
of an existing subnet, counts as open and is listed as an assumption. With --from and
--to, exit code 0 means reachable, 1 blocked and 2 that there is no answer.)";

/// The question, checked; nothing after a usage error.
std::optional<analysis::ReachQuestion> question_of(const ReachCommandOptions& options,
                                                   Diagnostics& usage) {
  if (options.from.empty() != options.to.empty()) {
    usage.error("ARC0903", {}, options.from.empty() ? "--to needs --from" : "--from needs --to");
  }
  if (!options.expected.empty() && !options.from.empty()) {
    usage.error("ARC0903", {}, "--expect and --from cannot be combined");
  }
  analysis::ReachQuestion question{options.from, options.to, options.protocol, {}, options.family};
  if (options.port) {
    const double port = *options.port;
    if (port < 0 || port > 65535 || port != static_cast<int>(port)) {
      usage.error("ARC0903", {}, "--port takes a port from 0 to 65535");
    } else {
      question.port = static_cast<int>(port);
    }
  }
  for (const auto& [is_given, name] : {std::pair(options.port.has_value(), "--port"),
                                       std::pair(!options.protocol.empty(), "--protocol"),
                                       std::pair(!options.family.empty(), "--family")}) {
    if (is_given && options.from.empty() && options.to.empty()) {
      usage.error("ARC0903", {}, fmt::format("{} needs --from and --to", name));
    }
  }
  return usage.has_errors() ? std::nullopt : std::optional(question);
}

/// Prints the answer, and gives the exit code.
int answer_question(const ReachCommandOptions& options, const analysis::ReachQuestion& question,
                    const input::Input& file, Run& run) {
  const auto result =
      analysis::reach(file.stack, {file.region, file.values(), file.makers}, question);
  if (result.unknown && !result.unknown->type.empty()) {
    run.usage
        .error("ARC0950", {},
               fmt::format("reach does not follow {}, which is an {}", quoted(result.unknown->name),
                           result.unknown->type))
        .fix = "name what sends or receives its traffic; `archsynth reach FILE` lists the ends";
    return run.finish(false);
  }
  if (result.unknown && !result.unknown->problem.empty()) {
    run.usage.error("ARC0950", {}, result.unknown->problem).fix =
        fmt::format("correct {}", quoted(result.unknown->name));
    return run.finish(false);
  }
  if (result.unknown) {
    run.usage.error("ARC0950", {}, fmt::format("unknown name {}", quoted(result.unknown->name)))
        .fix = suggest(result.unknown->name, result.unknown->known);
    return run.finish(false);
  }
  if (!result.answer) {
    run.usage
        .error("ARC0950", {},
               fmt::format("neither {} nor {} is a resource", quoted(question.from),
                           quoted(question.to)))
        .fix = "name a service, a store or a load balancer at one end";
    return run.finish(false);
  }
  const bool is_written =
      write_result(run, options.output, picture::reach_as(options.format, *result.answer));
  const int code = run.finish(is_written);
  return code != kOk || result.answer->is_reachable ? code : kFindings;
}

/// Checks the flows of `--expect`. Unknown names are wrong usage, as with `--from`.
int check_expected(const ReachCommandOptions& options, const input::Input& file,
                   const analysis::ExpectedFlows& flows, Run& run) {
  Diagnostics found;
  const auto outcomes =
      analysis::check_flows(file.stack, {file.region, file.values(), file.makers}, flows, found);
  for (const Diagnostic& each : found.items()) {
    (each.code == "ARC0974" ? run.usage : run.found).add(each);
  }
  const bool is_written =
      !run.usage.has_errors() &&
      write_result(run, options.output, picture::outcomes_as(options.format, outcomes));
  return run.finish(is_written);
}

int run_reach(const ReachCommandOptions& options, const Common& common) {
  Run run(common);
  const auto question = question_of(options, run.usage);
  if (!question) return run.finish(false);
  std::optional<analysis::ExpectedFlows> expected;
  if (!options.expected.empty()) {
    if (!share_standard_input({options.input.file, options.expected}, run.usage)) {
      return run.finish(false);
    }
    const Source* source = read_input(options.expected, run.sources, run.usage);
    if (source != nullptr) expected = input::read_flows(*source, run.usage);
    if (!expected) return run.finish(false);
    if (expected->empty()) {
      run.usage.error("ARC0903", {}, fmt::format("{} lists no flows", quoted(options.expected)))
          .fix = "list flows under `allow` or `deny`";
      return run.finish(false);
    }
  }
  const auto inputs = open_inputs(options.input, run);
  if (!inputs) {
    const int code = run.finish(false);
    // A file that cannot be read is not one that blocks.
    return question->from.empty() && !expected ? code : kUsage;
  }
  const input::Input& file = inputs->file;
  if (expected) return check_expected(options, file, *expected, run);
  if (!question->from.empty()) return answer_question(options, *question, file, run);
  const auto flows =
      analysis::reachable_flows(file.stack, {file.region, file.values(), file.makers}, &run.found);
  return run.finish(write_result(run, options.output, picture::flows_as(options.format, flows)));
}

}  // namespace

Command reach_command() {
  const auto options = std::make_shared<ReachCommandOptions>();
  return {"reach", "Show who can reach whom, and what allows or blocks it", kReachFooter,
          with_input(options->input,
                     {{"--from", "Where the connection comes from (default: list every flow)",
                       "END", &options->from},
                      {"--to", "Where it goes", "END", &options->to},
                      {"--protocol",
                       "tcp, udp, icmp or icmpv6 (default: any)",
                       "PROTOCOL",
                       &options->protocol,
                       {"tcp", "udp", "icmp", "icmpv6"}},
                      {.name = "--port",
                       .help = "The destination port (default: any)",
                       .type = "PORT",
                       .target = &options->port,
                       .takes = "a port"},
                      {"--family",
                       "ipv4 or ipv6 (default: either)",
                       "FAMILY",
                       &options->family,
                       {"ipv4", "ipv6"}},
                      {"--expect",
                       "Check the flows of FILE, {allow: [internet -> api:443], deny: [internet -> "
                       "main]}; - for standard input",
                       "FILE", &options->expected},
                      {"--format", "text, json or mermaid (rendered by GitHub)", "FORMAT",
                       &options->format, picture::reach_formats()},
                      output_option(options->output)}),
          [options](const Common& common) { return run_reach(*options, common); }};
}

}  // namespace archsynth::cli
