#include "partition/quality/reference.h"

#include <cmath>
#include <gtest/gtest.h>

namespace modnn {
namespace {

std::vector<MatrixCase> matrices(int count) {
  std::vector<MatrixCase> suite;
  for (int i = 0; i < count; ++i)
    suite.push_back({.matrix = "m" + std::to_string(i), .workers = 2, .make = {}});
  return suite;
}

TEST(Summarise, ComparesWithTheBetterOfAReferencesMethods) {
  // Against METIS 8 / min(10, 16) and 9 / min(36, 18): geometric mean sqrt(0.8 x 0.5).
  const std::vector<ReferenceRow> rows{
      {0, "mscc+fgcp", 8, 0, true},     {0, "metis_cut", 10, 0, true},
      {0, "metis_volume", 16, 0, true}, {1, "mscc+fgcp", 9, 0, true},
      {1, "metis_cut", 36, 0, true},    {1, "metis_volume", 18, 0, true}};
  const auto summaries = summarise(matrices(2), rows);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].against, "metis");
  EXPECT_DOUBLE_EQ(summaries[0].geometric_mean, std::sqrt(0.8 * 0.5));
  EXPECT_DOUBLE_EQ(summaries[0].worst, 0.8);
  EXPECT_EQ(summaries[0].worst_matrix, "m0, 2 workers, equal, seed 1");
  EXPECT_EQ(summaries[0].wins, 2);
}

TEST(Summarise, LeavesOutWhatIsInfeasibleAndCountsOurFailures) {
  const std::vector<ReferenceRow> rows{
      {0, "mscc+fgcp", 8, 0, true},  {0, "sklearn", 4, 0.5, false},  // no contest
      {1, "mscc+fgcp", 8, 1, false}, {1, "sklearn", 9, 0, true},     // ours does not fit
      {2, "mscc+fgcp", 8, 0, true},  {2, "sklearn", 8, 0, true}};
  const auto summaries = summarise(matrices(3), rows);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].wins, 0);
  EXPECT_EQ(summaries[0].ties, 1);
  EXPECT_EQ(summaries[0].losses, 1);
  EXPECT_DOUBLE_EQ(summaries[0].geometric_mean, 1);
}

TEST(ReferenceCsv, HasALinePerRow) {
  EXPECT_EQ(reference_csv(matrices(1), {{0, "sklearn", 12, 0.25, false}}),
            "matrix,workers,shares,seed,method,volume_values,imbalance,feasible\n"
            "m0,2,equal,1,sklearn,12,0.25,false\n");
}

}  // namespace
}  // namespace modnn
