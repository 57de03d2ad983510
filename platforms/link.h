#pragma once

#include <optional>

#include "config/reader.h"

namespace modnn {

enum class WifiStandard { n, ac, ax };

/// How a station hears its access point: path loss grows by 10 x exponent dB for every tenfold
/// distance. Beside the distance, the values are ns-3's for its Wi-Fi at 5.15 GHz.
struct RadioPath {
  double distance_m = 0;
  double exponent = 3;
  double reference_loss_db = 46.6777;  ///< over the first metre, as in free space
  double transmit_dbm = 16.0206;       ///< 40 mW
};

/// What says the rate of a station as the standard does: its modulation and coding scheme (MCS), or
/// how far it is.
struct Link {
  WifiStandard standard = WifiStandard::n;
  int width_mhz = 20;
  int streams = 1;
  int guard_interval_ns = 800;
  double goodput_share = 0.82;  ///< of the data rate, above TCP; see docs/design.md
  int mcs = -1;                 ///< -1: the path's
  std::optional<RadioPath> path{};
};

/// The scheme in use, and what it is worth.
struct LinkRate {
  int mcs = 0;
  double data_bps = 0;     ///< of the physical layer
  double goodput_bps = 0;  ///< above TCP, alone on the air
};

/// The standard's data rate; none where the standard has no such combination.
std::optional<double> data_rate_bps(const Link& link, int mcs);

/// At the end of the path.
double received_dbm(const RadioPath& path);

/// The least power at which every receiver of the standard takes this scheme.
double sensitivity_dbm(int mcs, int width_mhz);

/// Of its own scheme, or the fastest one for which the received power is enough; none where the
/// standard has none or the station hears nothing.
std::optional<LinkRate> rate_of(const Link& link);

/// Reads a link that has a rate. Records what is wrong in the value's problems.
Link read_link(const Value& value);

}  // namespace modnn
