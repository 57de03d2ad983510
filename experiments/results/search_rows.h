#pragma once

#include "config/document.h"
#include "experiments/results/column.h"
#include "search/search.h"

namespace modnn {

/// The columns of summary.csv about the search for a plan; empty where there was none.
void describe_search(const Found* found, double makespan_s, Json& row);
ResultColumns search_columns();

}  // namespace modnn
