#pragma once

// What a file of rules includes. Its table is what it returns from a function
// `std::span<const Rule> NAME_rules()`; cmake/RuleTables.cmake finds it there.

#include <span>

#include "archsynth/rules/rules.h"
#include "rules/finding.h"
#include "view/view.h"
