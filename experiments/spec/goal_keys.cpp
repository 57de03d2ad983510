#include "experiments/spec/goal_keys.h"

namespace modnn {
namespace {

constexpr Bounds plan_bounds{1, 1e6, false};

const Fields<Limits>& limit_fields() {
  static const Fields<Limits> fields{
      field(&Limits::makespan_s, {.name = "makespan_s",
                                  .help = "at most so long",
                                  .unit = "s",
                                  .bounds = positive,
                                  .example = 5}),
      field(&Limits::energy_j, {.name = "energy_j",
                                .help = "at most so much energy of all devices",
                                .unit = "J",
                                .bounds = positive}),
      field(&Limits::peak_memory_bytes, {.name = "peak_memory_bytes",
                                         .help = "at most so much memory of the neediest device",
                                         .unit = "bytes",
                                         .bounds = positive}),
  };
  return fields;
}

}  // namespace

const Fields<Goal>& goal_fields() {
  static const Fields<Goal> fields{
      field(&Goal::minimise, objective_words,
            {.name = "minimise",
             .help = "the column of summary.csv that shall be least, without noise",
             .column = "minimise"}),
      object_field<limit_fields>(
          &Goal::subject_to,
          {.name = "subject_to", .help = "what the plan must not exceed meanwhile"}),
      field(&Goal::ways, ways_words,
            {.name = "ways",
             .help = "any: also ways to deliver other than delivery says, and a group owner that "
                     "computes or does not; given: those of delivery alone"}),
      field(&Goal::plans, {.name = "plans",
                           .help = "plans that are simulated, beside those of the schemes",
                           .bounds = plan_bounds}),
  };
  return fields;
}

}  // namespace modnn
