#include "partition/plan/cost.h"

#include <algorithm>
#include <vector>

#include "partition/cost/kernel_call_of.h"
#include "platforms/kernel_cost.h"

namespace modnn {

namespace {

double macs_per_s(const Device& device, KernelClass kernel) {
  switch (kernel) {
    case KernelClass::depthwise:
      return device.depthwise_macs_per_s;
    case KernelClass::dense:
      return device.dense_macs_per_s;
    case KernelClass::sparse_dense:
      return device.sparse_dense_macs_per_s;
    case KernelClass::conv:
    case KernelClass::elementwise:
      break;
  }
  return device.conv_macs_per_s;
}

}  // namespace

double compute_seconds(const Device& device, const Work& work) {
  const double arithmetic =
      work.macs / macs_per_s(device, work.kernel) + work.elements / device.elements_per_s;
  return device.layer_overhead_s + std::max(arithmetic, work.bytes / device.memory_bytes_per_s);
}

namespace {

bool has_rim(const Device& device, const Task& task) {
  return device.conv_computes_rim && task.operation == Operation::compute;
}

/// What kernels are called for.
std::vector<Box> called_boxes(const Device& device, const Network& network, LayerId layer,
                              const Task& task) {
  std::vector<Box> boxes = task.computes.boxes();
  if (has_rim(device, task))
    for (Box& box : boxes) box = with_rim(network, layer, box);
  return boxes;
}

/// The task's, and that of the rim.
Work work_with_rim(const Device& device, const Network& network, LayerId layer, const Task& task) {
  Work all = task.work;
  if (!has_rim(device, task)) return all;
  const std::vector<Box> called = called_boxes(device, network, layer, task);
  for (std::size_t i = 0; i < called.size(); ++i) {
    if (called[i] == task.computes.boxes()[i]) continue;
    const Work more = work(network, layer, called[i]);
    const Work less = work(network, layer, task.computes.boxes()[i]);
    all.macs += more.macs - less.macs;
    all.elements += more.elements - less.elements;
    all.bytes += more.bytes - less.bytes;
  }
  return all;
}

/// Partial sums and their sums have calls of their own.
std::vector<KernelCall> calls_of(const Device& device, const Network& network, LayerId layer,
                                 const Task& task) {
  std::vector<KernelCall> calls;
  const bool of_maps =
      task.operation == Operation::sum_of_products && task.work.kernel == KernelClass::conv;
  if (task.operation == Operation::compute || of_maps) {
    for (const Box& box : called_boxes(device, network, layer, task))
      calls.push_back(kernel_call_of(network, layer, box));
    for (KernelCall& call : calls)
      if (of_maps)
        call.in_channels = static_cast<double>(channels_of(task.reads[0].region).elements());
  } else {
    double reads = 0;
    for (const Piece& read : task.reads) reads += static_cast<double>(read.region.elements());
    const auto computes = static_cast<double>(task.computes.elements());
    KernelCall call;
    if (task.operation == Operation::sum_of_products) {
      call.kernel =
          task.work.kernel == KernelClass::sparse_dense ? Kernel::sparse_dense : Kernel::dense;
      call.in_channels = reads;
      call.out_channels = computes;
    } else {
      call.in_channels = reads / computes;
      call.out_width = computes;
    }
    calls.push_back(call);
  }
  double products = 0;  // if no weight were zero
  for (const KernelCall& call : calls) products += call.in_channels * call.out_channels;
  for (KernelCall& call : calls)
    if (call.kernel == Kernel::sparse_dense) call.density = task.work.macs / products;
  return calls;
}

double seconds_of_kernels(const Device& device, const Network& network, LayerId layer,
                          const Task& task) {
  double seconds = 0;
  for (const KernelCall& call : calls_of(device, network, layer, task)) {
    if (law_of(*device.cost, call.kernel) == nullptr)
      return compute_seconds(device, work_with_rim(device, network, layer, task));
    seconds += call_seconds(*device.cost, call);
  }
  return seconds;
}

Task whole_box(const Network& network, LayerId layer, const Box& output) {
  Task task;
  task.computes = Region(output);
  task.work = work(network, layer, output);
  return task;
}

/// How many times as long as its kernels say a layer was measured to take.
double measured_factor(const Device& device, const Network& network, LayerId layer) {
  const auto model = device.cost->layers.find(network.name);
  if (model == device.cost->layers.end()) return 1;
  const auto measured = model->second.find(network.layer(layer).name);
  if (measured == model->second.end()) return 1;
  const Task all = whole_box(network, layer, whole(network.layer(layer).shape));
  const double seconds = seconds_of_kernels(device, network, layer, all);
  return seconds > 0 ? measured->second / seconds : 1;
}

}  // namespace

double compute_seconds(const Device& device, const Network& network, LayerId layer,
                       const Task& task) {
  if (!device.cost) return compute_seconds(device, work_with_rim(device, network, layer, task));
  return seconds_of_kernels(device, network, layer, task) * measured_factor(device, network, layer);
}

double compute_seconds(const Device& device, const Network& network, LayerId layer,
                       const Box& output) {
  return compute_seconds(device, network, layer, whole_box(network, layer, output));
}

double rim_elements(const Device& device, const Network& network, LayerId layer, const Task& task) {
  if (!has_rim(device, task)) return 0;
  Index elements = 0;
  for (const Box& box : called_boxes(device, network, layer, task)) elements += box.elements();
  return static_cast<double>(elements - task.computes.elements());
}

double share_of(const Member& member, Locality locality) {
  const double nominal = locality == Locality::neurons ? member.device.dense_macs_per_s
                                                       : member.device.conv_macs_per_s;
  return nominal * member.speed_factor;
}

int air_hops(const Cluster& cluster, const Message& message) {
  return static_cast<int>(cluster.is_station(message.source)) +
         static_cast<int>(cluster.is_station(message.destination));
}

namespace {

/// The links behind the access point that a message crosses: none within a group.
std::vector<Uplink> uplinks(const Cluster& cluster, const Message& message) {
  const auto& from = cluster.member(message.source).uplink;
  const auto& to = cluster.member(message.destination).uplink;
  if (from && to && from->group == to->group) return {};
  std::vector<Uplink> links;
  if (from) links.push_back(*from);
  if (to) links.push_back(*to);
  return links;
}

}  // namespace

double lone_byte_seconds(const Cluster& cluster, const Message& message) {
  double seconds = 0;
  for (const DeviceId device : {message.source, message.destination}) {
    if (cluster.is_station(device)) seconds += 8 / cluster.member(device).rate_bps;
  }
  for (const Uplink& uplink : uplinks(cluster, message)) {
    seconds = std::max(seconds, 8 / uplink.bandwidth_bps);
  }
  return seconds;
}

double lone_transfer_seconds(const Cluster& cluster, const Message& message) {
  double seconds =
      cluster.medium.message_overhead_s + message.bytes * lone_byte_seconds(cluster, message);
  seconds += cluster.medium.message_latency_s;
  for (const DeviceId end : {message.source, message.destination})
    seconds += message.bytes / cluster.member(end).device.middleware_bytes_per_s;
  for (const Uplink& uplink : uplinks(cluster, message)) seconds += uplink.latency_s;
  return seconds;
}

namespace {

/// For which a message waits that finds both radios asleep.
double wakeup_seconds(const Cluster& cluster, const Message& message) {
  return cluster.member(message.source).device.radio.wake_to_send_s +
         cluster.member(message.destination).device.radio.wake_to_receive_s;
}

double task_seconds(const Network& network, const Cluster& cluster, LayerId layer,
                    const Task& task) {
  const Member& member = cluster.member(task.device);
  return compute_seconds(member.device, network, layer, task) / member.speed_factor +
         task.page_in_bytes / member.device.page_in_bytes_per_s;
}

}  // namespace

PlannedLoad planned_load(const Network& network, const Cluster& cluster, const Plan& plan,
                         bool radios_sleep) {
  PlannedLoad load{std::vector<double>(cluster.members.size()), 0};
  for (const Stage& stage : plan.stages) {
    for (const Message& message : stage.messages)
      load.air_s += cluster.medium.message_overhead_s +
                    message.bytes * lone_byte_seconds(cluster, message) +
                    (radios_sleep ? wakeup_seconds(cluster, message) : 0);
    for (const Task& task : stage.tasks)
      load.device_s[task.device] += task_seconds(network, cluster, stage.layer, task);
  }
  return load;
}

double planned_makespan_s(const Network& network, const Cluster& cluster, const Plan& plan,
                          bool radios_sleep) {
  double seconds = 0;
  for (const Stage& stage : plan.stages) {
    for (const Message& message : stage.messages) {
      seconds += lone_transfer_seconds(cluster, message);
      if (radios_sleep) seconds += wakeup_seconds(cluster, message);
    }
    double slowest = 0;
    for (const Task& task : stage.tasks)
      slowest = std::max(slowest, task_seconds(network, cluster, stage.layer, task));
    seconds += slowest;
  }
  return seconds;
}

}  // namespace modnn
