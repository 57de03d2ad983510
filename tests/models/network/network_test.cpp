#include "models/network/network.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "networks.h"

namespace modnn {
namespace {

using test::append;
using test::chain;

constexpr Window same_3x3{.kernel_height = 3,
                          .kernel_width = 3,
                          .pad_top = 1,
                          .pad_bottom = 1,
                          .pad_left = 1,
                          .pad_right = 1};
constexpr Window halving{
    .kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2};

TEST(InferShape, FollowsEachKindsRule) {
  EXPECT_EQ(infer_shape(Conv{.outputs = 8, .window = same_3x3}, {{3, 6, 10}}), (Shape{8, 6, 10}));
  EXPECT_EQ(infer_shape(MaxPool{.window = halving}, {{8, 6, 10}}), (Shape{8, 3, 5}));
  EXPECT_EQ(infer_shape(MaxPool{.window = halving, .ceil_mode = true}, {{8, 7, 9}}),
            (Shape{8, 4, 5}));
  EXPECT_EQ(infer_shape(Flatten{}, {{8, 3, 5}}), (Shape{120, 1, 1}));
  EXPECT_EQ(infer_shape(Dense{.outputs = 10}, {{8, 3, 5}}), (Shape{10, 1, 1}));
  EXPECT_EQ(infer_shape(Activate{}, {{8, 3, 5}}), (Shape{8, 3, 5}));
  EXPECT_EQ(infer_shape(Softmax{}, {{10, 1, 1}}), (Shape{10, 1, 1}));
}

std::string misfit(const LayerKind& kind, const std::vector<Shape>& inputs) {
  try {
    infer_shape(kind, inputs);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(InferShape, SaysWhatDoesNotFit) {
  EXPECT_EQ(misfit(MaxPool{.window = {.kernel_height = 7, .kernel_width = 7}}, {{1, 5, 5}}),
            "a 7x7 window does not fit a 5x5 input");
  EXPECT_EQ(misfit(Conv{.outputs = 4, .groups = 2}, {{3, 5, 5}}),
            "2 groups do not divide 3 input channels");
  EXPECT_EQ(misfit(Conv{.outputs = 3, .groups = 2}, {{4, 5, 5}}),
            "2 groups do not divide 3 output channels");
  EXPECT_EQ(misfit(Flatten{}, {{1, 1, 1}, {1, 1, 1}}), "takes 1 input, got 2");
  EXPECT_EQ(misfit(Softmax{}, {{4, 2, 1}}), "softmax takes a vector, not a map: flatten it first");
}

TEST(RequiredInput, OfAConvIsAllChannelsUnderItsWindows) {
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 6, .window = same_3x3}});
  EXPECT_EQ(required_input(net, 1, 0, {{2, 3}, {0, 2}, {3, 5}}), (Box{{0, 4}, {0, 3}, {2, 6}}));
}

TEST(RequiredInput, OfAGroupedConvIsTheChannelsOfItsGroups) {
  // 3 groups: 2 output channels and 4 input channels each.
  const Network net = chain({12, 8, 8}, {Conv{.outputs = 6, .groups = 3}});
  EXPECT_EQ(required_input(net, 1, 0, {{2, 4}, {0, 1}, {0, 1}}).channels, (Range{4, 8}));
  EXPECT_EQ(required_input(net, 1, 0, {{1, 3}, {0, 1}, {0, 1}}).channels, (Range{0, 8}));
}

TEST(RequiredInput, OfAPoolKeepsTheChannels) {
  const Network net = chain({4, 8, 8}, {MaxPool{.window = halving}});
  EXPECT_EQ(required_input(net, 1, 0, {{1, 3}, {1, 3}, {0, 4}}), (Box{{1, 3}, {2, 6}, {0, 8}}));
}

TEST(RequiredInput, OfAnActivationIsTheSameBox) {
  const Network net = chain({4, 8, 8}, {Activate{}});
  const Box box{{1, 3}, {1, 3}, {0, 4}};
  EXPECT_EQ(required_input(net, 1, 0, box), box);
}

TEST(RequiredInput, OfDenseFlattenAndSoftmaxIsEverything) {
  const Network net = chain({2, 3, 4}, {Flatten{}, Dense{.outputs = 5}, Softmax{}});
  EXPECT_EQ(required_input(net, 1, 0, {{0, 1}, {0, 1}, {0, 1}}), whole({2, 3, 4}));
  EXPECT_EQ(required_input(net, 2, 0, {{4, 5}, {0, 1}, {0, 1}}), whole({24, 1, 1}));
  EXPECT_EQ(required_input(net, 3, 0, {{0, 1}, {0, 1}, {0, 1}}), whole({5, 1, 1}));
}

TEST(RequiredInput, OfNothingIsNothing) {
  const Network net = chain({2, 3, 4}, {Flatten{}, Dense{.outputs = 5}});
  EXPECT_TRUE(required_input(net, 2, 0, {}).empty());
  EXPECT_TRUE(required_input(net, 1, 0, {{3, 3}, {0, 1}, {0, 1}}).empty());
}

TEST(Locality, TellsHowALayerMayBeCut) {
  EXPECT_EQ(locality(Conv{}), Locality::spatial);
  EXPECT_EQ(locality(MaxPool{}), Locality::spatial);
  EXPECT_EQ(locality(Activate{}), Locality::spatial);
  EXPECT_EQ(locality(Dense{}), Locality::neurons);
  EXPECT_EQ(locality(Flatten{}), Locality::whole);
  EXPECT_EQ(locality(Softmax{}), Locality::whole);
}

TEST(KindName, IsTheNameInFiles) {
  EXPECT_EQ(kind_name(MaxPool{}), "max_pool");
  EXPECT_EQ(kind_name(Conv{}), "conv");
  EXPECT_EQ(kind_name(Activate{}), "activation");
}

}  // namespace
}  // namespace modnn
