// What Lambda functions and their event sources can be set to.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/template/codes.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSettingsFunction = "AWS::Lambda::Function";
constexpr std::string_view kMapping = "AWS::Lambda::EventSourceMapping";

constexpr std::string_view kVariablesPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";
constexpr std::string_view kSnapStartPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html";
constexpr std::string_view kFileSystemPage =
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html";
constexpr std::string_view kMappingPage =
    "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html";

/// Functions of Lambda and of the serverless transform.
template <typename Visit>
void each_function(const View& view, const Visit& visit) {
  for (const std::string_view type :
       {kSettingsFunction, std::string_view("AWS::Serverless::Function")}) {
    for (const cfn::Resource* function : view.of(type)) visit(*function);
  }
}

constexpr std::string_view kReserved[] = {"_HANDLER",
                                          "_X_AMZN_TRACE_ID",
                                          "AWS_DEFAULT_REGION",
                                          "AWS_REGION",
                                          "AWS_EXECUTION_ENV",
                                          "AWS_LAMBDA_FUNCTION_NAME",
                                          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                          "AWS_LAMBDA_FUNCTION_VERSION",
                                          "AWS_LAMBDA_INITIALIZATION_TYPE",
                                          "AWS_LAMBDA_LOG_GROUP_NAME",
                                          "AWS_LAMBDA_LOG_STREAM_NAME",
                                          "AWS_ACCESS_KEY",
                                          "AWS_ACCESS_KEY_ID",
                                          "AWS_SECRET_ACCESS_KEY",
                                          "AWS_SESSION_TOKEN",
                                          "AWS_LAMBDA_RUNTIME_API",
                                          "LAMBDA_TASK_ROOT",
                                          "LAMBDA_RUNTIME_DIR"};

bool is_variable_name(std::string_view name) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return name.size() >= 2 && name.front() != '_' && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), is_word);
}

void check_variable_names(const View& view, const Report& report) {
  each_function(view, [&](const cfn::Resource& function) {
    const cfn::Value* variables = property(function, {"Environment", "Variables"});
    if (variables == nullptr || variables->map() == nullptr) return;
    for (const cfn::MapEntry& entry : *variables->map()) {
      if (entry.key.starts_with("Fn::") || is_no_value(entry.value)) continue;
      const bool reserved =
          std::find(std::begin(kReserved), std::end(kReserved), entry.key) != std::end(kReserved);
      if (!reserved && is_variable_name(entry.key)) continue;
      report(function, entry.key_origin,
             reserved
                 ? fmt::format("Lambda sets the environment variable {} itself", quoted(entry.key))
                 : fmt::format("{} is not a valid name for a Lambda environment variable",
                               quoted(entry.key)));
    }
  });
}

void check_variable_size(const View& view, const Report& report) {
  constexpr std::size_t kMost = 4096;
  each_function(view, [&](const cfn::Resource& function) {
    const cfn::Value* variables = property(function, {"Environment", "Variables"});
    if (variables == nullptr || variables->map() == nullptr) return;
    std::size_t size = 0;
    for (const cfn::MapEntry& entry : *variables->map()) {
      if (entry.key.starts_with("Fn::") || is_no_value(entry.value)) continue;
      size += entry.key.size();
      if (const std::string* text = entry.value.string()) size += text->size();
    }
    if (size <= kMost) return;
    report(function, variables,
           fmt::format("the environment variables of {} take at least {} bytes; the limit is {}",
                       quoted(function.id.str()), size, kMost));
  });
}

/// Whether a runtime is one that SnapStart knows: Java from 11, Python from 3.12, .NET from 8.
bool can_snap(std::string_view runtime) {
  for (const std::string_view old :
       {"java8", "python2", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10",
        "python3.11", "dotnet6", "dotnet7", "dotnetcore", "nodejs", "ruby", "go1", "provided"}) {
    if (runtime.starts_with(old)) return false;
  }
  return true;
}

