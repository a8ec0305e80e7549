// The ARNs with which services call functions and send messages: `aws:SourceArn`.

#include "rules/identities/senders.h"

#include <algorithm>
#include <unordered_map>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "model/identities/identities.h"

namespace archsynth::analysis {
namespace {

/// The resources that a value names, functions apart.
View::Resources sources_in(const View& view, const std::vector<cfn::Reference>& references) {
  View::Resources all;
  for (const cfn::Reference& each : references) {
    const cfn::Resource* source = view.find(each.target.str());
    if (source != nullptr && !source->type.ends_with("::Function")) all.push_back(source);
  }
  return all;
}

/// Whether two resources of a kind stand in the ARN and with the caller, and differ.
bool names_another(const View& view, const cfn::Value& source_arn, const cfn::Resource& caller) {
  View::Resources own = sources_in(view, view.references(caller));
  own.push_back(&caller);
  bool is_same_kind = false;
  for (const cfn::Resource* each : sources_in(view, cfn::references(source_arn))) {
    if (std::find(own.begin(), own.end(), each) != own.end()) return false;
    is_same_kind |= std::any_of(own.begin(), own.end(),
                                [&](const cfn::Resource* one) { return one->type == each->type; });
  }
  return is_same_kind;
}

/// What the caller's ARNs can be.
class Senders {
 public:
  Senders(const View& view, const cfn::Resource& caller)
      : view_(view), caller_(caller), arns_(view.made<model::Identities>().arns()) {}

  std::vector<std::string> all() const {
    const std::string& type = caller_.type;
    if (type == "AWS::S3::Bucket") return {arns_.of(caller_)};
    if (type == "AWS::SNS::Subscription") return of_value("TopicArn");
    if (type == "AWS::ApiGateway::Method") return of_method();
    if (type == "AWS::ApiGateway::Authorizer") return of_api("RestApiId", authorizer());
    if (type == "AWS::ApiGatewayV2::Authorizer") return of_api("ApiId", authorizer());
    if (type == "AWS::ApiGatewayV2::Integration") return of_integration();
    return {};
  }

 private:
  std::vector<std::string> of_value(std::string_view key) const {
    const cfn::Value* value = property(caller_, {key});
    return value == nullptr ? std::vector<std::string>() : std::vector{arns_.text(*value)};
  }

  std::string authorizer() const { return "authorizers/" + model::name_token(caller_.id.str()); }

  std::vector<std::string> of_api(std::string_view key, const std::string& rest) const {
    const cfn::Value* api = property(caller_, {key});
    if (api == nullptr) return {};
    return {arns_.here("execute-api", arns_.plain(*api) + "/" + rest)};
  }

  /// A part that a text is, or anything.
  std::string part(const cfn::Value* value) const {
    return view_.text(value).value_or(std::string(1, model::kSomePart));
  }

