#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/maps/shape.h"
#include "models/network/network.h"
#include "partition/ranges.h"

namespace modnn {

using DeviceId = int;  ///< index into Cluster::members
inline constexpr DeviceId group_owner = 0;

/// A region of the output of one layer, or of the sender's partial sums of it.
struct Piece {
  LayerId tensor = 0;
  Box box;
  bool partial_sums = false;
};

/// Why a message is sent.
enum class Purpose {
  scatter,  ///< the group owner hands out a map that it holds
  halo,  ///< neighbours exchange what a window needs of the other's region (both hops, if relayed)
  gather,  ///< a region returns to the group owner
  reduce   ///< partial sums go where they are added up
};
std::string purpose_name(Purpose purpose);

/// One transfer between two devices. It may start once `source` holds all pieces.
struct Message {
  DeviceId source = 0;
  DeviceId destination = 0;
  Purpose purpose = Purpose::scatter;
  std::vector<Piece> pieces;
  double bytes = 0;
  std::vector<int> after;  ///< messages of the same stage that must have reached `source` before
  bool relay = false;      ///< forwards just the pieces of after[0]: the second hop of a halo
};

/// One device computes one region of a layer's output from regions of the layer's inputs. Of a
/// layer that is cut by neurons `output` and `inputs` are the hulls of `rows` and `columns`.
struct Task {
  DeviceId device = 0;
  Box output;
  std::vector<Box> inputs;  ///< required region of each of the layer's inputs
  Ranges rows{};            ///< outputs that it adds to, or adds up
  Ranges columns{};         ///< inputs that it reads
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

/// A dense layer that is cut by neurons takes two stages.
enum class Phase {
  whole,         ///< tasks compute regions of the output
  partial_sums,  ///< tasks compute what their columns add to their rows
  combine        ///< tasks add up the partial sums of their rows, the bias and the activation
};

/// One layer: the messages that come before it, then the tasks. The last stage of a plan whose
/// result has to return to the group owner has no tasks, and `layer` is the network's last layer.
struct Stage {
  LayerId layer = 0;
  Phase phase = Phase::whole;
  std::shared_ptr<const NonzeroOwners> nonzeros{};  ///< of partial sums; null: rows x columns each
  std::vector<Message> messages;
  std::vector<Task> tasks;
};

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
