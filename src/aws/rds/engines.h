#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/aws/rds.h"

namespace archsynth::rds {

inline constexpr int kMostStorageGib = 65536;
inline constexpr std::string_view kServerless = "db.serverless";

/// What differs between the engines, by the name that RDS gives them.

/// As AWS spells it: `aurora-postgresql`.
std::string engine_name_of(Engine engine);

/// The parameter that refuses connections without TLS: `1` or `0`. It is always set, because what
/// stands when it is not set differs between versions.
std::string_view tls_parameter(std::string_view engine);
/// Its value.
std::string_view tls_value(std::string_view engine, bool required);
/// What a client adds to a connection string to use TLS.
std::string_view tls_query(std::string_view engine);

/// The logs worth their price: errors and slow statements.
std::vector<std::string_view> exported_logs(std::string_view engine);

/// `mysql` of `aurora-mysql`: the engine that clients speak with.
std::string_view spoken_engine(std::string_view engine);

/// `PostgreSQLSingleUser`: the rotation function that Secrets Manager hosts.
std::string_view rotation_type(std::string_view engine);

/// `PostgreSQL`, for people.
std::string_view product_name(std::string_view engine);

/// Databases that are there already, and words that cannot name one.
bool is_reserved_database_name(std::string_view engine, std::string_view name);

/// Whether Database Insights supports the class.
/// Source:
/// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html
bool has_insights(std::string_view engine, std::string_view instance_class);

}  // namespace archsynth::rds
