#pragma once

#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/words.h"
#include "partition/plan/planner.h"
#include "platforms/cluster.h"

namespace modnn {

/// Something that happens to a phone, or that it does.
enum class Change {
  leave,  ///< it is gone at once, and with it all that it was at
  join,   ///< it comes, or comes back: then with the weights that it had
  rate,   ///< its radio's goodput is another for what is sent from now on
  stall   ///< its processor stands still for a while, and it begins with no message
};

inline const Words<Change> change_words{{Change::leave, "leave"},
                                        {Change::join, "join"},
                                        {Change::rate, "rate_bps"},
                                        {Change::stall, "stall"}};

struct Event {
  double at_s = 0;
  Change change = Change::leave;
  DeviceId device = 0;
  double rate_bps = 0;  ///< of a rate
  double for_s = 0;     ///< of a stall
  int number = 0;       ///< of its entry in the experiment's list
};

/// Every worker leaves and comes back at random: the times between are exponential.
struct Churn {
  double mean_time_to_leave_s = std::numeric_limits<double>::infinity();
  double mean_time_to_return_s = std::numeric_limits<double>::infinity();  ///< never
};

/// What becomes of an image whose phones leave.
enum class Policy {
  abort,    ///< the image is lost
  restart,  ///< it is done again from the beginning, among those who are left
  replan    ///< it goes on from the last layer of which somebody who is left has every piece
};

inline const Words<Policy> policy_words{
    {Policy::abort, "abort"}, {Policy::restart, "restart"}, {Policy::replan, "replan"}};

/// What the group owner does about phones that do not answer.
struct RecoverySpec {
  Policy policy = Policy::replan;
  double detect_timeout_s = 1;  ///< for so long it has no word of a phone that it takes for dead
  int checkpoint_every = 0;     ///< layers after which it gathers what there is; 0: never
  int most_attempts = 100;      ///< at an image, which is lost then
};

/// What changes in a cell while it serves images, and how its service reacts.
struct Changes {
  std::vector<Event> events{};  ///< ascending by time
  std::optional<Churn> churn{};
  RecoverySpec recovery{};
  /// Phones that come later: the devices behind those of the cluster.
  std::vector<Member> joining{};
  PlanOptions plan{};  ///< by which the rest is planned
  Patterns patterns{};
};

/// An entry of Changes::events comes only when the service has ended.
struct EventTooLate : std::runtime_error {
  EventTooLate(int entry, const std::string& text) : std::runtime_error(text), number(entry) {}
  int number;
};

}  // namespace modnn
