#pragma once

#include "archsynth/aws/forms.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Topics.
namespace archsynth::sns {

using describe::field;

struct TopicProps {
  describe::List<std::string> email{};
  Sourced<std::string> topic_arn{};
  static constexpr auto fields() {
    return describe::fields("a topic",
                            field<&TopicProps::email>(
                                "email", "addresses that get every message; each must confirm once")
                                .form(forms::kEmail)
                                .example("[oncall@example.com]"),
                            field<&TopicProps::topic_arn>(
                                "topic_arn", "an existing topic to use instead of creating one")
                                .form(forms::kTopicArn));
  }
};
static_assert(describe::complete<TopicProps>());

/// A topic that CloudWatch alarms can publish to, over TLS only; or an existing one.
class Topic : public construct::Construct {
 public:
  using Props = TopicProps;
  Topic(construct::Scope scope, kms::Key& key, TopicProps props);
  const cfn::Value& arn() const { return arn_; }

 private:
  cfn::Value arn_;
};

}  // namespace archsynth::sns
