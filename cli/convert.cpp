#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/names.h"
#include "config/file_access.h"
#include "models/darknet/darknet_import.h"
#include "models/json/network_writer.h"
#include "models/weights/weights_file.h"
#include "process/patience.h"
#include "process/streams.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

struct ConvertArguments {
  std::string file;
  std::string weights;  ///< of a Darknet configuration
  std::string output;
};

struct Converted {
  Network network;
  std::optional<Weights> weights;  ///< none of a Darknet configuration alone
  std::vector<fs::path> read;      ///< the files that it comes from
};

/// The name of the files: the network's where that can be one, else the file's.
std::string name_of_files(const Network& network, const std::string& file) {
  if (makes_folder(network.name)) return network.name;
  const std::string stem = fs::path(file).stem().string();
  return makes_folder(stem) ? stem : "network";
}

Converted read_darknet(const ConvertArguments& arguments) {
  DarknetNetwork darknet = import_darknet(arguments.file);
  if (!darknet.left_out.empty()) say("{}: without {}\n", arguments.file, darknet.left_out);
  if (arguments.weights.empty())
    return {std::move(darknet.network), std::nullopt, {arguments.file}};
  Weights weights = read_darknet_weights(darknet, arguments.weights);
  return {std::move(darknet.network), std::move(weights), {arguments.file, arguments.weights}};
}

Converted read_trained(const ConvertArguments& arguments) {
  if (is_darknet(arguments.file)) return read_darknet(arguments);
  if (!arguments.weights.empty())
    throw InputError("--weights: belongs to a Darknet configuration (.cfg); " + arguments.file +
                     " says itself where its weights are");
  Network network = load_network(arguments.file);
  if (network.weights.empty())
    throw InputError(arguments.file + ": has no trained weights, so there is nothing to convert");
  Weights weights = read_weights(network, network.weights, 1);
  const fs::path place = network.weights;
  return {std::move(network), std::move(weights), {arguments.file, place}};
}

ExitCode convert(const ConvertArguments& arguments) {
  const Patience patience("converting " + arguments.file);
  Converted converted = read_trained(arguments);
  Network& network = converted.network;
  const fs::path folder = arguments.output;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw EnvironmentError(folder.string() + ": " + error.message());
  const std::string name = name_of_files(network, arguments.file);
  const fs::path description = folder / (name + ".json"), arrays = folder / (name + ".safetensors");
  for (const fs::path& from : converted.read)
    for (const fs::path& to : {description, arrays})
      if (fs::equivalent(from, to, error))
        throw InputError(to.string() + ": is what would be read, choose another folder");
  if (converted.weights) write_weights(network, *converted.weights, arrays);
  network.weights = converted.weights ? arrays.filename() : fs::path();
  network.names.clear();
  std::ofstream file(description);
  file << write_network(network).dump(2) << "\n";
  if (!file.flush()) throw EnvironmentError(description.string() + ": cannot be written");
  print("{}\n", description.string());
  if (converted.weights) print("{}\n", arrays.string());
  return ExitCode::done;
}

}  // namespace

void add_convert(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("convert", "Writes a trained network as JSON and safetensors files")
          ->footer(
              "Examples:\n  modnn convert net.onnx --output mine\n  modnn convert yolov2.cfg "
              "--weights yolov2.weights --output mine");
  auto arguments = std::make_shared<ConvertArguments>();
  command
      ->add_option("FILE", arguments->file,
                   "An ONNX file, a Darknet configuration (.cfg), or a model file with weights")
      ->required();
  command->add_option("--weights", arguments->weights,
                      "Weights of a Darknet configuration; without them only NAME.json is written");
  command->add_option("--output", arguments->output, "Folder for NAME.json and NAME.safetensors")
      ->required();
  command->callback([&action, arguments] { action = [arguments] { return convert(*arguments); }; });
}

}  // namespace modnn
