// What was measured of this project's kernels on one machine, fitted anew: how far one network
// says what the others take.
#include <gtest/gtest.h>
#include <map>

#include "partition/cost/fit.h"
#include "partition/cost/samples.h"

namespace modnn {
namespace {

std::map<std::string, std::vector<MeasuredCall>> recorded() {
  Problems problems;
  std::map<std::string, std::vector<MeasuredCall>> networks;
  for (const MeasuredCall& sample : read_samples(MODNN_FIXTURES "/kernels_xeon_2026.csv", problems))
    networks[sample.network].push_back(sample);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  return networks;
}

TEST(RecordedKernels, Vgg16SaysWhatOtherNetworksTake) {
  const auto networks = recorded();
  ASSERT_EQ(networks.size(), 8U);
  const CostFit fit = fit_cost(networks.at("vgg16"));
  // VGG-16 has neither: pooling and its softmax say what their operations cost.
  ASSERT_EQ(fit.notes.size(), 2U);
  EXPECT_EQ(fit.cost.cache_bytes, 1U << 21U);  // what the processor has
  EXPECT_TRUE(fit.notes[0].starts_with("depthwise: not measured"));
  EXPECT_TRUE(fit.notes[1].starts_with("lrn: not measured"));
  // The sum of all layers, and of three random parts of each layer those that are within 25 %.
  struct Bound {
    double sum, parts;
  };
  const std::map<std::string, Bound> bounds{
      {"alexnet", {0.02, 0.99}},  {"googlenet", {0.03, 0.93}}, {"mobilenet_v1", {0.06, 0.99}},
      {"resnet18", {0.03, 0.96}}, {"resnet50", {0.02, 0.98}},  {"vgg11", {0.11, 0.97}},
      {"yolov2_16", {0.1, 0.97}}};
  for (const auto& [name, bound] : bounds) {
    const FitErrors errors = errors_of(fit.cost, networks.at(name), name);
    EXPECT_EQ(errors.unpredicted_s, 0) << name;
    EXPECT_LT(std::abs(error_of_sum(errors)), bound.sum) << name;
    EXPECT_GT(share_within(errors.parts, 0.25), bound.parts) << name;
  }
}

TEST(RecordedKernels, ANetworkIsPredictedFromTheOthers) {
  std::vector<MeasuredCall> all;
  for (const auto& [name, samples] : recorded())
    all.insert(all.end(), samples.begin(), samples.end());
  for (const bool profiles : {false, true}) {
    const std::vector<FitErrors> errors = cross_validate(all, profiles);
    ASSERT_EQ(errors.size(), 9U);
    for (const FitErrors& error : errors) {
      EXPECT_LT(std::abs(error_of_sum(error)), profiles ? 0.07 : 0.1) << error.of;
      EXPECT_GT(share_within(error.parts, 0.25), 0.92) << error.of;
    }
  }
}

/// One rate for convolutions, one for dense layers and one for each of the others, as devices have
/// without a cost.
TEST(RecordedKernels, RatesAloneDoNotCarry) {
  const auto networks = recorded();
  std::map<Kernel, double> operations, seconds;
  const auto like = [](Kernel kernel) {
    return kernel == Kernel::winograd ? Kernel::conv : kernel;
  };
  for (const MeasuredCall& layer : whole_layers(networks.at("vgg16"))) {
    operations[like(layer.call.kernel)] += layer_operations(layer.call);
    seconds[like(layer.call.kernel)] += layer.seconds;
  }
  double measured = 0, predicted = 0;
  for (const MeasuredCall& layer : whole_layers(networks.at("resnet18"))) {
    const Kernel kernel = like(layer.call.kernel);
    measured += layer.seconds;
    predicted += layer_operations(layer.call) / (operations.at(kernel) / seconds.at(kernel));
  }
  EXPECT_LT(predicted / measured, 0.75);
}

}  // namespace
}  // namespace modnn
