// What services use beside their own settings: secrets, permissions, databases and other stores.

#include "reading.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kUsesRef = "examples/REFERENCE.md";
constexpr std::string_view kUsesSecrets =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "secrets-envvar-secrets-manager.html";

constexpr Rule kUsesRows[] = {
    {"ARC1217", Severity::kError, "function that is no secret's reference",
     "what may read the secret cannot be derived",
     "refer to one secret of the stack, as in `!Ref Stripe`", kUsesSecrets, ""},
    {"ARC1218", Severity::kError, "ambiguous secret", "it is unclear what the task reads",
     "set either \"secret\" or \"parameter\"", kUsesSecrets, ""},
    {"ARC1219", Severity::kError, "database setting that does not exist",
     "the variable would not be set", "remove the key, or choose other \"credentials\"", kUsesRef,
     ""},
    {"ARC1515", Severity::kError, "secret that refers to another kind of resource",
     "ECS cannot read the secret, so no task starts",
     "refer to a secret of Secrets Manager, or move the variable to \"variables\"", kUsesSecrets,
     ""},
};

}  // namespace

std::span<const Rule> uses_rules() { return kUsesRows; }

}  // namespace archsynth::analysis
