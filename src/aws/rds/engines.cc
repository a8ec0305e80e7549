#include "engines.h"

#include <algorithm>
#include <array>

#include "archsynth/spec/rds.h"

namespace archsynth::rds {

namespace {

bool is_postgres(std::string_view engine) { return engine == "postgres"; }

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string_view tls_parameter(std::string_view engine) {
  return is_postgres(engine) ? "rds.force_ssl" : "require_secure_transport";
}

std::string_view tls_query(std::string_view engine) {
  return is_postgres(engine) ? "?sslmode=require" : "?ssl-mode=REQUIRED";
}

std::vector<std::string_view> exported_logs(std::string_view engine) {
  if (is_postgres(engine)) return {"postgresql", "upgrade"};
  return {"error", "slowquery"};
}

std::string_view rotation_type(std::string_view engine) {
  if (is_postgres(engine)) return "PostgreSQLSingleUser";
  return engine == "mysql" ? "MySQLSingleUser" : "MariaDBSingleUser";
}

std::string_view product_name(std::string_view engine) {
  if (is_postgres(engine)) return "PostgreSQL";
  return engine == "mysql" ? "MySQL" : "MariaDB";
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
  return is_postgres(engine) || !contains(kTooSmall, instance_class);
}

}  // namespace archsynth::rds
