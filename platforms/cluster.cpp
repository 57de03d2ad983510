#include "platforms/cluster.h"

namespace modnn {

Cluster lone_phone(const Cluster& cluster) {
  Cluster lone = cluster;
  lone.members.resize(1);
  return lone;
}

}  // namespace modnn
