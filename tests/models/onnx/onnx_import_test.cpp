#include "models/onnx/onnx_import.h"

#include <gtest/gtest.h>

#include "files.h"
#include "models/json/network_json.h"
#include "models/json/network_writer.h"
#include "models/json/onnx_json.h"
#include "models/kernels/run_layer.h"
#include "models/onnx/onnx_graph.h"
#include "models/weights/weights_file.h"

namespace modnn {
namespace {

using test::TemporaryPath;

/// A model that is put together node by node, from an image "x" to the output of the last node.
class Model {
 public:
  explicit Model(const std::vector<Index>& image, std::int64_t opset = 13) {
    model_.add_opset_import()->set_version(opset);
    auto* input = model_.mutable_graph()->add_input();
    input->set_name("x");
    auto* shape = input->mutable_type()->mutable_tensor_type()->mutable_shape();
    for (const Index extent : image) shape->add_dim()->set_dim_value(extent);
    model_.mutable_graph()->add_output();
  }

  onnx::NodeProto& node(const std::string& type, const std::vector<std::string>& inputs,
                        const std::string& output) {
    auto* node = model_.mutable_graph()->add_node();
    node->set_op_type(type);
    node->set_name(output + "_node");
    for (const std::string& input : inputs) node->add_input(input);
    node->add_output(output);
    model_.mutable_graph()->mutable_output(0)->set_name(output);
    return *node;
  }

  onnx::TensorProto& constant(const std::string& name, const std::vector<Index>& dims,
                              const std::vector<float>& values) {
    auto* tensor = model_.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(onnx::TensorProto::FLOAT);
    for (const Index extent : dims) tensor->add_dims(extent);
    for (const float value : values) tensor->add_float_data(value);
    return *tensor;
  }

  void integers(const std::string& name, const std::vector<std::int64_t>& values) {
    auto* tensor = model_.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(onnx::TensorProto::INT64);
    tensor->add_dims(static_cast<Index>(values.size()));
    for (const std::int64_t value : values) tensor->add_int64_data(value);
  }

  std::string bytes() const { return model_.SerializeAsString(); }
  onnx::ModelProto& proto() { return model_; }

 private:
  onnx::ModelProto model_;
};

void set_list(onnx::NodeProto& node, const std::string& name,
              const std::vector<std::int64_t>& values) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute->add_ints(value);
}
void set_number(onnx::NodeProto& node, const std::string& name, float value) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::FLOAT);
  attribute->set_f(value);
}
void set_integer(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INT);
  attribute->set_i(value);
}

/// The output of the model, read from a file as anybody would.
std::vector<float> run(const Model& model, const std::vector<float>& values) {
  const TemporaryPath file("net.onnx");
  file.write(model.bytes());
  const Document document = load_onnx(file);
  Problems problems;
  const auto network = read_network(Value(document, problems));
  problems.throw_if_any();
  Tensor image(whole(network->input_shape()));
  image.values.assign(values.begin(), values.end());
  return run_network(*network, read_weights(*network, network->weights, 1), image).values;
}

std::vector<std::string> kinds(const Model& model) {
  std::vector<std::string> names;
  for (const Layer& layer : import_onnx_bytes(model.bytes(), "n.onnx").network.layers)
    names.push_back(kind_name(layer.kind));
  return names;
}

std::string error_of(const std::string& bytes) {
  return test::input_error([&] { import_onnx_bytes(bytes, "n.onnx"); });
}

using Floats = std::vector<float>;
using Names = std::vector<std::string>;

TEST(ImportOnnx, MergesBatchNormalisationAndActivation) {
  Model model({1, 1, 1, 2});
  model.constant("w", {2, 1, 1, 1}, {1, 2});
  model.constant("gamma", {2}, {1, 4});
  model.constant("beta", {2}, {0, 1});
  model.constant("mean", {2}, {1, 3});
  model.constant("variance", {2}, {3, 3});
  model.node("Conv", {"x", "w"}, "c");
  set_number(model.node("BatchNormalization", {"c", "gamma", "beta", "mean", "variance"}, "b"),
             "epsilon", 1);
  model.node("Relu", {"b"}, "y");
  EXPECT_EQ(kinds(model), (Names{"input", "conv"}));
  // Channel 0: (x - 1) / 2; channel 1: 4 (2 x - 3) / 2 + 1.
  EXPECT_EQ(run(model, {3, -1}), (Floats{1, 0, 7, 0}));
}

