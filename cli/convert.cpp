#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "cli/commands.h"
#include "cli/names.h"
#include "config/file_access.h"
#include "models/json/network_writer.h"
#include "models/weights/weights_file.h"
#include "process/patience.h"
#include "process/streams.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

struct ConvertArguments {
  std::string file;
  std::string output;
};

/// The name of the files: the network's where that can be one, else the file's.
std::string name_of_files(const Network& network, const std::string& file) {
  if (makes_folder(network.name)) return network.name;
  const std::string stem = fs::path(file).stem().string();
  return makes_folder(stem) ? stem : "network";
}

ExitCode convert(const ConvertArguments& arguments) {
  const Patience patience("converting " + arguments.file);
  Network network = load_network(arguments.file);
  if (network.weights.empty())
    throw InputError(arguments.file + ": has no trained weights, so there is nothing to convert");
  const Weights weights = read_weights(network, network.weights, 1);
  const fs::path folder = arguments.output;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw EnvironmentError(folder.string() + ": " + error.message());
  const std::string name = name_of_files(network, arguments.file);
  const fs::path description = folder / (name + ".json"), arrays = folder / (name + ".safetensors");
  for (const fs::path& from : {fs::path(arguments.file), network.weights})
    for (const fs::path& to : {description, arrays})
      if (fs::equivalent(from, to, error))
        throw InputError(to.string() + ": is what would be read, choose another folder");
  write_weights(network, weights, arrays);
  network.weights = arrays.filename();
  network.names.clear();
  std::ofstream file(description);
  file << write_network(network).dump(2) << "\n";
  if (!file.flush()) throw EnvironmentError(description.string() + ": cannot be written");
  print("{}\n{}\n", description.string(), arrays.string());
  return ExitCode::done;
}

}  // namespace

void add_convert(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("convert", "Writes a trained network as JSON and safetensors files")
          ->footer("Example: modnn convert net.onnx --output mine");
  auto arguments = std::make_shared<ConvertArguments>();
  command->add_option("FILE", arguments->file, "An ONNX file, or a model file with weights")
      ->required();
  command->add_option("--output", arguments->output, "Folder for NAME.json and NAME.safetensors")
      ->required();
  command->callback([&action, arguments] { action = [arguments] { return convert(*arguments); }; });
}

}  // namespace modnn
