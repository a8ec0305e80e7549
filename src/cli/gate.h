#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/input/input.h"
#include "archsynth/render/diff.h"

namespace archsynth::cli {

using input::Acknowledgement;

/// What `--fail-on` can name, and what it names when it is left out.
const std::vector<std::string>& gate_levels();
const std::vector<std::string>& default_gate();

/// Whether a change has something of the levels; adds a finding that says so where none does yet.
bool fails(picture::DiffReport& report, const std::vector<std::string>& levels);

/// Turns the findings that are acknowledged to notes, and adds acknowledgements that are
/// malformed (ARC0920), have expired (ARC0923, and count no more), or meet nothing (ARC0924).
void acknowledge(picture::DiffReport& report, const std::vector<Acknowledgement>& acknowledgements,
                 std::chrono::year_month_day today);

/// What hurts of a change; at lines of files only, not of the command's own source.
Diagnostics judged(const analysis::Diff& changes, const cfn::Template& before,
                   const cfn::Template& after);
/// The ids that moves keep.
std::vector<std::string> kept_ids(const std::vector<Move>& moves);
/// Warns of moves that keep an id which the deployed template does not have (ARC0925): what is
/// deployed under the other one would be made anew.
void check_moves(picture::DiffReport& report, const cfn::Template& before,
                 const std::vector<Move>& moves);

/// A stack policy that lets everything be updated, but nothing that holds data be replaced or
/// deleted.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
std::string stack_policy(const cfn::Template& stack);

}  // namespace archsynth::cli
