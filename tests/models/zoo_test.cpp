#include <cstdint>
#include <gtest/gtest.h>
#include <string>

#include "models/json/network_json.h"

namespace modnn {
namespace {

Network zoo(const std::string& name) {
  const Document document = load_document(std::string(MODNN_ZOO) + "/" + name + ".json");
  Problems problems;
  const std::optional<Network> network = read_network(Value(document, problems));
  problems.throw_if_any();
  return *network;
}

/// Sums over all layers.
struct Totals {
  std::int64_t conv_macs = 0, dense_macs = 0, parameters = 0;
};

Totals totals(const Network& network) {
  Totals sum;
  for (LayerId id = 0; id < network.size(); ++id) {
    const Work w = work(network, id, whole(network.layer(id).shape));
    (w.kernel == KernelClass::dense ? sum.dense_macs : sum.conv_macs) +=
        static_cast<std::int64_t>(w.macs);
    sum.parameters += parameters(network, id);
  }
  return sum;
}

/// The layer with this name.
LayerId find(const Network& network, const std::string& name) {
  for (LayerId id = 0; id < network.size(); ++id)
    if (network.layer(id).name == name) return id;
  ADD_FAILURE() << "no layer " << name;
  return 0;
}

// Simonyan and Zisserman (ICLR 2015), table 2: 138 M parameters. By hand, with 3x3 filters:
// 224^2 (3*64 + 64*64) + 112^2 (64*128 + 128^2) + 56^2 (128*256 + 2*256^2) +
// 28^2 (256*512 + 2*512^2) + 14^2 (3*512^2) = 1,705,181,184 channel pairs x 9.
TEST(Zoo, Vgg16) {
  const Network net = zoo("vgg16");
  const Totals sum = totals(net);
  EXPECT_EQ(sum.conv_macs, 15'346'630'656);
  EXPECT_EQ(sum.dense_macs, 123'633'664);
  EXPECT_EQ(sum.parameters, 138'357'544);
  EXPECT_EQ(net.layers.back().name, "prob");
  EXPECT_EQ(net.layers.back().shape, (Shape{1000, 1, 1}));
}

// Parameters and billions of multiply-accumulates as published with torchvision's pretrained
// models (vgg11, vgg13, vgg19); Simonyan and Zisserman's table 2 rounds them to 133, 133, 144 M.
TEST(Zoo, Vgg11_13_19) {
  const struct {
    const char* name;
    std::int64_t parameters;
    double giga_macs;
  } published[] = {
      {"vgg11", 132'863'336, 7.61}, {"vgg13", 133'047'848, 11.31}, {"vgg19", 143'667'240, 19.63}};
  for (const auto& network : published) {
    const Totals sum = totals(zoo(network.name));
    EXPECT_EQ(sum.parameters, network.parameters) << network.name;
    EXPECT_NEAR(static_cast<double>(sum.conv_macs + sum.dense_macs) / 1e9, network.giga_macs, 0.006)
        << network.name;
  }
}

// Han et al. (NIPS 2015), table 3: 235K, 30K and 1K weights, 470K, 60K and 2K operations (two per
// MAC), biases not counted.
TEST(Zoo, Lenet300) {
  const Totals sum = totals(zoo("lenet300"));
  EXPECT_EQ(sum.dense_macs, 784 * 300 + 300 * 100 + 100 * 10);
  EXPECT_NEAR(static_cast<double>(sum.dense_macs), 266e3, 0.5e3);
  EXPECT_EQ(sum.parameters, sum.dense_macs + 410);
}

// Han et al. (NIPS 2015), table 4: 0.5K, 25K, 400K and 5K weights (431K), 576K, 3200K, 800K and 10K
// operations.
TEST(Zoo, Lenet5) {
  const Totals sum = totals(zoo("lenet5"));
  EXPECT_EQ(sum.conv_macs, (576'000 + 3'200'000) / 2);
  EXPECT_EQ(sum.dense_macs, (800'000 + 10'000) / 2);
  EXPECT_EQ(sum.parameters, 520 + 25'050 + 400'500 + 5'010);
  EXPECT_NEAR(static_cast<double>(sum.parameters), 431e3, 0.5e3);
}

// Sze et al. (Proc. IEEE 2017), table II: conv 666M MACs and 2.3M weights, dense 58.6M of each.
TEST(Zoo, Alexnet) {
  const Totals sum = totals(zoo("alexnet"));
  EXPECT_NEAR(static_cast<double>(sum.conv_macs), 666e6, 0.5e6);
  EXPECT_NEAR(static_cast<double>(sum.dense_macs), 58.6e6, 0.05e6);
  // Caffe's bvlc_alexnet.
  EXPECT_EQ(sum.parameters, 60'965'224);
}

// He et al. (CVPR 2016), table 1: 1.8e9 and 3.8e9 multiply-adds. Parameters: torchvision's resnet18
// and resnet50 (where the stride is does not change them).
TEST(Zoo, Resnet) {
  const Totals small = totals(zoo("resnet18")), large = totals(zoo("resnet50"));
  EXPECT_EQ(small.parameters, 11'689'512);
  EXPECT_NEAR(static_cast<double>(small.conv_macs + small.dense_macs), 1.8e9, 0.05e9);
  EXPECT_EQ(large.parameters, 25'557'032);
  // Sze et al. (Proc. IEEE 2017), table II: 3.86G in the convolutions.
  EXPECT_NEAR(static_cast<double>(large.conv_macs), 3.86e9, 0.006e9);
}

// Howard et al. (2017), tables 4 and 8: 569 million multiply-adds, 4.2 million parameters.
TEST(Zoo, MobilenetV1) {
  const Totals sum = totals(zoo("mobilenet_v1"));
  EXPECT_NEAR(static_cast<double>(sum.conv_macs + sum.dense_macs), 569e6, 0.5e6);
  // Keras counts 4,231,976 trainable ones.
  EXPECT_EQ(sum.parameters, 4'231'976);
}

// Szegedy et al. (CVPR 2015), table 1: output size and "ops" of each inception module. They follow
// from the table's filter counts within rounding, but for inception_5a: its filters make 51 M
// operations, the table says 54 M.
TEST(Zoo, Googlenet) {
  const Network net = zoo("googlenet");
  const struct {
    const char* module;
    Shape output;
    double operations, tolerance;
  } published[] = {
      {"inception_3a", {256, 28, 28}, 128e6, 0.01}, {"inception_3b", {480, 28, 28}, 304e6, 0.01},
      {"inception_4a", {512, 14, 14}, 73e6, 0.01},  {"inception_4b", {512, 14, 14}, 88e6, 0.01},
      {"inception_4c", {512, 14, 14}, 100e6, 0.01}, {"inception_4d", {528, 14, 14}, 119e6, 0.01},
      {"inception_4e", {832, 14, 14}, 170e6, 0.01}, {"inception_5a", {832, 7, 7}, 54e6, 0.06},
      {"inception_5b", {1024, 7, 7}, 71e6, 0.01}};
  for (const auto& row : published) {
    double macs = 0;
    for (LayerId id = 0; id < net.size(); ++id)
      if (net.layer(id).name.starts_with(std::string(row.module) + "."))
        macs += work(net, id, whole(net.layer(id).shape)).macs;
    EXPECT_EQ(net.layer(find(net, row.module)).shape, row.output) << row.module;
    EXPECT_NEAR(macs, row.operations, row.tolerance * row.operations) << row.module;
  }
  // Caffe's bvlc_googlenet without its auxiliary classifiers.
  EXPECT_EQ(totals(net).parameters, 6'998'552);
}

// Billions of operations (two per MAC) that Darknet prints for each layer of yolov2 at 608x608.
TEST(Zoo, Yolov2_16) {
  const Network net = zoo("yolov2_16");
  ASSERT_EQ(net.size(), 17);
  const double billions[] = {0.639, 0,     3.407, 0, 3.407, 0.379, 3.407, 0,
                             3.407, 0.379, 3.407, 0, 3.407, 0.379, 3.407, 0.379};
  for (LayerId id = 1; id < net.size(); ++id)
    EXPECT_NEAR(2e-9 * work(net, id, whole(net.layer(id).shape)).macs, billions[id - 1], 0.0005)
        << net.layer(id).name;
  EXPECT_EQ(net.layers.back().shape, (Shape{256, 38, 38}));
}

// yolov2.weights has 203 934 260 bytes: a header of 16, and for each of the 22 convolutions with
// batch norm four values a channel where there is one bias after folding.
TEST(Zoo, Yolov2) {
  const Network net = zoo("yolov2"), tail = zoo("yolov2_tail");
  const Index channels =
      32 + 64 + 2 * 128 + 64 + 2 * 256 + 128 + 3 * 512 + 2 * 256 + 6 * 1024 + 2 * 512 + 64;
  EXPECT_EQ(totals(net).parameters, (203'934'260 - 16) / 4 - 3 * channels);
  EXPECT_EQ(net.layers.back().shape, (Shape{425, 19, 19}));
  ASSERT_EQ(tail.size(), 15);
  for (LayerId id = 1; id < tail.size(); ++id) {
    EXPECT_EQ(tail.layer(id).name, net.layer(id + 16).name);
    EXPECT_EQ(tail.layer(id).shape, net.layer(id + 16).shape);
    EXPECT_EQ(parameters(tail, id), parameters(net, id + 16));
  }
}

}  // namespace
}  // namespace modnn
