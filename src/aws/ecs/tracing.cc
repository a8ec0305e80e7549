// Traces by the AWS Distro for OpenTelemetry.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data-containerdefinitions.html

#include "archsynth/aws/ecs.h"
#include "aws/ecs/container_parts.h"

namespace archsynth::ecs {

void FargateService::collect_traces() {
  if (!props_.tracing) return;
  cfn::Value image = aws::value_of(props_.tracing->image, diagnostics());
  allow_pull_of(image);
  // Of https://github.com/aws-observability/aws-otel-collector/tree/main/config/ecs; a collector
  // that stops costs traces, not the task.
  cfn::List& containers = *task_definition_->properties["ContainerDefinitions"].list();
  containers.emplace_back(cfn::Map{{"Name", kTraceCollector},
                                   {"Image", std::move(image)},
                                   {"Essential", false},
                                   {"Command", cfn::List{"--config=/etc/ecs/ecs-xray.yaml"}},
                                   {"LogConfiguration", log_configuration_of(*cluster_, name_)}});
  task_role_->allow("SendTraces", {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}, {"*"}, {},
                    "X-Ray has no resource to name for traces");
  vpc_->need_endpoint(ec2::Endpoint::kXray, origin());
  depend_on_start_conditions();
}

}  // namespace archsynth::ecs
