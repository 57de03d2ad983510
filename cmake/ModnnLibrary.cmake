# The warnings of every target, and the one way a room of the house becomes a library.
add_library(modnn_options INTERFACE)
target_compile_options(modnn_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  # GCC 12 at -O3 warns wrongly about "text" + std::string (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${MODNN_WARNINGS_AS_ERRORS}>:-Werror>)
target_include_directories(modnn_options INTERFACE ${PROJECT_SOURCE_DIR})

# modnn_library(NAME SOURCES... ) -> library modnn_NAME with the project's options.
function(modnn_library name)
  add_library(modnn_${name} STATIC ${ARGN})
  target_link_libraries(modnn_${name} PUBLIC modnn_options)
endfunction()
