#pragma once

/// Everything about templates, ours or not: open one, then ask.
///
///     archsynth::Sources sources;
///     archsynth::Diagnostics findings;
///     const auto file = archsynth::input::open(sources.add("stack.json", text), {}, sources,
///     findings); if (file) archsynth::analysis::validate(file->stack, {}, findings); std::cout <<
///     archsynth::render(findings);
///
/// `validate`, `diff` with `judge_changes`, `estimate_cost`, `plan`, `diagram` and `explain` return
/// plain structs or add to `Diagnostics`; `picture::…_as` writes each of them in any format.
///
/// Lifetimes: origins point into a `Source`, so keep `Sources` as long as anything that was made of
/// it. Threads: every function may be called from any number of threads at once, with arguments of
/// each thread's own; nothing that is shared is changed. Errors: what is wrong with the input is in
/// `Diagnostics`; `std::logic_error` means that the calling program is wrong.

#include "archsynth/analysis/audit.h"
#include "archsynth/analysis/cost.h"
#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/explain.h"
#include "archsynth/analysis/flows.h"
#include "archsynth/analysis/images.h"
#include "archsynth/analysis/overview.h"
#include "archsynth/analysis/permissions.h"
#include "archsynth/analysis/plan.h"
#include "archsynth/analysis/preflight.h"
#include "archsynth/analysis/reach.h"
#include "archsynth/analysis/resilience.h"
#include "archsynth/analysis/runbook.h"
#include "archsynth/analysis/validate.h"
#include "archsynth/input/input.h"
#include "archsynth/render/audit.h"
#include "archsynth/render/cost.h"
#include "archsynth/render/diagram.h"
#include "archsynth/render/diff.h"
#include "archsynth/render/explain.h"
#include "archsynth/render/findings.h"
#include "archsynth/render/images.h"
#include "archsynth/render/permissions.h"
#include "archsynth/render/plan.h"
#include "archsynth/render/preflight.h"
#include "archsynth/render/reach.h"
#include "archsynth/render/report.h"
#include "archsynth/render/resilience.h"
#include "archsynth/render/runbook.h"
#include "archsynth/rules/rules.h"
