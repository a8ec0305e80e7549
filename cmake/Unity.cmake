# archsynth_unity(<target> [<cold>]): compiles the sources of each folder as one file, since most of
# what a file takes to compile is headers; one with the property SKIP_UNITY_BUILD_INCLUSION alone.
# Families of rules are two files. File-local names are unique within each. CMake's own unity files hold absolute paths, by which a
# compiler cache would know each checkout anew.
#
# What is in folders that match the regular expression <cold> runs a few times a command. A release
# optimises it less, which takes a quarter less time and is not seen in that of the command; GCC 12
# then mistakes optional values for uninitialised ones.
function(archsynth_unity target)
  if(NOT ARCHSYNTH_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  set(less "$<$<CONFIG:Release>:-O1;-Wno-maybe-uninitialized>")
  set(groups "")
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} NORMALIZE)
    cmake_path(IS_PREFIX PROJECT_SOURCE_DIR "${source}" is_ours)
    cmake_path(IS_PREFIX PROJECT_BINARY_DIR "${source}" is_generated)
    get_source_file_property(is_alone ${source} TARGET_DIRECTORY ${target} SKIP_UNITY_BUILD_INCLUSION)
    if(NOT source MATCHES "\\.cc$" OR NOT is_ours OR is_generated)
      continue()
    endif()
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    cmake_path(GET source PARENT_PATH group)
    string(REGEX REPLACE "[/.]" "_" group ${group})
    string(REGEX REPLACE "^src_rules_(compute|events|front|network)$" "src_rules_services" group ${group})
    string(REGEX REPLACE "^src_rules_(identities|signals|stores|template)$" "src_rules_relations" group ${group})
    if(is_alone)
      if(ARGN AND group MATCHES "${ARGN}")
        set_property(SOURCE ${PROJECT_SOURCE_DIR}/${source} TARGET_DIRECTORY ${target}
                     PROPERTY COMPILE_OPTIONS ${less})
      endif()
      continue()
    endif()
    list(APPEND groups ${group})
    string(APPEND text_${group} "#include \"${source}\"\n")
    set_property(SOURCE ${PROJECT_SOURCE_DIR}/${source} TARGET_DIRECTORY ${target}
                 PROPERTY HEADER_FILE_ONLY ON)
  endforeach()
  list(REMOVE_DUPLICATES groups)
  foreach(group IN LISTS groups)
    set(unity ${CMAKE_CURRENT_BINARY_DIR}/unity/${target}/${group}.cc)
    file(CONFIGURE OUTPUT ${unity} CONTENT "${text_${group}}" @ONLY)
    target_sources(${target} PRIVATE ${unity})
    if(ARGN AND group MATCHES "${ARGN}")
      set_property(SOURCE ${unity} PROPERTY COMPILE_OPTIONS ${less})
    endif()
  endforeach()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
endfunction()
