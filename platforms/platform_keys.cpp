#include "platforms/platform_keys.h"

#include "config/fields.h"
#include "platforms/bounds.h"
#include "platforms/device_keys.h"
#include "platforms/link_keys.h"
#include "platforms/medium_keys.h"
#include "platforms/platform_json.h"

namespace modnn {
namespace {

constexpr Bounds worker_count{0, max_workers, false};

Key device_key() {
  return {.name = "device",
          .type = KeyType::reference,
          .help = "a catalogue name, a relative path or a device written out",
          .required = true,
          .inside = &device_keys(),
          .refers_to = "device"};
}

Key speed_factor_key() {
  return {.name = "speed_factor",
          .help = "multiplies every compute rate",
          .bounds = factor_bounds,
          .fallback = 1};
}

Key speed_profile_key() {
  return {.name = "speed_profile",
          .type = KeyType::list,
          .help = "instead of the device's",
          .same_as = "device/speed_profile",
          .inside = &keys_in<speed_step_fields>()};
}

}  // namespace

const Fields<Uplink>& uplink_fields() {
  static const Fields<Uplink> fields{
      field(&Uplink::bandwidth_bps, {.name = "bandwidth_bps",
                                     .help = "goodput of each direction",
                                     .unit = "bit/s",
                                     .bounds = bit_rate,
                                     .required = true,
                                     .example = 100000000}),
      field(&Uplink::latency_s, {.name = "latency_s",
                                 .help = "time one way",
                                 .unit = "s",
                                 .bounds = seconds_bounds,
                                 .example = 0.02}),
  };
  return fields;
}

const Keys& group_owner_keys() {
  static const Keys keys{device_key(), speed_factor_key(), speed_profile_key()};
  return keys;
}

const Keys& worker_keys() {
  static const Keys keys{
      device_key(),
      {.name = "count",
       .type = KeyType::integer,
       .help = "number of phones",
       .bounds = worker_count,
       .fallback = 1},
      {.name = "rate_bps",
       .type = KeyType::number,
       .help = "goodput of the station when it is alone on the air; the medium's by default",
       .unit = "bit/s",
       .bounds = bit_rate,
       .same_as = "/platform/medium/goodput_bps",
       .unless = {"uplink", "link"}},
      {.name = "link",
       .type = KeyType::object,
       .help = "instead of rate_bps: the 802.11 link that says it",
       .unless = {"uplink"},
       .inside = &keys_in<link_fields>()},
      speed_factor_key(),
      speed_profile_key(),
      {.name = "uplink",
       .type = KeyType::object,
       .help = "the group is not on the air but behind the access point on this link (an edge "
               "server, a cloud), which it shares",
       .inside = &keys_in<uplink_fields>()},
  };
  return keys;
}

const Keys& platform_keys() {
  static const Keys keys{
      {.name = "name",
       .type = KeyType::text,
       .help = "name of the platform",
       .fallback = "inline",
       .column = "platform"},
      {.name = "source",
       .type = KeyType::citation,
       .help = "where the values come from: a text, or one per parameter"},
      {.name = "medium",
       .type = KeyType::reference,
       .help = "a catalogue name, a relative path or a medium written out",
       .required = true,
       .inside = &medium_keys(),
       .refers_to = "medium"},
      {.name = "paging",
       .type = KeyType::word,
       .help = "what happens on every inference to weights that do not fit the memory: the excess "
               "is read from flash (overflow), all are (lru), or memory is no limit (none)",
       .fallback = "overflow",
       .words = names_of(paging_words),
       .column = "paging"},
      {.name = "speed_factor",
       .type = KeyType::number,
       .help = "multiplies every compute rate of every device, beside the factors of groups: one "
               "clock for the whole cluster",
       .bounds = factor_bounds,
       .fallback = 1,
       .column = "cluster_speed_factor"},
      {.name = "access_point",
       .type = KeyType::word,
       .help =
           "what forwards between stations: the group owner's phone, or a router, which has the "
           "group owner among its stations: at the medium's goodput_bps, each of its messages "
           "crossing the air twice",
       .fallback = "group_owner",
       .words = names_of(access_point_words),
       .column = "access_point"},
      {.name = "group_owner",
       .type = KeyType::object,
       .help = "the phone that holds the image and coordinates the others",
       .required = true,
       .inside = &group_owner_keys()},
      {.name = "workers",
       .type = KeyType::list,
       .help = "groups of equal workers",
       .required = true,
       .inside = &worker_keys(),
       .most = max_workers},
  };
  return keys;
}

}  // namespace modnn