TEST(ImportOnnx, WhatIsTakenTwiceIsNotMerged) {
  Model model({1, 1, 1, 2});
  model.constant("w", {1, 1, 1, 1}, {2});
  model.node("Conv", {"x", "w"}, "c");
  model.node("Relu", {"c"}, "r");
  model.node("Add", {"c", "r"}, "y");
  EXPECT_EQ(kinds(model), (Names{"input", "conv", "activation", "add"}));
  EXPECT_EQ(run(model, {1, -1}), (Floats{4, -2}));
}

TEST(ImportOnnx, DenseLayersOfBothLayouts) {
  Model model({1, 1, 1, 2});
  model.node("Flatten", {"x"}, "f");
  model.constant("w1", {2, 3}, {1, 2, 3, 4, 5, 6});
  model.constant("b1", {3}, {10, 20, 30});
  model.node("MatMul", {"f", "w1"}, "m");
  model.node("Add", {"m", "b1"}, "a");
  model.constant("w2", {1, 3}, {1, 0, -1});
  model.constant("b2", {1}, {100});
  auto& gemm = model.node("Gemm", {"a", "w2", "b2"}, "y");
  set_integer(gemm, "transB", 1);
  set_number(gemm, "alpha", 2);
  set_number(gemm, "beta", 0.5F);
  EXPECT_EQ(kinds(model), (Names{"input", "dense", "dense"}));
  // [1, 2] W1 + b1 = [9, 12, 15] + [10, 20, 30] = [19, 32, 45]; 2 (19 - 45) + 50.
  EXPECT_EQ(run(model, {1, 2}), (Floats{-2}));
}

TEST(ImportOnnx, PadsPoolsAndEnlarges) {
  Model model({1, 1, 2, 2});
  model.integers("pads", {0, 0, 1, 0, 0, 0, 0, 1});
  model.node("Pad", {"x", "pads"}, "p");
  model.constant("w", {1, 1, 2, 2}, {1, 1, 1, 1});
  model.node("Conv", {"p", "w"}, "c");
  auto& pool = model.node("MaxPool", {"c"}, "m");
  set_list(pool, "kernel_shape", {2, 1});
  set_list(pool, "strides", {2, 1});
  model.constant("roi", {0}, {});
  model.constant("scales", {4}, {1, 1, 2, 2});
  model.node("Resize", {"m", "roi", "scales"}, "y");
  // A row of zeros above, a column at the right: sums 3 2 over 10 6; the lower row is larger.
  EXPECT_EQ(run(model, {1, 2, 3, 4}), (Floats{10, 10, 6, 6, 10, 10, 6, 6}));
}

TEST(ImportOnnx, ScalesChannelsAsSqueezeAndExciteDoes) {
  Model model({1, 2, 1, 2});
  model.node("GlobalAveragePool", {"x"}, "g");
  model.constant("half", {}, {0.5F});
  model.node("Mul", {"g", "half"}, "h");
  model.node("Mul", {"h", "x"}, "y");
  // Means 2 and 5, halved.
  EXPECT_EQ(run(model, {1, 3, 4, 6}), (Floats{1, 3, 10, 15}));
}

TEST(ImportOnnx, ConstantsBeforeAndAfterTheMap) {
  Model model({1, 2, 1, 1});
  model.constant("c", {1, 2, 1, 1}, {1, 2});
  model.node("Sub", {"c", "x"}, "s");
  model.node("Div", {"s", "c"}, "y");
  EXPECT_EQ(run(model, {3, 8}), (Floats{-2, -3}));
}

TEST(ImportOnnx, WhatItWritesIsReadAgain) {
  Model model({1, 3, 6, 6}, 11);
  model.constant("f.0.weight", {4, 3, 3, 2}, Floats(72, 0.5F));
  auto& conv = model.node("Conv", {"x", "f.0.weight"}, "c");
  set_list(conv, "pads", {1, 0, 1, 1});
  set_list(conv, "strides", {2, 1});
  set_number(model.node("LeakyRelu", {"c"}, "l"), "alpha", 0.25F);
  set_integer(model.node("Softmax", {model.node("GlobalMaxPool", {"l"}, "g").output(0)}, "y"),
              "axis", 1);
  const Network network = import_onnx_bytes(model.bytes(), "n.onnx").network;
  Document document{write_network(network), {}};
  Problems problems;
  const auto again = read_network(Value(document, problems));
  ASSERT_TRUE(again) << problems.lines().front();
  EXPECT_EQ(write_network(*again), write_network(network));
  EXPECT_EQ(again->layer(1).name, "f.0");
  EXPECT_EQ(again->layer(1).shape, (Shape{4, 3, 6}));
  EXPECT_EQ(std::get<Activate>(again->layer(2).kind).slope, 0.25);
}

