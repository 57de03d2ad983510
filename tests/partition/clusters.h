#pragma once

#include <string>
#include <vector>

#include "platforms/cluster.h"

namespace modnn::test {

/// A device with round rates: 1000 MAC/s of conv, 100 MAC/s of dense (likewise depthwise and sparse
/// dense), 10 elements/s; nothing else
/// costs anything.
inline Device round_device() {
  Device device;
  device.name = "round";
  device.conv_macs_per_s = 1000;
  device.depthwise_macs_per_s = 1000;
  device.dense_macs_per_s = 100;
  device.sparse_dense_macs_per_s = 100;
  device.elements_per_s = 10;
  device.memory_bytes_per_s = 1e15;
  device.available_bytes = 1e15;
  device.page_in_bytes_per_s = 1;
  return device;
}

/// A group owner and one worker per speed factor, all on 8 bit/s, so that a byte takes a second.
inline Cluster cluster_of(const std::vector<double>& speed_factors) {
  Cluster cluster;
  cluster.name = "test";
  cluster.medium = {"test", 8.0, 0.0};
  cluster.members.push_back({"group_owner", round_device(), 1.0, 8.0});
  for (const double speed : speed_factors) {
    cluster.members.push_back(
        {"worker" + std::to_string(cluster.members.size()), round_device(), speed, 8.0});
  }
  return cluster;
}

}  // namespace modnn::test
