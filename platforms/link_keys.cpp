#include "platforms/link_keys.h"

#include "config/fields.h"

namespace modnn {
namespace {

// Nothing overflows, and nobody is nearer than where the loss is that of the first metre.
constexpr Bounds metres{1, 1e6};
constexpr Bounds exponents{1, 10};
constexpr Bounds decibels{-200, 200};
constexpr Bounds shares{0.001, 1};

const Fields<RadioPath>& path_fields() {
  static const Fields<RadioPath> fields{
      field(&RadioPath::distance_m, {.name = "distance_m",
                                     .help = "from the access point",
                                     .unit = "m",
                                     .bounds = metres,
                                     .required = true,
                                     .example = 12}),
      field(&RadioPath::exponent,
            {.name = "exponent",
             .help = "10 times as far, the signal is 10 times so many decibels weaker",
             .bounds = exponents}),
      field(
          &RadioPath::reference_loss_db,
          {.name = "reference_loss_db",
           .help =
               "path loss over the first metre: that of free space at 5.15 GHz (40.05 at 2.4 GHz)",
           .unit = "dB",
           .bounds = decibels}),
      field(&RadioPath::transmit_dbm, {.name = "transmit_dbm",
                                       .help = "power of the transmitter, with its antennas",
                                       .unit = "dBm",
                                       .bounds = decibels}),
  };
  return fields;
}

}  // namespace

const Fields<Link>& link_fields() {
  static const Fields<Link> fields{
      field(&Link::standard, wifi_standard_words,
            {.name = "standard",
             .help = "802.11n, 802.11ac (Wi-Fi 5) or 802.11ax (Wi-Fi 6)",
             .required = true}),
      field(&Link::width_mhz, {.name = "width_mhz",
                               .help = "channel width; n has 20 and 40",
                               .unit = "MHz",
                               .values = {20, 40, 80, 160}}),
      field(&Link::streams,
            {.name = "streams", .help = "spatial streams; n has up to 4", .bounds = {1, 8}}),
      field(&Link::guard_interval_ns,
            {.name = "guard_interval_ns",
             .help = "between two symbols; n and ac have 400 and 800, ax 800, 1600 and 3200",
             .unit = "ns",
             .values = {400, 800, 1600, 3200}}),
      field(&Link::goodput_share,
            {.name = "goodput_share",
             .help = "what a lone station gets above TCP, relative to the standard's data rate",
             .bounds = shares}),
      {{.name = "mcs",
        .type = KeyType::integer,
        .help = "modulation and coding scheme of one stream; n has 0 to 7, ac to 9, ax to 11",
        .bounds = {0, 11},
        .unless = {"path"},
        .example = 7},
       [](Link& link, KeyReader& object) {
         if (object.has("mcs")) link.mcs = static_cast<int>(object.integer("mcs"));
       }},
      object_field<path_fields>(&Link::path,
                                {.name = "path",
                                 .help = "instead of mcs: the fastest scheme for which the signal "
                                         "is strong enough at this distance (log-distance path "
                                         "loss; minimum receiver sensitivities of the standard)"}),
  };
  return fields;
}

}  // namespace modnn
