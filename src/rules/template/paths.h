#pragma once

#include <functional>
#include <string_view>

#include "view/view.h"

namespace archsynth::analysis {

/// Visits what stands at a path of names with dots between; `*` steps into a list or a map:
/// `Targets.*.Arn`. An empty path is the value itself.
using VisitValue = std::function<void(const cfn::Value&)>;
void each_place(const View& view, const cfn::Value* value, std::string_view path,
                const VisitValue& visit);
void each_place(const View& view, const cfn::Resource& resource, std::string_view path,
                const VisitValue& visit);

/// The same but where a role is set that is used instead: `unless` is a path in the resource or,
/// below the last `.*.` that both have, in the same item.
void each_place_unless(const View& view, const cfn::Resource& resource, std::string_view path,
                       std::string_view unless, const VisitValue& visit);

/// Visits the items of a list, which may stand in items of another: `Stages.*.Actions.*`; the
/// resource's properties alone, as null, where the path is empty.
using VisitItem = std::function<void(const cfn::Value* item)>;
void each_item(const View& view, const cfn::Resource& resource, std::string_view path,
               const VisitItem& visit);

/// What stands at a path within an item, or in the resource's properties where the path starts
/// with `/` or there is no item. `A|/B`: the first that is there.
const cfn::Value* value_of(const cfn::Resource& resource, const cfn::Value* item,
                           std::string_view paths);

/// A text, also one that `Fn::Sub` puts together of what is known: parameters with a default, the
/// region.
std::optional<std::string> composed_text(const View& view, const cfn::Value* value);

/// A text whose computed parts are `?`; nothing where even that is unknown.
std::optional<std::string> shape_of(const View& view, const cfn::Value* value);

}  // namespace archsynth::analysis
