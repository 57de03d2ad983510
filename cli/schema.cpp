#include "cli/commands.h"
#include "cli/descriptions.h"
#include "config/json_schema.h"
#include "config/suggest.h"
#include "process/streams.h"

namespace modnn {
namespace {

ExitCode print_schema(const std::string& name) {
  std::vector<std::string> names;
  for (const Description& description : descriptions()) {
    if (description.name == name) {
      const Json schema =
          json_schema(description.title, description.help, *description.keys, description.open);
      write_output(schema.dump(2) + "\n");
      return ExitCode::done;
    }
    names.push_back(description.name);
  }
  throw InputError("there is no schema \"" + one_line(name) + "\"" + did_you_mean(name, names) +
                   fmt::format("; there is: {}", fmt::join(names, ", ")));
}

}  // namespace

void add_schema(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("schema", "Prints the JSON schema of a kind of file, for editors")
          ->footer("Example: modnn schema experiment > experiments/schema/experiment.schema.json");
  auto name = std::make_shared<std::string>();
  command
      ->add_option("NAME", *name, "experiment, platform, device, medium, model, plan or published")
      ->required();
  command->callback([&action, name] { action = [name] { return print_schema(*name); }; });
}

}  // namespace modnn
