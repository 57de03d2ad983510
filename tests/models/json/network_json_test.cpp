#include "models/json/network_json.h"

#include <gtest/gtest.h>
#include <string>

#include "files.h"
#include "models/json/network_keys.h"

namespace modnn {
namespace {

struct Reading {
  std::optional<Network> network;
  std::vector<std::string> problems;
};

Reading read(const std::string& text) {
  const Document document = parse_document(text, "net.json");
  Problems problems;
  Reading reading;
  reading.network = read_network(Value(document, problems));
  reading.problems = problems.lines();
  return reading;
}

/// A network with an 8 x 8 image of 3 channels; every layer on a line of its own from line 2 on.
Reading read_layers(const std::string& layers) {
  return read(R"({"name": "n", "input": {"channels": 3, "height": 8, "width": 8}, "layers": [)"
              "\n" +
              layers + "]}");
}

/// The only problem of these layers.
std::string problem(const std::string& layers) {
  const Reading reading = read_layers(layers);
  EXPECT_FALSE(reading.network);
  EXPECT_EQ(reading.problems.size(), 1u);
  return reading.problems.empty() ? "" : reading.problems[0];
}

TEST(ReadNetwork, FillsInEveryField) {
  const Reading reading = read(R"({
    "$schema": "x", "name": "net", "source": "somewhere",
    "input": {"channels": 4, "height": 9, "width": 10},
    "layers": [
      {"name": "a", "kind": "conv", "outputs": 6, "kernel": [3, 5], "stride": [1, 2],
       "dilation": [2, 1], "padding": [1, 2, 3, 4], "groups": 2, "bias": false,
       "activation": "leaky_relu"},
      {"name": "b", "kind": "max_pool", "kernel": 2, "ceil_mode": true},
      {"name": "c", "kind": "activation", "activation": "relu6"},
      {"name": "d", "kind": "dense", "outputs": 3}
    ]})");
  ASSERT_EQ(reading.problems, std::vector<std::string>{});
  const Network& net = *reading.network;
  EXPECT_EQ(net.name, "net");
  EXPECT_EQ(net.source, "somewhere");
  EXPECT_EQ(net.input_shape(), (Shape{4, 9, 10}));
  ASSERT_EQ(net.size(), 5);
  const Conv& conv = std::get<Conv>(net.layer(1).kind);
  EXPECT_EQ(conv.outputs, 6);
  EXPECT_EQ(conv.groups, 2);
  EXPECT_FALSE(conv.bias);
  EXPECT_EQ(conv.activation, Activation::leaky_relu);
  const Window& w = conv.window;
  EXPECT_EQ((std::vector<Index>{w.kernel_height, w.kernel_width, w.stride_height, w.stride_width,
                                w.dilation_height, w.dilation_width, w.pad_top, w.pad_bottom,
                                w.pad_left, w.pad_right}),
            (std::vector<Index>{3, 5, 1, 2, 2, 1, 1, 2, 3, 4}));
  // rows: 9 + 3 - 5 + 1; columns: (10 + 7 - 5) / 2 + 1
  EXPECT_EQ(net.layer(1).shape, (Shape{6, 8, 7}));
  // The stride of a pool is its kernel unless it is given.
  EXPECT_EQ(net.layer(2).shape, (Shape{6, 4, 4}));
  EXPECT_EQ(std::get<Activate>(net.layer(3).kind).activation, Activation::relu6);
  EXPECT_TRUE(std::get<Dense>(net.layer(4).kind).bias);
  EXPECT_EQ(net.layer(4).inputs, std::vector<LayerId>{3});
}

TEST(ReadNetwork, PutsLayersBehindTheirInputs) {
  const Reading reading = read_layers(R"(
    {"name": "late", "kind": "activation", "activation": "relu", "inputs": ["early"]},
    {"name": "early", "kind": "activation", "activation": "relu", "inputs": ["input"]},
    {"name": "last", "kind": "flatten", "inputs": ["late"]})");
  ASSERT_EQ(reading.problems, std::vector<std::string>{});
  const Network& net = *reading.network;
  EXPECT_EQ(net.layer(1).name, "early");
  EXPECT_EQ(net.layer(2).name, "late");
  EXPECT_EQ(net.layer(2).inputs, std::vector<LayerId>{1});
  EXPECT_EQ(net.layer(3).name, "last");
}

TEST(ReadNetwork, AnUnknownKindComesWithTheNearest) {
  const std::string text = problem(R"({"name": "a", "kind": "conw", "outputs": 3})");
  EXPECT_NE(text.find("net.json:2: /layers/0/kind"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean \"conv\""), std::string::npos) << text;
}

TEST(ReadNetwork, AnUnknownInputComesWithTheNearest) {
  EXPECT_EQ(problem("{\"name\": \"first\", \"kind\": \"flatten\"},\n"
                    "{\"name\": \"b\", \"kind\": \"flatten\", \"inputs\": [\"frist\"]}"),
            "net.json:3: /layers/1/inputs/0: there is no layer \"frist\" (did you mean "
            "\"first\"?)");
}

TEST(ReadNetwork, AnUnknownKeyComesWithTheNearest) {
  const std::string text = problem(R"({"name": "a", "kind": "conv", "outputs": 3, "kernel": 1,
    "strides": 2})");
  EXPECT_NE(text.find("net.json:3: /layers/0/strides"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean \"stride\""), std::string::npos) << text;
}

