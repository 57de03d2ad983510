#include "search/sketch.h"

#include <algorithm>
#include <fmt/format.h>

#include "partition/plan/cost.h"
#include "partition/spatial/channels.h"
#include "partition/spatial/strips.h"

namespace modnn {
namespace {

std::vector<DeviceId> taking_part(const Block& block) {
  std::vector<DeviceId> devices;
  for (DeviceId device = 0; device < static_cast<DeviceId>(block.factors.size()); ++device)
    if (block.factors[device] > 0) devices.push_back(device);
  return devices;
}

/// Layers of a block that some layer after it, or the user, reads; the last one is always.
bool read_after(const Network& network, LayerId layer, LayerId last) {
  return std::any_of(network.layers.begin() + last + 1, network.layers.end(),
                     [layer](const Layer& reader) {
                       return std::ranges::find(reader.inputs, layer) != reader.inputs.end();
                     });
}

}  // namespace

const std::vector<Partitioner>& partitioners() {
  static const std::vector<Partitioner> all = [] {
    std::vector<Partitioner> found;
    for (const Scheme& scheme : schemes()) {
      if (scheme.applies_to == Locality::spatial && scheme.partitioner != nullptr &&
          std::ranges::find(found, scheme.partitioner) == found.end())
        found.push_back(scheme.partitioner);
    }
    return found;
  }();
  return all;
}

std::vector<Region> owned_of(const Block& block, const Network& network, const Cluster& cluster,
                             LayerId layer) {
  const Shape& map = network.layer(layer).shape;
  std::vector<Region> owned(cluster.members.size());
  if (block.taken) {
    if (const auto regions = block.taken->find(layer); regions != block.taken->end())
      return regions->second;
  }
  const std::vector<DeviceId> devices = taking_part(block);
  const Locality kind = locality(network.layer(layer).kind);
  if (devices.size() == 1) {
    owned[devices.front()] = whole(map);
  } else if (kind == Locality::spatial || kind == Locality::neurons) {
    std::vector<double> shares;
    for (const DeviceId device : devices)
      shares.push_back(block.factors[device] * share_of(cluster.member(device), kind));
    const bool spatial = kind == Locality::spatial;
    const auto boxes = (spatial ? block.cut : &split_channels)(map, shares);
    for (std::size_t i = 0; i < devices.size(); ++i) owned[devices[i]] = boxes[i];
  } else {
    owned[group_owner] = whole(map);
  }
  return owned;
}

bool is_possible(const Block& block, const Network& network, const PlanOptions& ways,
                 LayerId first) {
  if (!block.scheme.empty()) return first == block.last;
  if (block.taken) return block.taken->contains(block.last);
  const std::vector<DeviceId> devices = taking_part(block);
  if (devices.empty()) return false;
  if (devices.size() == 1) return true;
  if (devices.front() == group_owner && !ways.group_owner_computes) return false;
  // Only maps of which every output needs a window can be computed in parts inside a run.
  for (LayerId layer = first; first < block.last && layer <= block.last; ++layer)
    if (locality(network.layer(layer).kind) != Locality::spatial) return false;
  return true;
}

std::optional<PlanOptions> planned_by(const Sketch& sketch, const Network& network,
                                      const Cluster& cluster) {
  PlanOptions options = sketch.ways;
  options.partition = {};
  options.partition.fgcp = sketch.ways.partition.fgcp;
  Placement placement;
  LayerId first = 1;
  for (const Block& block : sketch.blocks) {
    if (!is_possible(block, network, options, first)) return std::nullopt;
    if (!block.scheme.empty()) {
      options.partition.layers[network.layer(block.last).name] = block.scheme;
    } else {
      for (LayerId layer = first; layer <= block.last; ++layer) {
        if (layer == block.last || read_after(network, layer, block.last))
          placement.owned[layer] = owned_of(block, network, cluster, layer);
      }
      placement.runs.push_back({first, block.last});
    }
    first = block.last + 1;
  }
  options.placement = std::make_shared<Placement>(std::move(placement));
  return options;
}

namespace {

/// A block that owns a layer as these regions say: by a cut where there is one that does.
Block block_of(LayerId layer, const std::shared_ptr<const Owned>& taken, const Network& network,
               const Cluster& cluster) {
  const std::vector<Region>& regions = taken->at(layer);
  const Locality kind = locality(network.layer(layer).kind);
  Block block{layer, bodp, {}, {}, {}};
  double elements = 0, speed = 0;
  for (DeviceId device = 0; device < cluster.size(); ++device) {
    if (regions[device].empty()) continue;
    elements += static_cast<double>(regions[device].elements());
    speed += share_of(cluster.member(device), kind);
  }
  const auto same = [&](const std::vector<double>& factors, Partitioner cut) {
    block.factors = factors;
    block.cut = cut;
    return owned_of(block, network, cluster, layer) == regions;
  };
  std::vector<double> equal(regions.size()), scaled(regions.size());
  for (DeviceId device = 0; device < cluster.size(); ++device) {
    if (regions[device].empty()) continue;
    equal[device] = 1;
    scaled[device] = static_cast<double>(regions[device].elements()) / elements * speed /
                     share_of(cluster.member(device), kind);
  }
  for (const std::vector<double>& factors : {equal, scaled}) {
    for (const Partitioner cut : partitioners())
      if (same(factors, cut)) return block;
  }
  block.cut = bodp;
  block.taken = taken;
  return block;
}

}  // namespace

std::optional<Sketch> sketch_of(const Plan& plan, const Network& network, const Cluster& cluster,
                                const PlanOptions& ways) {
  Owned owned;
  for (const Stage& stage : plan.stages) {
    std::vector<Region> regions(static_cast<std::size_t>(plan.devices));
    bool any = false;
    for (const Task& task : stage.tasks) {
      if (task.operation != Operation::compute) return std::nullopt;
      regions[task.device] |= task.owns;
      any = any || !task.owns.empty();
    }
    if (any) owned[stage.layer] = std::move(regions);
  }
  const auto taken = std::make_shared<const Owned>(std::move(owned));
  Sketch sketch{ways, {}};
  for (const auto& [layer, regions] : *taken)
    sketch.blocks.push_back(block_of(layer, taken, network, cluster));
  if (sketch.blocks.empty() || sketch.blocks.back().last != network.size() - 1) return std::nullopt;
  return sketch;
}

std::string key_of(const PlanOptions& planned) {
  std::string key =
      fmt::format("{} {} {} {} {} {}", planned.partition.conv, planned.partition.dense,
                  static_cast<int>(planned.mode), static_cast<int>(planned.via),
                  static_cast<int>(planned.relays), planned.group_owner_computes);
  for (const auto& [layer, scheme] : planned.partition.layers)
    key += fmt::format(" {}={}", layer, scheme);
  if (!planned.placement) return key;
  for (const Run& run : planned.placement->runs) key += fmt::format(" {}-{}", run.first, run.last);
  for (const auto& [layer, regions] : planned.placement->owned) {
    for (const Region& region : regions) {
      key += "|";
      for (const Box& box : region.boxes())
        for (const Range& range : {box.channels, box.rows, box.cols})
          key += fmt::format(" {}:{}", range.begin, range.end);
    }
  }
  return key;
}

}  // namespace modnn
