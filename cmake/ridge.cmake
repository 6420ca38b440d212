# Warnings, sanitizers and the house's libraries.

add_library(ridge_warnings INTERFACE)
target_compile_options(ridge_warnings INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms on std::string operator+ when optimised (GCC bug 105651, mended in 13).
  target_compile_options(ridge_warnings INTERFACE -Wno-restrict)
endif()
if(RIDGE_WERROR)
  target_compile_options(ridge_warnings INTERFACE -Werror)
endif()

if(RIDGE_FUZZ)  # every library counts what it executes, and says when it errs
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "RIDGE_FUZZ needs clang: add -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++")
  endif()
  if(NOT RIDGE_SANITIZE)
    set(RIDGE_SANITIZE address,undefined)
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(RIDGE_SANITIZE)
  add_compile_options(-fsanitize=${RIDGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RIDGE_SANITIZE})
endif()

if(RIDGE_SANITIZE STREQUAL "thread")  # see base/workers.hpp
  set_source_files_properties(${CMAKE_SOURCE_DIR}/base/workers.cpp PROPERTIES
    COMPILE_OPTIONS -fno-sanitize=thread SKIP_PRECOMPILE_HEADERS ON)
endif()

find_program(RIDGE_CCACHE ccache)
if(RIDGE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER  # with what ccache asks for before it trusts a precompiled header
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${RIDGE_CCACHE})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")  # equal headers, equal bytes, whenever they were made
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()
find_program(RIDGE_MOLD mold)
if(RIDGE_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

# The model's functions are small and call each other across files: evaluations are a twentieth faster when the
# programs that are timed are optimised as a whole. Where there are tests the libraries hold both forms, so that
# these link in no time.
if(RIDGE_WHOLE_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT RIDGE_SANITIZE)
  set(RIDGE_IS_WHOLE TRUE)
endif()
function(ridge_prepare_whole)
  foreach(name ${ARGN})
    if(RIDGE_IS_WHOLE)
      target_compile_options(ridge_${name} PRIVATE -flto=auto $<$<BOOL:${RIDGE_TESTS}>:-ffat-lto-objects>)
    endif()
  endforeach()
endfunction()
function(ridge_optimise_whole PROGRAM)
  if(RIDGE_IS_WHOLE)
    target_link_options(${PROGRAM} PRIVATE -flto=auto -O3 -fuse-ld=bfd)  # mold loses functions of the libraries
  endif()
endfunction()

function(ridge_link_by_parts PROGRAM)
  if(RIDGE_IS_WHOLE)
    target_link_options(${PROGRAM} PRIVATE -fno-lto -fno-use-linker-plugin)
  endif()
endfunction()

# What runs once in a command is built in less time rather than for speed.
function(ridge_build_quickly TARGET)
  target_compile_options(${TARGET} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# ridge_precompile(NAME HEADERS header... [LINK target...])
# Makes NAME, which holds precompiled headers. Targets begin from them by ridge_use_precompiled; their flags are
# those of NAME. With the house's own headers they would be so large that reading them takes longer than what
# they spare.
function(ridge_precompile NAME)
  cmake_parse_arguments(ARG "" "" "LINK;HEADERS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${NAME}.cpp CONTENT "")
  add_library(${NAME} OBJECT ${CMAKE_BINARY_DIR}/${NAME}.cpp)
  target_link_libraries(${NAME} PRIVATE ridge_warnings fmt::fmt ${ARG_LINK})
  ridge_hush_precompiled(${NAME})
  target_precompile_headers(${NAME} PRIVATE ${ARG_HEADERS})
endfunction()

function(ridge_use_precompiled NAME OWNER)
  ridge_hush_precompiled(${NAME})
  target_precompile_headers(${NAME} REUSE_FROM ${OWNER})
endfunction()

# Precompiled, std::string no longer counts as the system's, and false alarms of g++ in it are heard.
function(ridge_hush_precompiled TARGET)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${TARGET} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()

# Files compiled together are those of a folder, by eights: names are unique within a folder.
function(ridge_compile_together TARGET)
  set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # which takes the files for headers
    target_compile_options(${TARGET} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()
function(ridge_group DIR)
  set(count 0)
  foreach(source ${ARGN})
    math(EXPR group "${count} / 8")
    math(EXPR count "${count} + 1")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${DIR}_${group})
  endforeach()
endfunction()

# ridge_library(NAME [COLD] DIRS folder... [USES library...] [LINK PUBLIC|PRIVATE target...])
# Makes ridge_NAME from the folder's sources. A folder without sources is an interface (headers only). COLD: built
# quickly.
function(ridge_library NAME)
  cmake_parse_arguments(ARG "COLD" "" "DIRS;USES;LINK" ${ARGN})
  set(sources)
  foreach(dir ${ARG_DIRS})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/*.cpp)
    ridge_group(${dir} ${found})
    list(APPEND sources ${found})
  endforeach()
  set(target ridge_${NAME})
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PRIVATE ridge_warnings)
    if(RIDGE_TOGETHER)
      ridge_use_precompiled(${target} ridge_headers)
      ridge_compile_together(${target})
    endif()
    if(ARG_COLD)
      ridge_build_quickly(${target})
    endif()
    set(visibility PUBLIC)
    if(ARG_LINK)
      target_link_libraries(${target} ${ARG_LINK})
    endif()
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(${target} ${visibility} ${CMAKE_SOURCE_DIR})
  foreach(used ${ARG_USES})
    target_link_libraries(${target} ${visibility} ridge_${used})
  endforeach()
endfunction()
