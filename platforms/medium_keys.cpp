#include "platforms/medium_keys.h"

#include "config/fields.h"
#include "platforms/bounds.h"

namespace modnn {
namespace {

const Fields<Phy>& phy_fields() {
  static const Fields<Phy> fields{
      field(&Phy::mcs, {.name = "mcs",
                        .help = "modulation and coding scheme",
                        .bounds = {0, 7},
                        .required = true}),
      field(&Phy::channel_mhz, {.name = "channel_mhz",
                                .help = "channel width",
                                .unit = "MHz",
                                .values = {20, 40},
                                .required = true}),
      field(&Phy::streams, {.name = "streams", .help = "spatial streams", .bounds = {1, 4}}),
      field(&Phy::distance_m, {.name = "distance_m",
                               .help = "from the group owner to every station",
                               .unit = "m",
                               .bounds = positive}),
  };
  return fields;
}

}  // namespace

const Fields<Medium>& medium_fields() {
  // Aggregation of frames can make several senders faster than one.
  static const Key share{.type = KeyType::number, .bounds = {0.001, 2}};
  static const Fields<Medium> fields{
      field(&Medium::name, {.name = "name", .help = "name of the medium", .required = true}),
      unread<Medium>({.name = "source",
                      .type = KeyType::citation,
                      .help = "where the values come from: a text, or one per parameter"}),
      field(&Medium::goodput_bps,
            {.name = "goodput_bps",
             .help = "what one lone station gets above TCP; the default rate of every worker",
             .unit = "bit/s",
             .bounds = bit_rate,
             .required = true,
             .example = 40000000}),
      field(&Medium::message_overhead_s,
            {.name = "message_overhead_s",
             .help = "what a message costs beside its bytes, on an awake, idle link",
             .unit = "s",
             .bounds = seconds_bounds,
             .required = true}),
      field(&Medium::message_latency_s,
            {.name = "message_latency_s",
             .help = "delay of every message after its time on the air, which it does not occupy",
             .unit = "s",
             .bounds = seconds_bounds,
             .example = 0.002}),
      field(
          &Medium::efficiency,
          {.name = "efficiency",
           .help = "[n-1]: share of its lone goodput that the air delivers in all while n stations "
                   "send at once; the last entry holds for more",
           .fallback = Json::array({1}),
           .each = &share,
           .least = 1,
           .example = {1, 0.88, 0.89}}),
      field(&Medium::beacon_interval_s,
            {.name = "beacon_interval_s",
             .help = "time between two beacons of the group owner, which are at multiples of it",
             .unit = "s",
             .bounds = interval_bounds}),
      object_field<phy_fields>(
          &Medium::phy,
          {.name = "phy",
           .help = "the 802.11n cell at 5 GHz behind the numbers; fidelity ns3 simulates it"}),
  };
  return fields;
}

const Keys& medium_keys() { return keys_in<medium_fields>(); }

}  // namespace modnn
