// Region arithmetic against brute force: what required_input says against what the naive reference
// reads, for random layers; and whole networks computed from nothing but required regions.

#include <gtest/gtest.h>
#include <sstream>

#include "random_layer.h"
#include "regions.h"

namespace modnn {
namespace {

using test::append;
using test::chain;
using test::LayerMaker;

Box random_box(const Shape& shape, LayerMaker& make) {
  return {test::random_range(shape.channels, make.random()),
          test::random_range(shape.height, make.random()),
          test::random_range(shape.width, make.random())};
}

std::string describe(const Network& network, const Box& box) {
  std::ostringstream text;
  const Layer& layer = network.layers.back();
  text << kind_name(layer.kind) << " of " << to_string(network.layer(layer.inputs[0]).shape)
       << " to " << to_string(layer.shape) << ", box " << box.channels.begin << ":"
       << box.channels.end << " " << box.rows.begin << ":" << box.rows.end << " " << box.cols.begin
       << ":" << box.cols.end;
  return text.str();
}

/// Compares required_input with what the reference reads for random regions of the last layer.
/// `exact`: they must be equal; otherwise what is read must be required.
void expect_regions_agree(const Network& network, LayerMaker& make, bool exact) {
  const LayerId id = network.size() - 1;
  const LayerWeights weights = generate_weights(network, 1).layers.back();
  std::vector<Tensor> maps;
  for (LayerId input : network.layer(id).inputs)
    maps.push_back(test::random_map(network.layer(input).shape, make.random()));
  for (int i = 0; i < 5; ++i) {
    const Box box = random_box(network.layer(id).shape, make);
    const std::vector<Box> read = test::reference_reads(network, id, weights, maps, box);
    for (std::size_t k = 0; k < maps.size(); ++k) {
      const Box required = required_input(network, id, k, box);
      EXPECT_TRUE(required.contains(read[k])) << describe(network, box);
      if (exact) {
        EXPECT_EQ(required, read[k]) << describe(network, box);
      }
    }
  }
}

TEST(RegionProperty, RequiredInputIsWhatIsRead) {
  LayerMaker make(11);
  for (int i = 0; i < 300; ++i) {
    const Shape map{make.pick(1, 6), make.pick(1, 12), make.pick(1, 12)};
    expect_regions_agree(chain(map, {make.layer(map, false)}), make, true);
  }
}

// The taps of a dilated window may step over the border of the map: then the formula names a few
// rows more than are read.
TEST(RegionProperty, RequiredInputOfDilatedWindowsHoldsWhatIsRead) {
  LayerMaker make(12);
  for (int i = 0; i < 300; ++i) {
    const Shape map{make.pick(1, 6), make.pick(1, 12), make.pick(1, 12)};
    expect_regions_agree(chain(map, {make.layer(map, true)}), make, false);
  }
}

TEST(RegionProperty, RequiredInputsOfJoinsAreWhatIsRead) {
  LayerMaker make(13);
  for (int i = 0; i < 30; ++i) {
    const Index c = make.pick(1, 4), h = make.pick(1, 6), w = make.pick(1, 6);
    expect_regions_agree(test::join({c, c, c}, h, w, Add{}), make, true);
    expect_regions_agree(test::join({c, make.pick(1, 5), make.pick(1, 5)}, h, w, Concat{}), make,
                         true);
  }
}

TEST(RegionProperty, RequiredInputOfVectorsIsWhatIsRead) {
  LayerMaker make(14);
  for (int i = 0; i < 30; ++i) {
    const Shape map{make.pick(1, 4), make.pick(1, 5), make.pick(1, 5)};
    expect_regions_agree(chain(map, {Dense{.outputs = make.pick(1, 6)}}), make, true);
    expect_regions_agree(chain(map, {GlobalPool{make.coin()}}), make, true);
    expect_regions_agree(chain({map.elements(), 1, 1}, {Softmax{}}), make, true);
    // These name the whole input, whatever part of the output is wanted.
    expect_regions_agree(chain(map, {Flatten{}}), make, false);
    expect_regions_agree(chain(map, {SparseDense{.outputs = 4, .density = 0.5}}), make, false);
  }
}

/// The smallest box around both.
Box hull(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const auto around = [](const Range& x, const Range& y) {
    return Range{std::min(x.begin, y.begin), std::max(x.end, y.end)};
  };
  return {around(a.channels, b.channels), around(a.rows, b.rows), around(a.cols, b.cols)};
}

/// The region `output` of the last layer, computed from the required regions of every layer alone.
Tensor run_regions(const Network& network, const Weights& weights, const Tensor& image,
                   const Box& output) {
  std::vector<Box> needed(network.layers.size());
  needed.back() = output;
  for (LayerId id = network.size() - 1; id > 0; --id) {
    const std::vector<LayerId>& inputs = network.layer(id).inputs;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      Box& box = needed[static_cast<std::size_t>(inputs[k])];
      box = hull(box, required_input(network, id, k, needed[static_cast<std::size_t>(id)]));
    }
  }
  std::vector<Tensor> maps(network.layers.size());
  maps[0] = slice(image, needed[0]);
  for (LayerId id = 1; id < network.size(); ++id) {
    const auto at = static_cast<std::size_t>(id);
    std::vector<const Tensor*> inputs;
    for (LayerId input : network.layer(id).inputs)
      inputs.push_back(&maps[static_cast<std::size_t>(input)]);
    maps[at] = run_layer(network, id, weights.layers[at], inputs, needed[at]);
  }
  return maps.back();
}

TEST(RegionProperty, NetworksOfRequiredRegionsGiveTheWholesAnswer) {
  LayerMaker make(15);
  for (int i = 0; i < 60; ++i) {
    const Network network = make.network(make.pick(1, 12));
    const Weights weights = generate_weights(network, static_cast<std::uint64_t>(i));
    const Tensor image = test::random_map(network.input_shape(), make.random());
    const Tensor answer = run_network(network, weights, image);
    for (int k = 0; k < 4; ++k) {
      const Box box = random_box(answer.box.shape(), make);
      EXPECT_LE(test::part_error(run_regions(network, weights, image, box), answer), 1e-5)
          << "network " << i << ", " << describe(network, box);
    }
  }
}

}  // namespace
}  // namespace modnn
