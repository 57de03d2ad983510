#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/maps/array.h"
#include "models/network/network.h"

namespace modnn {

/// A network out of an ONNX file, and the arrays of its layers under the names that they have in
/// weights files. Batch normalisation is merged into convolutions, activations are fused.
struct OnnxNetwork {
  Network network;
  std::map<std::string, Array> arrays;
};

/// Whether the name of a file ends in .onnx.
bool is_onnx(const std::filesystem::path& path);

/// Reads an ONNX file (https://onnx.ai: operator sets 7 to 19, one image, one output, batch of one)
/// of at most 2 GiB that holds its own weights. Kept, for the readers of its network and of its
/// weights. Throws InputError: "net.onnx: node \"Conv_0\" (Conv): ...".
std::shared_ptr<const OnnxNetwork> import_onnx(const std::filesystem::path& path);

/// The same from the bytes of such a file.
OnnxNetwork import_onnx_bytes(std::string_view bytes, const std::string& file);

/// The operators that are read.
std::vector<std::string> onnx_operators();

}  // namespace modnn
