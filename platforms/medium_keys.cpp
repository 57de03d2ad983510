#include "platforms/medium_keys.h"

#include "platforms/bounds.h"

namespace modnn {

const Keys& phy_keys() {
  static const Keys keys{
      {.name = "mcs",
       .type = KeyType::integer,
       .help = "modulation and coding scheme",
       .bounds = {0, 7},
       .required = true},
      {.name = "channel_mhz",
       .type = KeyType::integer,
       .help = "channel width",
       .unit = "MHz",
       .values = {20, 40},
       .required = true},
      {.name = "streams",
       .type = KeyType::integer,
       .help = "spatial streams",
       .bounds = {1, 4},
       .fallback = 1},
      {.name = "distance_m",
       .type = KeyType::number,
       .help = "from the group owner to every station",
       .unit = "m",
       .bounds = positive,
       .fallback = 1},
  };
  return keys;
}

const Keys& medium_keys() {
  // Aggregation of frames can make several senders faster than one.
  static const Key share{.type = KeyType::number, .bounds = {0.001, 2}};
  static const Keys keys{
      {.name = "name", .type = KeyType::text, .help = "name of the medium", .required = true},
      {.name = "source",
       .type = KeyType::citation,
       .help = "where the values come from: a text, or one per parameter"},
      {.name = "goodput_bps",
       .type = KeyType::number,
       .help = "what one lone station gets above TCP; the default rate of every worker",
       .unit = "bit/s",
       .bounds = bit_rate,
       .required = true,
       .example = 40000000},
      {.name = "message_overhead_s",
       .type = KeyType::number,
       .help = "what a message costs beside its bytes, on an awake, idle link",
       .unit = "s",
       .bounds = seconds_bounds,
       .required = true},
      {.name = "efficiency",
       .type = KeyType::list,
       .help = "[n-1]: share of its lone goodput that the air delivers in all while n stations "
               "send at once; the last entry holds for more",
       .fallback = Json::array({1}),
       .each = &share,
       .least = 1,
       .example = {1, 0.88, 0.89}},
      {.name = "beacon_interval_s",
       .type = KeyType::number,
       .help = "time between two beacons of the group owner, which are at multiples of it",
       .unit = "s",
       .bounds = interval_bounds,
       .fallback = 0.1024},
      {.name = "phy",
       .type = KeyType::object,
       .help = "the 802.11n cell at 5 GHz behind the numbers; fidelity ns3 simulates it",
       .inside = &phy_keys()},
  };
  return keys;
}

}  // namespace modnn
