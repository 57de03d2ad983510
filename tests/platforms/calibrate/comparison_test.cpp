// The fluid medium against packets: completion times that ns-3 gave for 1 to 8 stations, written by
//   modnn calibrate medium --mcs 7 --channel-mhz 20 --seeds 10 --samples
//     --bytes 1e4 1e5 1e6 5e6 --stations 1 2 3 4 5 6 7 8
// None of these sizes was used to calibrate the medium.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "config/catalog.h"
#include "platforms/calibrate/fit.h"
#include "platforms/medium.h"
#include "tests/config/temporary_folder.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

std::vector<Sample> read_samples(std::istream& file) {
  const std::map<std::string, Direction> directions{
      {"up", Direction::up}, {"down", Direction::down}, {"both", Direction::both}};
  std::vector<Sample> samples;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream row(line);
    Sample sample;
    std::string direction;
    row >> sample.stations >> direction >> sample.bytes >> sample.seconds;
    sample.direction = directions.at(direction);
    samples.push_back(sample);
  }
  return samples;
}

std::vector<Sample> recorded() {
  std::ifstream file(MODNN_SAMPLES);
  return read_samples(file);
}

Medium shipped_medium() {
  const Document document =
      load_document(collection_folder(Collection::media) / "wlan_n20_mcs7.json");
  Problems problems;
  return read_medium(Value(document, problems));
}

/// Seconds of the sample's flows in the fluid medium.
double simulated_seconds(const Sample& sample, const Medium& medium) {
  Cluster cluster = test::cluster_of(std::vector<double>(sample.stations, 1));
  cluster.medium = medium;
  for (Member& member : cluster.members) member.rate_bps = medium.goodput_bps;
  Plan plan;
  plan.devices = cluster.size();
  plan.memory.resize(plan.devices);
  Stage stage;
  stage.layer = 1;
  for (DeviceId station = 1; station <= sample.stations; ++station) {
    Message message;
    message.bytes = sample.bytes;
    message.source = station;
    if (sample.direction != Direction::down) stage.messages.push_back(message);
    std::swap(message.source, message.destination);
    if (sample.direction != Direction::up) stage.messages.push_back(message);
  }
  plan.stages.push_back(stage);
  const Network network = test::chain({1, 1, 1}, {Activate{}});
  const Json result =
      test::simulated(network, cluster, plan, {Transfers::concurrent, WakeupPolicy::none});
  return result["report"]["makespan_s"].get<double>();
}

TEST(FluidAgainstNs3, IsWithinFivePercentInTheMedian) {
  const Medium medium = shipped_medium();
  const std::vector<Sample> samples = recorded();
  ASSERT_EQ(samples.size(), 8U * 4 * 3);
  std::vector<double> errors;
  std::ofstream table(MODNN_COMPARISON);  // plots/medium.py draws it
  table << "stations,direction,bytes,ns3_s,fluid_s\n";
  for (const Sample& sample : samples) {
    const double fluid = simulated_seconds(sample, medium);
    errors.push_back(std::abs(fluid / sample.seconds - 1));
    table << sample.stations << ',' << direction_name(sample.direction) << ',' << sample.bytes
          << ',' << sample.seconds << ',' << fluid << '\n';
    std::printf("%d stations, %-4s, %7.0f B: ns-3 %9.6f s, fluid %9.6f s, %+5.1f %%\n",
                sample.stations, direction_name(sample.direction).c_str(), sample.bytes,
                sample.seconds, fluid, 100 * (fluid / sample.seconds - 1));
  }
  std::sort(errors.begin(), errors.end());
  const double median = errors[errors.size() / 2];
  const double p90 = errors[errors.size() * 9 / 10];
  std::printf("median error %.1f %%, 90th percentile %.1f %%, largest %.1f %%\n", 100 * median,
              100 * p90, 100 * errors.back());
  EXPECT_LE(median, 0.05);
  EXPECT_LE(p90, 0.15);
}

TEST(FluidAgainstNs3, TheClosedFormIsWhatIsSimulated) {
  const Medium medium = shipped_medium();
  const MediumFit fit{medium.goodput_bps, medium.message_overhead_s, medium.efficiency};
  for (const Sample& sample : recorded()) {
    if (sample.bytes > 1e5 || sample.direction == Direction::both) continue;
    const double predicted = predicted_seconds(fit, sample);
    EXPECT_NEAR(simulated_seconds(sample, medium), predicted, 1e-4 * predicted);
  }
}

TEST(Ns3, GivesTheRecordedTimesAgain) {
#ifdef MODNN_CALIBRATE
  const test::TemporaryFolder folder;
  const std::string output = folder / "modnn_samples.csv";
  const std::string command = std::string(MODNN_CALIBRATE) +
                              " medium --samples --seeds 10 --bytes 1e4 1e5 --stations 1 4 "
                              "--output " +
                              output + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream file(output);
  int compared = 0;
  for (const Sample& again : read_samples(file)) {
    for (const Sample& sample : recorded()) {
      const bool same = sample.stations == again.stations && sample.bytes == again.bytes &&
                        sample.direction == again.direction;
      if (!same) continue;
      EXPECT_NEAR(again.seconds, sample.seconds, 1e-6);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 2 * 2 * 3);
#else
  GTEST_SKIP() << "modnn-calibrate is built where libns3-dev is installed";
#endif
}

}  // namespace
}  // namespace modnn
