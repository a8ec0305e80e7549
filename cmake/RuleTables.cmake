# Run as a script: -D SOURCES=<folder> -D OUTPUT=<file>. Writes the registry of rules: all tables that source files of the
# folder return from functions `std::span<const Rule> NAME()`, so that a new table stands in its file only.
file(GLOB_RECURSE paths ${SOURCES}/*.cc)
list(SORT paths)
set(declarations "")
set(tables "")
foreach(path IN LISTS paths)
  file(STRINGS ${path} lines REGEX "^std::span<const Rule> [a-z_]+\\(\\) { return k")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^std::span<const Rule> ([a-z_]+).*" "\\1" name "${line}")
    string(APPEND declarations "std::span<const Rule> ${name}();\n")
    string(APPEND tables "    ${name},\n")
  endforeach()
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${OUTPUT} @ONLY CONTENT "// Written by cmake/RuleTables.cmake.
namespace archsynth::analysis {
${declarations}
constexpr std::span<const Rule> (*kRuleTables[])() = {
${tables}};
}  // namespace archsynth::analysis
")
