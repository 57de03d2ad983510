#pragma once

#include <string>
#include <vector>

#include "partition/plan/plan.h"

namespace modnn {

/// What became of one image; seconds since the simulation began.
struct ImageReport {
  DeviceId source = 0;  ///< where it arrived, and where its answer is wanted
  double arrival_s = 0;
  double begin_s = 0;             ///< when it was its turn
  double end_s = 0;               ///< when the answer was there, or the image was given up
  double max_relative_error = 0;  ///< of the answer; numeric mode
  std::string file{};             ///< of an image that shows something known, and what
  int label = -1, answer = -1;    ///< from 0: what it shows, and what was recognised
  bool is_lost = false;           ///< there is no answer
  int attempts = 0;               ///< inferences that were begun for it

  double latency_s() const { return end_s - arrival_s; }
};

/// A number of images over time.
struct Level {
  double mean = 0;  ///< over the makespan
  int most = 0;     ///< that there were for any time
};

/// What became of a stream of images.
struct StreamReport {
  std::vector<ImageReport> images;  ///< in the order of arrival
  Level queue;                      ///< images that had arrived and not begun
  Level in_service;                 ///< images that had begun and had no answer
  Level in_system;                  ///< both
  double air_busy_s = 0;            ///< time in which something was on the air
  double deadline_s = 0;            ///< a later answer is late

  int lost() const;
  int answered() const { return static_cast<int>(images.size()) - lost(); }
  /// Of what follows lost images are no part; with none answered there is nothing of it.
  int late() const;
  double mean_latency_s() const;
  /// The least latency that a share of `quantile` of the images does not exceed (nearest rank).
  double latency_s(double quantile) const;
};

/// Follows the images through their arrival, their turn and their answer.
class StreamAccount {
 public:
  /// The next image has arrived. Returns its number, from 0.
  int arrives(DeviceId source, double now);
  void begins(int image, double now);
  void is_answered(int image, double now, double max_relative_error);
  /// It had begun, and will never be answered.
  void is_lost(int image, double now);
  void is_tried(int image) { ++images_[static_cast<std::size_t>(image)].attempts; }
  /// What became of all, at the makespan.
  StreamReport close(double now);

  int in_service() const { return in_service_.now; }
  const ImageReport& image(int number) const { return images_[static_cast<std::size_t>(number)]; }

 private:
  struct Count {
    int now = 0;
    int most = 0;
    double integral_s = 0;

    void lasts(double seconds);
    Level over(double seconds) const;
  };
  void settle(double now);

  std::vector<ImageReport> images_;
  Count queue_, in_service_, in_system_;
  double since_s_ = 0;
};

}  // namespace modnn
