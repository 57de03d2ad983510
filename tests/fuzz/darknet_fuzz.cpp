#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/error.h"
#include "models/darknet/darknet_import.h"
#include "models/json/network_writer.h"

/// Whatever the bytes are, the readers of Darknet's files end with a network and its weights or
/// with an InputError. The configuration ends at the first zero, the weights follow.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modnn;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(bytes.find('\0'), size);
  try {
    const DarknetNetwork network = import_darknet_text(bytes.substr(0, zero), "fuzz.cfg");
    write_network(network.network);
    read_darknet_weights_bytes(network, bytes.substr(std::min(zero + 1, size)), "fuzz.weights");
  } catch (const InputError&) {
    // The input is wrong, and was said to be.
  }
  return 0;
}
