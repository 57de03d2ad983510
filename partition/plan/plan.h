#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/words.h"
#include "models/maps/shape.h"
#include "models/network/network.h"
#include "partition/region.h"

namespace modnn {

using DeviceId = int;  ///< index into Cluster::members
inline constexpr DeviceId group_owner = 0;

inline constexpr DeviceId nobody = -1;

/// A feature map: the output of a layer, or the partial sums of it that one device computes of a
/// layer that is cut by neurons or input channels.
struct MapId {
  LayerId layer = 0;
  DeviceId summed_by = nobody;

  auto operator<=>(const MapId&) const = default;
};

/// A region of a map.
struct Piece {
  MapId map{};
  Region region;
};

/// Why a message is sent.
enum class Purpose {
  scatter,  ///< the group owner hands out a map that it holds
  halo,  ///< neighbours exchange what a window needs of the other's region (both hops, if relayed)
  gather,  ///< a region returns to the group owner
  reduce   ///< partial sums go where they are added up
};
inline const Words<Purpose> purpose_words{{Purpose::scatter, "scatter"},
                                          {Purpose::halo, "halo"},
                                          {Purpose::gather, "gather"},
                                          {Purpose::reduce, "reduce"}};
inline std::string purpose_name(Purpose purpose) { return name_of(purpose_words, purpose); }

/// One transfer between two devices. It may start once `source` holds all pieces.
struct Message {
  DeviceId source = 0;
  DeviceId destination = 0;
  Purpose purpose = Purpose::scatter;
  std::vector<Piece> pieces;
  double bytes = 0;
  std::vector<int> after;  ///< messages of the same stage that must have reached `source` before
  bool relay = false;      ///< forwards just the pieces of these: the second hop of halos
};

/// What a task does.
enum class Operation {
  compute,          ///< a region of the layer's output, from regions of its inputs
  sum_of_products,  ///< partial sums: what the inputs that it reads add to the outputs that it
                    ///< names
  add_up            ///< partial sums to outputs, with the bias and the activation
};
inline const Words<Operation> operation_words{{Operation::compute, "compute"},
                                              {Operation::sum_of_products, "sum_of_products"},
                                              {Operation::add_up, "add_up"}};
inline std::string operation_name(Operation operation) {
  return name_of(operation_words, operation);
}

/// One device computes one region of a map. What it computes may overlap with what others compute
/// (fused layers do work twice instead of waiting for it); what it owns, and answers for when
/// others need it, is its own.
struct Task {
  DeviceId device = 0;
  Operation operation = Operation::compute;
  Region computes;
  Region owns;               ///< a part of `computes`
  std::vector<Piece> reads;  ///< compute: one of each of the layer's inputs, in their order;
                             ///< sum_of_products: of the input; add_up: of every device's sums
  Work work;
  double weight_bytes = 0;   ///< weights that the device must hold for it
  double page_in_bytes = 0;  ///< of these, what is read from flash on every inference
};

/// Which device multiplies which nonzero of a sparse matrix (in compressed sparse rows).
struct NonzeroOwners {
  std::vector<Index> row_starts;
  std::vector<std::int32_t> column_of;
  std::vector<std::int32_t> device;  ///< [nonzero]
};

/// One layer: the messages that come before it, then the tasks, which all do the same operation. A
/// layer that is cut by neurons or input channels has two stages: partial sums, and adding them up.
/// Inside a run of fused layers stages have no messages. The last stage of a plan whose result has
/// to return to the group owner has no tasks, and `layer` is the network's last layer.
struct Stage {
  LayerId layer = 0;
  std::shared_ptr<const NonzeroOwners> nonzeros{};  ///< of partial sums of a sparse layer
  std::vector<Message> messages;
  std::vector<Task> tasks;
};

/// The map that a task of a stage computes a region of.
inline MapId computed_map(const Stage& stage, const Task& task) {
  return {stage.layer, task.operation == Operation::sum_of_products ? task.device : nobody};
}

/// Memory of one device, in bytes.
struct Footprint {
  double runtime = 0;
  double weights = 0;
  double activations = 0;  ///< largest amount alive at once
  double workspace = 0;    ///< largest scratch memory of a kernel
  double paged = 0;        ///< weights that do not fit and are read from flash on every inference

  /// What the device would keep resident if it could.
  double needed() const { return runtime + weights + activations + workspace; }
};

/// Who computes what, and what is sent before: plain data from which everything that is measured or
/// simulated follows.
struct Plan {
  int devices = 0;
  std::vector<Stage> stages;
  std::vector<Footprint> memory;  ///< one per device
};

}  // namespace modnn
