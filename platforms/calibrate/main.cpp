// Measures a cell in ns-3 and writes what the fluid model needs to know about it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "config/document.h"
#include "config/error.h"
#include "platforms/calibrate/fit.h"
#include "platforms/calibrate/scenario.h"
#include "process/pool.h"

namespace modnn {
namespace {

struct Options {
  Phy phy;
  std::string name;
  std::string output;
  std::vector<double> bytes{3e3, 3e4, 3e5, 2e6};
  std::vector<int> stations{1, 2, 4, 6, 8};
  int seeds = 5;
  int jobs = 1;
  bool samples_only = false;
};

std::vector<Sample> measure(const Options& options) {
  std::vector<Scenario> scenarios;
  for (const double bytes : options.bytes) {
    for (const int stations : options.stations) {
      for (const Direction direction : {Direction::up, Direction::down, Direction::both}) {
        for (int run = 1; run <= options.seeds; ++run) {
          scenarios.push_back(
              {options.phy, stations, direction, bytes, static_cast<unsigned>(run)});
        }
      }
    }
  }
  std::vector<double> seconds(scenarios.size());
  std::size_t ended = 0;
  PoolOptions pool;
  pool.jobs = options.jobs;
  run_forked(
      scenarios.size(), pool,
      [&](std::size_t i) { return fmt::format("{}", completion_seconds(scenarios[i])); },
      [&](std::size_t i, const JobResult& result) {
        if (!result.succeeded) throw std::runtime_error("ns-3: " + result.text);
        seconds[i] = std::stod(result.text);
        if (++ended % 50 == 0 || ended == scenarios.size()) {
          fmt::print(stderr, "{} of {} runs\n", ended, scenarios.size());
        }
      });
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < scenarios.size(); i += options.seeds) {
    const auto begin = seconds.begin() + static_cast<std::ptrdiff_t>(i);
    std::sort(begin, begin + options.seeds);
    const double median =
        (begin[(options.seeds - 1) / 2] + begin[options.seeds / 2]) / 2;  // of both middle ones
    samples.push_back({scenarios[i].stations, scenarios[i].direction, scenarios[i].bytes, median});
  }
  return samples;
}

void print_samples(const std::vector<Sample>& samples, std::ostream& out) {
  out << "stations,direction,bytes,seconds\n";
  for (const Sample& sample : samples) {
    out << fmt::format("{},{},{:.0f},{:.9g}\n", sample.stations, direction_name(sample.direction),
                       sample.bytes, sample.seconds);
  }
}

/// Four significant digits: more would pretend to know.
double rounded(double value) { return std::stod(fmt::format("{:.4g}", value)); }

Json describe(const Options& options, const MediumFit& fit, const std::vector<double>& errors) {
  const auto at = [&errors](double share) {
    return errors[static_cast<std::size_t>(share * static_cast<double>(errors.size() - 1))];
  };
  const std::string how = fmt::format(
      "modnn calibrate medium: ns-3.37, 802.11n at 5 GHz, {} MHz, MCS {}, {} stream(s), stations "
      "{} m away, constant rate, a TCP connection per message (CUBIC, 200 ms minimum time-out); "
      "median of {} seeds of {} scenarios with 1 to {} stations; calibration error {:.1f} % in the "
      "median, {:.1f} % at the 90th percentile",
      options.phy.channel_mhz, options.phy.mcs, options.phy.streams, options.phy.distance_m,
      options.seeds, errors.size(), options.stations.back(), 100 * at(0.5), 100 * at(0.9));
  Json medium;
  medium["$schema"] = "../../experiments/schema/medium.schema.json";
  medium["name"] = options.name;
  medium["source"] = {
      {"goodput_bps", how},
      {"message_overhead_s", "the same lone flows: seconds = overhead + bits / goodput"},
      {"efficiency",
       "the same runs with several stations that send at once; counts that were not "
       "run are interpolated"},
      {"beacon_interval_s", "100 time units of 1.024 ms, ns-3's default and most access points'"},
      {"phy", "the cell that was measured"}};
  medium["goodput_bps"] = rounded(fit.goodput_bps);
  medium["message_overhead_s"] = rounded(fit.message_overhead_s);
  medium["efficiency"] = Json::array();
  for (const double share : fit.efficiency) medium["efficiency"].push_back(rounded(share));
  medium["beacon_interval_s"] = 0.1024;
  medium["phy"] = {{"mcs", options.phy.mcs},
                   {"channel_mhz", options.phy.channel_mhz},
                   {"streams", options.phy.streams},
                   {"distance_m", options.phy.distance_m}};
  return medium;
}

void calibrate_medium(const Options& options) {
  const std::vector<Sample> samples = measure(options);
  std::ofstream file;
  if (!options.output.empty()) {
    file.open(options.output);
    if (!file) throw EnvironmentError(options.output + ": cannot write");
  }
  std::ostream& out = options.output.empty() ? std::cout : file;
  if (options.samples_only) {
    print_samples(samples, out);
    return;
  }
  const MediumFit fit = fit_medium(samples);
  out << describe(options, fit, sorted_errors(fit, samples)).dump(2) << "\n";
}

int run(int argc, char** argv) {
  CLI::App app{"Measures a radio cell in ns-3 and writes a medium description"};
  app.name("modnn calibrate");
  app.require_subcommand(1);
  Options options;
  auto* medium = app.add_subcommand("medium", "An 802.11n cell at 5 GHz")
                     ->footer("Example: modnn calibrate medium --mcs 7 --output wlan.json");
  medium->add_option("--mcs", options.phy.mcs, "Modulation and coding scheme")
      ->check(CLI::Range(0, 7));
  medium->add_option("--channel-mhz", options.phy.channel_mhz, "Channel width")
      ->check(CLI::IsMember({20, 40}));
  medium->add_option("--streams", options.phy.streams, "Spatial streams")->check(CLI::Range(1, 4));
  medium->add_option("--distance", options.phy.distance_m, "Metres from the group owner")
      ->check(CLI::PositiveNumber);
  medium->add_option("--name", options.name, "Name of the medium");
  medium->add_option("--output", options.output, "File to write instead of standard output");
  medium->add_option("--bytes", options.bytes, "Sizes of the messages")->check(CLI::Range(1., 1e9));
  medium->add_option("--stations", options.stations, "Numbers of stations")
      ->check(CLI::Range(1, 64));
  medium->add_option("--seeds", options.seeds, "Runs per scenario")->check(CLI::Range(1, 1000));
  medium->add_option("--jobs", options.jobs, "Runs at once")->check(CLI::Range(1, 256));
  medium->add_flag("--samples", options.samples_only, "Write the measurements as CSV instead");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(app.exit(error) == 0 ? ExitCode::done : ExitCode::bad_input);
  }
  if (options.name.empty()) {
    options.name = fmt::format("wlan_n{}_mcs{}", options.phy.channel_mhz, options.phy.mcs);
  }
  calibrate_medium(options);
  return static_cast<int>(ExitCode::done);
}

}  // namespace
}  // namespace modnn

int main(int argc, char** argv) {
  using modnn::ExitCode;
  try {
    return modnn::run(argc, argv);
  } catch (const modnn::EnvironmentError& error) {
    fmt::print(stderr, "modnn: {}\n", error.what());
    return static_cast<int>(ExitCode::bad_environment);
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "modnn: {}\n", error.what());
    return static_cast<int>(ExitCode::bad_input);
  } catch (const std::exception& error) {
    fmt::print(stderr, "modnn: {}\n", error.what());
    return static_cast<int>(ExitCode::points_failed);
  }
}
