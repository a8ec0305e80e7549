#pragma once

#include "stack.h"

namespace archsynth::analysis {

/// What a failure does to a service.
ServiceOutcome outcome_of(Stack& stack, const Tasks& tasks, const Failure& failure);
/// The alarms of the stack that go off, by logical id.
std::vector<std::string> alarms_of(Stack& stack, const Scenario& scenario, const Failure& failure);
/// Tasks of so many that are gone at once.
std::int64_t tasks_lost(const Tasks& tasks, std::int64_t count, const Failure& failure);

}  // namespace archsynth::analysis
