#include "sim/world/contention.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

Medium medium() { return {"test", 8, 0, {1, 0.8, 0.5}}; }

TEST(Efficiency, IsTheTablesAndItsLastEntryBeyond) {
  EXPECT_EQ(efficiency(medium(), 1), 1);
  EXPECT_EQ(efficiency(medium(), 2), 0.8);
  EXPECT_EQ(efficiency(medium(), 9), 0.5);
  EXPECT_EQ(efficiency({"ideal", 8, 0}, 9), 1);
}

TEST(Contention, CountsStationsNotTransmissions) {
  const Medium table = medium();
  Contention contention(table);
  EXPECT_EQ(contention.share(), 1);
  contention.begin(1);
  contention.begin(1);
  EXPECT_EQ(contention.share(), 1);
  contention.begin(2);
  EXPECT_DOUBLE_EQ(contention.share(), 0.8);
  contention.end(1);
  EXPECT_DOUBLE_EQ(contention.share(), 0.8);
  contention.end(1);
  EXPECT_EQ(contention.share(), 1);
}

TEST(Contention, TheAccessPointsShareTakesItsLoneAirtime) {
  const Medium table = medium();
  Contention contention(table);
  contention.begin(1);
  contention.begin(2);
  contention.begin(Contention::access_point);
  contention.begin(Contention::access_point);
  // Of four equal shares two take 1 / 0.8 = 1.25 each: 4 / (2.5 + 2).
  EXPECT_DOUBLE_EQ(contention.share(), 4 / 4.5);
}

TEST(Contention, AGroupOwnerThatIsAStationIsARivalOfTheOthers) {
  const Medium table = medium();
  Contention contention(table);
  contention.begin(group_owner);
  contention.begin(1);
  EXPECT_DOUBLE_EQ(contention.share(), 0.8);
  contention.end(group_owner);
  EXPECT_EQ(contention.share(), 1);
}

}  // namespace
}  // namespace modnn
