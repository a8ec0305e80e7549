#include "archsynth/analysis/reach.h"

#include "answers.h"

namespace archsynth::analysis {

ReachResult reach(const cfn::Template& stack, const ReachOptions& options,
                  const ReachQuestion& question) {
  const Answers answers(stack, options);
  const auto from = answers.end_of(question.from);
  const auto to = answers.end_of(question.to);
  if (!from || !to) {
    return {{}, ReachUnknown{from ? question.to : question.from, answers.names()}};
  }
  return {answers.answer(*from, *to, question), {}};
}

}  // namespace archsynth::analysis
