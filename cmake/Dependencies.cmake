# The libraries behind the layers, as targets that hide how they are linked: `archsynth_fmt`,
# `archsynth_yaml`, `archsynth_pcre2` and, for the command alone, `archsynth_spdlog` and `CLI11::CLI11`. Debian ships
# fmt and spdlog as shared libraries only, so a static archive holds what
# cmake/fmt.cc compiles of fmt, and spdlog is header-only there.

find_package(fmt 9 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)

find_path(ARCHSYNTH_PCRE2_INCLUDE pcre2.h REQUIRED)
if(ARCHSYNTH_STATIC)
  find_library(ARCHSYNTH_PCRE2_LIBRARY libpcre2-8.a REQUIRED)
else()
  find_library(ARCHSYNTH_PCRE2_LIBRARY pcre2-8 REQUIRED)
endif()
mark_as_advanced(ARCHSYNTH_PCRE2_INCLUDE ARCHSYNTH_PCRE2_LIBRARY)
add_library(archsynth_pcre2 INTERFACE)
target_link_libraries(archsynth_pcre2 INTERFACE ${ARCHSYNTH_PCRE2_LIBRARY})
target_include_directories(archsynth_pcre2 SYSTEM INTERFACE ${ARCHSYNTH_PCRE2_INCLUDE})

add_library(archsynth_fmt INTERFACE)
add_library(archsynth_yaml INTERFACE)
if(ARCHSYNTH_STATIC)
  target_include_directories(
    archsynth_fmt SYSTEM INTERFACE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
  find_library(ARCHSYNTH_YAML_ARCHIVE libyaml-cpp.a REQUIRED)
  mark_as_advanced(ARCHSYNTH_YAML_ARCHIVE)
  target_link_libraries(archsynth_yaml INTERFACE ${ARCHSYNTH_YAML_ARCHIVE})
  target_include_directories(
    archsynth_yaml SYSTEM INTERFACE $<TARGET_PROPERTY:yaml-cpp,INTERFACE_INCLUDE_DIRECTORIES>)
else()
  target_link_libraries(archsynth_fmt INTERFACE fmt::fmt)
  target_link_libraries(archsynth_yaml INTERFACE yaml-cpp)
endif()

if(ARCHSYNTH_CLI)
  find_package(CLI11 2.1 REQUIRED)
  find_package(spdlog 1.10 REQUIRED)
  add_library(archsynth_spdlog INTERFACE)
  if(ARCHSYNTH_STATIC)
    target_compile_definitions(archsynth_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
    target_link_libraries(archsynth_spdlog INTERFACE archsynth_fmt)
  else()
    target_link_libraries(archsynth_spdlog INTERFACE spdlog::spdlog)
  endif()
endif()
