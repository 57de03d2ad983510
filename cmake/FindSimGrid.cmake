# Finds SimGrid through pkg-config (Debian ships no CMake package file) and defines SimGrid::SimGrid.
find_package(PkgConfig QUIET)
pkg_check_modules(PC_SIMGRID QUIET IMPORTED_TARGET simgrid)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SimGrid
  REQUIRED_VARS PC_SIMGRID_FOUND
  VERSION_VAR PC_SIMGRID_VERSION
  REASON_FAILURE_MESSAGE "install libsimgrid-dev")

if(SimGrid_FOUND AND NOT TARGET SimGrid::SimGrid)
  add_library(SimGrid::SimGrid ALIAS PkgConfig::PC_SIMGRID)
endif()
