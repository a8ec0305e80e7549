// Logs that go elsewhere than to CloudWatch, by FireLens.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html

#include "archsynth/aws/ecs.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

void FargateService::forward_logs() {
  if (!props_.log_forwarding) return;
  const LogForwardingProps& props = *props_.log_forwarding;
  cfn::Map options;
  for (const auto& [name, value] : props.options) {
    options.set(*name, aws::value_of(value, diagnostics()));
  }
  cfn::Map configuration{{"LogDriver", "awsfirelens"}};
  if (!options.empty()) configuration.set("Options", std::move(options));
  for (const auto& [name, secret] : props.secrets) {
    cfn::Value from =
        secret ? read_secret(secret, label() + ".log_forwarding.secrets." + *name) : cfn::Value();
    if (from.absent()) continue;
    append(configuration["SecretOptions"], {{"Name", cfn::Value(*name).with_origin(name.origin())},
                                            {"ValueFrom", std::move(from)}});
  }
  cfn::List& containers = *task_definition_->properties["ContainerDefinitions"].list();
  for (cfn::Value& each : containers) each.map()->set("LogConfiguration", configuration);
  cfn::Value image = aws::value_of(props.image, diagnostics());
  allow_pull_of(image);
  const char* const router = *props.router == LogRouter::kFluentd ? "fluentd" : "fluentbit";
  containers.emplace_back(cfn::Map{{"Name", kLogRouter},
                                   {"Image", std::move(image)},
                                   {"Essential", true},
                                   {"FirelensConfiguration", cfn::Map{{"Type", router}}},
                                   {"LogConfiguration", log_configuration_of(*cluster_, name_)}});
}

}  // namespace archsynth::ecs
