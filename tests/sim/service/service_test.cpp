// Streams of images whose times follow from a few additions, from Lindley's recursion or from
// Little's and Pollaczek and Khinchine's formulas.
#include "sim/service/service.h"

#include <gtest/gtest.h>
#include <numeric>

#include "models/kernels/run_layer.h"
#include "models/maps/input.h"
#include "partition/plan/cost.h"
#include "partition/plan/source_plan.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"
#include "tests/sim/in_child.h"
#include "tests/sim/service/streams.h"

namespace modnn {
namespace {

using test::at_once;
using test::convolutions;
using test::value;

std::vector<Plan> plans_of(const Network& network, const Cluster& cluster, const Workload& workload,
                           const PlanOptions& options = {}, const Patterns& patterns = {}) {
  std::vector<Plan> plans;
  for (const DeviceId source : workload.sources)
    plans.push_back(make_plan_from(source, network, cluster, options, patterns));
  return plans;
}

/// {"report", "layers", "devices", "images"} of one stream.
Json served(const Network& network, const Cluster& cluster, const Workload& workload,
            const SimulationOptions& options, const std::vector<Plan>& plans) {
  return test::in_child([&] {
    const Report report = simulate(network, cluster, workload, plans, options, nullptr);
    return Json{{"report", describe_report(report, 1.0, 0)},
                {"layers", describe_layers(report)},
                {"devices", describe_devices(report)},
                {"images", describe_images(report)}};
  });
}

Json served(const Network& network, const Cluster& cluster, const Workload& workload,
            const SimulationOptions& options = {Transfers::serial, WakeupPolicy::none}) {
  return served(network, cluster, workload, options, plans_of(network, cluster, workload));
}

Workload poisson(int images, double rate_per_s) {
  Workload workload;
  workload.images = images;
  workload.arrivals.kind = ArrivalKind::poisson;
  workload.arrivals.rate_per_s = rate_per_s;
  return workload;
}

std::vector<double> column(const Json& result, const std::string& name) {
  std::vector<double> values;
  for (const Json& image : result["images"]) values.push_back(image[name].get<double>());
  return values;
}

void expect_near(const std::vector<double>& values, const std::vector<double>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], 1e-6) << i;
}

// One by one: 64 s there, 16 ms, 64 s back, and then the same for the second image.
TEST(Service, OneAfterTheOther) {
  const Json result = served(convolutions(1), test::cluster_of({1}), at_once(2, 1));
  expect_near(column(result, "begin_s"), {0, 128.016});
  expect_near(column(result, "latency_s"), {128.016, 256.032});
  EXPECT_NEAR(value(result, "queue_mean"), 0.5, 1e-9);
  EXPECT_EQ(value(result, "queue_max"), 1);
  EXPECT_EQ(value(result, "under_way_max"), 1);
  EXPECT_NEAR(value(result, "air_utilisation"), 256 / 256.032, 1e-9);
  EXPECT_NEAR(value(result, "processor_utilisation"), 0.032 / 256.032, 1e-9);
  EXPECT_EQ(value(result, "messages"), 4);
  EXPECT_EQ(value(result, "message_bytes"), 256);
  EXPECT_NEAR(result["devices"][1]["utilisation"].get<double>(), 0.032 / 256.032, 1e-9);
}

// The second image follows the first over the air (64 to 128 s), while the first is computed; its
// result waits for that, and the second's for it.
TEST(Service, TheNextImageTravelsWhileTheLastIsComputed) {
  const Json result = served(convolutions(1), test::cluster_of({1}), at_once(2, 2));
  expect_near(column(result, "begin_s"), {0, 0});
  expect_near(column(result, "latency_s"), {192, 256});
  EXPECT_NEAR(value(result, "air_utilisation"), 1, 1e-9);
  EXPECT_EQ(value(result, "queue_max"), 0);
  EXPECT_NEAR(value(result, "throughput_per_s"), 2. / 256, 1e-9);
}

// Two images of two layers on one phone: their layers come by turns, 16 ms each.
TEST(Service, AProcessorTakesTasksInTheOrderInWhichTheyAreReady) {
  const Json result = served(convolutions(2), test::cluster_of({}), at_once(2, 2));
  expect_near(column(result, "latency_s"), {0.048, 0.064});
  EXPECT_NEAR(value(result, "processor_utilisation"), 1, 1e-9);
  EXPECT_EQ(value(result, "air_utilisation"), 0);
}

