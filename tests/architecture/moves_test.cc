// Keys that were renamed: everything made from them stays what it was.

#include "archsynth/archsynth.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth {
namespace {

constexpr const char* kBefore = R"(name: ledger
services:
  api: {image: example.com/ledger:1, port: 8080, databases: [main], caches: [hot], buckets: [files]}
databases:
  main: {engine: postgres}
caches:
  hot: {engine: valkey}
buckets:
  files: {}
)";

constexpr const char* kAfter = R"(name: ledger
services:
  gateway: {image: example.com/ledger:1, port: 8080, databases: [orders], caches: [sessions], buckets: [documents]}
databases:
  orders: {engine: postgres}
caches:
  sessions: {engine: valkey}
buckets:
  documents: {}
)";

constexpr const char* kMoves = R"(moved:
  - {from: services.api, to: services.gateway}
  - {from: databases.main, to: databases.orders}
  - {from: caches.hot, to: caches.sessions}
  - {from: buckets.files, to: buckets.documents}
)";

cfn::Template made(const Source& source, Diagnostics& found) {
  const std::unique_ptr<Stack> stack = load(source, found);
  found = stack->diagnostics();
  return synthesize(*stack, found);
}

TEST(MovedKeys, KeepEverythingThatWasMadeFromThem) {
  for (const bool is_moved : {true, false}) {
    Sources sources;
    Diagnostics found;
    const cfn::Template before = made(sources.add("before.yaml", kBefore), found);
    const cfn::Template after =
        made(sources.add("after.yaml", std::string(kAfter) + (is_moved ? kMoves : "")), found);
    EXPECT_FALSE(found.has_errors()) << render(found);
    std::vector<std::string> before_ids;
    std::vector<std::string> after_ids;
    for (const cfn::Resource& each : before.resources) before_ids.push_back(each.id.str());
    for (const cfn::Resource& each : after.resources) after_ids.push_back(each.id.str());
    EXPECT_EQ(before_ids == after_ids, is_moved);
    std::vector<std::string> replaced;
    for (const cfn::Resource& each : before.resources) {
      const cfn::Resource* now = after.find_resource(each.id);
      if (now == nullptr || now->properties != each.properties) replaced.push_back(each.id.str());
    }
    // The widgets' titles say what is in the file; the tasks see the new names of their stores.
    if (is_moved) {
      EXPECT_LE(replaced.size(), 2U) << join(replaced, ", ");
    }
  }
}

}  // namespace
}  // namespace archsynth
