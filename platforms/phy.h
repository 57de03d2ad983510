#pragma once

namespace modnn {

/// The physical layer of an 802.11n cell at 5 GHz, for packet-level simulation.
struct Phy {
  int mcs = 7;            ///< modulation and coding scheme
  int channel_mhz = 20;   ///< channel width
  int streams = 1;        ///< spatial streams
  double distance_m = 1;  ///< of every station from the group owner
};

}  // namespace modnn
