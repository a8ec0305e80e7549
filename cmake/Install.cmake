# Installs the library as CMake package `archsynth` (target archsynth::archsynth) and as
# pkg-config's `archsynth`, and the command where it is built.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/archsynth)
install(TARGETS archsynth EXPORT archsynth FILE_SET HEADERS)
install(EXPORT archsynth NAMESPACE archsynth:: FILE archsynth-targets.cmake DESTINATION
        ${package_dir})

configure_package_config_file(
  cmake/archsynth-config.cmake.in ${PROJECT_BINARY_DIR}/archsynth-config.cmake
  INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/archsynth-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/archsynth-config.cmake
              ${PROJECT_BINARY_DIR}/archsynth-config-version.cmake DESTINATION ${package_dir})

# The archive needs its libraries at every link, so they are no private requirements.
set(pc_requires "yaml-cpp >= 0.7, libpcre2-8 >= 10.40")
if(NOT ARCHSYNTH_STATIC)
  string(APPEND pc_requires ", fmt >= 9")
endif()
file(RELATIVE_PATH pc_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/archsynth.pc.in ${PROJECT_BINARY_DIR}/archsynth.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/archsynth.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(DIRECTORY docs/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/archsynth)

if(ARCHSYNTH_CLI)
  install(TARGETS archsynth-cli)
endif()
