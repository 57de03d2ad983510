#include "experiments/validation/source_message.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace modnn {

SourceMessage source_message(const Json& resolved) {
  constexpr double bytes_per_value = 4;
  constexpr double bits_per_byte = 8;
  const Json& image = resolved.at("model").at("input");
  const Json& medium = resolved.at("platform").at("medium");
  const Json& radio = resolved.at("platform").at("group_owner").at("device").at("radio");
  SourceMessage message;
  message.bytes = bytes_per_value * image.at("channels").get<double>() *
                  image.at("height").get<double>() * image.at("width").get<double>();
  const int hops = resolved.at("platform").value("access_point", "") == "router" ? 2 : 1;
  message.seconds = hops * message.bytes * bits_per_byte / medium.at("goodput_bps").get<double>() +
                    medium.at("message_overhead_s").get<double>() +
                    radio.at("wake_to_send_s").get<double>() +
                    radio.at("wake_to_receive_s").get<double>();
  return message;
}

bool changes_source_message(const std::string& pointer) {
  constexpr std::array parts{"/model/input", "/platform/medium", "/platform/group_owner",
                             "/platform/access_point"};
  return std::any_of(parts.begin(), parts.end(), [&pointer](const std::string& part) {
    return (pointer + "/").starts_with(part + "/") || part.starts_with(pointer + "/");
  });
}

std::string note_of(const SourceMessage& message) {
  constexpr double mebibyte = 1048576;
  return fmt::format(
      "The simulated figures hold the message from the data source to the gateway, which comes "
      "before the inference: {:.2f} MiB and {:.2f} s.",
      message.bytes / mebibyte, message.seconds);
}

}  // namespace modnn
