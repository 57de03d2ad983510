// A stream of ten times as many images takes as long an image, and hardly more memory: what is kept
// of an image that is answered is its line of the report.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

struct Cost {
  double seconds_per_image = 1e9;
  double bytes = 0;  ///< resident at most
};

/// Sixteen layers on eight phones, four images under way at once.
Cost cost(int images) {
  const Network network = test::chain(
      {1, 64, 64},
      std::vector<LayerKind>(16, Conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}));
  Cluster cluster = test::cluster_of(std::vector<double>(7, 1));
  for (Member& member : cluster.members) member.rate_bps = 4e7;
  const std::vector plans{make_plan(network, cluster, {})};
  Workload workload;
  workload.images = images;
  workload.arrivals.rate_per_s = 0.01;
  workload.in_flight = 4;
  const Json measured = test::in_child([&] {
    const std::clock_t begin = std::clock();
    const Report report = simulate(network, cluster, workload, plans, {}, nullptr);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return Json{static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / images,
                1024.0 * static_cast<double>(usage.ru_maxrss), report.stream->images.size()};
  });
  return {measured[0].get<double>(), measured[1].get<double>()};
}

TEST(Stream, TenTimesAsManyImagesCostAsMuchEach) {
  Cost few, many;
  for (int run = 0; run < 3; ++run) {
    const Cost thousand = cost(1000), ten_thousand = cost(10000);
    few.seconds_per_image = std::min(few.seconds_per_image, thousand.seconds_per_image);
    many.seconds_per_image = std::min(many.seconds_per_image, ten_thousand.seconds_per_image);
    few.bytes = thousand.bytes;
    many.bytes = ten_thousand.bytes;
  }
  std::printf("%.0f us an image of 1000, %.0f us of 10000: x %.2f; %.0f and %.0f MB\n",
              1e6 * few.seconds_per_image, 1e6 * many.seconds_per_image,
              many.seconds_per_image / few.seconds_per_image, few.bytes / 1e6, many.bytes / 1e6);
  EXPECT_LE(many.seconds_per_image / few.seconds_per_image, 1.2);
  EXPECT_LE(many.bytes / few.bytes, 1.5);
}

}  // namespace
}  // namespace modnn
