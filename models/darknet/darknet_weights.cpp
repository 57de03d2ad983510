#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>

#include "config/error.h"
#include "config/input_file.h"
#include "models/darknet/darknet_import.h"

namespace modnn {
namespace {

/// The bytes of a weights file, one block after the other.
struct WeightsReader {
  using Read = std::function<void(std::uint64_t offset, void* to, std::size_t bytes)>;

  std::string file;
  std::uint64_t size;
  Read read;
  std::uint64_t at = 0;

  [[noreturn]] void fail(const std::string& text) const { throw InputError(file + ": " + text); }

  std::int32_t integer() {
    std::int32_t value = 0;
    if (size - at < sizeof value) fail("is no file of Darknet weights: shorter than its header");
    read(at, &value, sizeof value);
    at += sizeof value;
    return value;
  }

  /// Memory is taken for what the file holds only.
  std::vector<float> values(Index count, const std::string& what) {
    const std::uint64_t there = (size - at) / sizeof(float);
    if (static_cast<std::uint64_t>(count) > there)
      fail("ends within " + what + ": " + std::to_string(count) + " values are due at byte " +
           std::to_string(at) + ", but " + std::to_string(there) + " are left");
    std::vector<float> values(static_cast<std::size_t>(count));
    const std::size_t bytes = values.size() * sizeof(float);
    read(at, values.data(), bytes);
    at += bytes;
    for (const float value : values)
      if (!std::isfinite(value)) fail(what + " holds a value that is not finite");
    return values;
  }
};

/// Version, and how many images were seen: in 64 bits from version 0.2 on.
void read_header(WeightsReader& reader) {
  const std::int32_t major = reader.integer(), minor = reader.integer();
  reader.integer();  // revision
  if (major < 0 || minor < 0 || major > 1000 || minor > 1000)
    reader.fail("has version " + std::to_string(major) + "." + std::to_string(minor) +
                ", which Darknet does not write any more; is it a weights file?");
  constexpr int first_long = 2;  // tenths
  reader.integer();
  if (major * 10 + minor >= first_long) reader.integer();
}

/// y = scale (x - mean) / (sqrt(variance) + 1e-6) + bias, as Darknet has it.
void merge(LayerWeights& weights, const std::vector<float>& scales, const std::vector<float>& means,
           const std::vector<float>& variances, const WeightsReader& reader,
           const std::string& name) {
  const std::size_t each = weights.kernel.size() / scales.size();
  for (std::size_t c = 0; c < scales.size(); ++c) {
    if (variances[c] < 0) reader.fail("layer " + name + " has a negative variance");
    const double factor = scales[c] / (std::sqrt(double{variances[c]}) + 1e-6);
    for (std::size_t i = c * each; i < (c + 1) * each; ++i)
      weights.kernel[i] = static_cast<float>(factor * weights.kernel[i]);
    weights.bias[c] = static_cast<float>(weights.bias[c] - factor * means[c]);
  }
}

/// Biases come first; a convolution's filters last, a dense layer's matrix before what normalises.
LayerWeights read_layer(const DarknetNetwork& darknet, LayerId id, WeightsReader& reader) {
  const Layer& layer = darknet.network.layer(id);
  const ParameterLayout layout = parameter_layout(darknet.network, id);
  const std::string what = "layer " + layer.name;
  const bool is_dense = std::holds_alternative<Dense>(layer.kind);
  const Index count = layout.outputs * layout.per_output;
  LayerWeights weights;
  weights.bias = reader.values(layout.outputs, what);
  if (is_dense) weights.kernel = reader.values(count, what);
  if (!darknet.normalised[static_cast<std::size_t>(id)]) {
    if (!is_dense) weights.kernel = reader.values(count, what);
    return weights;
  }
  const auto scales = reader.values(layout.outputs, what),
             means = reader.values(layout.outputs, what),
             variances = reader.values(layout.outputs, what);
  if (!is_dense) weights.kernel = reader.values(count, what);
  merge(weights, scales, means, variances, reader, layer.name);
  return weights;
}

Weights read_all(const DarknetNetwork& darknet, WeightsReader reader) {
  read_header(reader);
  Weights weights;
  for (LayerId id = 0; id < darknet.network.size(); ++id) {
    const bool has_weights = parameter_layout(darknet.network, id).outputs > 0;
    weights.layers.push_back(has_weights ? read_layer(darknet, id, reader) : LayerWeights{});
  }
  if (reader.at != reader.size)
    reader.fail(std::to_string(reader.size - reader.at) + " bytes follow the weights of the last " +
                "layer: the file is of another network");
  return weights;
}

}  // namespace

Weights read_darknet_weights(const DarknetNetwork& network, const std::filesystem::path& path) {
  const InputFile file(path);
  return read_all(network, {path.string(), file.size(),
                            [&file](std::uint64_t offset, void* to, std::size_t bytes) {
                              file.read(offset, to, bytes);
                            }});
}

Weights read_darknet_weights_bytes(const DarknetNetwork& network, std::string_view bytes,
                                   const std::string& file) {
  return read_all(network,
                  {file, bytes.size(), [bytes](std::uint64_t offset, void* to, std::size_t count) {
                     if (count > 0) std::memcpy(to, bytes.data() + offset, count);
                   }});
}

}  // namespace modnn
