#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include "config/error.h"
#include "models/weights/npy.h"
#include "models/weights/safetensors.h"

/// Whatever the bytes are, the readers of weights end with arrays or with an InputError. They read
/// files only, so each input becomes one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modnn;
  static const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("modnn_weights_fuzz." + std::to_string(getpid()));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    if (size > 0 && data[0] == 0x93) {
      read_npy(path);
    } else {
      const SafetensorsFile file = open_safetensors(path);
      for (const auto& [name, tensor] : file.tensors)
        if (tensor.format) read_tensor(file, name);
    }
  } catch (const InputError&) {
    // The input is wrong, and was said to be.
  }
  std::filesystem::remove(path);
  return 0;
}
