#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "archsynth/spec/text_list.h"
#include "archsynth/support/diagnostic.h"

/// The controls of `archsynth audit`, and what other tools call them.
namespace archsynth::spec {

struct Control {
  std::string_view id;
  int layer = 0;  ///< 1 to 6
  Severity severity = Severity::kNote;
  std::string_view title;  ///< what is wrong where it fails
  std::string_view fix;
  std::string_view impact;  ///< what can happen where it fails
  TextList checkov;
  TextList cdk_nag;
  TextList guard;
  TextList cfn_nag;
  TextList fsbp;
  TextList cfn_lint;
  TextList packs;  ///< of `control_packs`
  std::string_view page;
};
/// All of them by their ids, which begin with the layer: `ARC6101`.
const std::vector<Control>& controls();
const Control* control(std::string_view id);
/// `cis`, `pci`, `hipaa`, `nist`, `fsbp`, `waf`.
std::vector<std::string_view> control_packs();
/// `network` of 1; empty for others than 1 to 6.
std::string_view control_layer(int layer);

/// What a property has to be for a control.
struct ControlProperty {
  std::string_view type;
  /// With dots; `A.*.B` in each item of A, `A[B=C].D` in the item whose B is C. `X|Y`: one of them.
  std::string_view property;
  /// `true`, `false`, `present`, `key`, `>=N`, `in:A,B`, `not:A,B` or `has:A`.
  std::string_view wants;
  /// `pass`, `fail`, `unknown`, `none`: no answer, or `=A`: the default.
  std::string_view absent;
  /// Where it has to be so: conditions with `;`, see the head of the table.
  std::string_view when{};
};
std::vector<ControlProperty> control_properties(std::string_view control);
/// Whether a tool's rule that looks for the same as a control looks at resources of a type.
bool is_rule_for(const Control& control, std::string_view rule, std::string_view type);

/// All rules of a tool, `checkov` or `cdk_nag`; empty for others, of which not all are known.
std::vector<std::string_view> scanner_rules(std::string_view tool);

}  // namespace archsynth::spec