void check_snap_start(const View& view, const Report& report) {
  each_function(view, [&](const cfn::Resource& function) {
    const cfn::Value* place = property(function, {"SnapStart", "ApplyOn"});
    if (view.text(place) != "PublishedVersions") return;
    const std::string name = quoted(function.id.str());
    const auto runtime = view.text(property(function, {"Runtime"}));
    const cfn::Value* storage = property(function, {"EphemeralStorage", "Size"});
    if (runtime && !can_snap(*runtime)) {
      report(function, place, fmt::format("SnapStart of {} does not support {}", name, *runtime));
    } else if (!view.items(property(function, {"FileSystemConfigs"})).values.empty()) {
      report(function, place, fmt::format("SnapStart of {} does not support file systems", name));
    } else if (view.number(storage).value_or(0) > 512) {
      report(function, storage,
             fmt::format("SnapStart of {} does not support more than 512 MiB of storage", name));
    }
  });
}

void check_file_systems(const View& view, const Report& report) {
  each_function(view, [&](const cfn::Resource& function) {
    const cfn::Value* list = property(function, {"FileSystemConfigs"});
    const Items items = view.items(list);
    const std::string name = quoted(function.id.str());
    const bool is_elastic =
        std::any_of(items.values.begin(), items.values.end(), [&](const cfn::Value* item) {
          const cfn::Value* arn = member(item, {"Arn"});
          return view.target(arn, "AWS::EFS::AccessPoint") != nullptr ||
                 view.text(arn).value_or("").find(":elasticfilesystem:") != std::string::npos;
        });
    if (is_elastic && lacks(function, "VpcConfig") && function.type == kSettingsFunction) {
      report(function, list, fmt::format("{} mounts a file system, but is not in a VPC", name));
    }
    for (const cfn::Value* item : items.values) {
      const cfn::Value* path = member(item, {"LocalMountPath"});
      const auto text = view.text(path);
      if (text && !text->starts_with("/mnt/")) {
        report(function, path, fmt::format("{} must be below /mnt/", quoted(*text)));
      }
      const cfn::Value* arn = member(item, {"Arn"});
      if (view.target(arn, "AWS::EFS::FileSystem") != nullptr) {
        report(function, arn,
               fmt::format("{} mounts a file system instead of an access point", name));
      }
    }
  });
}

/// What an event source is, by the resource or the ARN that it names.
std::string_view kind_of_source(const View& view, const cfn::Value* arn) {
  if (const cfn::Resource* source = view.target(arn)) {
    if (source->type == "AWS::SQS::Queue") return "sqs";
    if (source->type == "AWS::Kinesis::Stream" || source->type == "AWS::Kinesis::StreamConsumer") {
      return "kinesis";
    }
    return source->type == "AWS::DynamoDB::Table" ? "dynamodb" : "";
  }
  const auto text = view.text(arn);
  if (!text || !text->starts_with("arn:")) return {};
  const auto parts = split(*text, ':');
  if (parts.size() < 6) return {};
  for (const std::string_view kind : {"sqs", "kinesis", "dynamodb"}) {
    if (parts[2] == kind) return kind;
  }
  return {};
}

struct MappingKey {
  std::string_view key;
  bool queue;
  bool stream;
};
constexpr MappingKey kMappingKeys[] = {
    {"BisectBatchOnFunctionError", false, true},
    {"MaximumRecordAgeInSeconds", false, true},
    {"MaximumRetryAttempts", false, true},
    {"ParallelizationFactor", false, true},
    {"StartingPosition", false, true},
    {"TumblingWindowInSeconds", false, true},
    {"ScalingConfig", true, false},
};

void check_mapping_keys(const View& view, const Report& report) {
  for (const cfn::Resource* mapping : view.of(kMapping)) {
    const std::string_view kind = kind_of_source(view, property(*mapping, {"EventSourceArn"}));
    if (kind.empty()) continue;
    const bool is_queue = kind == "sqs";
    for (const MappingKey& each : kMappingKeys) {
      if ((is_queue ? each.queue : each.stream) || !has(*mapping, each.key)) continue;
      report(*mapping, property(*mapping, {each.key}),
             fmt::format("\"{}\" of {} is for {}, but its source is {}", each.key,
                         quoted(mapping->id.str()), is_queue ? "streams" : "queues",
                         is_queue ? "a queue" : "a stream"))
          .fix = fmt::format("drop \"{}\"", each.key);
    }
    if (!is_queue && lacks(*mapping, "StartingPosition")) {
      Diagnostic& found = report(*mapping, property(*mapping, {"EventSourceArn"}),
                                 fmt::format("{} reads a stream without a \"StartingPosition\"",
                                             quoted(mapping->id.str())));
      found.fix = "set \"StartingPosition\" to LATEST or TRIM_HORIZON";
      found.missing = {"StartingPosition"};
    }
  }
}

