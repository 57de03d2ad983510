#include "partition/plan/scheme.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

Layer layer(std::string name, LayerKind kind) { return {std::move(name), std::move(kind), {}, {}}; }

TEST(SchemeFor, FollowsTheKindOfLayer) {
  const PartitionSpec spec{"grid_2d", "output_split", {}};
  EXPECT_EQ(scheme_for(spec, layer("conv1", Conv{})).scheme->name, "grid_2d");
  EXPECT_EQ(scheme_for(spec, layer("pool1", MaxPool{})).scheme->name, "grid_2d");
  EXPECT_EQ(scheme_for(spec, layer("fc1", Dense{})).scheme->name, "output_split");
  EXPECT_EQ(scheme_for(spec, layer("prob", Softmax{})).scheme->name, "local");
  EXPECT_EQ(scheme_for(spec, layer("gap", GlobalPool{})).scheme->name, "local");
}

TEST(SchemeFor, PrefersTheLayersOwnScheme) {
  const PartitionSpec spec{.layers = {{"conv2", "local"}, {"fc8", "local"}}};
  EXPECT_EQ(scheme_for(spec, layer("conv2", Conv{})).scheme->partitioner, nullptr);
  EXPECT_EQ(scheme_for(spec, layer("fc8", Dense{})).scheme->partitioner, nullptr);
  EXPECT_EQ(scheme_for(spec, layer("conv1", Conv{})).scheme->name, "bodp");
}

TEST(SchemeFor, PrefersTheSchemeOfTheKindToThatOfAll) {
  const PartitionSpec spec{.conv = "grid_2d",
                           .layers = {{"pool2", "channel"}},
                           .kinds = {{"max_pool", "local"}, {"sparse_dense", "mscc"}}};
  EXPECT_EQ(scheme_for(spec, layer("pool1", MaxPool{})).scheme->name, "local");
  EXPECT_EQ(scheme_for(spec, layer("pool2", MaxPool{})).scheme->name, "channel");
  EXPECT_EQ(scheme_for(spec, layer("mean", AvgPool{})).scheme->name, "grid_2d");
  EXPECT_EQ(scheme_for(spec, layer("fc1", SparseDense{})).scheme->name, "mscc");
  EXPECT_EQ(scheme_for(spec, layer("fc2", Dense{})).scheme->name, "output_split");
}

TEST(SchemeFor, RefusesASchemeOfAnotherKind) {
  const PartitionSpec spec{.conv = "output_split", .dense = "bodp"};
  EXPECT_THROW(scheme_for(spec, layer("conv1", Conv{})), std::out_of_range);
  EXPECT_THROW(scheme_for(spec, layer("fc1", Dense{})), std::out_of_range);
}

TEST(SchemeFor, TellsTheArgumentFromTheName) {
  const PartitionSpec spec{.conv = "fused:4", .layers = {{"conv2", "fused_grid:all"}}};
  EXPECT_EQ(scheme_for(spec, layer("conv1", Conv{})).argument, "4");
  EXPECT_EQ(scheme_for(spec, layer("conv1", Conv{})).scheme->name, "fused:<k>");
  EXPECT_EQ(scheme_for(spec, layer("conv2", Conv{})).scheme->name, "fused_grid:<k>");
  EXPECT_EQ(run_length("4"), 4);
  EXPECT_GT(run_length("all"), 1000);
  for (const char* wrong : {"fused", "fused:", "fused:0", "fused:-1", "fused:4x", "fused: 4",
                            "fused:99999999999", "fused:<k>", "bodp:4", "fuse:4"})
    EXPECT_THROW(scheme_for({.conv = wrong}, layer("conv1", Conv{})), std::out_of_range) << wrong;
}

TEST(SchemeFor, OffloadPlacesEveryLayer) {
  const PartitionSpec spec{.conv = "offload:pool5"};
  EXPECT_TRUE(places_network(spec));
  EXPECT_FALSE(places_network({}));
  EXPECT_EQ(scheme_for(spec, layer("fc1", Dense{})).argument, "pool5");
}

}  // namespace
}  // namespace modnn