TEST(ImportOnnx, UnknownOperatorsNameThemselves) {
  Model model({1, 1, 1, 2});
  model.node("Einsum", {"x"}, "e");
  model.node("Relu", {"e"}, "y");
  const std::string error = error_of(model.bytes());
  EXPECT_NE(error.find("node \"e_node\" (Einsum): this operator is not supported"), error.npos)
      << error;
  EXPECT_NE(error.find("supported are Add, "), error.npos) << error;
}

TEST(ImportOnnx, ErrorsNameTheNode) {
  Model model({1, 1, 2, 2});
  model.constant("w", {1, 2, 1, 1}, {1, 2});
  model.node("Conv", {"x", "w"}, "c");
  EXPECT_EQ(error_of(model.bytes()),
            "node \"c_node\" (Conv): its weights have shape [1, 2, 1, 1], which does not fit 1 "
            "channels in 1 groups");
}

TEST(ImportOnnx, RefusesWhatTheFileDoesNotHold) {
  Model claims({1, 1, 2, 2});
  claims.constant("w", {1'000'000, 1, 1000, 1000}, {1});
  claims.node("Conv", {"x", "w"}, "c");
  EXPECT_EQ(error_of(claims.bytes()), "tensor \"w\" holds 1 values, expected 1000000000000");
  Model external({1, 1, 2, 2});
  external.constant("w", {1, 1, 1, 1}, {1}).set_data_location(onnx::TensorProto::EXTERNAL);
  external.node("Conv", {"x", "w"}, "c");
  EXPECT_EQ(error_of(external.bytes()),
            "tensor \"w\" lies in another file (external data), which is not read; save the model "
            "as one file");
}

TEST(ImportOnnx, ASmallFileDoesNotBecomeALargeNetwork) {
  // A factor for each of a million channels, a hundred times.
  Model model({1, 1'000'000, 1, 1});
  model.constant("half", {}, {0.5F});
  std::string before = "x";
  for (int i = 0; i < 100; ++i)
    before = model.node("Mul", {before, "half"}, "m" + std::to_string(i)).output(0);
  EXPECT_NE(error_of(model.bytes()).find("far more values"), std::string::npos);
}

TEST(ImportOnnx, LayersOfOneNameGetNumbers) {
  Model model({1, 1, 1, 1});
  for (const char* output : {"a", "b", "c"}) {
    auto& node = model.node("Sigmoid", {"x"}, output);
    node.set_name("same/name");
  }
  model.node("Sum", {"a", "b", "c"}, "y");
  const Network network = import_onnx_bytes(model.bytes(), "n.onnx").network;
  EXPECT_EQ(network.layer(1).name, "same_name");
  EXPECT_EQ(network.layer(2).name, "same_name_2");
  EXPECT_EQ(network.layer(3).name, "same_name_3");
}

TEST(ImportOnnx, RefusesOtherOperatorSetsInputsAndOutputs) {
  Model old({1, 1, 2, 2}, 6);
  old.node("Relu", {"x"}, "y");
  EXPECT_EQ(error_of(old.bytes()), "operator set 6 is not read, only 7 to 19");
  Model batch({2, 1, 2, 2});
  batch.node("Relu", {"x"}, "y");
  EXPECT_EQ(error_of(batch.bytes()),
            "input \"x\" has shape [2, 1, 2, 2], expected [1, C, H, W] or [1, n]");
  Model two({1, 1, 2, 2});
  two.node("Relu", {"x"}, "y");
  two.proto().mutable_graph()->add_output()->set_name("z");
  EXPECT_EQ(error_of(two.bytes()), "has 2 outputs, expected one: y, z");
}

TEST(ImportOnnx, EveryTruncationIsReadOrRefused) {
  Model model({1, 1, 2, 2});
  model.constant("w", {1, 1, 1, 1}, {1});
  model.node("Conv", {"x", "w"}, "c");
  const std::string bytes = model.bytes();
  int refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (!error_of(bytes.substr(0, size)).empty()) ++refused;
  // Only at the boundary of a field of the outermost message something is left that could be whole.
  EXPECT_GE(refused, static_cast<int>(bytes.size()) - 3);
  EXPECT_EQ(error_of(bytes), "");
}

}  // namespace
}  // namespace modnn
