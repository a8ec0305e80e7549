#include "archsynth/analysis/reach.h"

#include "answers.h"

namespace archsynth::analysis {

ReachResult reach(const cfn::Template& stack, const ReachOptions& options,
                  const ReachQuestion& question) {
  const Answers answers(stack, options);
  const auto from = answers.end_of(question.from);
  const auto to = answers.end_of(question.to);
  if (!from || !to) {
    const std::string& name = from ? question.to : question.from;
    const cfn::Resource* other = stack.find_resource(cfn::LogicalId(name));
    return {{},
            ReachUnknown{name, answers.names(name), other == nullptr ? std::string() : other->type,
                         wrong_prefix(name)}};
  }
  if (is_without_resource(*from, *to)) return {};
  return {answers.answer(*from, *to, question), {}};
}

}  // namespace archsynth::analysis
