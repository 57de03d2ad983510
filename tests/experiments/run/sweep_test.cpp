#include "experiments/run/sweep.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "config/error.h"
#include "experiments/results/row_head.h"
#include "experiments/run/baselines.h"
#include "experiments/run/estimate.h"
#include "experiments/run/point_row.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

/// Phones whose memory cannot suffice.
constexpr const char* tiny_phones =
    R"(, "platform": {"name": "tiny_phones", "group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
      "workers": [{"device": {"name": "tiny", "conv_macs_per_s": 1, "dense_macs_per_s": 1, "elements_per_s": 1,
        "memory_bytes_per_s": 1, "layer_overhead_s": 0, "runtime_bytes": 0, "available_bytes": 10,
        "page_in_bytes_per_s": 1, "radio": {"wake_to_send_s": 0, "wake_to_receive_s": 0},
        "power": {"idle_w": 0, "compute_w": 0, "wakeup_w": 0, "transmit_w": 0, "receive_w": 0}}}]})";

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
}

/// How many points are tried, and whether all are missing ones, once `there` has been computed.
TEST_F(RunSweep, AnEstimateTriesMissingPointsOnly) {
  for (const std::size_t shards : {1U, 2U, 3U, 6U}) {
    SweepOptions part;
    part.output = folder_ / ("part" + std::to_string(shards));
    part.shard = {1, shards};
    run("", part);
    const Sweep sweep((folder_ / "e.json").string(), {});
    SweepOptions whole = part;
    whole.shard = {};
    const PendingSweep pending(sweep, whole);
    ASSERT_EQ(pending.missing.size(), 6 - 6 / shards);
    const auto trials = trial_points(pending);
    EXPECT_EQ(trials.size(), std::min<std::size_t>(4, pending.missing.size()));
    for (const std::size_t point : trials) EXPECT_NE(point % shards, 0U) << shards;
    EXPECT_EQ(std::set(trials.begin(), trials.end()).size(), trials.size());
    if (shards == 6) {
      EXPECT_GE(trials.back(), 4U);  // not the first ones only
    }
  }
}

TEST_F(RunSweep, AnotherExperimentOfTheNameIsRefusedAndLosesNothing) {
  run("");
  const std::string text = summary();
  for (const char* other : {R"(, "seed": 2)", R"(, "delivery": {"via": "peer"})",
                            R"(, "weight_bits": 8)", R"(, "mode": "numeric")",
                            R"(, "noise": {"compute_sigma": 0.1})", R"(, "zip": [{"/seed": 5}])"}) {
    try {
      run(other);
      ADD_FAILURE() << other;
    } catch (const InputError& error) {
      EXPECT_NE(error.lines().front().find("6 of its 6 points"), std::string::npos);
      EXPECT_NE(error.lines().back().find("--replace"), std::string::npos);
    }
    EXPECT_EQ(summary(), text);
  }
  SweepOptions options;
  options.replace = true;
  EXPECT_EQ(run(R"(, "seed": 2)", options).computed, 6U);
  EXPECT_NE(summary(), text);
  EXPECT_EQ(run("", options).reused, 6U);  // its rows are still there
  EXPECT_EQ(summary(), text);
}

TEST_F(RunSweep, ASweepMayGrow) {
  EXPECT_EQ(run(R"(, "replications": 2)").computed, 12U);
  EXPECT_EQ(run(R"(, "replications": 3)").computed, 6U);
  EXPECT_THROW(run(R"(, "replications": 2)"), InputError);
}

TEST_F(RunSweep, FailuresMayBeReplaced) {
  ASSERT_EQ(run(tiny_phones).failed, 6U);
  EXPECT_EQ(run("").computed, 6U);
}

TEST_F(RunSweep, FilesThatWereChangedAreWrittenAgain) {
  run("");
  for (const char* name :
       {"summary.csv", "layers.csv", "devices.csv", "experiment.resolved.json", "index.json"}) {
    const auto file = folder_ / ("results/e/" + std::string(name));
    const std::string text = test::read_text(file);
    std::string edited = text;
    edited[text.size() / 2] ^= 1;
    for (const std::string& other : {edited, std::string(), text + "\n", text.substr(1)}) {
      test::write_text(file, other);
      EXPECT_TRUE(run("").changed) << name;
      EXPECT_EQ(test::read_text(file), text) << name;
    }
    std::filesystem::remove(file);
    EXPECT_TRUE(run("").changed) << name;
    EXPECT_EQ(test::read_text(file), text) << name;
    EXPECT_FALSE(run("").changed) << name;
  }
}

TEST_F(RunSweep, TheResolvedFileFollowsWhatChangesNoResult) {
  run("");
  const SweepOutcome other = run(R"(, "figures": ["speedup"])");
  EXPECT_EQ(other.computed, 0U);
  EXPECT_TRUE(other.changed);
  EXPECT_NE(test::read_text(folder_ / "results/e/experiment.resolved.json").find("speedup"),
            std::string::npos);
}

TEST_F(RunSweep, RowsThatLackTheLonePhonesTimeAreComputedAgain) {
  run("");
  const std::string text = summary();
  const auto file = folder_ / "results/e/points.jsonl";
  std::istringstream lines(test::read_text(file));
  std::string changed;
  for (std::string line; std::getline(lines, line);) {
    Json row = Json::parse(line);
    for (const char* key : {"alone_s", "speedup_total", "speedup_compute"})
      row["result"][key] = nullptr;
    changed += row.dump() + "\n";
  }
  test::write_text(file, changed);
  EXPECT_EQ(run("").computed, 6U);
  EXPECT_EQ(summary(), text);
}

TEST_F(RunSweep, APointWhoseBaselineIsLostFails) {
  run("");
  const Sweep sweep((folder_ / "e.json").string(), {});
  Baseline lost;
  lost.lost = "crashed";
  const PointRow row = compute_row(sweep, 0, lost);
  EXPECT_TRUE(row.failed);
  EXPECT_EQ(Json::parse(row.line)["error"], "crashed");
  EXPECT_TRUE(read_row_head(row.line)->failed);
  // A phone that cannot run it is an answer.
  Baseline none;
  none.cannot = "does not fit";
  const PointRow ok = compute_row(sweep, 0, none);
  EXPECT_FALSE(ok.failed);
  EXPECT_FALSE(read_row_head(ok.line)->lacks_baseline);
}

TEST_F(RunSweep, BaselinesThatTakeTooLongAreLost) {
  run("");
  const Sweep sweep((folder_ / "e.json").string(), {});
  const auto baselines = run_baselines(sweep, {0, 1}, {1, 1e-9, nullptr, 1});
  ASSERT_EQ(baselines.size(), 1U);
  // Where the clock was read too late, there is a time.
  const Baseline& baseline = baselines.begin()->second;
  EXPECT_NE(baseline.lost.empty(), std::isnan(baseline.seconds));
  EXPECT_EQ(baseline.cannot, "");
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
  const SweepOutcome outcome = run(tiny_phones);
  EXPECT_EQ(outcome.failed, 6U);
  EXPECT_EQ(outcome.wrong, 6U);
  EXPECT_EQ(run(tiny_phones).wrong, 6U);  // also of rows that were there
  EXPECT_NE(summary().find("paging weights cannot help"), std::string::npos);
}

TEST_F(RunSweep, NumericPointsReportTheirError) {
  const SweepOutcome outcome = run(R"(, "mode": "numeric")");
  EXPECT_EQ(outcome.failed, 0U);
  EXPECT_NE(outcome.table.find("max_relative_error"), std::string::npos);
}

}  // namespace
}  // namespace modnn
