#include "partition/cost/measure.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "partition/cost/kernel_call_of.h"
#include "tests/models/networks.h"

namespace modnn {
namespace {

const Window three{.kernel_height = 3,
                   .kernel_width = 3,
                   .pad_top = 1,
                   .pad_bottom = 1,
                   .pad_left = 1,
                   .pad_right = 1};

Network network() {
  Window halving{.kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2};
  return test::chain({16, 16, 24}, {Conv{.outputs = 8, .window = three},
                                    Conv{.outputs = 8, .window = three, .groups = 8},
                                    Conv{.outputs = 4, .groups = 2}, MaxPool{halving}, GlobalPool{},
                                    Flatten{}, Dense{.outputs = 5}, Softmax{}});
}

TEST(KernelCallOf, Layers) {
  const Network net = network();
  const auto call = [&](LayerId id) { return kernel_call_of(net, id, whole(net.layer(id).shape)); };
  EXPECT_EQ(call(1).kernel, Kernel::winograd);  // 4 x 6 tiles
  EXPECT_EQ(call(1).in_channels, 16);
  EXPECT_EQ(call(1).out_width, 24);
  EXPECT_EQ(kernel_call_of(net, 1, {{0, 8}, {0, 3}, {0, 3}}).kernel, Kernel::conv);  // one tile
  EXPECT_EQ(call(2).kernel, Kernel::depthwise);
  EXPECT_EQ(call(2).groups, 8);
  EXPECT_EQ(call(3).kernel, Kernel::conv);
  EXPECT_EQ(call(3).groups, 2);
  EXPECT_EQ(call(3).in_channels, 8);
  const KernelCall half = kernel_call_of(net, 3, {{0, 2}, {0, 16}, {0, 24}});  // one group
  EXPECT_EQ(half.groups, 1);
  EXPECT_EQ(half.in_channels, 4);
  EXPECT_EQ(call(4).kernel, Kernel::pool);
  EXPECT_EQ(call(4).stride_height, 2);
  EXPECT_EQ(call(5).kernel, Kernel::pool);
  EXPECT_EQ(call(5).out_height, 1);
  EXPECT_EQ(call(5).out_width, 8 * 12);
  EXPECT_EQ(call(7).kernel, Kernel::dense);
  EXPECT_EQ(call(7).in_channels, 4);
  EXPECT_EQ(call(7).out_channels, 5);
  EXPECT_EQ(call(6).kernel, Kernel::elementwise);
  EXPECT_EQ(call(6).out_width, 4);  // copied in one piece
  EXPECT_EQ(call(6).in_channels, 1);
  EXPECT_EQ(call(8).kernel, Kernel::softmax);
}

TEST(KernelCallOf, BlocksAreThoseOfTheKernel) {
  const Conv conv{.outputs = 8, .window = three};
  for (const Index extent : {7, 56, 224, 608})
    for (const Index channels : {3, 64, 512}) {
      const Shape map{channels, extent, extent};
      const Network net = test::chain(map, {conv});
      const Im2colBlock block = im2col_block(conv, map, whole(net.layer(1).shape));
      KernelCall lowered = kernel_call_of(net, 1, whole(net.layer(1).shape));
      lowered.kernel = Kernel::conv;
      const Index blocks = (extent + block.output_rows - 1) / block.output_rows;
      double products = 0;
      for (const Products& alike : products_of(lowered)) products += alike.count;
      EXPECT_EQ(products, static_cast<double>(blocks)) << extent << " " << channels;
    }
}

TEST(MeasureNetwork, MeasuresEveryLayerAndPartsOfThoseThatCanBeCut) {
  int passes = 0;
  const auto samples =
      measure_network(network(), {.runs = 1, .regions = 2}, [&](int done, int all) {
        EXPECT_EQ(all, 1);
        EXPECT_EQ(done, passes++);
      });
  EXPECT_EQ(passes, 2);  // the first does not count
  // 8 layers; two parts of all but flatten and softmax, but for one that would be the whole.
  ASSERT_GE(samples.size(), 8U + 2 * 5);
  ASSERT_LE(samples.size(), 8U + 2 * 6);
  for (const MeasuredCall& sample : samples) EXPECT_GT(sample.seconds, 0) << sample.layer;
  EXPECT_EQ(samples[0].call.out_height, 16);
  for (std::size_t i = 8; i < samples.size(); ++i) {
    const MeasuredCall& part = samples[i];
    const auto layer = std::ranges::find(samples, part.layer, &MeasuredCall::layer);
    EXPECT_LE(part.call.out_height, layer->call.out_height);
    EXPECT_LE(part.call.out_width, layer->call.out_width);
    EXPECT_LE(part.call.out_channels, layer->call.out_channels);
  }
}

}  // namespace
}  // namespace modnn
