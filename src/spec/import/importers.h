#pragma once

#include "../tools/facts_text.h"
#include "package.h"

/// Each importer makes one table out of the packages. All write figures and names only, never
/// prose.
namespace archsynth::spec::import {

using tools::FactsTable;

FactsTable import_sources(const Inputs& inputs);
FactsTable import_resource_types(const Inputs& inputs);
FactsTable import_rds_versions(const Inputs& inputs);
FactsTable import_rds_classes(const Inputs& inputs);
FactsTable import_rds_class_gaps(const Inputs& inputs);
FactsTable import_fargate(const Inputs& inputs);
FactsTable import_regions(const Inputs& inputs);
FactsTable import_lists(const Inputs& inputs);
FactsTable import_lambda_runtimes(const Inputs& inputs);
FactsTable import_stateful_types(const Inputs& inputs);
FactsTable import_iam_actions(const Inputs& inputs);
FactsTable import_type_ends(const Inputs& inputs);
FactsTable import_instance_properties(const Inputs& inputs);
FactsTable import_instance_types(const Inputs& inputs);
FactsTable import_update_policies(const Inputs& inputs);

/// Words with single spaces between.
std::string join(const std::vector<std::string>& words);
/// All texts in double quotes, in order.
std::vector<std::string> quoted_texts(const std::string& text);
/// `cfn-lint 1.58.0 (2026-10-20, MIT-0)`, for a table's comments.
std::string credit(const Package& package);

}  // namespace archsynth::spec::import
