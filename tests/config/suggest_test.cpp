#include "config/suggest.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(Nearest, FindsTypingErrors) {
  const std::vector<std::string> keys{"model", "mode", "platform", "partition"};
  EXPECT_EQ(nearest("platfrom", keys), "platform");
  EXPECT_EQ(nearest("Partition", keys), "partition");
  EXPECT_EQ(nearest("modl", keys), "model");  // distance 1; "mode" is as near, but later
  EXPECT_EQ(nearest("moed", {"mode", "model"}), "mode");  // swapped neighbours count once
}

TEST(Nearest, IsSilentAboutStrangers) {
  EXPECT_EQ(nearest("bandwidth", {"model", "seed"}), "");
  EXPECT_EQ(nearest("xy", {"ab"}), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(DidYouMean, IsAClauseOrNothing) {
  EXPECT_EQ(did_you_mean("sed", {"seed"}), " (did you mean \"seed\"?)");
  EXPECT_EQ(did_you_mean("zzzzz", {"seed"}), "");
}

}  // namespace
}  // namespace modnn
