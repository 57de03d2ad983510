#pragma once

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "sim/account/stream.h"
#include "sim/middleware/inference.h"
#include "sim/service/workload.h"

namespace modnn {

/// What the images of one source have done.
struct Served {
  int images = 0;
  /// How long every message waited for both radios, summed over the images, [stage][message].
  std::vector<std::vector<double>> wakeup_s;
};

/// Serves a stream of images in one cell: each waits until fewer than `in_flight` are under way,
/// and is then one inference among them.
class Service {
 public:
  /// `plans` [source of the workload], each from its image to its answer there. All arguments must
  /// outlive the service.
  Service(Cell& cell, const Network& network, const Workload& workload,
          const std::vector<Plan>& plans, const NumericInputs* numeric);
  ~Service();

  /// Lets images come; the simulation runs when the cell's engine does.
  void begin();

  /// In the end: of the image that was answered last, what lies before its answer.
  const Cause& last_cause() const { return last_cause_; }
  /// Of the first image, the output of each of the result_layers(); numeric mode.
  const std::vector<Tensor>& first_results() const { return first_results_; }
  const Served& served(std::size_t source) const { return served_[source]; }
  StreamReport close(double now);

 private:
  void arrive(const ImageArrival& arrival);
  void begin_next();
  void answered(int image);

  Cell& cell_;
  const Workload& workload_;
  const NumericInputs* numeric_;
  std::vector<ImageArrival> arrivals_;
  std::deque<Script> scripts_;  ///< [source]
  std::vector<Served> served_;  ///< [source]
  StreamAccount account_;
  std::deque<int> queue_;                                ///< images
  std::map<int, std::unique_ptr<Inference>> under_way_;  ///< by image
  Cause last_cause_;
  std::vector<Tensor> first_results_;
};

}  // namespace modnn
