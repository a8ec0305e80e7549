#include "archsynth/construct/stack.h"

#include "archsynth/support/text.h"

namespace archsynth {

Stack::Stack(StackProps props) : props_(std::move(props)) {
  stack_ = this;
  label_ = props_.name;
}

std::string Stack::full_name() const {
  const std::string& environment = props_.environment_name;
  return props_.name + "-" +
         (environment.empty() ? std::string(archsynth::name_of(props_.environment)) : environment);
}

cfn::Parameter& Stack::add_parameter(std::string_view name, std::string_view type,
                                     cfn::Map attributes) {
  cfn::Parameter& parameter = parameters_.emplace_back();
  parameter.id = cfn::LogicalId(upper_camel(name));
  parameter.type = type;
  parameter.attributes = std::move(attributes);
  return parameter;
}

cfn::LogicalId Stack::add_condition(std::string_view name, cfn::Value condition) {
  cfn::LogicalId id(upper_camel(name));
  const cfn::Value* known = conditions_.find(id.str());
  if (known == nullptr || *known != condition) conditions_.append(id.str(), std::move(condition));
  return id;
}

void Stack::add_transform(std::string_view name) {
  for (const std::string& present : transforms_) {
    if (present == name) return;
  }
  transforms_.emplace_back(name);
}

cfn::Output& Stack::add_output(std::string_view name, std::string description, cfn::Value value) {
  cfn::Output& output = outputs_.emplace_back();
  output.id = cfn::LogicalId(upper_camel(name));
  output.description = std::move(description);
  output.value = std::move(value);
  return output;
}

}  // namespace archsynth
