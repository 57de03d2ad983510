// Runs a network on one image and writes the output: run_network_file MODEL INPUT.npy OUTPUT.npy
// (MODEL is a JSON or an ONNX file, INPUT has as many values as the network's image).

#include <algorithm>
#include <cstdio>

#include "config/error.h"
#include "models/json/network_json.h"
#include "models/json/onnx_json.h"
#include "models/kernels/run_layer.h"
#include "models/onnx/onnx_import.h"
#include "models/weights/npy.h"
#include "models/weights/weights_file.h"

int main(int argc, char** argv) {
  using namespace modnn;
  if (argc != 4) return 2;
  try {
    const Document document = is_onnx(argv[1]) ? load_onnx(argv[1]) : load_document(argv[1]);
    Problems problems;
    const auto network = read_network(Value(document, problems));
    problems.throw_if_any();
    Tensor image(whole(network->input_shape()));
    Array input = read_npy(argv[2]);
    if (input.values.size() != image.values.size()) throw InputError("another number of values");
    std::copy(input.values.begin(), input.values.end(), image.values.begin());
    const Tensor output = run_network(*network, network_weights(*network, 1), image);
    const Shape shape = output.box.shape();
    write_npy(argv[3], {shape.channels, shape.height, shape.width}, output.values);
    return 0;
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) std::fprintf(stderr, "%s\n", line.c_str());
    return 2;
  }
}