  /// The stages of an API that the template makes; anything where it makes none.
  std::vector<std::string> stages(std::string_view api_key) const {
    std::vector<std::string> found;
    const cfn::Resource* api = view_.target(property(caller_, {api_key}));
    for (const char* type :
         {"AWS::ApiGateway::Deployment", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"}) {
      for (const cfn::Resource* each : view_.of(type)) {
        const cfn::Value* name = property(*each, {"StageName"});
        if (api == nullptr || view_.target(property(*each, {api_key})) != api || name == nullptr)
          continue;
        // A permission can name the stage by its text or by its resource.
        found.push_back(part(name));
        found.push_back(model::name_token(each->id.str()));
      }
    }
    if (found.empty()) found.emplace_back(1, model::kSomePart);
    return found;
  }

  std::vector<std::string> on_stages(std::string_view api_key, const std::string& rest) const {
    std::vector<std::string> all;
    for (const std::string& stage : stages(api_key)) {
      for (std::string& each : of_api(api_key, stage + "/" + rest)) all.push_back(std::move(each));
    }
    return all;
  }

  static std::string method(std::string_view name) {
    return name == "ANY" ? std::string(1, model::kSomePart) : std::string(name);
  }

  /// A path whose variables are anything.
  static std::string path(std::string_view text) {
    std::vector<std::string> parts;
    for (const std::string_view each : split(text, '/'))
      parts.push_back(each.starts_with('{') ? std::string(1, model::kSomePart) : std::string(each));
    return join(parts, "/");
  }

  /// `orders/lines`, of a resource of a REST API and those above it.
  std::string path_of(const cfn::Value* at) const {
    std::string whole;
    for (int depth = 0; depth < 32; ++depth) {
      const auto* root = at == nullptr ? nullptr : at->get_if<cfn::GetAtt>();
      if (root != nullptr && root->attribute == "RootResourceId") return whole;
      const cfn::Resource* resource = view_.target(at, "AWS::ApiGateway::Resource");
      if (resource == nullptr) break;
      const std::string own = path(part(property(*resource, {"PathPart"})));
      whole = whole.empty() ? own : own + "/" + whole;
      at = property(*resource, {"ParentId"});
    }
    return std::string(1, model::kSomePart);
  }

  std::vector<std::string> of_method() const {
    const std::string verb = method(part(property(caller_, {"HttpMethod"})));
    return on_stages("RestApiId", verb + "/" + path_of(property(caller_, {"ResourceId"})));
  }

  /// Of the routes that lead to an integration.
  std::vector<std::string> of_integration() const {
    std::vector<std::string> all;
    for (const cfn::Resource* route : view_.of("AWS::ApiGatewayV2::Route")) {
      const cfn::Value* target = property(*route, {"Target"});
      if (target == nullptr || !refers_to(cfn::references(*target), caller_)) continue;
      const std::string key = part(property(*route, {"RouteKey"}));
      const std::size_t blank = key.find(" /");
      const std::string rest =
          blank == key.npos ? std::string(1, model::kSomePart)
                            : method(key.substr(0, blank)) + "/" + path(key.substr(blank + 2));
      for (std::string& each : on_stages("ApiId", rest)) all.push_back(std::move(each));
    }
    return all;
  }

  const View& view_;
  const cfn::Resource& caller_;
  const model::Arns& arns_;
};

/// The first name in a text that CloudFormation or a service makes up; empty: there is none.
std::string_view first_made_up(std::string_view text) {
  std::size_t begin = text.find('\x01');
  while (begin != text.npos && text.substr(begin + 1, 1) == "?")
    begin = text.find('\x01', begin + 1);
  return begin == text.npos ? std::string_view()
                            : text.substr(begin, text.find('\x02', begin) + 1 - begin);
}

/// Whether an ARN that is written out may have the name that the resource got before: it has a part
/// of the logical id, unless it is an id.
bool may_be_written_out(const std::string& pattern, const std::string& own) {
  if (!first_made_up(pattern).empty()) return false;
  const std::string made_up = model::readable(first_made_up(own));
  return !made_up.empty() &&
         (own.find(":execute-api:") != own.npos ||
          lower_case(pattern).find(lower_case(made_up.substr(0, 5))) != pattern.npos);
}

constexpr std::string_view kCallers[] = {
    "AWS::ApiGateway::Authorizer",    "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration", "AWS::S3::Bucket",         "AWS::SNS::Subscription"};

/// The ARNs of callers and of what permissions name, each made once.
class KnownArns {
 public:
  explicit KnownArns(const View& view) : arns_(view.made<model::Identities>().arns()) {
    for (const std::string_view type : kCallers) {
      for (const cfn::Resource* each : view.of(type)) callers_[each] = Senders(view, *each).all();
    }
    for (const cfn::Resource* each : view.of("AWS::Lambda::Permission")) {
      const cfn::Value* arn = property(*each, {"SourceArn"});
      if (arn != nullptr) texts_[arn] = arns_.text(*arn);
    }
  }

  /// Empty: not known.
  const std::vector<std::string>& of(const cfn::Resource& caller) const {
    static const std::vector<std::string> kUnknown;
    const auto found = callers_.find(&caller);
    return found == callers_.end() ? kUnknown : found->second;
  }
  std::string text(const cfn::Value& arn) const {
    const auto found = texts_.find(&arn);
    return found == texts_.end() ? arns_.text(arn) : found->second;
  }

 private:
  const model::Arns& arns_;
  std::unordered_map<const cfn::Resource*, std::vector<std::string>> callers_;
  std::unordered_map<const cfn::Value*, std::string> texts_;
};

/// Whether the ARN takes in none of those that the caller can have.
bool leaves_out(const View& view, const cfn::Value& source_arn, const cfn::Resource& caller) {
  const auto& known = view.made<KnownArns>();
  const std::vector<std::string>& own = known.of(caller);
  if (own.empty()) return false;
  const std::string pattern = known.text(source_arn);
  return std::all_of(own.begin(), own.end(), [&](const std::string& each) {
    return model::covers_some(pattern, each) == model::Certainty::kNo &&
           !may_be_written_out(pattern, each);
  });
}

}  // namespace

bool is_of_another(const View& view, const cfn::Value* source_arn, const cfn::Resource& caller) {
  return source_arn != nullptr &&
         (names_another(view, *source_arn, caller) || leaves_out(view, *source_arn, caller));
}

}  // namespace archsynth::analysis
