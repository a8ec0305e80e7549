// Editions of defaults, and what a file leaves to them.

#include "archsynth/architecture/defaults.h"

#include "archsynth/archsynth.h"
#include "archsynth/document/reader.h"
#include "golden.h"
#include "spec/caches.h"
#include "spec/rds.h"

namespace archsynth {
namespace {

namespace fs = std::filesystem;

const std::vector<spec::EditionDefault> kRows = {
    {"2026-11", "databases.postgres.engine_version", "18.3"},
    {"2026-11", "load_balancer.ssl_policy", "ELBSecurityPolicy-TLS13-1-2-2021-06"},
    {"2027-03", "databases.postgres.engine_version", "18.6"},
    {"2027-08", "databases.postgres.engine_version", "19.2"},
};

architecture::Architecture file_of(const std::string& text) {
  static Sources sources;
  Diagnostics found;
  const Source& source = sources.add("app.yaml", text);
  std::optional<document::Node> document = document::read(source, found);
  auto file = architecture::decode(*document, {}, found);
  EXPECT_EQ(render(found), "");
  return file;
}

TEST(Editions, KeepWhatEarlierOnesSay) {
  EXPECT_EQ(spec::default_in(kRows, "databases.postgres.engine_version"), "19.2");
  EXPECT_EQ(spec::default_in(kRows, "databases.postgres.engine_version", "2027-03"), "18.6");
  EXPECT_EQ(spec::default_in(kRows, "load_balancer.ssl_policy", "2027-08"),
            "ELBSecurityPolicy-TLS13-1-2-2021-06");
  EXPECT_EQ(spec::default_in(kRows, "databases.oracle.engine_version"), "");
  EXPECT_EQ(spec::editions_of(kRows),
            (std::vector<std::string_view>{"2026-11", "2027-03", "2027-08"}));
}

TEST(Editions, SayWhatNewerOnesMove) {
  const std::string databases = "databases: {main: {}, old: {engine_version: \"16.13\"}}\n";
  const auto file = file_of("name: app\ndefaults: 2026-11\n" + databases);
  EXPECT_EQ(architecture::moved_defaults(file, kRows),
            (std::vector<architecture::MovedDefault>{
                {"databases.main.engine_version", "2027-08", "18.3", "19.2"}}));
  Diagnostics notes;
  architecture::note_moved_defaults(file, notes, kRows);
  EXPECT_EQ(render(notes),
            "app.yaml:2:11: note: edition 2027-08 changes \"databases.main.engine_version\" from "
            "18.3 to 19.2 [ARC1875]\n"
            "    2 | defaults: 2026-11\n"
            "      |           ^~~~~~~\n"
            "  fix: set \"defaults\" to 2027-08 to adopt it\n");
  EXPECT_TRUE(architecture::moved_defaults(file_of("name: app\n" + databases), kRows).empty());
}

TEST(Editions, OfThisReleaseCanBeDeployed) {
  for (const spec::EditionDefault& row : spec::edition_defaults()) {
    SCOPED_TRACE(row.key);
    if (row.key.starts_with("caches.")) {
      const std::string_view engine = row.key.substr(7, row.key.find('.', 7) - 7);
      EXPECT_FALSE(spec::cache_family(engine, row.value).empty());
    }
  }
  for (const char* engine : {"postgres", "mysql", "mariadb", "aurora_postgres", "aurora_mysql"}) {
    file_of(std::string("name: app\ndatabases: {main: {engine: ") + engine + "}}\n");
  }
}

TEST(Editions, AreNamedByEachStarter) {
  const std::string newest(spec::editions_of(spec::edition_defaults()).back());
  for (const auto& each : fs::directory_iterator(fs::path(ARCHSYNTH_SOURCE_DIR) / "templates")) {
    const std::string text = testing::read_file(each.path() / "architecture.yaml");
    EXPECT_NE(text.find("\ndefaults: " + newest), std::string::npos) << each.path();
  }
}

/// Whether the template of a file has a secret that is a connection string.
bool has_connection_string(const std::string& services, const std::string& more = "") {
  Sources sources;
  Diagnostics found;
  const Source& source =
      sources.add("app.yaml",
                  "name: app\nenvironment: development\ndatabases: {main: {}}\nservices:\n  api: "
                  "{image: example.com/a:1, " +
                      services + "}\n" + more);
  const std::unique_ptr<Stack> stack = load(source, found);
  EXPECT_EQ(render(found), "");
  Diagnostics synthesis;
  const cfn::Template made = synthesize(*stack, synthesis);
  return made.find_resource(cfn::LogicalId("MainDatabaseUrlSecret")) != nullptr;
}

TEST(ConnectionString, IsMadeWhereSomethingReadsIt) {
  EXPECT_TRUE(has_connection_string("port: 80"));
  EXPECT_TRUE(has_connection_string("databases: [main]"));
  EXPECT_TRUE(has_connection_string("databases: []"));
  EXPECT_TRUE(has_connection_string("databases: {main: {url: PG_URL}}"));
  EXPECT_FALSE(has_connection_string("databases: {main: {host: PG_HOST, json: PG_SECRET}}"));
  EXPECT_TRUE(has_connection_string("databases: {main: {host: PG_HOST}}",
                                    "outputs: {url: {value: !Ref MainDatabaseUrlSecret}}\n"));
}

}  // namespace
}  // namespace archsynth
