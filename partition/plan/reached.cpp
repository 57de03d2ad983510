#include "partition/plan/reached.h"

namespace modnn {

std::vector<LayerId> last_readers(const Network& network) {
  std::vector<LayerId> last(network.layers.size(), 0);
  for (LayerId id = 1; id < network.size(); ++id)
    for (const LayerId input : network.layer(id).inputs) last[input] = id;
  last.back() = network.size();
  return last;
}

PlanOptions options_of(const Placing& placing) {
  if (placing.options != nullptr) return *placing.options;
  PlanOptions options;
  options.mode = placing.mode;
  options.bytes_per_value = placing.bytes_per_value;
  return options;
}

Holdings holdings_before(const Placing& placing) {
  if (placing.holdings != nullptr) return *placing.holdings;
  Holdings holdings(placing.cluster.size());
  for (LayerId id = 0; id < placing.layers.first; ++id)
    holdings.computes(group_owner, {id}, placing.needed[id], placing.needed[id]);
  return holdings;
}

void gather_outputs(Stage& stage, const Placing& placing, const PlanOptions& options,
                    const std::vector<LayerId>& last_read, const Holdings& holdings) {
  Delivery delivery(holdings, options, placing.needed);
  for (LayerId id = placing.layers.first; id <= placing.layers.last; ++id)
    if (last_read[id] > placing.layers.last && !placing.needed[id].empty())
      delivery.gather(stage, id);
}

bool alike(const Holdings& a, const Holdings& b, const std::vector<LayerId>& last_read,
           LayerId id) {
  for (LayerId map = 0; map <= id; ++map) {
    if (last_read[map] <= id) continue;
    for (DeviceId device = 0; device < a.devices(); ++device)
      if (!(a.held({map}, device) == b.held({map}, device)) ||
          !(a.owned({map}, device) == b.owned({map}, device)))
        return false;
  }
  return true;
}

}  // namespace modnn
