#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/network/network.h"
#include "models/weights/weights.h"

namespace modnn {

/// A network out of a Darknet configuration (https://pjreddie.com/darknet), whose layers are called
/// by kind and number, as Darknet counts them: "conv0", "pool1".
struct DarknetNetwork {
  Network network;
  std::vector<bool> normalised;  ///< layers whose weights come with a batch normalisation
  std::string left_out;  ///< the detection at the end, which finds boxes and computes no map
};

/// Whether the name of a file ends in .cfg.
bool is_darknet(const std::filesystem::path& path);

/// Reads a configuration of at most 4 MB. Throws InputError: "net.cfg: line 12: [maxpool]: ...".
DarknetNetwork import_darknet(const std::filesystem::path& path);
/// The same from the text of such a file.
DarknetNetwork import_darknet_text(std::string_view text, const std::string& file);

/// The weights that Darknet trained for it, with batch normalisation merged. Throws InputError when
/// the file has fewer values than the network, or more.
Weights read_darknet_weights(const DarknetNetwork& network, const std::filesystem::path& path);
Weights read_darknet_weights_bytes(const DarknetNetwork& network, std::string_view bytes,
                                   const std::string& file);

}  // namespace modnn
