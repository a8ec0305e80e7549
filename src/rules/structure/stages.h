#pragma once

#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/rules.h"
#include "archsynth/support/diagnostic.h"

/// What `check_structure` does. Codes: ARC2010 to ARC2015 references, ARC2016 cycles, ARC2017
/// unused things, ARC2030 to ARC2031 quotas, ARC2040 to ARC2042 parameters, ARC2050 to ARC2055
/// attributes and names, ARC2060 scalars, ARC2061 to
/// ARC2064 metadata and rules.
namespace archsynth::analysis {

/// The code of what nothing uses.
inline constexpr std::string_view kUnused = "ARC2017";

/// What each resource refers to, in the order of the resources.
using References = std::vector<std::vector<cfn::Reference>>;
References references_of(const cfn::Template& checked);

/// Reports names of nothing, with the nearest name, and what nothing names.
void check_references(const cfn::Template& checked, const References& references,
                      const spec::Catalogue& catalogue, Diagnostics& diagnostics);
/// Reports resources that wait for each other: of every knot of cycles a shortest one, as a whole.
void check_cycles(const cfn::Template& checked, const References& references,
                  Diagnostics& diagnostics);
void check_quotas(const cfn::Template& checked, Diagnostics& diagnostics);
/// Reports parameters whose declaration is wrong in itself.
void check_parameters(const cfn::Template& checked, Diagnostics& diagnostics);
/// Reports policies of resources, and names.
void check_attributes(const cfn::Template& checked, Diagnostics& diagnostics);
/// Reports mappings that are no two levels of keys with strings or lists.
void check_mappings(const cfn::Template& checked, Diagnostics& diagnostics);
/// Reports attributes for signals and updates with unknown keys and values out of bounds.
void check_update_attributes(const cfn::Resource& resource, Diagnostics& diagnostics);
/// Reports what `DependsOn` names needlessly.
void check_dependencies(const cfn::Template& checked, const References& references,
                        Diagnostics& diagnostics);

/// What no stack is deployed with, whatever its values: names of nothing, cycles, unknown policies.
Diagnostics refusals_of(const cfn::Template& checked);

/// Reports what the metadata of CloudFormation, and rules, cannot hold.
void check_metadata(const cfn::Template& checked, Diagnostics& diagnostics);
/// Reports plain scalars that YAML 1.1 reads as something else.
void check_scalars(const cfn::Template& checked, const spec::Catalogue& catalogue,
                   Diagnostics& diagnostics);

/// What is said of values that are given to parameters: no template has such mistakes by itself.

}  // namespace archsynth::analysis
