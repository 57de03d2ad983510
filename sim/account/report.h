#pragma once

#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "models/maps/tensor.h"
#include "partition/plan/plan.h"
#include "sim/account/activity.h"
#include "sim/account/critical_path.h"
#include "sim/account/stream.h"
#include "sim/account/timeline.h"

namespace modnn {

struct DeviceReport {
  std::string name;
  ActivitySeconds seconds{};  ///< sum to the makespan
  double energy_j = 0;
  int messages_sent = 0;
  double bytes_sent = 0;
  Footprint memory;

  /// Share of the makespan in which it computes or pages.
  double utilisation() const {
    const auto of = [this](Activity activity) {
      return seconds[static_cast<std::size_t>(activity)];
    };
    const double all = std::accumulate(seconds.begin(), seconds.end(), 0.0);
    return all > 0 ? (of(Activity::compute) + of(Activity::page_in)) / all : 0;
  }
};

/// Messages are counted for the layer whose inputs they bring.
struct LayerReport {
  std::string name;
  Breakdown critical;  ///< this layer's part of the critical path
  int messages = 0;
  double bytes = 0;
  double wakeup_serial_s = 0;        ///< sum over the messages, as if they were sent one by one
  double transmission_serial_s = 0;  ///< likewise, each alone on the air
};

/// What it cost that phones left and that messages were lost.
struct ChurnReport {
  int lost_images = 0;
  double resent_bytes = 0;     ///< of messages whose content had to be sent again
  double recomputed_macs = 0;  ///< of tasks that had ended
  double added_s =
      0;  ///< for each image from when all was there that it goes on from until it does
  double handed_out_bytes = 0;  ///< of weights, to whom they were new
};

/// What came out of one simulated inference, or of a stream of them: then what is counted is that
/// of all images.
struct Report {
  double makespan_s = 0;
  /// Along the critical path: sums to the makespan. Of a stream of several images there is none,
  /// nor `busy_s`.
  Breakdown critical;
  double busy_s =
      0;  ///< computing and paging alone: how long it would take if messages took no time
  double delivery_serial_s = 0;
  double halo_serial_s = 0;  ///< the part of delivery_serial_s that halos cause
  int messages = 0;
  int halo_messages = 0;
  double message_bytes = 0;
  double halo_bytes = 0;
  double redundant_macs = 0;
  int computing_devices = 0;  ///< that have a part of the MACs
  double air_bytes = 0;       ///< a message between two stations crosses the air twice
  double energy_j = 0;
  double deployment_bytes = 0;  ///< weights that the workers hold
  /// Seconds to hand them out, once and apart from the inference; fluid fidelity only.
  std::optional<double> deployment_s;
  std::vector<DeviceReport> devices;
  std::vector<LayerReport> layers;  ///< in network order, the return of the result last
  Timeline timeline;                ///< empty unless it was asked for
  /// Numeric mode: the output of each of the result_layers(), of a stream for its first image.
  std::vector<Tensor> results;
  std::optional<StreamReport> stream;  ///< where there is a workload
  std::optional<ChurnReport> churn;    ///< where the cell changes

  /// Of one image that was answered.
  bool has_path() const {
    return (!stream || stream->images.size() == 1) && (!churn || churn->lost_images == 0);
  }
  double delivery_critical_s() const {
    return makespan_s - critical.compute_s - critical.page_in_s;
  }
};

}  // namespace modnn