TEST(ReadNetwork, NamesAreUnique) {
  EXPECT_EQ(problem("{\"name\": \"a\", \"kind\": \"flatten\"},\n"
                    "{\"name\": \"a\", \"kind\": \"flatten\"}"),
            "net.json:3: /layers/1/name: layer \"a\" exists already");
  EXPECT_EQ(problem(R"({"name": "input", "kind": "flatten"})"),
            "net.json:2: /layers/0/name: the name \"input\" is the image's");
}

TEST(ReadNetwork, ACycleIsSpeltOut) {
  EXPECT_EQ(problem("{\"name\": \"a\", \"kind\": \"flatten\"},\n"
                    "{\"name\": \"b\", \"kind\": \"flatten\", \"inputs\": [\"c\"]},\n"
                    "{\"name\": \"c\", \"kind\": \"flatten\", \"inputs\": [\"b\"]},\n"
                    "{\"name\": \"d\", \"kind\": \"flatten\", \"inputs\": [\"c\"]}"),
            "net.json:3: /layers/1: layer \"b\" depends on itself: b <- c <- b");
  EXPECT_EQ(problem(R"({"name": "a", "kind": "flatten", "inputs": ["a"]})"),
            "net.json:2: /layers/0: layer \"a\" depends on itself: a <- a");
}

TEST(ReadNetwork, ShapesThatDoNotFitAreNamedOnce) {
  // The layers behind the misfit are not judged.
  EXPECT_EQ(problem("{\"name\": \"a\", \"kind\": \"max_pool\", \"kernel\": 1},\n"
                    "{\"name\": \"conv9\", \"kind\": \"conv\", \"outputs\": 1, \"kernel\": 9},\n"
                    "{\"name\": \"c\", \"kind\": \"max_pool\", \"kernel\": 99}"),
            "net.json:3: /layers/1: layer \"conv9\": a 9x9 window does not fit an 8x8 input");
}

TEST(ReadNetwork, AnUnusedOutputIsAMistake) {
  EXPECT_EQ(problem("{\"name\": \"a\", \"kind\": \"flatten\"},\n"
                    "{\"name\": \"b\", \"kind\": \"flatten\", \"inputs\": [\"input\"]}"),
            "net.json:2: /layers/0: the output of layer \"a\" is not used (layer \"b\" is the "
            "network's output)");
}

TEST(ReadNetwork, LimitsExtentsAndElements) {
  EXPECT_NE(problem(R"({"name": "a", "kind": "conv", "outputs": 1000001, "kernel": 1})")
                .find("/layers/0/outputs"),
            std::string::npos);
  const std::string big = R"({"name": "n",
    "input": {"channels": 1, "height": 1000000, "width": 1000000},
    "layers": [{"name": "a", "kind": "conv", "outputs": 2, "kernel": 1}]})";
  EXPECT_EQ(read(big).problems,
            std::vector<std::string>{
                "net.json:3: /layers/0: layer \"a\": its output has more than 2^40 elements"});
  const std::string heavy = R"({"name": "n",
    "input": {"channels": 1, "height": 1000000, "width": 1000000},
    "layers": [{"name": "a", "kind": "dense", "outputs": 2}]})";
  EXPECT_EQ(
      read(heavy).problems,
      std::vector<std::string>{"net.json:3: /layers/0: layer \"a\": has more than 2^40 weights"});
}

TEST(ReadNetwork, LimitsTheNumberOfLayers) {
  std::string layers = R"({"name": "l0", "kind": "activation", "activation": "relu"})";
  for (int i = 1; i < 10'001; ++i)
    layers += ",{\"name\": \"l" + std::to_string(i) +
              "\", \"kind\": \"activation\", \"activation\": \"relu\"}";
  EXPECT_NE(problem(layers).find("between 1 and 10000 layers"), std::string::npos);
  EXPECT_NE(problem("").find("between 1 and 10000 layers"), std::string::npos);
}

TEST(ReadNetwork, MissingAndMistypedKeysAreProblemsNotCrashes) {
  for (const char* text :
       {"{}", "[]", "3", "null", R"({"name": 3})", R"({"name": "n", "layers": 3, "input": 3})",
        R"({"name": "n", "layers": [3, null, [], {}], "input": {}})",
        R"({"name": "n", "layers": [{"name": 3, "kind": 3}], "input": {"channels": -1}})",
        R"({"name": "n", "input": {"channels": 1, "height": 1, "width": 1}, "layers":
            [{"name": "a", "kind": "conv", "outputs": 0, "kernel": [1, 2, 3], "stride": 0,
              "padding": -1, "dilation": "x", "inputs": "input", "bias": 1}]})",
        R"({"name": "n", "input": {"channels": 1, "height": 1, "width": 1}, "layers":
            [{"name": "a", "kind": "flatten", "inputs": [1, {}]}]})",
        R"({"name": "n", "input": {"channels": 1, "height": 1, "width": 1}, "layers":
            [{"name": "a", "kind": "flatten", "inputs": []}]})"}) {
    const Reading reading = read(text);
    EXPECT_FALSE(reading.network) << text;
    EXPECT_FALSE(reading.problems.empty()) << text;
  }
}