void check_mapping_batches(const View& view, const Report& report) {
  for (const cfn::Resource* mapping : view.of(kMapping)) {
    const cfn::Value* arn = property(*mapping, {"EventSourceArn"});
    const std::string_view kind = kind_of_source(view, arn);
    const cfn::Value* place = property(*mapping, {"BatchSize"});
    const auto size = view.number(place);
    if (kind.empty() || !size) continue;
    const cfn::Resource* queue = view.target(arn, "AWS::SQS::Queue");
    const bool fifo = queue != nullptr && view.truth(property(*queue, {"FifoQueue"})) == true;
    const double most = fifo ? 10 : 10000;
    if (*size > most) {
      report(*mapping, place,
             fmt::format("\"BatchSize\" of {} must be at most {}, not {}",
                         quoted(mapping->id.str()), most, *size));
      continue;
    }
    const char* window = "MaximumBatchingWindowInSeconds";
    const bool none = lacks(*mapping, window) || view.number(property(*mapping, {window})) == 0.0;
    if (kind != "sqs" || *size <= 10 || !none) continue;
    report(*mapping, place, fmt::format("a \"BatchSize\" of {} needs a batching window", *size))
        .fix = fmt::format("set \"{}\" to 1 or more", window);
  }
}

void check_source_kind(const View& view, const Report& report) {
  for (const cfn::Resource* mapping : view.of(kMapping)) {
    const cfn::Value* place = property(*mapping, {"EventSourceArn"});
    const cfn::Resource* source = view.target(place);
    if (source == nullptr) continue;
    const std::string name = quoted(source->id.str());
    if (source->type == "AWS::SNS::Topic" || source->type == "AWS::S3::Bucket") {
      report(*mapping, place,
             fmt::format("{} is {}, which is not an event source", name, quoted(source->type)));
      continue;
    }
    const auto* att = place->get_if<cfn::GetAtt>();
    if (source->type != "AWS::DynamoDB::Table" || att == nullptr) continue;
    if (att->attribute == "Arn") {
      report(*mapping, place, fmt::format("{}.Arn is the table, not its stream", source->id.str()))
          .fix = fmt::format("write !GetAtt {}.StreamArn", source->id.str());
    } else if (lacks(*source, "StreamSpecification")) {
      report(*mapping, place, fmt::format("the table {} has no stream", name)).fix =
          "set \"StreamSpecification\" of the table";
    }
  }
}

constexpr Rule kLambdaSettingsRules[] = {
    {"ARC4826", Severity::kError,
     "event source mapping names a resource that is not an event source",
     "Lambda refuses the event source mapping",
     "name a queue or a stream; let topics and buckets invoke the function", kMappingPage, "",
     check_source_kind},
    {"ARC4814", Severity::kError, "environment variable has a name that Lambda does not accept",
     "Lambda refuses the function", "rename the variable", kVariablesPage, "E3663",
     check_variable_names},
    {"ARC4815", Severity::kError, "environment variables exceed 4 KB",
     "Lambda refuses the function", "keep large values in Systems Manager or S3", kVariablesPage,
     "E3697", check_variable_size},
    {kSnapStartRule, Severity::kError, "SnapStart does not support the function",
     "Lambda refuses the function", "drop \"SnapStart\"", kSnapStartPage, "E2530",
     check_snap_start},
    {"ARC4817", Severity::kError, "function cannot mount its file system",
     "Lambda refuses the function, or it cannot start",
     "give the ARN of an access point, a path below /mnt/ and a VPC", kFileSystemPage, "",
     check_file_systems},
    {kMappingKeyRule, Severity::kError,
     "event source mapping has a setting for another kind of source",
     "Lambda refuses the event source mapping", "drop the setting", kMappingPage, "",
     check_mapping_keys},
    {"ARC4819", Severity::kError, "event source mapping batch is too large",
     "Lambda refuses the event source mapping", "lower \"BatchSize\"", kMappingPage, "E3705",
     check_mapping_batches},
};

}  // namespace

std::span<const Rule> lambda_setting_rules() { return kLambdaSettingsRules; }

}  // namespace archsynth::analysis
