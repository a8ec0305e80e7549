#include "engines.h"

#include <algorithm>
#include <array>

#include "spec/rds.h"

namespace archsynth::rds {

namespace {

bool is_postgres(std::string_view engine) { return spoken_engine(engine) == "postgres"; }

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string engine_name_of(Engine engine) {
  switch (engine) {
    case Engine::kAuroraPostgres:
      return "aurora-postgresql";
    case Engine::kAuroraMysql:
      return "aurora-mysql";
    default:
      return describe::name_of_enumerator(engine);
  }
}

std::string_view spoken_engine(std::string_view engine) {
  if (engine == "aurora-postgresql") return "postgres";
  return engine == "aurora-mysql" ? "mysql" : engine;
}

std::string_view tls_parameter(std::string_view engine) {
  return is_postgres(engine) ? "rds.force_ssl" : "require_secure_transport";
}

std::string_view tls_value(std::string_view engine, bool required) {
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Security.html
  if (engine == "aurora-mysql") return required ? "ON" : "OFF";
  return required ? "1" : "0";
}

std::string_view tls_query(std::string_view engine) {
  return is_postgres(engine) ? "?sslmode=require" : "?ssl-mode=REQUIRED";
}

std::vector<std::string_view> exported_logs(std::string_view engine) {
  if (engine == "aurora-postgresql") return {"postgresql"};
  if (is_postgres(engine)) return {"postgresql", "upgrade"};
  return {"error", "slowquery"};
}

std::string_view rotation_type(std::string_view engine) {
  if (is_postgres(engine)) return "PostgreSQLSingleUser";
  return spoken_engine(engine) == "mysql" ? "MySQLSingleUser" : "MariaDBSingleUser";
}

std::string_view product_name(std::string_view engine) {
  if (is_postgres(engine)) return "PostgreSQL";
  return spoken_engine(engine) == "mysql" ? "MySQL" : "MariaDB";
}

bool is_reserved_database_name(std::string_view engine, std::string_view name) {
  constexpr std::array<std::string_view, 3> kPostgres = {"rdsadmin", "template0", "template1"};
  constexpr std::array<std::string_view, 6> kMysql = {"information_schema", "innodb", "mysql",
                                                      "performance_schema", "sys",    "tmp"};
  if (!is_postgres(engine)) return contains(kMysql, name);
  return contains(kPostgres, name) ||
         (name != "admin" && spec::is_reserved_user_name(engine, name));
}

bool has_insights(std::string_view engine, std::string_view instance_class) {
  constexpr std::array<std::string_view, 6> kTooSmall = {
      "db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"};
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.Overview.Engines.html
  if (engine == "aurora-mysql") return !instance_class.starts_with("db.t");
  return is_postgres(engine) || !contains(kTooSmall, instance_class);
}

}  // namespace archsynth::rds
