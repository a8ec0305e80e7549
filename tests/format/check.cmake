# cmake -D FORMAT=clang-format -D FOLDERS=… -P check.cmake: fails where a C++ file is not as
# clang-format writes it, and says how to mend it.
set(files)
foreach(folder IN LISTS FOLDERS)
  file(GLOB_RECURSE found ${folder}/*.cc ${folder}/*.h)
  list(APPEND files ${found})
endforeach()
list(FILTER files EXCLUDE REGEX "/(node_modules|src/spec/data)/")

execute_process(COMMAND ${FORMAT} --dry-run -Werror ${files} RESULT_VARIABLE status ERROR_VARIABLE
                                                                                    output)
if(NOT status EQUAL 0)
  string(REGEX MATCHALL "[^\n]+: error: [^\n]*" places "${output}")
  list(TRANSFORM places REPLACE ":.*" "")
  list(REMOVE_DUPLICATES places)
  list(JOIN places "\n  " places)
  message(FATAL_ERROR "Run ${FORMAT} -i on\n  ${places}")
endif()
