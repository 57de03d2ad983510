// VGG-16 on Nexus 5 class phones: what is calibrated, and the delivery time by hand.
#include <gtest/gtest.h>

#include "experiments/run/run_point.h"
#include "experiments/spec/experiment_json.h"
#include "experiments/spec/points.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

/// The report of paper_speedup with these settings, and the lone phone's makespan as "alone_s".
Json paper_point(const std::vector<Setting>& settings) {
  const Sweep sweep(std::string(MODNN_EXPERIMENTS) + "/paper_speedup.json", settings);
  EXPECT_EQ(sweep.size(), 1U);
  const Experiment experiment = sweep.read(0);
  const Json alone_s =
      test::in_child([&] { return Json(run_point(alone(experiment)).report.makespan_s); });
  return test::in_child(
      [&] { return describe_report(run_point(experiment).report, alone_s.get<double>(), 0); });
}

Json paper_point(int workers, const std::string& scheme) {
  return paper_point(
      {{"/platform/workers/0/count", std::to_string(workers)}, {"/partition/conv", scheme}});
}

TEST(Paper, TheLonePhoneAndTwoPhonesAreAsCalibrated) {
  const Json two = paper_point(2, "bodp");
  EXPECT_NEAR(two["alone_s"].get<double>(), 16.0, 0.01);
  EXPECT_NEAR(two["speedup_compute"].get<double>(), 2.17, 0.005);
}

TEST(Paper, ComputeSpeedupOfFourPhonesIsWithinFivePercent) {
  EXPECT_NEAR(paper_point(4, "bodp")["speedup_compute"].get<double>(), 4.28, 0.05 * 4.28);
}

TEST(Paper, BodpSavesThirtyPercentOfTheHaloDelivery) {
  // 76 halos and 3.355 MB against 149 and 2.179 MB (derived in vgg16_delivery_test), each in two
  // messages, to the group owner and from there; 10.15 + 12.75 ms of wake-up a message and two air
  // hops at 40 Mbit/s.
  const auto by_hand = [](int halos, double bytes) {
    return 2 * (halos * 0.0229 + bytes * 2 * 8 / 40e6);
  };
  const Json bodp = paper_point(4, "bodp");
  const Json grid = paper_point(4, "grid_2d");
  EXPECT_NEAR(bodp["halo_serial_s"].get<double>(), by_hand(76, 3354624), 1e-9);
  EXPECT_NEAR(grid["halo_serial_s"].get<double>(), by_hand(149, 2179072), 1e-9);
  const double saved =
      1 - bodp["halo_serial_s"].get<double>() / grid["halo_serial_s"].get<double>();
  EXPECT_NEAR(saved, 0.3002, 0.03);
  EXPECT_GE(saved, 0.28);
}

TEST(DeepThings, OneRaspberryPiIsAsCalibrated) {
  // 17.0 s on one board, of which 9.9 MiB at 25 Mbit/s take 3.3 s (experiments/published).
  const Json alone = paper_point({{"/model", "yolov2_16"},
                                  {"/platform/group_owner/device", "raspberry_pi3"},
                                  {"/platform/workers/0/count", "1"},
                                  {"/partition/conv", "bodp"}});
  EXPECT_NEAR(alone["alone_s"].get<double>(), 17.0 - 9.9 * 1048576 * 8 / 25e6, 0.02 * 13.7);
}

}  // namespace
}  // namespace modnn
