#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Defaults that a release of archsynth may move, such as versions of engines. An edition is the
/// month of the release that moved some; a file that names one keeps its defaults.
namespace archsynth::spec {

/// Of the hand-written table: an edition has a row for each default that it moves, and keeps the
/// others of the editions before.
struct EditionDefault {
  std::string_view edition;  ///< `2026-11`
  std::string_view key;      ///< `databases.postgres.engine_version`
  std::string_view value;
};

/// The rows, oldest edition first.
std::vector<EditionDefault> edition_defaults();

/// The editions in order, each once.
std::vector<std::string_view> editions_of(const std::vector<EditionDefault>& rows);

/// A key's value in an edition, in the newest one when that is empty; empty where no row has it.
std::string default_in(const std::vector<EditionDefault>& rows, std::string_view key,
                       std::string_view edition = {});

/// A key's value in the newest edition.
std::string newest_default(std::string_view key);

}  // namespace archsynth::spec
