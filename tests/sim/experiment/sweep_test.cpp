#include "sim/experiment/sweep.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/temporary_folder.h"

namespace modnn {
namespace {

class RunSweep : public testing::Test {
 protected:
  SweepOutcome run(const std::string& more, SweepOptions options = {}) {
    const bool own_platform = more.find("\"platform\"") != std::string::npos;
    test::write_text(folder_ / "e.json",
                     std::string(own_platform ? "{" : R"({"platform": "nexus5_wlan",)") +
                         R"("name": "e", "model": "lenet5",
      "sweep": {"/platform/workers/0/count": [1, 2, 3], "/partition/conv": ["bodp", "grid_2d"]},
      "partition": {"conv": "bodp"})" +
                         more + "}");
    options.quiet = true;
    if (options.output == "results") options.output = folder_ / "results";
    const Sweep sweep((folder_ / "e.json").string(), {});
    PendingSweep pending(sweep, options);
    return run_sweep(pending, options);
  }
  std::string summary(const std::string& root = "results") const {
    return test::read_text(folder_ / (root + "/e/summary.csv"));
  }

  test::TemporaryFolder folder_;
};

TEST_F(RunSweep, ComputesEveryPointOnce) {
  const SweepOutcome first = run("");
  EXPECT_EQ(first.computed, 6U);
  EXPECT_EQ(first.reused, 0U);
  EXPECT_EQ(first.failed, 0U);
  const std::string text = summary();
  const SweepOutcome second = run("");
  EXPECT_EQ(second.computed, 0U);
  EXPECT_EQ(second.reused, 6U);
  EXPECT_EQ(summary(), text);
  EXPECT_EQ(run(R"(, "seed": 2)").computed, 6U);
}

TEST_F(RunSweep, ForceComputesAgain) {
  run("");
  SweepOptions options;
  options.force = true;
  EXPECT_EQ(run("", options).computed, 6U);
}

TEST_F(RunSweep, TheNumberOfJobsChangesNoByte) {
  SweepOptions one, four;
  one.output = folder_ / "one";
  four.output = folder_ / "four";
  four.jobs = 4;
  run("", one);
  run("", four);
  for (const char* file :
       {"summary.csv", "layers.csv", "devices.csv", "experiment.resolved.json"}) {
    EXPECT_EQ(test::read_text(folder_ / ("one/e/" + std::string(file))),
              test::read_text(folder_ / ("four/e/" + std::string(file))));
  }
}

TEST_F(RunSweep, AFailedPointIsARowWithItsReason) {
  // The smallest positive tolerance fails every point that rounds at all.
  const SweepOutcome outcome = run(R"(, "mode": "numeric", "tolerance": 1e-300)");
  EXPECT_GT(outcome.failed, 0U);
  EXPECT_NE(summary().find("differs from the lone phone's"), std::string::npos);
  EXPECT_EQ(run(R"(, "mode": "numeric", "tolerance": 1e-300)").computed, 0U);
  SweepOptions retry;
  retry.retry_failed = true;
  EXPECT_EQ(run(R"(, "mode": "numeric", "tolerance": 1e-300)", retry).computed, outcome.failed);
}

TEST_F(RunSweep, APlanThatDoesNotFitMemoryIsAFailedRow) {
  const SweepOutcome outcome = run(
      R"(, "platform": {"name": "tiny_phones", "group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
      "workers": [{"device": {"name": "tiny", "conv_macs_per_s": 1, "dense_macs_per_s": 1, "elements_per_s": 1,
        "memory_bytes_per_s": 1, "layer_overhead_s": 0, "runtime_bytes": 0, "available_bytes": 10,
        "page_in_bytes_per_s": 1, "radio": {"wake_to_send_s": 0, "wake_to_receive_s": 0},
        "power": {"idle_w": 0, "compute_w": 0, "wakeup_w": 0, "transmit_w": 0, "receive_w": 0}}}]})");
  EXPECT_EQ(outcome.failed, 6U);
  EXPECT_NE(summary().find("paging weights cannot help"), std::string::npos);
}

TEST_F(RunSweep, NumericPointsReportTheirError) {
  const SweepOutcome outcome = run(R"(, "mode": "numeric")");
  EXPECT_EQ(outcome.failed, 0U);
  EXPECT_NE(outcome.table.find("max_relative_error"), std::string::npos);
}

}  // namespace
}  // namespace modnn