TEST(ReadNetwork, WeightsAreRelativeToTheDescription) {
  const test::TemporaryPath folder("net");
  std::filesystem::create_directory(folder.path());
  std::ofstream(folder.path() / "w.safetensors") << std::string("\x02\0\0\0\0\0\0\0{}", 10);
  const auto text = [](const std::string& weights) {
    return R"({"name": "n", "weights": ")" + weights +
           R"(", "input": {"channels": 1, "height": 1, "width": 1},
           "layers": [{"name": "a", "kind": "flatten"}]})";
  };
  for (const bool there : {true, false}) {
    const Document document = parse_document(text(there ? "w.safetensors" : "v.safetensors"),
                                             (folder.path() / "net.json").string());
    Problems problems;
    const auto network = read_network(Value(document, problems));
    EXPECT_EQ(network.has_value(), there);
    if (there)
      EXPECT_EQ(network->weights, folder.path() / "w.safetensors");
    else
      EXPECT_NE(problems.lines().at(0).find("/weights: there is no file or folder"),
                std::string::npos);
  }
}

TEST(ReadNetwork, ReportsAllProblemsAtOnce) {
  const Reading reading = read_layers(R"(
    {"name": "a", "kind": "conv", "outputs": 0, "kernel": 3, "padding": [1, 2, 3]},
    {"name": "a", "kind": "dens"})");
  EXPECT_EQ(reading.problems.size(), 4u);
}

TEST(NetworkKeys, EveryDefaultCanBeWritten) {
  const char* written = R"({
    "name": "n", "input": {"channels": 3, "height": 9, "width": 9},
    "layers": [
      {"name": "a", "kind": "conv", "outputs": 4, "kernel": [3, 1], "bias": false},
      {"name": "b", "kind": "max_pool", "kernel": 2},
      {"name": "c", "kind": "lrn"},
      {"name": "d", "kind": "batch_norm"},
      {"name": "e", "kind": "global_pool"},
      {"name": "f", "kind": "sparse_dense", "outputs": 2, "density": 0.5},
      {"name": "g", "kind": "dropout"},
      {"name": "h", "kind": "softmax"}
    ]})";
  Json model = Json::parse(written);
  complete(model, network_keys(), model);
  EXPECT_EQ(nlohmann::json::parse(model["layers"].dump()), nlohmann::json::parse(R"([
      {"name": "a", "kind": "conv", "outputs": 4, "kernel": [3, 1], "bias": false, "stride": 1,
       "dilation": 1, "padding": 0, "groups": 1, "activation": "none"},
      {"name": "b", "kind": "max_pool", "kernel": 2, "stride": 2, "dilation": 1, "padding": 0,
       "ceil_mode": false},
      {"name": "c", "kind": "lrn", "size": 5, "alpha": 1e-4, "beta": 0.75, "bias": 1.0},
      {"name": "d", "kind": "batch_norm", "activation": "none", "epsilon": 1e-5},
      {"name": "e", "kind": "global_pool", "mode": "average"},
      {"name": "f", "kind": "sparse_dense", "outputs": 2, "density": 0.5, "blocks": 1,
       "noise": 0.0, "bias": true, "activation": "none"},
      {"name": "g", "kind": "dropout", "rate": 0.5},
      {"name": "h", "kind": "softmax"}])"));
  // What was completed is the same network.
  const Reading before = read(written), after = read(model.dump());
  ASSERT_TRUE(before.network && after.network);
  for (LayerId id = 1; id < before.network->size(); ++id) {
    EXPECT_EQ(after.network->layer(id).shape, before.network->layer(id).shape);
    EXPECT_EQ(parameters(*after.network, id), parameters(*before.network, id));
  }
}

TEST(ReadNetwork, AMissingKeyComesWithItsMeaning) {
  EXPECT_EQ(problem(R"({"name": "a", "kind": "conv", "kernel": 1})"),
            "net.json:2: /layers/0: missing key \"outputs\": number of output channels or neurons");
}

TEST(ReadNetwork, WordsOfFields) {
  const Reading reading = read_layers(R"(
    {"name": "a", "kind": "global_pool", "mode": "maximum"},
    {"name": "b", "kind": "activation", "activation": "none"},
    {"name": "c", "kind": "dense", "outputs": 2, "activation": "relu"})");
  ASSERT_EQ(reading.problems, std::vector<std::string>{});
  EXPECT_TRUE(std::get<GlobalPool>(reading.network->layer(1).kind).maximum);
  EXPECT_EQ(std::get<Activate>(reading.network->layer(2).kind).activation, Activation::none);
  EXPECT_EQ(std::get<Dense>(reading.network->layer(3).kind).activation, Activation::relu);
}

}  // namespace
}  // namespace modnn
