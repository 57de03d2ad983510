#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/error.h"
#include "models/json/network_writer.h"
#include "models/onnx/onnx_import.h"

/// Whatever the bytes are, the reader of ONNX files ends with a network or with an InputError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modnn;
  try {
    write_network(
        import_onnx_bytes({reinterpret_cast<const char*>(data), size}, "fuzz.onnx").network);
  } catch (const InputError&) {
    // The input is wrong, and was said to be.
  }
  return 0;
}
