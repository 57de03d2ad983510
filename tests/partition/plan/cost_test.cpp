#include "partition/plan/cost.h"

#include <gtest/gtest.h>
#include <memory>

#include "platforms/kernel_cost.h"
#include "tests/models/networks.h"
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

/// A device whose kernels of both kinds have a law; pooling goes by the rates.
Device device_with_cost() {
  Device device = test::round_device();
  ComputeCost cost;
  cost.laws[Kernel::conv] = {.s_per_call = 100, .s_per_operation = 1};
  cost.laws[Kernel::dense] = {.s_per_call = 10, .s_per_weight_byte = 0.25};
  cost.laws[Kernel::sparse_dense] = {.s_per_operation = 2};
  cost.laws[Kernel::elementwise] = {.s_per_map_byte = 0.25};
  device.cost = std::make_shared<const ComputeCost>(cost);
  return device;
}

TEST(ComputeSeconds, ByTheLawsEveryBoxIsACall) {
  const Network network = test::chain({2, 8, 8}, {Conv{.outputs = 3}, MaxPool{}, Flatten{}});
  Task task;
  task.computes = Region(std::vector<Box>{{{0, 3}, {0, 2}, {0, 8}}, {{0, 3}, {5, 8}, {0, 4}}});
  task.work = {KernelClass::conv, 1e6, 0, 0};
  const Device device = device_with_cost();
  // The 12 pixels of the second are 8 and 4, each half as long as 16.
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, task), 2 * 100 + 6 * 16 + 6 * (8 + 8));
  task.work = {KernelClass::elementwise, 0, 28, 0};
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 2, task), 2.8);  // no law: 10 elements/s
  // A map of 192 elements, read and twice written.
  task.computes = Region(whole({192, 1, 1}));
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 3, task), 192 + 2 * 192);
}

TEST(ComputeSeconds, ByTheLawsPartialSumsAreDenseAndAddingUpIsNot) {
  const Network network = test::chain({6, 1, 1}, {Dense{.outputs = 4}});
  const Device device = device_with_cost();
  Task sums;
  sums.operation = Operation::sum_of_products;
  sums.computes = neurons(Range{0, 4});
  sums.reads = {{{0}, neurons(Range{0, 3})}};
  sums.work = {KernelClass::dense, 12, 0, 0};
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, sums), 10 + 12);  // 12 weights of 4 bytes
  sums.work = {KernelClass::sparse_dense, 5, 0, 0};
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, sums), 2 * 5);  // 5 of the 12 are there
  Task add;
  add.operation = Operation::add_up;
  add.computes = neurons(Range{0, 4});
  add.reads = {{{1, 1}, neurons(Range{0, 4})}, {{1, 2}, neurons(Range{0, 4})}};
  // Zeros and a copy are written, then a sum and its activation read and written.
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, add), 8 + (2 + 2 + 2) * 4);
}

// 2 x 3 products for each of 64 pixels, 384 in all, take 5 s instead of 0.384 s: half of them half
// as long. Other layers and models go by the rates.
TEST(ComputeSeconds, AMeasuredLayerTakesWhatItTook) {
  Network network = test::chain({2, 8, 8}, {Conv{.outputs = 3}, Conv{.outputs = 1}});
  Device device = test::round_device();
  ComputeCost cost;
  cost.layers["test"]["layer1"] = 5;
  device.cost = std::make_shared<const ComputeCost>(cost);
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, whole({3, 8, 8})), 5);
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, Box{{0, 3}, {0, 4}, {0, 8}}), 2.5);
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 2, whole({1, 8, 8})), 0.192);
  network.name = "other";
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, whole({3, 8, 8})), 0.384);
}

// By the law of the kernel the layer takes 100 + 384 s, a half of it 100 + 192 s.
TEST(ComputeSeconds, APartOfAMeasuredLayerIsAsMuchSlowerThanItsLaw) {
  const Network network = test::chain({2, 8, 8}, {Conv{.outputs = 3}});
  Device device = device_with_cost();
  ComputeCost cost = *device.cost;
  cost.layers["test"]["layer1"] = 968;
  device.cost = std::make_shared<const ComputeCost>(cost);
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, whole({3, 8, 8})), 968);
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, Box{{0, 3}, {0, 4}, {0, 8}}), 584);
}

// 2 of 4 channels of a 3x3 window: as a convolution of 2 channels.
TEST(ComputeSeconds, ByTheLawsPartialSumsOfChannelsAreAConvolution) {
  const Network network =
      test::chain({4, 4, 4}, {Conv{.outputs = 3, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}});
  Task sums;
  sums.operation = Operation::sum_of_products;
  sums.computes = Region(whole({3, 4, 4}));
  sums.reads = {{{0}, Region(Box{{1, 3}, {0, 4}, {0, 4}})}};
  sums.work = {KernelClass::conv, 3 * 16 * 2 * 9, 0, 0};
  EXPECT_DOUBLE_EQ(compute_seconds(device_with_cost(), network, 1, sums), 100 + 3 * 16 * 2 * 9);
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
