#pragma once

#include <string>

#include "experiments/results/row.h"
#include "experiments/spec/identity.h"

namespace modnn::test {

/// A row as points.jsonl holds it: of one layer and one device, most of it not measured.
inline Json whole_row(const std::string& id) {
  const RowKeys keys = row_keys();
  Json row{{"format", result_format_version}, {"point_id", id}, {"status", "ok"}};
  for (const std::string& key : keys.point) row["point"][key] = "x";
  for (const std::string& key : keys.report) row["result"][key] = nullptr;
  Json layer, device;
  for (const std::string& key : keys.layer) layer[key] = 0.5;
  for (const std::string& key : keys.device) device[key] = 0.5;
  layer["layer"] = "conv1";
  device["device"] = "worker1";
  row["result"]["makespan_s"] = 1.5;
  row["result"]["alone_s"] = 3.0;
  row["layers"] = {layer};
  row["devices"] = {device};
  return row;
}

/// The same of a point that failed.
inline Json failed_row(const std::string& id) {
  return {{"format", result_format_version}, {"point_id", id},           {"status", "failed"},
          {"point", Json::object()},         {"result", Json::object()}, {"error", "reason"}};
}

}  // namespace modnn::test
