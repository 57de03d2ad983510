#include "cli/calibrate_device.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unistd.h>

#include "cli/names.h"
#include "config/catalog.h"
#include "config/file_access.h"
#include "partition/cost/device_file.h"
#include "partition/cost/fit.h"
#include "partition/cost/measure.h"
#include "platforms/device.h"
#include "process/streams.h"

namespace modnn {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> networks;
  MeasureOptions measure{.runs = 5, .regions = 3};
  std::string predict;
  std::string base;
  std::string name;
  std::string output;
  double cache_bytes = 0;
  bool profile = false;
  bool replace = false;
};

void refuse_to_overwrite(const std::string& file, bool replace) {
  if (!file.empty() && !replace && is_there(file))
    throw InputError(file + ": there is such a file already; --replace writes over it");
}

/// In place on a terminal, one line for each network otherwise.
void show_progress(const std::string& network, int done, int all) {
  if (isatty(STDERR_FILENO) != 0)
    say("\r{}: {} of {} passes{}", network, done, all, done == all ? "\n" : "");
  else if (done == all)
    say("{}: {} passes\n", network, all);
}

void measure(const Arguments& arguments) {
  std::vector<Network> networks;
  for (const std::string& name : arguments.networks) networks.push_back(load_network(name));
  std::vector<MeasuredCall> samples;
  for (const Network& network : networks) {
    const auto more = measure_network(network, arguments.measure, [&](int done, int all) {
      show_progress(network.name, done, all);
    });
    samples.insert(samples.end(), more.begin(), more.end());
  }
  write_file(arguments.file, samples_csv(samples));
}

void print_errors(const FitErrors& errors) {
  print("{:24}  {:8.1f}  {:+7.1f}", errors.of, 1e3 * errors.measured_s, 100 * error_of_sum(errors));
  for (const std::vector<double>* kind : {&errors.layers, &errors.parts})
    print("  {:6}  {:8.1f}  {:7.1f}  {:9.0f}", kind->size(), 100 * quantile(*kind, 0.5),
          100 * quantile(*kind, 0.9), 100 * share_within(*kind, 0.25));
  if (errors.unpredicted_s > 0)
    print("  {:.1f} ms of kernels that the others do not have", 1e3 * errors.unpredicted_s);
  print("\n");
}

/// How far a fit to one network carries to the others: a line for each that is fitted.
void print_transfers(const std::vector<Transfer>& all) {
  if (all.size() < 2) return;
  print(
      "\nfitted to one network alone: error of the sum of another's layers, % / its parts within "
      "25, %\n{:24}",
      "");
  for (const Transfer& transfer : all) print("  {:>14}", transfer.from);
  bool partial = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    print("\n{:24}", all[i].from);
    for (std::size_t j = 0; j + 1 < all.size(); ++j) {
      if (j == i) print("  {:>14}", "");
      const FitErrors& errors = all[i].to[j];
      const bool some = errors.unpredicted_s > 0;
      partial |= some;
      print("  {:>14}", fmt::format("{:+.1f}/{:.0f}{}", 100 * error_of_sum(errors),
                                    100 * share_within(errors.parts, 0.25), some ? "*" : ""));
    }
  }
  print("\n{}", partial ? "* but for kernels that the fitted one does not have\n" : "");
}

void print_fit(const CostFit& fit, const std::vector<MeasuredCall>& samples) {
  print("cache_bytes {:.0f}\n{:12}  {:>5}", fit.cost.cache_bytes, "kernel", "calls");
  for (const CostTerm& term : cost_terms()) print("  {:>{}}", term.key, term.key.size());
  for (const auto& [kernel, law] : fit.cost.laws) {
    const auto calls = std::ranges::count(
        samples, kernel, [](const MeasuredCall& sample) { return sample.call.kernel; });
    print("\n{:12}  {:5}", name_of(kernel_words, kernel), calls);
    for (const CostTerm& term : cost_terms())
      print("  {:>{}.3g}", law.*term.seconds, term.key.size());
  }
  print("\n");
  for (const std::string& note : fit.notes) print("{}\n", note);
}

void write_device(const Arguments& arguments, const Document& base, const ComputeCost& cost,
                  const std::vector<MeasuredCall>& samples) {
  std::set<std::string> networks;
  for (const MeasuredCall& sample : samples) networks.insert(sample.network);
  const FitErrors errors = errors_of(cost, samples, "");
  const std::string how = fmt::format(
      "modnn calibrate device: {} calls of the layers of {}, whose sum is off by {:.1f} %, and "
      "half "
      "of the layers by less than {:.1f} %",
      samples.size(), fmt::join(networks, ", "), 100 * error_of_sum(errors),
      100 * quantile(errors.layers, 0.5));
  const std::string name = arguments.name.empty()
                               ? std::filesystem::path(arguments.output).stem().string()
                               : arguments.name;
  const Json device = calibrated_device(base.root, name, cost, samples, how);
  const std::string text = device.dump(2) + "\n";
  write_file(arguments.output, text);
  for (const auto& [kernel, word] : kernel_words)
    if (law_of(cost, kernel) == nullptr)
      print("{}: not measured; takes what the rates of {} say\n", word, arguments.base);
  print("{}\n", arguments.output);
}

