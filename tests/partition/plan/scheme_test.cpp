#include "partition/plan/scheme.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

Layer layer(std::string name, LayerKind kind) { return {std::move(name), std::move(kind), {}, {}}; }

TEST(SchemeFor, FollowsTheKindOfLayer) {
  const PartitionSpec spec{"grid_2d", "output_split", {}};
  EXPECT_EQ(scheme_for(spec, layer("conv1", Conv{})).name, "grid_2d");
  EXPECT_EQ(scheme_for(spec, layer("pool1", MaxPool{})).name, "grid_2d");
  EXPECT_EQ(scheme_for(spec, layer("fc1", Dense{})).name, "output_split");
  EXPECT_EQ(scheme_for(spec, layer("prob", Softmax{})).name, "local");
  EXPECT_EQ(scheme_for(spec, layer("gap", GlobalPool{})).name, "local");
}

TEST(SchemeFor, PrefersTheLayersOwnScheme) {
  const PartitionSpec spec{.layers = {{"conv2", "local"}, {"fc8", "local"}}};
  EXPECT_EQ(scheme_for(spec, layer("conv2", Conv{})).partitioner, nullptr);
  EXPECT_EQ(scheme_for(spec, layer("fc8", Dense{})).partitioner, nullptr);
  EXPECT_EQ(scheme_for(spec, layer("conv1", Conv{})).name, "bodp");
}

TEST(SchemeFor, RefusesASchemeOfAnotherKind) {
  const PartitionSpec spec{.conv = "output_split", .dense = "bodp"};
  EXPECT_THROW(scheme_for(spec, layer("conv1", Conv{})), std::out_of_range);
  EXPECT_THROW(scheme_for(spec, layer("fc1", Dense{})), std::out_of_range);
}

}  // namespace
}  // namespace modnn
