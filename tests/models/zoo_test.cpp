#include <cstdint>
#include <gtest/gtest.h>
#include <string>

#include "models/network_json.h"

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

}  // namespace
}  // namespace modnn