/// Networks that had no part in the fit.
void print_predictions(const ComputeCost& cost, const std::vector<MeasuredCall>& samples) {
  std::map<std::string, std::vector<MeasuredCall>> networks;
  for (const MeasuredCall& sample : samples) networks[sample.network].push_back(sample);
  for (const auto& [network, calls] : networks) print_errors(errors_of(cost, calls, network));
}

/// The device that gives radio, power and memory, and what is wrong with it.
Document load_base(const std::string& word) {
  Document base = load_entry_or_file(Collection::devices, word);
  Problems problems;
  read_device(Value(base, problems));
  problems.throw_if_any();
  return base;
}

std::vector<MeasuredCall> samples_in(const std::string& file) {
  Problems problems;
  std::vector<MeasuredCall> samples = read_samples(file, problems);
  problems.throw_if_any();
  return samples;
}

ExitCode calibrate_device(const Arguments& arguments) {
  Document base;
  if (!arguments.base.empty()) base = load_base(arguments.base);
  refuse_to_overwrite(arguments.output, arguments.replace);
  if (!arguments.networks.empty()) {
    refuse_to_overwrite(arguments.file, arguments.replace);
    measure(arguments);
  }
  const std::vector<MeasuredCall> samples = samples_in(arguments.file);
  const std::vector<MeasuredCall> others =
      arguments.predict.empty() ? std::vector<MeasuredCall>{} : samples_in(arguments.predict);
  CostFit fit = fit_cost(samples, arguments.cache_bytes);
  if (arguments.profile) fit.cost.profile = profile_of(samples);
  print_fit(fit, samples);
  print("\n{:24}  {:>8}  {:>7}", "predicted (errors: %)", "ms", "sum");
  for (const char* kind : {"layers", "parts"})
    print("  {:>6}  {:>8}  {:>7}  {:>9}", kind, "median", "90th", "within 25");
  print("\n");
  print_errors(errors_of(fit.cost, samples, "what was fitted"));
  for (const FitErrors& errors : cross_validate(samples, arguments.profile, arguments.cache_bytes))
    print_errors(errors);
  if (!others.empty()) print("{}:\n", arguments.predict);
  print_predictions(fit.cost, others);
  print_transfers(transfers(samples, arguments.profile, arguments.cache_bytes));
  if (!arguments.output.empty()) write_device(arguments, base, fit.cost, samples);
  return ExitCode::done;
}

}  // namespace

void add_calibrate_device(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("device",
                         "Fits a device's kernels to measured layers, or measures them here")
          ->footer(
              "Examples: modnn calibrate device layers.csv --device nexus5 --output phone.json\n"
              "          modnn calibrate device layers.csv --here vgg16 resnet18 --device nexus5 "
              "--output here.json");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FILE", arguments->file, "CSV of measured layers; --here writes it")
      ->required();
  auto* here = command->add_option("--here", arguments->networks,
                                   "Measure this machine's kernels, one thread, on these networks");
  command
      ->add_option("--regions", arguments->measure.regions,
                   "Random parts of every layer that are measured, too (default: 3)")
      ->check(CLI::Range(0, 100))
      ->needs(here);
  command
      ->add_option("--runs", arguments->measure.runs,
                   "Passes, of which the fastest counts for each call (default: 5)")
      ->check(CLI::Range(1, 1000))
      ->needs(here);
  command->add_option("--predict", arguments->predict,
                      "CSV of other measured layers, to see how far the fit carries");
  auto* output = command->add_option("--output", arguments->output, "Device file to write");
  auto* base = command->add_option("--device", arguments->base,
                                   "Device, or file of one, that gives radio, power and memory");
  output->needs(base);
  base->needs(output);
  command->add_option("--name", arguments->name, "Name of the device (default: the file's)")
      ->needs(output);
  command->add_flag("--profile", arguments->profile,
                    "Correct the fit by the measured layers: the device has them as its profile");
  command
      ->add_option("--cache-bytes", arguments->cache_bytes,
                   "What one core can count on of the caches (default: what fits best)")
      ->check(CLI::Range(1.0, 1e12));
  command->add_flag("--replace", arguments->replace, "Write over files that are there");
  command->callback(
      [&action, arguments] { action = [arguments] { return calibrate_device(*arguments); }; });
}

}  // namespace modnn
