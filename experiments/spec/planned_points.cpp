#include "experiments/spec/planned_points.h"

#include <algorithm>
#include <map>
#include <string>

namespace modnn {
namespace {

bool mentions_sparse(const Json& value) {
  if (value.is_structured()) return std::any_of(value.begin(), value.end(), mentions_sparse);
  return value.is_string() && value.get<std::string>() == "sparse_dense";
}

/// The nonzeros of a sparse layer follow from the seed. What a model is called tells nothing of its
/// layers.
bool may_be_sparse(const Sweep& sweep) {
  const auto names_model = [](const Axis& axis) {
    return std::find(axis.pointers.begin(), axis.pointers.end(), "/model") != axis.pointers.end();
  };
  const auto& axes = sweep.axes().axes;
  return std::any_of(axes.begin(), axes.end(), names_model) || mentions_sparse(sweep.resolved());
}

/// Whether a planner never sees the value, whatever it is. Of these, none is wrong beside another.
bool unseen_by_planners(const std::string& pointer, bool sparse) {
  if (pointer == "/seed") return !sparse;
  return pointer == "/tolerance" || pointer == "/noise" || pointer.starts_with("/noise/") ||
         (pointer.starts_with("/platform/") && pointer.find("/power/") != std::string::npos);
}

/// Choices of one axis that planners cannot tell apart: the first of each, and how many they are.
std::vector<SharedPlan> shared_choices(const Axis& axis, bool sparse) {
  std::vector<SharedPlan> shared;
  std::map<std::string, std::size_t> known;  // what planners see -> position in `shared`
  for (std::size_t choice = 0; choice < axis.choices.size(); ++choice) {
    std::string seen;
    for (std::size_t i = 0; i < axis.pointers.size(); ++i) {
      if (unseen_by_planners(axis.pointers[i], sparse)) continue;
      const Json& value = axis.choices[choice][i].root;
      seen += value.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    }
    const auto [position, added] = known.emplace(seen, shared.size());
    if (added) shared.push_back({choice, 0});
    ++shared[position->second].points;
  }
  return shared;
}

}  // namespace

std::vector<SharedPlan> shared_plans(const Sweep& sweep) {
  const bool sparse = may_be_sparse(sweep);
  std::vector<SharedPlan> plans{{0, 1}};
  // The first axis varies slowest, replications fastest.
  for (const Axis& axis : sweep.axes().axes) {
    const std::vector<SharedPlan> choices = shared_choices(axis, sparse);
    std::vector<SharedPlan> crossed;
    for (const SharedPlan& outer : plans) {
      for (const SharedPlan& inner : choices)
        crossed.push_back(
            {outer.first * axis.choices.size() + inner.first, outer.points * inner.points});
    }
    plans = std::move(crossed);
  }
  const std::size_t replications = sweep.axes().replications;
  std::vector<SharedPlan> replicated;
  for (const SharedPlan& plan : plans) {
    const std::size_t first = plan.first * replications;
    if (!sparse) replicated.push_back({first, plan.points * replications});
    for (std::size_t n = 0; sparse && n < replications; ++n)
      replicated.push_back({first + n, plan.points});
  }
  return replicated;
}

}  // namespace modnn
