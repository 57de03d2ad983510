#include "experiments/validation/claims.h"

#include <cmath>
#include <fmt/format.h>
#include <map>
#include <stdexcept>

namespace modnn {
namespace {

constexpr double bits_per_byte = 8;
constexpr double mebibyte = 1048576;

std::string counted(int number, const std::string& noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

/// Finds rows by what was swept.
class Rows {
 public:
  Rows(std::string experiment, std::vector<Json> rows)
      : experiment_(std::move(experiment)), rows_(std::move(rows)) {}

  /// The "result" of the point with these values of swept pointers.
  const Json& result(const std::map<std::string, Json>& values) const {
    for (const Json& row : rows_) {
      bool same = true;
      for (const auto& [pointer, value] : values) same = same && row["swept"][pointer] == value;
      if (!same) continue;
      if (row["status"] != "ok") break;
      return row["result"];
    }
    throw std::runtime_error(experiment_ + ": no point for " + Json(values).dump());
  }
  double number(const std::map<std::string, Json>& values, const std::string& key) const {
    return result(values)[key].get<double>();
  }

 private:
  std::string experiment_;
  std::vector<Json> rows_;
};

const std::string count = "/platform/workers/0/count";
const std::string conv = "/partition/conv";

ClaimGroup speedup(const Simulate& simulate, const Json& published) {
  ClaimGroup group{"MoDNN: VGG-16 on 1 to 4 phones", "paper_speedup", published["source"], {}, ""};
  const Rows rows(group.experiment, simulate(group.experiment).rows);
  const auto at = [&](int workers, const std::string& key) {
    return rows.number({{count, workers}, {conv, "bodp"}}, key);
  };
  group.claims.push_back(
      {"time alone", "s", published["vgg"]["single_phone_s"], at(1, "alone_s"), true});
  for (const int workers : {2, 4})
    group.claims.push_back({fmt::format("compute speed-up, {} workers", workers), "x",
                            published["dnn_computation_speedup"][std::to_string(workers)],
                            at(workers, "speedup_compute"), workers == 2});
  for (const int workers : {2, 3, 4})
    group.claims.push_back({fmt::format("total speed-up, {} workers", workers), "x",
                            published["vgg16_total_speedup"][std::to_string(workers)],
                            at(workers, "speedup_total"), false});
  return group;
}

ClaimGroup delivery(const Simulate& simulate, const Json& published) {
  ClaimGroup group{"MoDNN: BODP against 2-D grids", "paper_delivery", published["source"], {}, ""};
  const Rows rows(group.experiment, simulate(group.experiment).rows);
  const auto halo_s = [&](const std::string& scheme) {
    return rows.number({{count, 4}, {conv, scheme}}, "halo_serial_s");
  };
  group.claims.push_back(
      {"less delivery time, 4 workers", "%",
       100 * published["delivery_time_reduction_vs_2d_grids"]["value"].get<double>(),
       100 * (1 - halo_s("bodp") / halo_s("grid_2d")), false});
  return group;
}

ClaimGroup deepthings(const Simulate& simulate, const Json& published) {
  ClaimGroup group{
      "DeepThings: BODP on 1 to 6 Raspberry Pi 3", "deepthings", published["source"], {}, ""};
  const Simulated simulated = simulate(group.experiment);
  const Rows rows(group.experiment, simulated.rows);
  const Json& experiment = simulated.resolved;
  // The source's message comes before everything else: it adds its time, and its bytes.
  const Json& shape = experiment["model"]["input"];
  const double image_bytes = 4 * shape["channels"].get<double>() * shape["height"].get<double>() *
                             shape["width"].get<double>();
  const Json& medium = experiment["platform"]["medium"];
  const Json& radio = experiment["platform"]["group_owner"]["device"]["radio"];
  const double source_s = image_bytes * bits_per_byte / medium["goodput_bps"].get<double>() +
                          medium["message_overhead_s"].get<double>() +
                          radio["wake_to_send_s"].get<double>() +
                          radio["wake_to_receive_s"].get<double>();
  group.note = fmt::format(
      "The simulated figures hold the message from the data source to the gateway, which comes "
      "before the inference: {:.2f} MiB and {:.2f} s.",
      image_bytes / mebibyte, source_s);
  const Json& series = published["bodp_mapreduce"];
  for (std::size_t i = 0; i < series["devices"].size(); ++i) {
    const int devices = series["devices"][i].get<int>();
    group.claims.push_back({"latency, " + counted(devices, "device"), "s", series["latency_s"][i],
                            rows.number({{count, devices}}, "makespan_s") + source_s,
                            devices <= 2});
  }
  for (std::size_t i = 0; i < series["devices"].size(); ++i) {
    const int devices = series["devices"][i].get<int>();
    const double bytes = rows.number({{count, devices}}, "message_bytes") + image_bytes;
    group.claims.push_back({"traffic, " + counted(devices, "device"), "MiB",
                            series["traffic_mib"][i], bytes / mebibyte, false});
  }
  return group;
}

ClaimGroup edgeld(const Simulate& simulate, const Json& published) {
  ClaimGroup group{
      "EdgeLD: BODP on 1 to 4 virtual machines", "edgeld", published["source"], {}, ""};
  const Rows rows(group.experiment, simulate(group.experiment).rows);
  const Json& series = published["vgg16"];
  for (const std::string mode : {"halo", "map_reduce"}) {
    for (const auto& [mbps, goodput] : {std::pair(100, 9.4e7), {1000, 9.4e8}}) {
      for (std::size_t i = 0; i < series["followers"].size(); ++i) {
        const int followers = series["followers"][i].get<int>();
        group.claims.push_back(
            {fmt::format("{}, {} Mbit/s, {}", mode, mbps, counted(followers, "follower")), "s",
             series[fmt::format("total_s at {} Mbps", mbps)][i],
             rows.number({{count, followers},
                          {"/delivery/mode", mode},
                          {"/platform/medium/goodput_bps", goodput}},
                         "makespan_s"),
             mode == "halo" && mbps == 1000 && followers == 1});
      }
    }
  }
  return group;
}

constexpr const char* begin_mark = "<!-- modnn validate: begin -->\n";
constexpr const char* end_mark = "<!-- modnn validate: end -->\n";

std::string mean_line(const ClaimGroup& group, const std::string& prefix) {
  return fmt::format("- {}: {:.1f} %\n", prefix, 100 * group.mean_absolute_error(prefix));
}

}  // namespace

std::string error_text(const Claim& claim) {
  const double rounded = std::round(1000 * claim.error()) / 10;
  return fmt::format("{:+.1f} %", rounded == 0 ? 0.0 : rounded);
}

double ClaimGroup::mean_absolute_error(const std::string& prefix) const {
  double sum = 0;
  int predicted = 0;
  for (const Claim& claim : claims) {
    if (claim.calibrated || claim.quantity.rfind(prefix, 0) != 0) continue;
    sum += std::abs(claim.error());
    ++predicted;
  }
  return predicted > 0 ? sum / predicted : 0;
}

std::vector<ClaimGroup> published_claims(const Simulate& simulate, const Published& published) {
  const Json modnn_2017 = published("modnn_2017");
  return {speedup(simulate, modnn_2017), delivery(simulate, modnn_2017),
          deepthings(simulate, published("deepthings_2018")),
          edgeld(simulate, published("edgeld_2020"))};
}

std::string validation_markdown(const std::vector<ClaimGroup>& groups) {
  std::string text;
  for (const ClaimGroup& group : groups) {
    text += fmt::format("\n## {}\n\n`modnn run experiments/{}.json`. Published: {}.\n\n",
                        group.title, group.experiment, group.source);
    text += "| quantity | unit | published | simulated | error | |\n";
    text += "| --- | --- | ---: | ---: | ---: | --- |\n";
    std::vector<std::string> kinds;  // in the order of their first claim
    for (const Claim& claim : group.claims) {
      text += fmt::format("| {} | {} | {:.2f} | {:.2f} | {} | {} |\n", claim.quantity, claim.unit,
                          claim.published, claim.simulated, error_text(claim),
                          claim.calibrated ? "calibrated" : "predicted");
      const std::string kind = claim.quantity.substr(0, claim.quantity.find(','));
      if (!claim.calibrated && (kinds.empty() || kinds.back() != kind)) kinds.push_back(kind);
    }
    text += "\nMean absolute error of what is predicted:\n\n";
    for (const std::string& kind : kinds) text += mean_line(group, kind);
    if (!group.note.empty()) text += "\n" + group.note + "\n";
  }
  return text;
}

std::string with_generated_part(const std::string& document, const std::string& generated) {
  const std::size_t begin = document.find(begin_mark);
  const std::size_t end = document.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    throw std::runtime_error(fmt::format("the lines {} and {} are missing",
                                         std::string_view(begin_mark).substr(0, 30),
                                         std::string_view(end_mark).substr(0, 28)));
  const std::size_t inside = begin + std::string(begin_mark).size();
  return document.substr(0, inside) + generated + "\n" + document.substr(end);
}

}  // namespace modnn
