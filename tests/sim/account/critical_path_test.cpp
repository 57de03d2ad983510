#include "sim/account/critical_path.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

using Kind = CriticalPath::Kind;

TEST(CriticalPath, SumsTheStepsBehindAMark) {
  CriticalPath path;
  const auto common = path.extend(CriticalPath::start, Kind::compute, 1, 2.0);
  const auto message =
      path.extend(path.extend(common, Kind::wakeup, 2, 0.5), Kind::transmission, 2, 0.25);
  path.extend(common, Kind::compute, 2, 9.0);  // another branch, which does not count
  const auto end = path.extend(message, Kind::page_in, 2, 1.0);
  const auto layers = path.by_layer(end, 3);
  EXPECT_DOUBLE_EQ(layers[1].compute_s, 2.0);
  EXPECT_DOUBLE_EQ(layers[2].compute_s, 0.0);
  EXPECT_DOUBLE_EQ(layers[2].wakeup_s, 0.5);
  EXPECT_DOUBLE_EQ(layers[2].transmission_s, 0.25);
  EXPECT_DOUBLE_EQ(layers[2].page_in_s, 1.0);
  EXPECT_DOUBLE_EQ(layers[1].total() + layers[2].total(), 3.75);
}

TEST(CriticalPath, SkipsStepsThatTakeNoTime) {
  CriticalPath path;
  EXPECT_EQ(path.extend(CriticalPath::start, Kind::wakeup, 1, 0), CriticalPath::start);
}

}  // namespace
}  // namespace modnn
