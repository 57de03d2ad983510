#include "models/weights/fold_batch_norm.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::append;
using test::chain;

constexpr Window same_3x3{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};

void expect_same_answer(const Network& network) {
  std::mt19937 random(3);
  const Weights weights = generate_weights(network, 1);
  const Tensor image = test::random_map(network.input_shape(), random);
  Network folded = network;
  Weights folded_weights = weights;
  fold_batch_norm(folded, &folded_weights);
  EXPECT_LE(max_relative_error(run_network(folded, folded_weights, image),
                               run_network(network, weights, image)),
            1e-5);
}

TEST(FoldBatchNorm, MergesIntoTheConvolutionBefore) {
  Network net = chain({3, 6, 6}, {Conv{.outputs = 4, .window = same_3x3, .bias = false},
                                  BatchNorm{Activation::relu}, Flatten{}});
  expect_same_answer(net);
  fold_batch_norm(net, nullptr);
  ASSERT_EQ(net.size(), 3);
  const Conv& conv = std::get<Conv>(net.layer(1).kind);
  EXPECT_TRUE(conv.bias);
  EXPECT_EQ(conv.activation, Activation::relu);
  EXPECT_EQ(net.layer(2).inputs, std::vector<LayerId>{1});
}

TEST(FoldBatchNorm, MergesTwoInARow) {
  Network net = chain({3, 6, 6}, {Conv{.outputs = 4}, BatchNorm{}, BatchNorm{Activation::relu6}});
  expect_same_answer(net);
  fold_batch_norm(net, nullptr);
  EXPECT_EQ(net.size(), 2);
}

TEST(FoldBatchNorm, LeavesWhatCannotBeMerged) {
  for (const LayerKind& before :
       {LayerKind(Conv{.outputs = 3, .activation = Activation::relu}), LayerKind(Activate{})}) {
    Network net = chain({3, 6, 6}, {before, BatchNorm{}});
    expect_same_answer(net);
    fold_batch_norm(net, nullptr);
    EXPECT_EQ(net.size(), 3);
  }
}

TEST(FoldBatchNorm, LeavesAConvolutionThatOthersRead) {
  Network net = chain({3, 6, 6}, {Conv{.outputs = 4}, BatchNorm{}});
  append(net, "sum", Add{}, {1, 2});
  expect_same_answer(net);
  fold_batch_norm(net, nullptr);
  EXPECT_EQ(net.size(), 4);
}

TEST(FoldBatchNorm, KeepsBranchesConnected) {
  Network net = chain({3, 6, 6}, {Conv{.outputs = 4}, BatchNorm{Activation::relu}});
  const LayerId left = append(net, "left", Conv{.outputs = 4}, {2});
  const LayerId normed = append(net, "norm", BatchNorm{}, {left});
  append(net, "sum", Add{Activation::relu}, {normed, 2});
  expect_same_answer(net);
  fold_batch_norm(net, nullptr);
  ASSERT_EQ(net.size(), 4);
  EXPECT_EQ(net.layer(3).inputs, (std::vector<LayerId>{2, 1}));
}

}  // namespace
}  // namespace modnn