// Worker 1 has the image and computes all of it: only the result travels, 64 s to the group owner
// and 64 s back.
TEST(Service, AWorkersImageIsAnsweredThere) {
  Workload workload = at_once(1, 1);
  workload.sources = {1};
  const Json result = served(convolutions(1), test::cluster_of({1}), workload);
  expect_near(column(result, "latency_s"), {128.016});
  EXPECT_EQ(result["images"][0]["source"], "worker1");
  EXPECT_EQ(value(result, "halo_messages"), 0);
  EXPECT_NEAR(value(result, "transmission_s"), 128, 1e-6);
  EXPECT_NEAR(value(result, "compute_s"), 0.016, 1e-6);
}

// Of two workers the second needs half of the image: 0 to 32 s to the group owner. From 8 ms on the
// first one's half of the result waits: 32 to 64 s. The relay of the image waits for that: 64 to 96
// s. The second one's result comes 96.008 to 128.008 s, and all 64 bytes of it return.
TEST(Service, AWorkerHandsItsImageOut) {
  Workload workload = at_once(1, 1);
  workload.sources = {1};
  const Json result = served(convolutions(1), test::cluster_of({1, 1}), workload);
  expect_near(column(result, "latency_s"), {192.008});
  EXPECT_EQ(value(result, "messages"), 5);
  EXPECT_EQ(value(result, "halo_messages"), 0);
}

TEST(Service, OneImageIsTheInferenceToTheLastBit) {
  std::mt19937 random(7);
  for (int run = 0; run < 10; ++run) {
    const test::RandomCase c = test::random_case(random);
    SimulationOptions options;
    options.noise = {0.1, 0.1};
    options.transfers = run % 2 == 0 ? Transfers::serial : Transfers::concurrent;
    options.sync = run % 3 == 0 ? Sync::layer : Sync::none;
    const Json single = test::simulated(c.network, c.cluster, c.plan(), options);
    const Json stream = served(c.network, c.cluster, Workload{}, options, {c.plan()});
    for (const auto& [key, number] : single["report"].items()) {
      if (number.is_null()) continue;
      EXPECT_EQ(number, stream["report"][key]) << key;
    }
    EXPECT_EQ(single["layers"], stream["layers"]);
    EXPECT_EQ(single["devices"], stream["devices"]);
    EXPECT_EQ(stream["images"][0]["latency_s"], single["report"]["makespan_s"]);
  }
}

TEST(Service, AtALowRateEveryLatencyIsThatOfOne) {
  const Network network = convolutions(3);
  const Cluster cluster = test::cluster_of({1, 2});
  Workload workload;
  workload.images = 20;
  workload.in_flight = 3;
  workload.arrivals.rate_per_s = 1e-3;
  const SimulationOptions options;
  PlanOptions pipeline;
  pipeline.partition.pipeline = {{{1, 1}, {2}}, {{2, 3}, {0, 1}}};
  for (const PlanOptions& planned : {PlanOptions{}, pipeline}) {
    const Plan plan = make_plan(network, cluster, planned);
    const double one_s = value(test::simulated(network, cluster, plan, options), "makespan_s");
    const Json stream = served(network, cluster, workload, options, {plan});
    for (const double latency_s : column(stream, "latency_s"))
      EXPECT_NEAR(latency_s, one_s, 1e-9 * one_s);
  }
}

/// Ten images are under way, which is enough for everybody, and messages take no time.
std::vector<double> ends_of_many(const Network& network, const Cluster& cluster, const Plan& plan,
                                 int images) {
  return column(served(network, cluster, at_once(images, 10),
                       {Transfers::serial, WakeupPolicy::none}, {plan}),
                "end_s");
}

