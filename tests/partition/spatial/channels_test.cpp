#include "partition/spatial/channels.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(SplitChannels, CutsChannelsByShare) {
  const auto parts = split_channels({9, 2, 2}, {2, 1});
  EXPECT_EQ(parts[0], (Box{{0, 6}, {0, 2}, {0, 2}}));
  EXPECT_EQ(parts[1], (Box{{6, 9}, {0, 2}, {0, 2}}));
}

}  // namespace
}  // namespace modnn
