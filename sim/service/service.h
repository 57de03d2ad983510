#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/account/stream.h"
#include "sim/middleware/inference.h"
#include "sim/service/progress.h"
#include "sim/service/route.h"
#include "sim/service/workload.h"

namespace modnn {

/// One inference of an image. Where phones leave it may be given up for another one.
struct Attempt {
  int number = 0;
  int image = 0;
  std::size_t source = 0;  ///< of the workload
  Route* route = nullptr;
  std::unique_ptr<Inference> inference{};
  bool has_begun = false;
  bool is_answered = false;
  std::unique_ptr<Progress> progress{};  ///< where phones may leave
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
  /// All that images went by, the plans first.
  const std::deque<Route>& routes() const { return routes_; }
  std::vector<const Plan*> plans() const;
  StreamReport close(double now);

  // What follows is for whoever reacts to changes of the cell; see sim/service/recovery.h.
  struct Reaction {
    std::function<void()> all_done;
    std::function<void(const Attempt&, double bytes)> arrived_in_vain;
    bool owner_keeps_all = false;
  };
  void react(Reaction reaction);
  DeviceId source(std::size_t number) const { return workload_.sources[number]; }
  std::size_t sources() const { return workload_.sources.size(); }
  /// Images from this source go by another route from now on, or wait while there is none.
  void lead(std::size_t source, Route* route) { current_[source] = route; }
  Route* current(std::size_t source) const { return current_[source]; }
  /// Images from there are lost, also those that come.
  void close_source(std::size_t source, bool is_closed) { is_closed_[source] = is_closed; }
  Route& new_route(std::shared_ptr<const Plan> plan);
  std::vector<std::shared_ptr<Attempt>> attempts() const;
  std::shared_ptr<Attempt> make_attempt(int image, std::size_t source, Route& route,
                                        Beginning beginning, std::unique_ptr<Progress> progress);
  void begin_attempt(Attempt& attempt);
  void lose(int image);
  int attempts_at(int image) const { return account_.image(image).attempts; }
  /// Whether images are still to begin.
  bool expects_more() const { return begun_ < workload_.images; }
  void begin_next();

 private:
  void arrive(const ImageArrival& arrival);
  void answered(Attempt& attempt);
  void message_arrived(Attempt& attempt, int stage, int message, const Arrival& arrival);
  Watcher watch(Attempt& attempt);
  void one_done();

  Cell& cell_;
  const Network& network_;
  const Workload& workload_;
  const NumericInputs* numeric_;
  std::vector<ImageArrival> arrivals_;
  std::deque<Route> routes_;
  std::vector<Route*> current_;  ///< [source]
  std::vector<char> is_closed_;  ///< [source]
  StreamAccount account_;
  std::deque<int> queue_;                             ///< images
  std::map<int, std::shared_ptr<Attempt>> attempts_;  ///< that are not over, by number
  int attempts_made_ = 0;
  int begun_ = 0;  ///< images
  int images_done_ = 0;
  std::optional<Reaction> reaction_;
  Cause last_cause_;
  std::vector<Tensor> first_results_;
};

}  // namespace modnn