// Three layers of 16 ms on phones of speed 2, 1 and 4: the first image takes 8 + 16 + 4 ms, then
// there is one every 16 ms, as the second phone takes.
TEST(Service, APipelineIsAsFastAsItsSlowestStage) {
  const Network network = convolutions(3);
  Cluster cluster = test::cluster_of({2, 1, 4});
  for (Member& member : cluster.members) member.rate_bps = 1e15;
  for (const Via via : {Via::relay, Via::peer}) {
    PlanOptions options;
    options.via = via;
    options.partition.pipeline = {{{1, 1}, {1}}, {{2, 2}, {2}}, {{3, 3}, {3}}};
    const Plan plan = make_plan(network, cluster, options);
    EXPECT_NEAR(planned_load(network, cluster, plan, false).bottleneck_s(), 0.016, 1e-9);
    const std::vector<double> ends = ends_of_many(network, cluster, plan, 10);
    for (std::size_t image = 0; image < ends.size(); ++image)
      EXPECT_NEAR(ends[image], 0.028 + 0.016 * static_cast<double>(image), 1e-6);
  }
}

// The device with most to do always has something to do but at the beginning and the end.
TEST(Service, ThroughputIsWhatTheBottleneckAllows) {
  std::mt19937 random(29);
  constexpr int images = 300;
  for (int run = 0; run < 10; ++run) {
    test::RandomCase c = test::random_case(random);
    test::make_pipeline(c, random);
    c.options.partition.layers.clear();
    c.options.partition.kinds.clear();
    const auto plain = [](std::string& conv) {  // rounds and blocks wait for others of their image
      if (find_scheme(Locality::spatial, conv).scheme->cut == Cut::placed) conv = "bodp";
    };
    plain(c.options.partition.conv);
    for (PipelineStage& stage : c.options.partition.pipeline)
      if (!stage.conv.empty()) plain(stage.conv);
    for (Member& member : c.cluster.members) member.rate_bps = 1e15;
    const Plan plan = c.plan();
    const double bottleneck_s = planned_load(c.network, c.cluster, plan, false).bottleneck_s();
    const double makespan_s = ends_of_many(c.network, c.cluster, plan, images).back();
    EXPECT_GE(makespan_s, images * bottleneck_s * (1 - 1e-9)) << run;
    EXPECT_LE(makespan_s, images * bottleneck_s * 1.05) << run;
  }
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Service, LittlesLawHolds) {
  std::mt19937 random(3), pipelines(4);
  for (int run = 0; run < 12; ++run) {
    test::RandomCase c = test::random_case(random);
    if (run % 3 == 2) test::make_pipeline(c, pipelines);
    const double one_s = value(test::simulated(c.network, c.cluster, c.plan(), {}), "makespan_s");
    Workload workload = poisson(40, 1.5 / one_s);
    workload.in_flight = 1 + run % 4;
    for (DeviceId device = 1; device < std::min(c.cluster.size(), 4); ++device)
      workload.sources.push_back(device);
    SimulationOptions options;
    options.transfers = run % 2 == 0 ? Transfers::serial : Transfers::concurrent;
    const Json result = served(c.network, c.cluster, workload, options,
                               plans_of(c.network, c.cluster, workload, c.options, c.patterns));
    const double makespan_s = value(result, "makespan_s");
    const double in_system = sum(column(result, "latency_s"));
    EXPECT_NEAR(value(result, "in_system_mean") * makespan_s, in_system, 1e-9 * in_system);
    EXPECT_NEAR(value(result, "throughput_per_s") * value(result, "latency_mean_s"),
                value(result, "in_system_mean"), 1e-9 * value(result, "in_system_mean"));
    EXPECT_NEAR(value(result, "queue_mean") * makespan_s, sum(column(result, "wait_s")),
                1e-9 * in_system);
    for (const Json& device : result["devices"])
      EXPECT_NEAR(test::accounted_s(device), makespan_s, 1e-9 * makespan_s);
  }
}

// A lone phone that takes 16 ms an image, busy half of the time. An image waits for what the one
// before still had to wait and takes, less the time between the two (Lindley). Over all, Pollaczek
// and Khinchine: rho / 2 (1 - rho) = half a service time.
TEST(Service, ALonePhoneIsAnMD1Queue) {
  constexpr double service_s = 0.016;
  const Network network = convolutions(1);
  const Cluster cluster = test::cluster_of({});
  const Workload workload = poisson(2000, 0.5 / service_s);
  const std::vector<Plan> plans = plans_of(network, cluster, workload);
  double wait_s = 0;
  constexpr int seeds = 60;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Json waits = test::in_child([&] {
      SimulationOptions options;
      options.seed = static_cast<std::uint64_t>(seed);
      const Report report = simulate(network, cluster, workload, plans, options, nullptr);
      Json all = Json::array();
      for (const ImageReport& image : report.stream->images)
        all.push_back({image.arrival_s, image.begin_s - image.arrival_s});
      return all;
    });
    double before_s = 0, expected_s = 0;
    for (const Json& image : waits) {
      const double arrival_s = image[0].get<double>();
      expected_s = std::max(0.0, expected_s - (arrival_s - before_s));
      ASSERT_NEAR(image[1].get<double>(), expected_s, 1e-7);
      wait_s += expected_s / (seeds * 2000);
      expected_s += service_s;
      before_s = arrival_s;
    }
  }
  EXPECT_NEAR(wait_s, service_s / 2, 0.03 * service_s / 2);
}

