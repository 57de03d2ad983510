#pragma once

#include <string>
#include <vector>

#include "config/document.h"
#include "experiments/results/column.h"
#include "search/search.h"
#include "sim/account/report.h"

namespace modnn {

/// The columns of summary.csv that were measured, in order.
Json describe_report(const Report& report, double alone_s, double max_relative_error,
                     const Found* found = nullptr);

/// One object per layer, device and image, with units in the keys: the rows of layers.csv,
/// devices.csv and images.csv. Images there are with a workload only.
Json describe_layers(const Report& report);
Json describe_devices(const Report& report);
Json describe_images(const Report& report);

/// The columns of the above, in order.
struct RowColumns {
  ResultColumns point;
  ResultColumns report;
  ResultColumns layer;
  ResultColumns device;
  ResultColumns image;
};
const RowColumns& row_columns();

/// Their names.
struct RowKeys {
  std::vector<std::string> point;
  std::vector<std::string> report;
  std::vector<std::string> layer;
  std::vector<std::string> device;
  std::vector<std::string> image;
};
RowKeys row_keys();

/// The members of a row of points.jsonl.
const ResultColumns& row_members();

/// Version, commit, compiler, SimGrid version and settings, host: kept apart from the results.
Json provenance();

}  // namespace modnn
