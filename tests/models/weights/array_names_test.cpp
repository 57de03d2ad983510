#include "models/weights/array_names.h"

#include <gtest/gtest.h>

#include "files.h"
#include "models/weights/safetensors.h"
#include "models/weights/weights_file.h"
#include "networks.h"

namespace modnn {
namespace {

using test::chain;
using test::input_error;
using test::TemporaryPath;

/// layer1 and layer2 have weights of one shape, layer3 others, layer4 none.
Network two_alike() {
  return chain({2, 4, 4},
               {Conv{.outputs = 2, .window = {1, 1}}, Conv{.outputs = 2, .window = {1, 1}},
                Dense{.outputs = 1, .bias = false}, Activate{}});
}

const std::vector<float> first{1, 2, 3, 4}, second{5, 6, 7, 8}, pair{9, 10}, other{11, 12},
    line(32, 1);

/// As a checkpoint has it: in the order of letters, in which 10 comes before 2.
std::vector<NamedValues> checkpoint() {
  return {{"classifier.1.weight", {1, 32}, line},
          {"features.10.bias", {2}, other},
          {"features.10.weight", {2, 2, 1, 1}, second},
          {"features.2.bias", {2}, pair},
          {"features.2.weight", {2, 2, 1, 1}, first}};
}

TEST(ArrayNames, AreGuessedByOrderAndShape) {
  const TemporaryPath file("w.safetensors");
  write_safetensors(file, checkpoint());
  EXPECT_EQ(rename_arrays(two_alike(), open_safetensors(file).tensors).guessed,
            (std::map<std::string, std::string>{
                {"classifier.1", "layer3"}, {"features.10", "layer2"}, {"features.2", "layer1"}}));
  const Weights weights = read_weights(two_alike(), file, 1);
  EXPECT_EQ(weights.layers[1].kernel, first);
  EXPECT_EQ(weights.layers[1].bias, pair);
  EXPECT_EQ(weights.layers[2].kernel, second);
  EXPECT_EQ(weights.layers[3].kernel, line);
}

TEST(ArrayNames, CanBeTold) {
  const TemporaryPath file("w.safetensors");
  write_safetensors(file, checkpoint());
  Network network = two_alike();
  network.names = {{"features.10", "layer1"},
                   {"features.2.weight", "layer2"},
                   {"features.2.bias", "layer2"},
                   {"classifier.1", "layer3"}};
  const Weights weights = read_weights(network, file, 1);
  EXPECT_EQ(weights.layers[1].kernel, second);
  EXPECT_EQ(weights.layers[1].bias, other);
  EXPECT_EQ(weights.layers[2].kernel, first);
  EXPECT_EQ(weights.layers[2].bias, pair);
}

TEST(ArrayNames, ThatAreWrongAreAllNamedWithWhatIsMissingAndLeftOver) {
  const TemporaryPath file("w.safetensors");
  write_safetensors(file, checkpoint());
  Network network = two_alike();
  network.names = {
      {"features.10", "layer1"}, {"features.3", "layer2"}, {"classifier.1", "layer33"}};
  EXPECT_EQ(input_error([&] { check_weights(network, file); }),
            "\"names\": there is no layer \"layer33\" (did you mean \"layer3\"?)\n"
            "\"names\": there is no array \"features.3\" or \"features.3.weight\"\n"
            "there is no array \"layer2.weight\" (did you mean \"layer1.weight\"?)\n"
            "there is no array \"layer2.bias\" (did you mean \"layer1.bias\"?)\n"
            "there is no array \"layer3.weight\" (did you mean \"layer1.weight\"?)\n"
            "no layer takes \"features.2.bias\" [2], \"features.2.weight\" [2, 2, 1, 1], "
            "\"layer33.weight\" [1, 32]; the model's \"names\" can say which layer each is of");
}

TEST(ArrayNames, AreNotGuessedWhereOneIsTooMany) {
  const TemporaryPath file("w.safetensors");
  auto arrays = checkpoint();
  arrays.push_back({"features.4.weight", {2, 2, 1, 1}, first});
  arrays.push_back({"features.4.bias", {2}, pair});
  write_safetensors(file, arrays);
  const std::string error = input_error([&] { check_weights(two_alike(), file); });
  EXPECT_NE(error.find("there is no array \"layer1.weight\""), error.npos) << error;
  EXPECT_NE(error.find("\"features.4.weight\" [2, 2, 1, 1]"), error.npos) << error;
  EXPECT_EQ(error.find("there is no array \"layer3.weight\""), error.npos) << error;
}

}  // namespace
}  // namespace modnn
