#include "sim/world/provenance.h"

#include <simgrid/engine.h>
#include <simgrid/version.h>

namespace modnn {

std::string simgrid_version() {
  int major = 0, minor = 0, patch = 0;
  sg_version_get(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::vector<std::string> simgrid_settings(Fidelity fidelity) {
  if (fidelity == Fidelity::ns3) return {"network/model:ns-3"};
  // Without the window limit an uplink's bandwidth_bps means goodput at any latency.
  return {"network/model:CM02", "network/crosstraffic:0", "network/TCP-gamma:1e18"};
}

}  // namespace modnn
