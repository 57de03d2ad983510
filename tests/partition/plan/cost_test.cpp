#include "partition/plan/cost.h"

#include <gtest/gtest.h>

#include "tests/partition/clusters.h"

namespace modnn {
namespace {

TEST(ComputeSeconds, AddsMacsAndElementsAtTheirRates) {
  Device device = test::round_device();  // 1000 conv MAC/s, 100 dense MAC/s, 10 elements/s
  EXPECT_DOUBLE_EQ(compute_seconds(device, {KernelClass::conv, 500, 20, 0}), 0.5 + 2);
  EXPECT_DOUBLE_EQ(compute_seconds(device, {KernelClass::dense, 500, 0, 0}), 5);
  device.layer_overhead_s = 0.25;
  EXPECT_DOUBLE_EQ(compute_seconds(device, {KernelClass::elementwise, 0, 10, 0}), 1.25);
}

TEST(ComputeSeconds, IsBoundByMemoryBandwidth) {
  Device device = test::round_device();
  device.memory_bytes_per_s = 50;
  EXPECT_DOUBLE_EQ(compute_seconds(device, {KernelClass::conv, 500, 0, 100}), 2);
  EXPECT_DOUBLE_EQ(compute_seconds(device, {KernelClass::conv, 500, 0, 10}), 0.5);
}

Message message(DeviceId source, DeviceId destination, double bytes) {
  Message m;
  m.source = source;
  m.destination = destination;
  m.bytes = bytes;
  return m;
}

TEST(LoneTransfer, IsDelayedAndCopied) {
  Cluster cluster = test::cluster_of({1, 1});
  cluster.medium.message_overhead_s = 0.5;
  cluster.medium.message_latency_s = 0.25;
  cluster.members[1].device.middleware_bytes_per_s = 2;
  cluster.members[2].device.middleware_bytes_per_s = 3;
  EXPECT_DOUBLE_EQ(lone_transfer_seconds(cluster, message(0, 1, 6)), 0.5 + 6 + 0.25 + 3);
  EXPECT_DOUBLE_EQ(lone_transfer_seconds(cluster, message(1, 2, 6)), 0.5 + 12 + 0.25 + 3 + 2);
}

TEST(LoneTransfer, CrossesTheAirOnceOrTwice) {
  Cluster cluster = test::cluster_of({1, 1});
  cluster.members[2].rate_bps = 16;
  cluster.medium.message_overhead_s = 0.5;
  EXPECT_DOUBLE_EQ(lone_transfer_seconds(cluster, message(0, 1, 3)), 0.5 + 3);
  EXPECT_DOUBLE_EQ(lone_transfer_seconds(cluster, message(2, 0, 3)), 0.5 + 1.5);
  EXPECT_DOUBLE_EQ(lone_transfer_seconds(cluster, message(1, 2, 3)), 0.5 + 3 + 1.5);
  EXPECT_EQ(air_hops(cluster, message(0, 1, 3)), 1);
  EXPECT_EQ(air_hops(cluster, message(1, 2, 3)), 2);
}

}  // namespace
}  // namespace modnn