// The phone computes for 16 ms times the factor of the image's own noise.
TEST(Service, EveryImageHasItsOwnNoise) {
  SimulationOptions options;
  options.noise.compute_sigma = 0.3;
  options.seed = 5;
  const Json result = served(convolutions(1), test::cluster_of({}), at_once(3, 1), options);
  double end_s = 0;
  for (int image = 0; image < 3; ++image) {
    end_s += 0.016 * Noise(options.noise, seed_of_image(5, image)).task_factor(0, 0);
    EXPECT_NEAR(column(result, "end_s")[image], end_s, 1e-7);
  }
}

// Whoever holds an image, whichever is under way beside it: the answer is the lone phone's.
TEST(Service, EveryAnswerIsTheLonePhones) {
  std::mt19937 random(11), pipelines(12);
  for (int run = 0; run < 12; ++run) {
    test::RandomCase c = test::random_case(random);
    if (run % 3 > 0) test::make_pipeline(c, pipelines);
    Workload workload = at_once(5, 3);
    for (DeviceId device = 1; device < c.cluster.size(); ++device)
      workload.sources.push_back(device);
    const auto plans = plans_of(c.network, c.cluster, workload, c.options, c.patterns);
    const Json errors = test::in_child([&] {
      const Weights weights = generate_weights(c.network, c.seed);
      const auto image = [&](int number) {
        return generate_input(c.network.input_shape(), seed_of_image(c.seed, number));
      };
      const Tensor first = image(0);
      NumericInputs numeric{weights, first};
      numeric.other_image = image;
      numeric.error = [&](int number, const std::vector<Tensor>& answer) {
        return max_relative_error(answer.back(), run_network(c.network, weights, image(number)));
      };
      const Report report = simulate(c.network, c.cluster, workload, plans, {}, &numeric);
      Json all = Json::array();
      for (const ImageReport& one : report.stream->images) all.push_back(one.max_relative_error);
      return all;
    });
    ASSERT_EQ(errors.size(), 5U);
    for (const Json& error : errors) EXPECT_LE(error.get<double>(), 1e-4) << run;
  }
}

TEST(Service, TheTimelineSaysOfWhichImage) {
  const Network network = convolutions(1);
  const Cluster cluster = test::cluster_of({1});
  const Json seen = test::in_child([&] {
    SimulationOptions options{Transfers::serial, WakeupPolicy::none};
    options.timeline = true;
    const Workload workload = at_once(2, 2);
    const Report report = simulate(network, cluster, workload, plans_of(network, cluster, workload),
                                   options, nullptr);
    Json computing = Json::array();
    for (const Interval& interval : report.timeline.intervals) {
      if (interval.activity == Activity::compute)
        computing.push_back({interval.image, interval.begin_s});
    }
    Json messages = Json::array();
    for (const MessageInterval& message : report.timeline.messages)
      messages.push_back({message.image, message.end_s});
    return Json{computing, messages};
  });
  // As above: image 1 follows image 0 everywhere.
  ASSERT_EQ(seen[0].size(), 2U);
  EXPECT_EQ(seen[0][0][0], 0);
  EXPECT_NEAR(seen[0][0][1].get<double>(), 64, 1e-6);
  EXPECT_EQ(seen[0][1][0], 1);
  EXPECT_NEAR(seen[0][1][1].get<double>(), 128, 1e-6);
  for (const int message : {0, 1, 2, 3}) {
    EXPECT_EQ(seen[1][message][0], message % 2);
    EXPECT_NEAR(seen[1][message][1].get<double>(), 64 * (message + 1), 1e-6);
  }
}

}  // namespace
}  // namespace modnn
