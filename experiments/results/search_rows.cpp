#include "experiments/results/search_rows.h"

#include "experiments/results/row_table.h"

namespace modnn {
namespace {

struct Searched {
  const Found* found;
  double makespan_s;
};

constexpr Row<Searched> rows[] = {
    {"plan_found", "", "of auto: the scheme that the best plan is, or that its search began with",
     [](const Searched& s) -> Json { return s.found ? Json(s.found->origin) : Json(nullptr); }},
    {"plans_tried", "", "of auto: plans that were simulated",
     [](const Searched& s) -> Json { return s.found ? Json(s.found->plans) : Json(nullptr); }},
    {"compute_bound_s", "s",
     "of auto: what no plan can do without, as all devices together compute no faster, noise apart",
     [](const Searched& s) -> Json {
       return s.found ? Json(s.found->bounds.compute_s) : Json(nullptr);
     }},
    {"delivery_bound_s", "s",
     "of auto: likewise, as the group owner computes what cannot reach the others in time",
     [](const Searched& s) -> Json {
       return s.found ? Json(s.found->bounds.delivery_s) : Json(nullptr);
     }},
    {"bound_gap", "", "of auto: makespan_s / the larger one of these bounds - 1",
     [](const Searched& s) -> Json {
       if (s.found == nullptr || s.found->bounds.makespan_s() <= 0) return nullptr;
       return s.makespan_s / s.found->bounds.makespan_s() - 1;
     }},
};

}  // namespace

void describe_search(const Found* found, double makespan_s, Json& row) {
  describe(rows, Searched{found, makespan_s}, row);
}

ResultColumns search_columns() {
  ResultColumns columns;
  add_columns(rows, columns);
  return columns;
}

}  // namespace modnn
